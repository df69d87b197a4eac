/** What a field's value means beyond its text: another way to write it, or how programs use it. */
import { latin1 } from '../../../shared/vhd/codec';
import { bytesText, sizeText } from '../../../shared/text/size';
import { guidText, VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import { creatorName } from '../../../shared/text/creators';
import { clockText, dateText } from '../../app/when.text';

const u32 = (raw: Uint8Array): number => new DataView(raw.buffer, raw.byteOffset, raw.byteLength).getUint32(0);

/** "Local: 2026-11-29 11:51", in the user's time zone. */
function localText(seconds: number): string {
  const date = new Date((seconds + VHD_EPOCH_UNIX_SECONDS) * 1000);
  return `Local: ${dateText(date)} ${clockText(date)}`;
}

export function fieldNote({ key, kind, raw }: FieldRow): string | null {
  if (kind === 'uuid') return raw.some((byte) => byte !== 0) ? `As Windows prints it: ${guidText(raw)}` : null;
  if (kind === 'vhd-time') return u32(raw) === 0 ? null : localText(u32(raw));
  if (key === 'creatorApplication') return creatorName(latin1(raw));
  if (key === 'originalSize' || key === 'currentSize') {
    const size = new DataView(raw.buffer, raw.byteOffset, raw.byteLength).getBigUint64(0);
    return size <= BigInt(Number.MAX_SAFE_INTEGER) ? sizeText(Number(size)) : null;
  }
  if (key === 'blockSize') return sizeText(u32(raw));
  if (key === 'platformDataSpace') return u32(raw) < 512 ? `Counted in sectors: ${bytesText(u32(raw) * 512)}` : 'Counted in bytes';
  return null;
}
