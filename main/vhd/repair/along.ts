/** Findings that disappear when another one is mended. */
import type { Finding, FindingCode } from '../../../shared/findings';
import type { Along } from '../../../shared/repairs';

export const isGone = (code: FindingCode, findings: readonly Finding[]): boolean => findings.every((finding) => finding.code !== code);

/** Whether something that followed from it is still there: then it is not settled, though no check names it any more. */
const hasLeft = (cause: FindingCode, before: readonly Finding[], after: readonly Finding[]): boolean =>
  before.some(({ code, because }) => because === cause && !isGone(code, after));

/** Other findings that were there before this one was mended and are gone now. `all`: those among which their consequences are. */
export function goneWith(
  mended: FindingCode,
  before: readonly Finding[],
  after: readonly Finding[],
  all: readonly Finding[] = before,
): Along[] {
  const codes = new Set(before.map(({ code }) => code));
  return [...codes]
    .filter((code) => code !== mended && isGone(code, after) && !hasLeft(code, all, after))
    .map((code) => ({ code, with: mended }));
}

/** Those of `along` that are really gone at the end, and causes whose last consequence was mended. */
export function goneInAll(
  along: readonly Along[],
  before: readonly Finding[],
  { after, done }: { readonly after: readonly Finding[]; readonly done: readonly { readonly code: FindingCode }[] },
): Along[] {
  const gone = along.filter(({ code }) => isGone(code, after) && !hasLeft(code, before, after));
  const last = done.at(-1)?.code;
  if (last === undefined) return gone;
  const isTold = (code: FindingCode): boolean => [...gone, ...done].some((one) => one.code === code);
  const causes = new Set(before.flatMap(({ because }) => (because === undefined || isTold(because) ? [] : [because])));
  const settled = [...causes].filter((code) => isGone(code, after) && !hasLeft(code, before, after));
  return [...gone, ...settled.map((code) => ({ code, with: last }))];
}
