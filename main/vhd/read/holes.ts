/** Skips holes of a file, which are zeros, without reading them, if its drive tells where they are. */
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockFile } from './blockFile';

/** Half-open, in bytes of the file. */
export type Stretch = { readonly at: number; readonly end: number };

/** The parts of the stretch that are not known to be zeros, in order and in whole sectors; all of it if nobody tells. */
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

/** At most so many bytes are remembered at once: asking again lets signals in, and notices what was written meanwhile. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

/** Whether a range of the file is known to be zeros. Synchronous if the last known hole or data covers it. */
export type HoleWalk = (at: number, bytes: number) => boolean | Promise<boolean>;

/** For one short walk through a file; do not keep it. */
export function holeWalk(file: BlockFile): HoleWalk {
  const { dataAfter } = file;
  if (dataAfter === undefined) return () => false;
  // Zeros from `from` to `at`, then data to `end`; or zeros at least up to `end`, if `at` lies behind it.
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
