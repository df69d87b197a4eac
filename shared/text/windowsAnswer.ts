/**
 * Windows answers one code for a disk, whatever else is wrong with it: that of the first check that fails. It looks at the
 * footer, then at the header, the block table, the parent, and only then at what is around the file.
 */

/** The first letters of the codes of findings, in the order in which Windows is expected to look. */
const ORDER = 'FHBPE';

/** The finding whose code Windows is expected to answer; null if it is expected to open the disk. */
export function windowsAnswer<T extends { readonly code: string; readonly windowsCode: string | null }>(findings: readonly T[]): T | null {
  const rank = ({ code }: T): number => ORDER.indexOf(code.charAt(0));
  return findings
    .filter(({ windowsCode }) => windowsCode !== null)
    .reduce<T | null>((first, one) => (first === null || rank(one) < rank(first) ? one : first), null);
}
