/** A few bytes by address, from the pages that are cached or being fetched. */
import { PAGE_BYTES, type BitmapPolicy, type ImageId, type Space } from '../../shared/views';
import { pageAt } from './pages';

/** A byte; null while it is on its way, 'failed' where it cannot be read. */
export type ByteRead = number | null | 'failed';

export function byteAt(image: ImageId, space: Space, bitmaps: BitmapPolicy, at: number): ByteRead {
  const page = Math.floor(at / PAGE_BYTES);
  const fetched = pageAt(image, space, page, bitmaps);
  if (fetched.kind !== 'ready') return fetched.kind === 'failed' ? 'failed' : null;
  const inPage = at - page * PAGE_BYTES;
  if (fetched.value.faults.some((fault) => inPage >= fault.at && inPage < fault.at + fault.bytes)) return 'failed';
  return fetched.value.bytes[inPage] ?? 'failed';
}

/** Up to `count` bytes from `at`, as far as they can be read; null while any is on its way. */
export function bytesFrom(image: ImageId, space: Space, bitmaps: BitmapPolicy, at: number, count: number): Uint8Array | null {
  const bytes: number[] = [];
  for (let i = 0; i < count; i++) {
    const byte = byteAt(image, space, bitmaps, at + i);
    if (byte === null) return null;
    if (byte === 'failed') break;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
