/** F18 and F20: disks inside disks. Only a few sectors are read. */
import { latin1 } from '../../../shared/vhd/codec';
import type { IoError } from '../../../shared/errors';
import type { Finding, FindingPlace } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import { isSoundFooter, sizeFits, typeOf } from '../format/footers';
import type { Image } from '../read/image';
import { finding, findingPlace } from './finding';

/** For a fixed disk: is its content a disk itself, or does a footer stand where the disk ended before it was grown? */
export async function checkNested(image: Image): Promise<Result<Finding[], IoError>> {
  const { footer: raw, file, dataEnd } = image;
  if (image.kind !== 'fixed' || raw === null || dataEnd < 2 * FOOTER_BYTES) return ok([]);
  const front = await file.read(fileOffset(0), 2 * FOOTER_BYTES);
  if (!front.ok) return front;
  const findings: Finding[] = [];
  const isSparse = ['dynamic', 'differencing'].includes(typeOf(front.value));
  const cookie = latin1(front.value.subarray(FOOTER_BYTES, FOOTER_BYTES + 8));
  if (isSoundFooter(front.value.subarray(0, FOOTER_BYTES)) && isSparse && cookie === DYNAMIC_HEADER_COOKIE)
    findings.push(finding('F20', 'note', {}, findingPlace('data', 0, FOOTER_BYTES)));
  const double = await footerAt(image, dataEnd - FOOTER_BYTES);
  if (!double.ok) return double;
  if (double.value)
    findings.push(finding('F18', 'error', { why: 'double', at: dataEnd - FOOTER_BYTES }, innerPlace(dataEnd - FOOTER_BYTES)));
  const original = safeNumber(footer.get(raw, 'originalSize')) ?? 0;
  if (original === dataEnd - FOOTER_BYTES || original % SECTOR_BYTES !== 0 || original === 0) return ok(findings);
  const old = await footerAt(image, original);
  if (!old.ok) return old;
  if (old.value) findings.push(finding('F18', 'note', { why: 'left-behind', at: original }, innerPlace(original)));
  return ok(findings);
}

const innerPlace = (at: number): FindingPlace => findingPlace('data', at, FOOTER_BYTES);

/** Whether a fixed disk's footer stands there and says that its disk ended there. */
async function footerAt({ file, dataEnd }: Image, at: number): Promise<Result<boolean, IoError>> {
  if (at < SECTOR_BYTES || at + FOOTER_BYTES > dataEnd) return ok(false);
  const read = await file.read(fileOffset(at), FOOTER_BYTES);
  return read.ok ? ok(isSoundFooter(read.value) && typeOf(read.value) === 'fixed' && sizeFits({ at, bytes: read.value })) : read;
}
