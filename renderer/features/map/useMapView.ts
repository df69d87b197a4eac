/** What part of the disk the map shows, and how large: zoom step and scroll position. */
import { useCallback, useMemo, useState } from 'react';
import { rowHeight, type Grid } from '../../kernels/mapGrid';
import { anchoredTop, clampTop, levelForCell, revealingTop, zoomLevels } from '../../kernels/mapZoom';
import type { Disk } from '../../kernels/translate';
import type { ElementSize } from '../../ui/useElementSize';

/** A block, and where its row is to stay: pixels below the view's top edge. */
export type Anchor = { readonly block: number; readonly y: number };

export type MapViewport = {
  readonly grid: Grid;
  readonly levels: readonly Grid[];
  readonly level: number;
  /** Scroll position in CSS pixels, on a device pixel. */
  readonly top: number;
  readonly height: number;
  readonly zoomBy: (steps: number, anchor?: Anchor) => void;
  readonly zoomToCell: (anchor: Anchor) => void;
  readonly fit: () => void;
  readonly scrollTo: (top: number) => void;
};

/** Scrolling is kept as a share of the rows, so that it survives a change of size. */
type Stand = { readonly level: number; readonly share: number };

/** Null while there is no room. `cursor` is the block kept in sight when it moves, and the anchor of zooming by key. */
export function useMapView({ view }: Disk, { width, height }: ElementSize, scale: number, cursor: number | null): MapViewport | null {
  const count = view.disk?.blocks.count ?? 0;
  const levels = useMemo(() => zoomLevels(count, width, height, scale), [count, width, height, scale]);
  const [stand, setStand] = useState<Stand>({ level: 0, share: 0 });
  const [followed, setFollowed] = useState(cursor);
  const level = Math.min(stand.level, levels.length - 1);
  const grid = levels[level];
  const top = grid === undefined ? 0 : Math.round(clampTop(grid, height, stand.share * grid.height) * scale) / scale;

  if (grid !== undefined && followed !== cursor) {
    setFollowed(cursor);
    if (cursor !== null) setStand({ level, share: revealingTop(grid, height, top, cursor) / grid.height });
  }

  const goTo = useCallback(
    (wanted: number, anchor: Anchor) => {
      const next = Math.min(Math.max(0, wanted), levels.length - 1);
      const to = levels[next];
      if (to !== undefined) setStand({ level: next, share: anchoredTop(to, height, anchor.block, anchor.y) / to.height });
    },
    [levels, height],
  );
  const scrollTo = useCallback(
    (to: number) => {
      if (grid !== undefined) setStand({ level, share: clampTop(grid, height, to) / grid.height });
    },
    [grid, height, level],
  );
  if (grid === undefined) return null;
  const atCursor = (): Anchor => anchorAt(grid, top, height, cursor ?? 0);
  return {
    grid,
    levels,
    level,
    top,
    height,
    zoomBy: (steps, anchor = atCursor()) => goTo(level + steps, anchor),
    zoomToCell: (anchor) => goTo(levelForCell(levels, level), anchor),
    fit: () => setStand({ level: 0, share: 0 }),
    scrollTo,
  };
}

/** The block where it is, or in the middle of the view when it is out of sight. */
function anchorAt(grid: Grid, top: number, height: number, block: number): Anchor {
  const y = (Math.floor(block / (grid.per * grid.columns)) + 0.5) * rowHeight(grid) - top;
  return y < 0 || y > height ? { block, y: height / 2 } : { block, y };
}
