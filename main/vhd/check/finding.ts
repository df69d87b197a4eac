/** What every rule shares: how a finding is put together. Severity lives with the rule. */
import type { FindingCode, FindingFacts, FindingOf, FindingPlace, Severity } from '../../../shared/findings';

export function finding<C extends FindingCode>(
  code: C,
  severity: Severity,
  facts: FindingFacts[C],
  ...where: FindingPlace[]
): FindingOf<C> {
  return { code, severity, where, facts };
}

export const place = (structure: string, at: number, bytes: number): FindingPlace => ({ structure, at, bytes });
