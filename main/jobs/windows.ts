/**
 * From runs to pieces: a window of the disk is cut into units, each a piece with the segments that fill it. Two sides where
 * something is compared. Offsets are bytes of what is made or looked at, from its start.
 */
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { SectorRun } from '../../shared/views';
import type { Segment } from '../io/bulk/pieces';
import type { Chain } from '../vhd/chain';
import type { Image } from '../vhd/image';

export type Side = 0 | 1;
export type Unit = { readonly at: number; readonly bytes: number; readonly sides: readonly [readonly Segment[], readonly Segment[]] };

/** A chain with the descriptors of its layers. */
export type View = { readonly chain: Chain; readonly fds: ReadonlyMap<Image, number> };

type Open = { readonly at: number; end: number; readonly sides: [Segment[], Segment[]] };

/** Gathers segments of one window, in any order of sides, each side ascending. */
export function unitsOf(unitBytes: number): {
  add(side: Side, at: number, from: { readonly fd: number; readonly at: number }, bytes: number): void;
  units(): Unit[];
} {
  const open = new Map<number, Open>();
  return {
    add: (side, at, from, bytes) => {
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

/** A run that has bytes, as what it takes to read it. */
export const placeOf = ({ chain, fds }: View, { layer, at }: SectorRun): { fd: number; at: number } | null =>
  at === null ? null : { fd: fds.get(chain.layers[layer] as Image) as number, at };

export const bytesOf = (sectors: number): number => sectors * SECTOR_BYTES;
