/** F18 in dynamic disks: a footer where no block stands, left when something was appended; or a whole disk behind this one. */
import { latin1 } from '../../../shared/vhd/codec';
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import { isSoundFooter } from '../format/footers';
import type { Image } from '../read/image';
import { finding, findingPlace } from './finding';

/** The bytes read at each place: a footer, a footer copy, and the cookie of a header. */
const LOOKED_AT = 2 * FOOTER_BYTES + DYNAMIC_HEADER_COOKIE.length;

/** `joined`: a footer copy and a header follow, as at the start of a disk. `between`: a footer alone. */
export type GapFooter = 'joined' | 'between' | null;

/** What footer stands at the start of a gap. */
export async function gapFooter({ file, dataEnd }: Pick<Image, 'file' | 'dataEnd'>, at: number): Promise<Result<GapFooter, IoError>> {
  const head = await file.read(fileOffset(at), Math.min(LOOKED_AT, dataEnd - at));
  if (!head.ok) return head;
  if (!isSoundFooter(head.value.subarray(0, FOOTER_BYTES))) return ok(null);
  const cookie = latin1(head.value.subarray(2 * FOOTER_BYTES));
  const isJoined = cookie === DYNAMIC_HEADER_COOKIE && isSoundFooter(head.value.subarray(FOOTER_BYTES, 2 * FOOTER_BYTES));
  return ok(isJoined ? 'joined' : 'between');
}

export async function checkGapFooters(image: Image): Promise<Result<Finding[], IoError>> {
  const findings: Finding[] = [];
  for (const { at } of image.map?.gaps.first ?? []) {
    const why = await gapFooter(image, at);
    if (!why.ok) return why;
    if (why.value !== null) findings.push(finding('F18', 'note', { why: why.value, at }, findingPlace('gap', at, FOOTER_BYTES)));
  }
  return ok(findings);
}
