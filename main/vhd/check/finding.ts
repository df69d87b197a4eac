/** What every rule shares: how a finding is made. Its severity is set by the rule. */
import type { Finding, FindingCode, FindingFacts, FindingOf, FindingPlace, Severity } from '../../../shared/findings';

export function finding<C extends FindingCode>(
  code: C,
  severity: Severity,
  facts: FindingFacts[C],
  ...where: FindingPlace[]
): FindingOf<C> {
  return { code, severity, where, facts };
}

/** `layer`: of the disk that it is about. What is stored in a disk further down is in another file, where nothing is pointed at. */
export const atLayer = (layer: number, found: Finding): Finding => (layer === 0 ? found : { ...found, where: [] });

export const findingPlace = (structure: string, at: number, bytes: number): FindingPlace => ({ structure, at, bytes });

/** Takes findings as they are made. One that counts (`FINDING_TABLE`) is passed again as its count grows. */
export type Tell = (finding: Finding) => void;

/** Something that is counted, and the finding that reports the count. */
type Counted = { readonly tally: { readonly blocks: number }; readonly finding: () => Finding };

/** Reports each as soon as its count is not zero, again whenever the count has doubled, and all of them at the end. */
export function tellingCounts(counted: readonly Counted[], tell: Tell): { readonly grown: () => void; readonly end: () => void } {
  const told = counted.map(() => 0);
  const tellFrom = (least: (before: number) => number): void => {
    // Called after every block, of which there may be millions: if there is nothing to report, nothing is allocated.
    for (let i = 0; i < counted.length; i++) {
      const { tally, finding } = counted[i] as Counted;
      if (tally.blocks < least(told[i] ?? 0)) continue;
      told[i] = tally.blocks;
      tell(finding());
    }
  };
  return { grown: () => tellFrom((before) => Math.max(1, 2 * before)), end: () => tellFrom((before) => before + 1) };
}
