/** The findings about an image: from opening it, from a check of every block while it runs, and about what lies around the file. */
import { addFinding, sortFindings } from '../../../shared/findingList';
import type { Finding, FindingCode } from '../../../shared/findings';
import { FINDING_TABLE } from '../../../shared/findingTable';
import type { CheckError } from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import { tellFindings, type CheckOptions } from '../../vhd/check/checkDisk';
import type { Staged } from '../edit/editSession';
import type { HeldImage } from './heldImage';
import { besideOf } from './openedImage';

export type ImageChecks = {
  /**
   * Reads every block too. What it finds is part of the view until something changes, even if the check is cancelled. `tell`
   * gets findings that opening did not make, as they are found; one that counts is given again as it grows.
   */
  checkEverything(control: Pick<CheckOptions, 'signal' | 'report'>, tell: (finding: Finding) => void): Promise<Result<void, CheckError>>;
};

/** Used by the other parts of the session. */
export type ImageFindings = ImageChecks & {
  /** Findings about the disk and about what surrounds its file. */
  findings(): readonly Finding[];
  /** Whether every block was checked since the last change. */
  isWhole(): boolean;
  /** Codes of findings that only a check of every block makes. */
  deepCodes(): ReadonlySet<FindingCode>;
  /** Takes all findings of a full check of the image as it is now, if another part of the session has made one. */
  takeWhole(findings: readonly Finding[]): void;
};

type Found = {
  /** The staged state that the findings are about. */
  readonly of: Staged;
  /** The findings of a check that was completed; null if there is none. */
  readonly whole: readonly Finding[] | null;
  /** Findings of a running or cancelled check that opening did not make. */
  readonly deeper: Finding[];
  /** Findings about files beside this one, which the check of everything looks at too. */
  readonly beside: readonly Finding[];
};

export function imageChecks(held: HeldImage): ImageFindings {
  let last: Found = { of: held.staged, whole: null, deeper: [], beside: [] };
  const found = (): Found => (last.of === held.staged ? last : { of: held.staged, whole: null, deeper: [], beside: [] });
  const atOpening = (): ReadonlySet<FindingCode> => new Set(held.description.findings.map(({ code }) => code));
  return {
    findings: () => {
      const { whole, deeper, beside } = found();
      const list = [...(whole ?? held.description.findings)];
      for (const one of deeper) addFinding(list, one);
      return sortFindings([...list, ...held.opened.around, ...beside]);
    },
    isWhole: () => found().whole !== null,
    deepCodes: () => {
      const { whole, deeper } = found();
      const known = atOpening();
      return new Set((whole ?? deeper).map(({ code }) => code).filter((code) => !known.has(code)));
    },
    takeWhole: (findings) => {
      last = { of: held.staged, whole: findings, deeper: [], beside: found().beside };
    },
    checkEverything: async (control, tell) => {
      const checked = held.staged;
      const known = atOpening();
      const all: Finding[] = [];
      const { deeper } = (last = { ...found(), deeper: [] });
      const told = await tellFindings(checked.chain, { ...control, now: held.origin.now(), deep: true }, (finding) => {
        addFinding(all, finding);
        if (held.staged !== checked || (known.has(finding.code) && FINDING_TABLE[finding.code].counts !== true)) return;
        addFinding(deeper, finding);
        tell(finding);
      });
      if (!told.ok) return told;
      if (!told.value) return err({ kind: 'cancelled' });
      const beside = await besideOf(held.origin, checked.chain);
      if (held.staged !== checked) return err({ kind: 'stale-revision' });
      last = { of: checked, whole: sortFindings(all), deeper: [], beside };
      return ok(undefined);
    },
  };
}
