/** Single bytes by address, from pages that are cached or being fetched. */
import type { Space } from '../../shared/vhd/units';
import { PAGE_BYTES, type BitmapPolicy, type ImageId, type PageView } from '../../shared/views';
import { isInRanges } from './ranges.model';
import { otherPageAt, pageAt, type Fetched } from './pages.store';

/** A byte; null while it is being fetched, 'failed' if it cannot be read. */
export type ByteRead = number | null | 'failed';

export function byteAt(image: ImageId, space: Space, bitmaps: BitmapPolicy, at: number): ByteRead {
  return byteIn(pageAt(image, space, Math.floor(at / PAGE_BYTES), bitmaps), at);
}

/** A byte of the disk that this one was compared with in that run; behind its end there are zeros, as the comparison has it. */
export function otherByteAt(image: ImageId, find: number, at: number): ByteRead {
  const page = Math.floor(at / PAGE_BYTES);
  const fetched = otherPageAt(image, find, page);
  const isBehind = fetched.kind === 'ready' && at - page * PAGE_BYTES >= fetched.value.bytes.length;
  return isBehind ? 0 : byteIn(fetched, at);
}

function byteIn(fetched: Fetched<PageView>, at: number): ByteRead {
  if (fetched.kind !== 'ready') return fetched.kind === 'failed' ? 'failed' : null;
  const inPage = at % PAGE_BYTES;
  if (fetched.value.faults.some((fault) => inPage >= fault.at && inPage < fault.at + fault.bytes)) return 'failed';
  return fetched.value.bytes[inPage] ?? 'failed';
}

/** Whether a save would change or add the byte; false while its page is not loaded. */
export function isChangedAt(image: ImageId, space: Space, bitmaps: BitmapPolicy, at: number): boolean {
  const page = Math.floor(at / PAGE_BYTES);
  const fetched = pageAt(image, space, page, bitmaps);
  return fetched.kind === 'ready' && fetched.value.changed !== undefined && isInRanges(fetched.value.changed, at - page * PAGE_BYTES);
}

/** Up to `count` bytes from `at`, as far as they can be read; null while any of them is being fetched. */
export const bytesFrom = (image: ImageId, space: Space, bitmaps: BitmapPolicy, at: number, count: number): Uint8Array | null =>
  gathered((i) => byteAt(image, space, bitmaps, at + i), count);

/** The same of the disk that this one was compared with in that run. */
export const otherBytesFrom = (image: ImageId, find: number, at: number, count: number): Uint8Array | null =>
  gathered((i) => otherByteAt(image, find, at + i), count);

function gathered(read: (i: number) => ByteRead, count: number): Uint8Array | null {
  const bytes: number[] = [];
  for (let i = 0; i < count; i++) {
    const byte = read(i);
    if (byte === null) return null;
    if (byte === 'failed') break;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
