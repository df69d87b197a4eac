/** Whether what the block table says of the disk is in doubt as a whole, because the table may have been wiped. */
import type { Finding } from '../../shared/findings';
import type { ImageView } from '../../shared/views';

/** Whether this finding says that the table names no block, though the file may hold some. */
export const saysWiped = ({ code, facts }: Finding): boolean =>
  code === 'B13' ||
  code === 'B14' ||
  (code === 'B06' && facts.fits > 0 && facts.named === 0 && (!facts.looked || facts.lost + facts.unclear > 0));

const doubtful = new WeakMap<readonly Finding[], boolean>();

/** It is asked for every line of bytes that is drawn: the answer is kept for the list of findings. */
export function isTableDoubtful({ findings }: { readonly findings: readonly Finding[] }): boolean {
  const known = doubtful.get(findings);
  if (known !== undefined) return known;
  const found = findings.some(saysWiped);
  doubtful.set(findings, found);
  return found;
}

/** Where a sector that nothing holds comes from. */
export function zerosFrom(view: Pick<ImageView, 'disk' | 'findings'>): string {
  const from = view.disk?.kind === 'differencing' ? 'no layer' : 'nowhere';
  return `${from}${isTableDoubtful(view) ? ', if the block table is right' : ''}: reads as zeros`;
}
