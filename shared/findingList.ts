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

/** Sorts errors first, then by place in the file; what follows from a finding comes right behind it. */
export function sortFindings(findings: Finding[]): Finding[] {
  findings.sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.where[0]?.at ?? 0) - (b.where[0]?.at ?? 0));
  const following = findings.filter((one) => isConsequence(one, findings));
  if (following.length === 0) return findings;
  const sorted = findings
    .filter((one) => !following.includes(one))
    .flatMap((cause) => [cause, ...following.filter(({ because }) => because === cause.code)]);
  return Object.assign(findings, sorted);
}

/** Whether its cause is in the list. */
export const isConsequence = ({ because }: Finding, findings: readonly Finding[]): boolean =>
  because !== undefined && findings.some(({ code }) => code === because);

/** The findings that follow from no other in the list. */
export const causesIn = (findings: readonly Finding[]): Finding[] => findings.filter((one) => !isConsequence(one, findings));

/** `following`: findings that only follow from another one of the list, if there are any; they are not counted with the others. */
export type SeverityCounts = Readonly<Record<Severity, number>> & { readonly following?: number };

/** The one way in which findings are counted: causes by severity, and what follows from them apart. */
export function severityCounts(findings: readonly Finding[]): SeverityCounts {
  const counts = { error: 0, warning: 0, note: 0 };
  const causes = causesIn(findings);
  for (const { severity } of causes) counts[severity]++;
  const following = findings.length - causes.length;
  return following === 0 ? counts : { ...counts, following };
}
