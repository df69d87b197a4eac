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

export async function checkGapFooters({ map, file, dataEnd }: Image): Promise<Result<Finding[], IoError>> {
  const findings: Finding[] = [];
  for (const { at } of map?.gaps.first ?? []) {
    const head = await file.read(fileOffset(at), Math.min(LOOKED_AT, dataEnd - at));
    if (!head.ok) return head;
    if (!isSoundFooter(head.value.subarray(0, FOOTER_BYTES))) continue;
    const cookie = latin1(head.value.subarray(2 * FOOTER_BYTES));
    const isJoined = cookie === DYNAMIC_HEADER_COOKIE && isSoundFooter(head.value.subarray(FOOTER_BYTES, 2 * FOOTER_BYTES));
    findings.push(finding('F18', 'note', { why: isJoined ? 'joined' : 'between', at }, findingPlace('gap', at, FOOTER_BYTES)));
  }
  return ok(findings);
}
