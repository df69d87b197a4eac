/** Findings that disappear when another one is mended. */
import type { Finding, FindingCode } from '../../../shared/findings';
import type { Along } from '../../../shared/repairs';

export const isGone = (code: FindingCode, findings: readonly Finding[]): boolean => findings.every((finding) => finding.code !== code);

/** Other findings that were there before this one was mended and are gone now. */
export function goneWith(mended: FindingCode, before: readonly Finding[], after: readonly Finding[]): Along[] {
  const codes = new Set(before.map(({ code }) => code));
  return [...codes].filter((code) => code !== mended && isGone(code, after)).map((code) => ({ code, with: mended }));
}
