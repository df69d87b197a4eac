/** F22: the disk was copied as if it were text, with two bytes written for every line end. */
import { latin1 } from '../../../shared/vhd/codec';
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE } from '../../../shared/vhd/dynamicHeader';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Image } from '../read/image';
import { USUAL_HEADER_AT } from '../format/header';
import { finding, findingPlace } from './finding';

/** More bytes 0A than any footer has, each of which may have shifted the rest by one. */
const MAX_SHIFT = 256;

/** Looks for a header that is missing at its sector border and stands a few bytes behind it. */
export async function checkTransfer({ kind, header, file }: Image): Promise<Result<Finding[], IoError>> {
  if (kind === 'fixed' || header !== null) return ok([]);
  const wanted = USUAL_HEADER_AT + MAX_SHIFT + DYNAMIC_HEADER_COOKIE.length;
  const head = await file.read(fileOffset(0), Math.min(file.bytes, wanted));
  if (!head.ok) return head;
  const at = latin1(head.value).indexOf(DYNAMIC_HEADER_COOKIE);
  if (at <= USUAL_HEADER_AT || at % SECTOR_BYTES === 0) return ok([]);
  const where = findingPlace('dynamic-header', at, DYNAMIC_HEADER_COOKIE.length);
  return ok([finding('F22', 'error', { shift: at - USUAL_HEADER_AT }, where)]);
}
