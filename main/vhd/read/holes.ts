/** Holes of a file, which are zeros, are passed over without a read, where its drive tells of them. */
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockFile } from './blockFile';

/** Half-open, in bytes of the file. */
export type Stretch = { readonly at: number; readonly end: number };

/** What of the stretch is not known to be zeros, in order and in whole sectors; all of it where nobody tells. */
export async function* dataIn(file: BlockFile, { at, end }: Stretch): AsyncGenerator<Stretch> {
  if (file.dataAfter === undefined) {
    yield { at, end };
    return;
  }
  for (let from = at; from < end; ) {
    const next = await file.dataAfter(from);
    if (next === null || next.at >= end) return;
    const start = Math.max(from, next.at - (next.at % SECTOR_BYTES));
    from = Math.min(end, Math.ceil(next.end / SECTOR_BYTES) * SECTOR_BYTES);
    yield { at: start, end: from };
  }
}

/** Whether all of it is known to be zeros. */
export async function isHole(file: BlockFile, { at, end }: Stretch): Promise<boolean> {
  if (file.dataAfter === undefined) return false;
  const next = await file.dataAfter(at);
  return next === null || next.at >= end;
}

/** What is remembered at once: asking anew lets signals in, and notices what is written meanwhile. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

/** Whether a range of the file is known to be zeros; at once, where the hole or the data that was told of last answers it. */
export type HoleWalk = (at: number, bytes: number) => boolean | Promise<boolean>;

/** For a walk through a file that is over soon, not to be kept. */
export function holeWalk(file: BlockFile): HoleWalk {
  const { dataAfter } = file;
  if (dataAfter === undefined) return () => false;
  // From `from` on zeros up to `at`, and then data up to `end`; or zeros up to `end` at least, where `at` lies behind it.
  let known = { from: 0, at: 0, end: 0 };
  const isKnown = (at: number, bytes: number): boolean => at + bytes <= Math.min(known.at, known.end);
  const isTold = (at: number, bytes: number): boolean =>
    at >= known.from && at < known.end && (at + bytes <= known.end || known.at < known.end);
  return (at, bytes) => {
    if (isTold(at, bytes)) return isKnown(at, bytes);
    return dataAfter(at).then((next) => {
      const found = next ?? { at: file.bytes, end: file.bytes };
      known = { from: at, at: found.at, end: Math.min(found.end, at + Math.max(bytes, REMEMBERED_BYTES)) };
      return isKnown(at, bytes);
    });
  };
}
