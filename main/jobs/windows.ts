/**
 * Turns runs into pieces: a window of the disk is cut into units, each a piece with the segments that fill it. There are two
 * sides if something is compared. Offsets are bytes of the result from its start.
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
 * A chain with the descriptors of its layers. `first`: the sector at which the view begins; if missing, the disk's first.
 * `lost`: sectors that were given up, ascending and disjoint; they are read as zeros.
 */
export type View = {
  readonly chain: Chain;
  readonly fds: ReadonlyMap<Image, number>;
  readonly first?: number;
  readonly lost?: readonly SectorRange[];
};

type Open = { readonly at: number; end: number; readonly sides: [Segment[], Segment[]] };

type Add = (side: Side, at: number, from: FileSpan) => void;

/** Gathers segments of one window. The sides may come in any order, the segments of each side ascending. */
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

/** The unit without leading bytes that no segment covers. */
function trimmed(at: number, end: number, [a, b]: readonly [readonly Segment[], readonly Segment[]]): Unit {
  const skip = Math.min(a[0]?.into ?? Number.MAX_SAFE_INTEGER, b[0]?.into ?? Number.MAX_SAFE_INTEGER);
  const moved = (side: readonly Segment[]): readonly Segment[] =>
    skip === 0 ? side : side.map((segment) => ({ ...segment, into: segment.into - skip }));
  return { at: at + skip, bytes: end - at - skip, sides: [moved(a), moved(b)] };
}

type FileSpan = { readonly fd: number; readonly at: number; readonly bytes: number };

/** Where the bytes of a run are read from. A raw disk's last sector may be shorter: the rest is zeros. */
function spanOf({ chain, fds }: View, { layer, at, sectors }: SectorRun): FileSpan | null {
  if (at === null) return null;
  const image = chain.layers[layer] as Image;
  const bytes = image.kind === 'raw' ? Math.min(inBytes(sectors), image.file.bytes - at) : inBytes(sectors);
  return { fd: fds.get(image) as number, at, bytes };
}

/**
 * Adds what must be read of a run: nothing for a run without bytes, and no holes of its file, which are zeros like
 * everything that no segment covers. `at`: the run's place in the result. `holes`: holes are read too. Returns how many
 * bytes need not be read, which count as done.
 */
export async function addRun(
  add: Add,
  view: View,
  run: SectorRun,
  { side = 0, at, holes = false }: { readonly side?: Side; readonly at: number; readonly holes?: boolean },
): Promise<number> {
  const span = spanOf(view, run);
  if (span === null) return 0;
  if (holes) {
    add(side, at, span);
    return 0;
  }
  const { file } = view.chain.layers[run.layer] as Image;
  let isEmpty = true;
  for await (const data of dataIn(file, { at: span.at, end: span.at + span.bytes })) {
    isEmpty = false;
    add(side, at + data.at - span.at, { fd: span.fd, at: data.at, bytes: data.end - data.at });
  }
  return isEmpty && span.bytes >= PIECE_BYTES ? span.bytes : 0;
}

export const inBytes = (sectors: number): number => sectors * SECTOR_BYTES;

/** The parts of a run outside the lost sectors. */
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
