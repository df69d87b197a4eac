/**
 * What is known of a block's sectors. It is fetched only when the cursor has stayed on the block for a moment, because main
 * reads the block's data for it. A block that is not in this file has no bitmap: all that is known of its sectors is where they
 * are read from.
 */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { SECTORS_AT_ONCE, type ImageId, type SectorRun } from '../../../shared/views';
import { hasBits, markFromRuns } from '../../disk/blockBitmap.model';
import type { Disk } from '../../disk/translate.model';
import { blockMapAt, pagesVersion, sectorsAt, subscribePages } from '../../disk/pages.store';

const REST_MS = 80;

export type Bits = {
  /** Where sectors come from according to the bits; null while unknown. */
  readonly runs: readonly SectorRun[] | null;
  /** A SECTOR_MARK value; null while unknown. */
  readonly markOf: (sector: number) => number | null;
};

export function useBits(disk: Disk, block: number): Bits {
  const { view } = disk;
  const version = useSyncExternalStore(subscribePages, pagesVersion);
  const rested = useRested(block) === block;
  const fetched = blockMapAt(view.image, block, 'honour');
  const runs = fetched.kind === 'ready' ? fetched.value : null;
  const { image } = view;
  const isStored = hasBits(disk, block);
  const firstLba = (block * (view.disk?.blocks.sizeBytes ?? 0)) / SECTOR_BYTES;
  // `markOf` becomes another function, which makes the grid draw again, only when something may have arrived.
  const markOf = useMemo(() => {
    if (!rested) return () => null;
    return isStored ? marksOf(image, block, version) : (sector: number) => (runs === null ? null : markFromRuns(runs, firstLba + sector));
  }, [image, rested, block, version, isStored, runs, firstLba]);
  return { runs, markOf };
}

/** `version`: the version of the pages that the answers belong to. */
function marksOf(image: ImageId, block: number, version: number): Bits['markOf'] {
  const asked = new Map<number, Uint8Array | null>();
  return (sector) => {
    const piece = Math.floor(sector / SECTORS_AT_ONCE);
    if (!asked.has(piece) || pagesVersion() !== version) {
      const fetched = sectorsAt(image, block, piece);
      asked.set(piece, fetched.kind === 'ready' ? fetched.value : null);
    }
    return asked.get(piece)?.[sector - piece * SECTORS_AT_ONCE] ?? null;
  };
}

/** The value once it has stayed the same for a moment; the first value at once. */
function useRested(value: number): number {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
