/** What every rule shares: how a finding is put together. Severity lives with the rule. */
import type { Finding, FindingCode, FindingFacts, FindingOf, FindingPlace, Severity } from '../../../shared/findings';

export function finding<C extends FindingCode>(
  code: C,
  severity: Severity,
  facts: FindingFacts[C],
  ...where: FindingPlace[]
): FindingOf<C> {
  return { code, severity, where, facts };
}

export const place = (structure: string, at: number, bytes: number): FindingPlace => ({ structure, at, bytes });

/** Takes findings as they come. One that counts (`FINDING_TABLE`) comes again as its count grows. */
export type Tell = (finding: Finding) => void;

/** Something that is counted, and the finding that says how much of it there is. */
type Counted = { readonly tally: { readonly blocks: number }; readonly finding: () => Finding };

/** Tells of each as soon as there is one, again each time there are twice as many, and at the end of all. */
export function tellingCounts(counted: readonly Counted[], tell: Tell): { readonly grown: () => void; readonly end: () => void } {
  const told = counted.map(() => 0);
  const tellFrom = (least: (before: number) => number): void => {
    // Asked after every block, of which there may be millions: nothing is made here where there is nothing to tell.
    for (let i = 0; i < counted.length; i++) {
      const { tally, finding } = counted[i] as Counted;
      if (tally.blocks < least(told[i] ?? 0)) continue;
      told[i] = tally.blocks;
      tell(finding());
    }
  };
  return { grown: () => tellFrom((before) => Math.max(1, 2 * before)), end: () => tellFrom((before) => before + 1) };
}
