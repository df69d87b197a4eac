/** A list of findings, put together from a stream of them: for whoever wants all of them, or those there are by now. */
import { FINDING_TABLE } from './findingTable';
import type { Finding, Severity } from './findings';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** One that counts stands in the place of its count so far. */
export function addFinding(list: Finding[], next: Finding): void {
  const before = FINDING_TABLE[next.code].counts === true ? list.findIndex(({ code }) => code === next.code) : -1;
  if (before < 0) list.push(next);
  else list[before] = next;
}

/** Errors first, then in file order. */
export const sortFindings = (findings: Finding[]): Finding[] =>
  findings.sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.where[0]?.at ?? 0) - (b.where[0]?.at ?? 0));
