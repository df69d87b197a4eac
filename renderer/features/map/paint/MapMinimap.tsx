import { useCallback, useMemo, useRef, type JSX, type PointerEvent } from 'react';
import { cellsBefore, rowHeight } from '../../../disk/cellGrid.model';
import { shownShare } from '../grid/zoom.model';
import { firstOfLine, miniLines } from './mini.model';
import { useHitsIn } from '../../../disk/find.store';
import { linesWithHits } from '../../../disk/hits.model';
import type { Disk } from '../../../disk/translate.model';
import { useCanvas } from '../../../ui/useCanvas';
import { jumpToBlock, stepToBlock } from '../mapActions';
import { useMapColours, type MapColours } from './mapColours';
import type { MapViewport } from '../grid/useMapView';
import styles from '../map.module.css';

const MINIMAP_WIDTH = 26;
const BAR = 14;
const MIN_BAR = 3;
const TICK_X = 17;
const TICK = 8;
const MIN_FRAME = 6;

type Props = { readonly disk: Disk; readonly view: MapViewport; readonly cursor: number | null };

/** The whole disk from top to bottom. It is also the map's scrollbar: a click jumps, a drag scrolls. */
export function MapMinimap({ disk, view, cursor }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, grid } = view;
  const size = useMemo(() => ({ width: MINIMAP_WIDTH, height }), [height]);
  const colours = useMapColours();
  const lines = useMemo(() => miniLines(disk.blocks, Math.max(1, Math.floor(height))), [disk, height]);
  const hits = useHitsIn('disk');
  const found = useMemo(() => {
    const blockBytes = disk.view.disk?.blocks.sizeBytes ?? 1;
    return linesWithHits(hits, lines.length, (line) => firstOfLine(line, disk.blocks.states.length, lines.length) * blockBytes);
  }, [hits, disk, lines.length]);
  useCanvas(
    canvas,
    size,
    useCallback((context: CanvasRenderingContext2D) => paint(context, lines, found, colours), [lines, found, colours]),
  );
  // While a block is shown by sector, there are no rows to scroll; the mark at the cursor shows where the block is.
  const isScrolled = view.bySector === null && grid.height > height + 1;
  const shown = shownShare(grid, view.top, height);
  const frame = Math.max(MIN_FRAME, (shown.end - shown.first) * height);
  const frameTop = isScrolled ? Math.min(height - frame, shown.first * height) : 0;

  const goTo = (event: PointerEvent<HTMLElement>): void => {
    const share = Math.min(1, Math.max(0, (event.clientY - event.currentTarget.getBoundingClientRect().top) / height));
    const block = Math.min(grid.blocks - 1, Math.floor(share * grid.blocks));
    view.scrollTo((cellsBefore(grid, share * grid.blocks) / grid.columns) * rowHeight(grid) - height / 2);
    if (event.type === 'pointerdown') jumpToBlock(disk, block);
    else if (view.bySector !== null) stepToBlock(disk, block);
  };
  const grab = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    goTo(event);
  };
  return (
    <div
      className={styles.minimap}
      role="scrollbar"
      aria-label="Position on the disk"
      aria-controls="map-grid"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={isScrolled ? Math.round((100 * view.top) / (grid.height - height)) : 0}
      onPointerDown={grab}
      onPointerMove={(event) => {
        if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
      }}
    >
      <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
      {isScrolled && <div className={styles.frame} style={{ top: frameTop, height: frame }} />}
      {cursor !== null && <div className={styles.here} style={{ top: Math.min(height - 2, (cursor / grid.blocks) * height) }} />}
    </div>
  );
}

/** `found`: lines with hits of the search. */
function paint(
  context: CanvasRenderingContext2D,
  lines: ReturnType<typeof miniLines>,
  found: readonly number[],
  colours: MapColours,
): void {
  const isEmpty = (y: number): boolean => (lines[y]?.share ?? 0) === 0;
  lines.forEach(({ share, state }, y) => {
    context.fillStyle = colours[state === null ? 'map-bar' : state === 'unscanned' ? 'map-unscanned-edge' : (`map-${state}` as const)];
    // A line that stands alone is drawn higher, so that a single block of the largest disk is seen.
    const isAlone = isEmpty(y - 1) && isEmpty(y + 1) && y + 1 < lines.length;
    if (share > 0) context.fillRect(1, y, Math.max(MIN_BAR, share * BAR), isAlone ? 2 : 1);
  });
  context.fillStyle = colours.found;
  for (const y of found) context.fillRect(TICK_X, y, TICK, 2);
  // What is wrong with the disk is seen above what was found.
  lines.forEach(({ problem }, y) => {
    if (problem === null) return;
    context.fillStyle = problem === 'damaged' ? colours['map-damaged'] : colours['map-overlapping-edge'];
    context.fillRect(TICK_X, y, TICK, 2);
  });
}
