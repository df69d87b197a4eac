/** Collects a stream of findings into a list, for those who want all of them, or all that are known so far. */
import { FINDING_TABLE } from './findingTable';
import type { Finding, Severity } from './findings';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Adds a finding. One that counts replaces its earlier count. */
export function addFinding(list: Finding[], next: Finding): void {
  const before = FINDING_TABLE[next.code].counts === true ? list.findIndex(({ code }) => code === next.code) : -1;
  if (before < 0) list.push(next);
  else list[before] = next;
}

/** Sorts errors first, then by place in the file. */
export const sortFindings = (findings: Finding[]): Finding[] =>
  findings.sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.where[0]?.at ?? 0) - (b.where[0]?.at ?? 0));

export type SeverityCounts = Readonly<Record<Severity, number>>;

export function severityCounts(findings: readonly Finding[]): SeverityCounts {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
