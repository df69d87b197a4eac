/** What can be repaired in this window's disk, and how far a check or a repaired copy has come. */
import { addFinding, sortFindings } from '../../shared/findingList';
import type { Finding, Severity } from '../../shared/findings';
import type { EventPayload } from '../../shared/ipc/events';
import type { RepairProgress } from '../../shared/repairViews';
import { api } from '../api';
import { changeSheet } from '../app/modal.store';
import type { Working } from '../app/modalState';
import { NO_OFFERS } from '../app/state';
import { changeDisk, shownDisk } from '../app/store';

export const showSeverity = (severity: Severity | null): void => changeDisk({ severity });
export const setChecking = (checking: Working | null): void => changeDisk({ checking });

export function noteRepairProgress(progress: RepairProgress): void {
  if (progress.of === 'check') changeDisk(({ checking }) => (checking === null ? {} : { checking: { ...checking, progress } }));
  else
    changeSheet('repair', ({ doing, isPlanning }) => {
      if (doing !== null && typeof doing === 'object') return { doing: { ...doing, progress } };
      return isPlanning ? { searched: progress } : {};
    });
}

/** A running check of everything has found this. It joins the list, and the problem that is shown stays the same. */
export function noteFound({ image, finding }: EventPayload<'repair/found'>): void {
  changeDisk(({ view, checking, problem }) => {
    if (view.image !== image || checking === null) return {};
    const shown = view.findings[problem];
    const findings = [...view.findings];
    addFinding(findings, finding);
    sortFindings(findings);
    const isShown = (one: Finding): boolean => one === shown || (one === finding && one.code === shown?.code);
    return { view: { ...view, findings }, problem: Math.max(0, findings.findIndex(isShown)) };
  });
}

/** Asks main what can be repaired, for the findings as they are now. */
export async function loadOffers(): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const { image, findings } = shown.view;
  if (findings.length === 0) return changeDisk({ offers: NO_OFFERS });
  const answer = await api['repair/offers']({ image });
  // If the findings have changed meanwhile, the answer is about the old ones and is dropped.
  if (shownDisk()?.view.findings === findings) changeDisk({ offers: answer.ok ? answer.value : NO_OFFERS });
}
