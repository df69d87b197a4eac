/** Checking everything and repairing: the actions of the problems panel, the repair sheet and the screen of a refused file. */
import type { FindingCode } from '../../shared/findings';
import type { RepairMethod } from '../../shared/repairs';
import { FAR_METHODS, MAX_PLACED, type RepairRequest } from '../../shared/repairViews';
import type { FileTicket, OpenTicket } from '../../shared/views';
import { api } from '../api';
import { NO_OFFERS } from '../app/state';
import { canRebuild, canReconnect, isPlanOfBefore, requestFor, requestTogether, withChoice } from './repairWays.model';
import { openByFooter, openDisk } from './disk.store';
import { takeEdited, applyRepair, stageRepair } from './edits.store';
import { settled } from './editQueue.store';
import { alertUser, changeSheet, closeSheet, openModal, sheetOf } from '../app/modal.store';
import type { RepairModal } from '../app/modalState';
import { setChecking } from './repair.store';
import { showNoticeWhile } from '../app/notice.store';
import { changeDisk, shownDisk, shownIn } from '../app/store';
import { showToast } from '../app/toasts.store';
import { repairFailureText } from './repairErrors.text';
import { repairTitle } from './repairNames.text';

/** Opens the sheet for the repair of a problem. `method`: the way that the user picked in the panel. */
export async function repairProblem(index: number, method: RepairMethod | null = null): Promise<void> {
  const shown = shownDisk();
  const finding = shown?.view.findings[index];
  if (shown === null || finding === undefined) return;
  if (method === null && canRebuild(finding, shown.offers)) return rebuildDisk();
  await open(requestTogether(finding, method, shown.view.findings, shown.offers));
}

/** Looks for blocks that the table has lost, and shows the new disk that they would make. */
export const rebuildDisk = (): Promise<void> => open({ kind: 'rebuild', place: [] });

/**
 * The plan that writes all by which the disk finds its parent. `parent`: a file that becomes the parent with it; null: the one
 * that the window uses already.
 */
export async function reconnectParent(parent: OpenTicket | null = null): Promise<void> {
  if (parent !== null) await open({ ...requestFor('P18', 'reconnect-parent'), parent });
  else if (canReconnect(shownDisk()?.offers ?? NO_OFFERS)) await open(requestFor('P18', 'reconnect-parent'));
}

export const repairSafe = (): Promise<void> => open({ kind: 'safe' });
/** `title`: the title of the sheet, which names what the user was offered. */
export const rescue = (file: FileTicket, title: string): Promise<void> => open({ kind: 'rescue' }, { file, title });

/** Searches the whole file for a footer, which may be anywhere in it. */
export const searchForFooter = (file: FileTicket, title: string): Promise<void> =>
  open({ kind: 'far-footer', at: null, method: null }, { file, title });

/** A sheet that a page before this one had open comes without its plan, which is made again. */
export async function planAgain(): Promise<void> {
  const repair = sheetOf('repair');
  if (repair !== null && repair.view === null && !repair.isPlanning && repair.failure === null) await plan(repair.request);
}

/** Chooses another way for the same finding; null: none. `of`: which, if the sheet repairs several together. */
export async function chooseWay(method: RepairMethod | null, of: FindingCode | null = null): Promise<void> {
  const repair = sheetOf('repair');
  const far = repair?.view?.request;
  const isFar = FAR_METHODS.find((one) => one === method);
  if (repair?.doing === null && far?.kind === 'far-footer' && isFar !== undefined) return plan({ ...far, method: isFar });
  if (repair?.doing !== null || repair.request.kind !== 'mend') return;
  const code = of ?? repair.request.only[0];
  if (code !== undefined) await plan(withChoice(repair.request, code, method));
}

/** The user says which block of the disk stands there: everything is worked out anew with it. */
export async function placeBlock(sector: number, block: number): Promise<void> {
  const repair = sheetOf('repair');
  const request = repair?.view?.request;
  if (repair?.doing !== null || request?.kind !== 'rebuild') return;
  const others = request.place.filter((one) => one.sector !== sector && one.block !== block);
  await plan({ ...request, place: [...others, { sector, block }].slice(-MAX_PLACED) });
}

/** The last plan there was, after a place that was refused. */
export async function takePlacesBack(): Promise<void> {
  const repair = sheetOf('repair');
  const request = repair?.view?.request;
  if (repair?.doing === null && request?.kind === 'rebuild' && isPlanOfBefore(repair)) await plan(request);
}

type Rescued = { readonly file: FileTicket; readonly title: string };

const changeRepair = (change: Partial<Omit<RepairModal, 'kind'>>): void => changeSheet('repair', change);

async function open(request: RepairRequest, rescued: Rescued | null = null): Promise<void> {
  const title = rescued?.title ?? repairTitle(request);
  const file = rescued?.file ?? null;
  openModal({ kind: 'repair', title, request, file, view: null, isPlanning: true, searched: null, doing: null, failure: null });
  await plan(request);
}

async function plan(request: RepairRequest): Promise<void> {
  changeRepair({ request, isPlanning: true, searched: null, failure: null });
  await settled();
  const shown = shownDisk();
  const repair = sheetOf('repair');
  const answer =
    request.kind === 'rescue' || request.kind === 'far-footer'
      ? repair?.file == null
        ? null
        : await api['repair/planRescue']({ ticket: repair.file.ticket, request })
      : shown === null
        ? null
        : await api['repair/plan']({ image: shown.view.image, revision: shown.edits.revision, request });
  // The sheet was closed meanwhile, or another way was chosen.
  if (answer === null || sheetOf('repair')?.request !== request) return;
  changeRepair(
    answer.ok
      ? { view: answer.value, isPlanning: false, placedBefore: repair?.view?.placements ?? [] }
      : {
          view: request.kind === 'rebuild' ? (repair?.view ?? null) : null,
          isPlanning: false,
          failure: repairFailureText(answer.error, 'There is no repair.'),
        },
  );
}

/** While a copy is being written the sheet does not close: the copy has to be cancelled first. */
export function closeRepair(): void {
  const repair = sheetOf('repair');
  if (repair?.doing != null) return void cancelRepair();
  if (repair?.isPlanning === true) void api['repair/cancel']({ what: 'plan' });
  closeSheet('repair');
}

/** The browser closes a dialog on the second Escape, whatever the page does. What is running is then cancelled, out of sight. */
export function dismissRepair(): void {
  closeRepair();
  closeSheet('repair');
}

export async function cancelRepair(): Promise<void> {
  changeSheet('repair', ({ doing }) => (doing !== null && typeof doing === 'object' ? { doing: { ...doing, isStopping: true } } : {}));
  changeDisk(({ checking }) => (checking === null ? {} : { checking: { ...checking, isStopping: true } }));
  await api['repair/cancel']({ what: 'work' });
}

export async function addToChanges(): Promise<void> {
  const repair = sheetOf('repair');
  if (repair?.view == null || repair.doing !== null) return;
  changeRepair({ doing: 'staging' });
  const isStaged = await stageRepair(repair.view.plan);
  if (isStaged) closeSheet('repair');
  else changeRepair({ doing: null });
}

export async function repairNow(): Promise<void> {
  const repair = sheetOf('repair');
  if (repair?.view == null || repair.doing !== null) return;
  changeRepair({ doing: 'applying' });
  const done = await applyRepair(repair.view.plan);
  if (done === null) changeRepair({ doing: null });
  else closeSheet('repair');
}

const copyName = (name: string): string => name.replace(/(\.(?:a?vhd|vud))?$/i, '-repaired.vhd').slice(0, 255);

/** Writes the repaired copy into a new file and opens it when it is complete. */
export async function repairCopy(): Promise<void> {
  const repair = sheetOf('repair');
  const shown = shownDisk();
  const original = repair?.file ?? shown?.file ?? null;
  if (repair?.view == null || repair.doing !== null || original === null) return;
  const chosen = await api['disk/choosePlace']({ suggestion: copyName(original.name), near: original.ticket, type: 'vhd' });
  if (!chosen.ok || chosen.value === null) return;
  const { plan: number } = repair.view;
  const place = chosen.value;
  changeRepair({ doing: { progress: null, isStopping: false, name: place.name }, failure: null });
  const answer =
    repair.file === null && shown !== null
      ? await api['repair/copy']({ image: shown.view.image, plan: number, place: place.ticket })
      : await api['repair/copyRescue']({ plan: number, place: place.ticket });
  if (!answer.ok) {
    changeRepair({ doing: null, failure: answer.error.kind === 'cancelled' ? null : repairFailureText(answer.error, 'No copy was made.') });
    return;
  }
  closeSheet('repair');
  await openDisk(answer.value, 'disk');
  showToast(`${answer.value.name} is written. ${original.name} is as it was.`);
}

/** Opens the disk by the footer that was found. Nothing is written, and the bytes behind the footer are left alone. */
export async function openAsItIs(): Promise<void> {
  const repair = sheetOf('repair');
  const found = repair?.view?.request;
  if (repair?.file == null || repair.doing !== null || found?.kind !== 'far-footer' || found.at === null) return;
  closeRepair();
  await openByFooter(repair.file, found.at);
}

/** Also checks every block. Findings join the list as they are found. */
export async function checkEverything(): Promise<void> {
  const shown = shownDisk();
  if (shown === null || shown.checking !== null) return;
  changeDisk({ bottom: 'problems' });
  setChecking({ progress: null, isStopping: false });
  const answer = await api['repair/check']({ image: shown.view.image });
  const now = shownDisk()?.view;
  if (now?.image !== shown.view.image) return;
  setChecking(null);
  if (answer.ok) return takeEdited(answer.value);
  const hasFound = now.findings !== shown.view.findings;
  if (answer.error.kind === 'cancelled')
    showNoticeWhile(
      (state) => shownIn(state)?.checking === null,
      hasFound ? 'The check was cancelled. What it had found by then stays listed' : 'The check was cancelled',
    );
  else alertUser(repairFailureText(answer.error, 'The check was not finished.'));
}
