/** Which part of the disk the map shows, and how large: zoom step and scroll position. The last step shows one block by sector. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { rowHeight, rowOf, type Grid } from '../../../disk/cellGrid.model';
import { foldHoles } from '../../../disk/fold.model';
import { anchoredTop, clampTop, levelForCell, revealingTop, zoomLevels } from './zoom.model';
import { isAllocated } from '../../../disk/stateCounts.model';
import type { Disk } from '../../../disk/translate.model';
import type { MapStand } from '../../../app/state';
import { showNotice } from '../../../app/notice.store';
import { changeDisk, shownDisk } from '../../../app/store';
import { noFoldText, noSectorsText } from '../../../disk/sectorBits.text';
import type { ElementSize } from '../../../ui/useElementSize';
import { jumpToBlock } from '../mapActions';

/** A block that zooming keeps in its place: `y` is where the middle of its row stays, in pixels below the view's top edge. */
export type Anchor = { readonly block: number; readonly y: number };

export type MapViewport = {
  readonly grid: Grid;
  readonly level: number;
  readonly levels: number;
  /** The block that is shown by sector; null at every other step. `grid` is then the grid of the previous step. */
  readonly bySector: number | null;
  /** Scroll position in CSS pixels, rounded to a device pixel. */
  readonly top: number;
  readonly height: number;
  readonly zoomBy: (steps: number, anchor?: Anchor) => void;
  readonly zoomToCell: (anchor: Anchor) => void;
  readonly fit: () => void;
  /** Whether only what is stored is shown, with each hole folded into one cell. */
  readonly isFolded: boolean;
  readonly canFold: boolean;
  readonly toggleFold: () => void;
  readonly scrollTo: (top: number) => void;
};

/** Stands for the last step, also in a pane of another size, which may have more or fewer steps. */
const LAST = Number.POSITIVE_INFINITY;
const FIT: MapStand = { level: 0, share: 0, isFolded: false };

/** Null while there is no room. `cursor`: the block that is kept visible when it changes, and the anchor when zooming by key. */
export function useMapView(disk: Disk, { width, height }: ElementSize, scale: number, cursor: number | null): MapViewport | null {
  const count = disk.view.disk?.blocks.count ?? 0;
  const [stand, setStand] = useKeptStand();
  const { states } = disk.blocks;
  const foldable = useMemo(() => (disk.view.disk?.blocks.inTable === true ? foldHoles(states, isAllocated) : null), [disk, states]);
  const fold = stand.isFolded ? foldable : null;
  const grids = useMemo(() => zoomLevels(count, width, height, scale, fold), [count, width, height, scale, fold]);
  const hasSectors = disk.view.disk?.blocks.inTable === true;
  const levels = grids.length + (hasSectors ? 1 : 0);
  const [followed, setFollowed] = useState<number | null>(null);
  const [block, setBlock] = useState(cursor ?? 0);
  const level = Math.min(stand.level, levels - 1);
  const grid = grids[Math.min(level, grids.length - 1)];
  const top = grid === undefined ? 0 : Math.round(clampTop(grid, height, stand.share * grid.height) * scale) / scale;

  if (grid !== undefined && followed !== cursor) {
    setFollowed(cursor);
    if (cursor !== null) {
      setBlock(cursor);
      setStand({ ...stand, share: revealingTop(grid, height, top, cursor) / grid.height });
    }
  }

  const goTo = useCallback(
    (wanted: number, anchor: Anchor) => {
      if (wanted >= levels && !hasSectors) showNotice(noSectorsText(disk));
      const next = Math.min(Math.max(0, wanted), levels - 1);
      const isLast = hasSectors && next === levels - 1;
      const to = grids[Math.min(next, grids.length - 1)];
      if (to === undefined) return;
      setStand({ ...stand, level: isLast ? LAST : next, share: anchoredTop(to, height, anchor.block, anchor.y) / to.height });
      // The block that is shown by sector must be the one that the cursor is in.
      if (isLast && anchor.block !== cursor) jumpToBlock(disk, anchor.block);
    },
    [grids, levels, hasSectors, height, disk, cursor, stand, setStand],
  );
  const scrollTo = useCallback(
    (to: number) => {
      if (grid !== undefined) setStand({ ...stand, share: clampTop(grid, height, to) / grid.height });
    },
    [grid, height, stand, setStand],
  );
  if (grid === undefined) return null;
  const atCursor = (): Anchor => anchorAt(grid, top, height, block);
  return {
    grid,
    level,
    levels,
    bySector: hasSectors && level === levels - 1 ? block : null,
    top,
    height,
    zoomBy: (steps, anchor = atCursor()) => goTo(level + steps, anchor),
    zoomToCell: (anchor) => goTo(level < grids.length - 1 ? levelForCell(grids, level) : level + 1, anchor),
    fit: () => setStand({ ...FIT, isFolded: stand.isFolded }),
    isFolded: fold !== null,
    canFold: foldable !== null,
    toggleFold: () => {
      if (foldable === null) showNotice(noFoldText(disk));
      else setStand({ ...FIT, isFolded: !stand.isFolded });
    },
    scrollTo,
  };
}

/** Zoom step and scroll position, which the map takes over from the tab it was last seen in. */
function useKeptStand(): readonly [MapStand, (stand: MapStand) => void] {
  const [stand, setStand] = useState(() => shownDisk()?.mapStand ?? FIT);
  useEffect(() => changeDisk({ mapStand: stand }), [stand]);
  return [stand, setStand];
}

/** The block in its present place, or in the middle of the view if it is not visible. */
function anchorAt(grid: Grid, top: number, height: number, block: number): Anchor {
  const y = (rowOf(grid, block) + 0.5) * rowHeight(grid) - top;
  return y < 0 || y > height ? { block, y: height / 2 } : { block, y };
}
