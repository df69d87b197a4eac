/**
 * A VHD whose footers were changed because it was copied as if it were text: with a carriage return in front of each line feed taken
 * away again, one of them is whole. Windows 10 writes a line feed into each, as the number of its version.
 */
import { FOOTER_BYTES, FOOTER_COOKIE } from '../../../shared/vhd/footer';
import { latin1 } from '../../../shared/vhd/codec';
import { fileOffset } from '../../../shared/vhd/units';
import type { BlockFile } from '../read/blockFile';
import { isSoundFooter } from './footers';

const [CR, LF] = [0x0d, 0x0a];

/** The bytes without the carriage returns in front of line feeds. */
const withoutReturns = (bytes: Uint8Array): Uint8Array => bytes.filter((byte, i) => byte !== CR || bytes[i + 1] !== LF);

export async function isCopiedAsText(file: BlockFile): Promise<boolean> {
  // At most each byte of a footer is a line feed.
  const most = Math.min(file.bytes, 2 * FOOTER_BYTES);
  const front = await file.read(fileOffset(0), most);
  if (front.ok && isGrown(front.value, withoutReturns(front.value).slice(0, FOOTER_BYTES))) return true;
  const end = await file.read(fileOffset(file.bytes - most), most);
  if (!end.ok) return false;
  const at = latin1(end.value).lastIndexOf(FOOTER_COOKIE);
  return at >= 0 && isGrown(end.value.subarray(at), withoutReturns(end.value.subarray(at)));
}

/** Whether `restored` is a footer, and the bytes as they stand are none. */
const isGrown = (bytes: Uint8Array, restored: Uint8Array): boolean =>
  restored.length === FOOTER_BYTES &&
  isSoundFooter(restored) &&
  bytes.length > FOOTER_BYTES &&
  !isSoundFooter(bytes.slice(0, FOOTER_BYTES));
