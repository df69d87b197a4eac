/** What is found of an image: at opening, by a check of every block as it goes on, and around its file. */
import { addFinding, sortFindings } from '../../../shared/findingList';
import type { Finding, FindingCode } from '../../../shared/findings';
import { FINDING_TABLE } from '../../../shared/findingTable';
import type { CheckError } from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import { tellFindings, type CheckOptions } from '../../vhd/check/checkDisk';
import type { Staged } from '../edit/editSession';
import type { HeldImage } from './heldImage';

export type ImageChecks = {
  /**
   * Reads every block too; what it finds is part of the view until something changes, also where it is cancelled. `tell`
   * takes what opening has not found, as it is found; one that counts comes again.
   */
  checkEverything(control: Pick<CheckOptions, 'signal' | 'report'>, tell: (finding: Finding) => void): Promise<Result<void, CheckError>>;
};

/** For the other parts of the session. */
export type ImageFindings = ImageChecks & {
  /** Of the disk, and of what surrounds its file. */
  findings(): readonly Finding[];
  /** Whether every block was looked at since the last change. */
  isWhole(): boolean;
  /** Found only by looking at every block. */
  deepCodes(): ReadonlySet<FindingCode>;
  /** All that a check of everything finds of the image as it is now, which somebody has made already. */
  takeWhole(findings: readonly Finding[]): void;
};

type Found = {
  /** What it was found of. */
  readonly of: Staged;
  /** Of a check that came to its end. */
  readonly whole: readonly Finding[] | null;
  /** Of one that goes on, or was cancelled: what it has found so far and opening has not. */
  readonly deeper: Finding[];
};

export function imageChecks(held: HeldImage): ImageFindings {
  let last: Found = { of: held.staged, whole: null, deeper: [] };
  const found = (): Found => (last.of === held.staged ? last : { of: held.staged, whole: null, deeper: [] });
  const atOpening = (): ReadonlySet<FindingCode> => new Set(held.description.findings.map(({ code }) => code));
  return {
    findings: () => {
      const { whole, deeper } = found();
      const list = [...(whole ?? held.description.findings)];
      for (const one of deeper) addFinding(list, one);
      return sortFindings([...list, ...held.opened.around]);
    },
    isWhole: () => found().whole !== null,
    deepCodes: () => {
      const { whole, deeper } = found();
      const known = atOpening();
      return new Set((whole ?? deeper).map(({ code }) => code).filter((code) => !known.has(code)));
    },
    takeWhole: (findings) => {
      last = { of: held.staged, whole: findings, deeper: [] };
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
      if (held.staged !== checked) return err({ kind: 'stale-revision' });
      last = { of: checked, whole: sortFindings(all), deeper: [] };
      return ok(undefined);
    },
  };
}
