/**
 * From runs to pieces: a window of the disk is cut into units, each a piece with the segments that fill it. Two sides where
 * something is compared. Offsets are bytes of what is made or looked at, from its start.
 */
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { SectorRange } from '../../shared/jobs';
import type { SectorRun } from '../../shared/views';
import { PIECE_BYTES } from '../io/bulk/control';
import type { Segment } from '../io/bulk/pieces';
import type { Chain } from '../vhd/read/chain';
import { dataIn } from '../vhd/read/holes';
import type { Image } from '../vhd/read/image';

export type Side = 0 | 1;
export type Unit = { readonly at: number; readonly bytes: number; readonly sides: readonly [readonly Segment[], readonly Segment[]] };

/**
 * A chain with the descriptors of its layers. `first`: the sector that counts as the view's first; without it, the disk's.
 * `lost`: sectors that were given up, ascending and apart: they are zeros.
 */
export type View = {
  readonly chain: Chain;
  readonly fds: ReadonlyMap<Image, number>;
  readonly first?: number;
  readonly lost?: readonly SectorRange[];
};

type Open = { readonly at: number; end: number; readonly sides: [Segment[], Segment[]] };

type Add = (side: Side, at: number, from: Place) => void;

/** Gathers segments of one window, in any order of sides, each side ascending. */
export function unitsOf(unitBytes: number): {
  add: Add;
  units(): Unit[];
} {
  const open = new Map<number, Open>();
  return {
    add: (side, at, from) => {
      const { bytes } = from;
      for (let done = 0; done < bytes; ) {
        const start = Math.floor((at + done) / unitBytes) * unitBytes;
        const some = Math.min(bytes - done, start + unitBytes - at - done);
        const unit = open.get(start) ?? { at: start, end: start, sides: [[], []] };
        open.set(start, unit);
        unit.sides[side].push({ fd: from.fd, at: from.at + done, into: at + done - start, bytes: some });
        unit.end = Math.max(unit.end, at + done + some);
        done += some;
      }
    },
    units: () => [...open.values()].sort((a, b) => a.at - b.at).map(({ at, end, sides }) => trimmed(at, end, sides)),
  };
}

/** Without the stretch in front that no segment covers. */
function trimmed(at: number, end: number, [a, b]: readonly [readonly Segment[], readonly Segment[]]): Unit {
  const skip = Math.min(a[0]?.into ?? Number.MAX_SAFE_INTEGER, b[0]?.into ?? Number.MAX_SAFE_INTEGER);
  const moved = (side: readonly Segment[]): readonly Segment[] =>
    skip === 0 ? side : side.map((segment) => ({ ...segment, into: segment.into - skip }));
  return { at: at + skip, bytes: end - at - skip, sides: [moved(a), moved(b)] };
}

type Place = { readonly fd: number; readonly at: number; readonly bytes: number };

/** A run that has bytes, as what it takes to read them. Of a raw disk's last sector there may be fewer: the rest is zeros. */
function placeOf({ chain, fds }: View, { layer, at, sectors }: SectorRun): Place | null {
  if (at === null) return null;
  const image = chain.layers[layer] as Image;
  const bytes = image.kind === 'raw' ? Math.min(inBytes(sectors), image.file.bytes - at) : inBytes(sectors);
  return { fd: fds.get(image) as number, at, bytes };
}

/**
 * Adds what is to be read of a run: nothing of one without bytes, and no hole of its file, which is zeros as everything is that
 * no segment covers. `at`: the run's place in what is made. `holes`: they too are read. Answers how many
 * bytes a long run spares, which count as done.
 */
export async function addRun(
  add: Add,
  view: View,
  run: SectorRun,
  { side = 0, at, holes = false }: { readonly side?: Side; readonly at: number; readonly holes?: boolean },
): Promise<number> {
  const place = placeOf(view, run);
  if (place === null) return 0;
  if (holes) {
    add(side, at, place);
    return 0;
  }
  const { file } = view.chain.layers[run.layer] as Image;
  let isEmpty = true;
  for await (const data of dataIn(file, { at: place.at, end: place.at + place.bytes })) {
    isEmpty = false;
    add(side, at + data.at - place.at, { fd: place.fd, at: data.at, bytes: data.end - data.at });
  }
  return isEmpty && place.bytes >= PIECE_BYTES ? place.bytes : 0;
}

export const inBytes = (sectors: number): number => sectors * SECTOR_BYTES;

/** What of a run is not among the lost sectors. */
export function keptOf(run: SectorRun, lost: readonly SectorRange[]): SectorRun[] {
  const kept: SectorRun[] = [];
  let at = run.lba;
  const end = run.lba + run.sectors;
  const put = (to: number): void => {
    if (to > at) kept.push({ ...run, lba: at, sectors: to - at, at: run.at === null ? null : run.at + inBytes(at - run.lba) });
  };
  for (let i = firstBehind(lost, at); i < lost.length; i++) {
    const { firstLba, sectors } = lost[i] as SectorRange;
    if (firstLba >= end) break;
    put(firstLba);
    at = Math.max(at, firstLba + sectors);
  }
  put(end);
  return kept;
}

/** The first range that ends behind the sector. */
function firstBehind(ranges: readonly SectorRange[], sector: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { firstLba, sectors } = ranges[middle] as SectorRange;
    if (firstLba + sectors <= sector) low = middle + 1;
    else high = middle;
  }
  return low;
}
