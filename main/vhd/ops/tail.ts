/**
 * Makes a file longer, for what is put at the old footer's place and behind it. The new footer is at the new end before the
 * old one's place is touched, and no old footer stays behind in the middle.
 */
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import { typeOf } from '../format/footers';
import type { Image } from '../read/image';
import type { Step, WriteReason } from './plan';

/**
 * Whether the footer's type is the one the disk is read as. A footer may say fixed, although the file's length speaks
 * against it and the disk is read as another type: then the length must stay, because with that of a fixed disk it would be
 * opened as one.
 */
export const saysItsKind = ({ kind }: Image, raw: Uint8Array): boolean => typeOf(raw) === kind;

/** `data` goes to the old footer's place; zeros follow up to the new footer. `raw` is the new footer. */
export function tailSteps(
  image: Image,
  data: Uint8Array,
  lengthAfter: number,
  { raw, why }: { readonly raw: Uint8Array; readonly why: WriteReason },
): Step[] {
  const { bytes: length } = image.file;
  const old = image.footers?.footer;
  if (old == null) throw new Error('a file without a footer does not grow');
  const footerAt = lengthAfter - FOOTER_BYTES;
  const before = old.bytes.subarray(0, length - old.at);
  const after = new Uint8Array(before.length);
  after.set(data.subarray(0, after.length));
  const steps: Step[] = [{ kind: 'append', at: fileOffset(footerAt), data: raw, stage: 'end', why: 'footer' }];
  if (footerAt > length) steps.push({ kind: 'zeros', at: fileOffset(length), bytes: footerAt - length, stage: 'reserve', why: 'padding' });
  steps.push({ kind: 'patch', at: fileOffset(old.at), before, after, stage: 'data', why: data.length === 0 ? 'old-footer' : why });
  if (data.length > after.length)
    steps.push({ kind: 'append', at: fileOffset(length), data: data.subarray(after.length), stage: 'data', why });
  return steps;
}
