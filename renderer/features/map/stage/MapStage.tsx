import { useCallback, useMemo, useRef, type JSX } from 'react';
import type { BlockState } from '../../../../shared/views';
import { badgesOf } from '../paint/badges.model';
import { countCells, problemCells } from '../../../disk/stateCounts.model';
import { hasBlocks } from '../../../disk/cellFacts.model';
import {
  blocksIn,
  blocksOf,
  cellOf,
  cellsInSight,
  cellsOf,
  columnWidth,
  rowHeight,
  type Blocks,
  type Grid,
} from '../../../disk/cellGrid.model';
import { useHitsIn } from '../../../disk/find.store';
import { firstFrom, hitAt, type Hits } from '../../../disk/hits.model';
import { stepCells, type Stretch } from '../grid/rows.model';
import type { Disk } from '../../../disk/translate.model';
import { useCanvas } from '../../../ui/useCanvas';
import type { ElementSize } from '../../../ui/useElementSize';
import { useChangedBlocks } from '../useChangedBlocks';
import { useMapColours, useMapPalette } from '../paint/mapColours';
import { paintBase, paintTexts } from '../paint/paintBase';
import { paintOverlay } from '../paint/paintOverlay';
import { paintSeams } from '../paint/paintSeams';
import type { MapViewport } from '../grid/useMapView';
import styles from '../map.module.css';

type Props = {
  readonly disk: Disk;
  readonly view: MapViewport;
  readonly size: ElementSize;
  readonly cursor: number | null;
  /** Selected blocks. */
  readonly selected: Blocks | null;
  readonly hovered: number | null;
  readonly isFocused: boolean;
  readonly highlighted: ReadonlySet<BlockState>;
  readonly stretches: readonly Stretch[];
};

/** The cells in sight with bytes of hits in them. */
function cellsWithHits(hits: Hits, grid: Grid, { first, end }: Blocks, blockBytes: number): number[] {
  const cells: number[] = [];
  for (let cell = first; hits.count > 0 && cell < end; cell++) {
    const blocks = blocksIn(grid, cell);
    const hit = hitAt(hits, firstFrom(hits, blocks.first * blockBytes));
    if (hit !== null && hit.at < blocks.end * blockBytes) cells.push(cell);
  }
  return cells;
}

/** From this size on, cells show a problem themselves and need no badge. */
const SELF_SPEAKING = 14;

/** The drawing: cells on one canvas, and a second canvas on top for what moves or warns. */
export function MapStage({ disk, view, size, cursor, selected, hovered, isFocused, highlighted, stretches }: Props): JSX.Element {
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const { grid, top } = view;
  const isNumbered = hasBlocks(disk);
  const blockBytes = disk.view.disk?.blocks.sizeBytes ?? 1;
  const colours = useMapColours();
  const palette = useMapPalette(colours);

  const sight = cellsInSight(grid, top, size.height);
  const [first, end] = [sight.first, sight.end];
  const counts = useMemo(() => countCells(disk.blocks, grid, { first, end }), [disk.blocks, grid, first, end]);
  const badges = useMemo(() => {
    const speaks = grid.per === 1 && Math.min(rowHeight(grid), columnWidth(grid)) >= SELF_SPEAKING;
    return speaks ? [] : badgesOf(grid, problemCells(counts, first));
  }, [grid, counts, first]);
  const steps = useMemo(() => stepCells(stretches, grid, blockBytes), [stretches, grid, blockBytes]);
  const visible = blocksOf(grid, { first, end });
  const changed = useChangedBlocks(disk.view.image, visible.first, visible.end);
  const edited = useMemo(() => [...new Set(changed.map((block) => cellOf(grid, block)))], [changed, grid]);

  const hits = useHitsIn('disk');
  const found = useMemo(() => cellsWithHits(hits, grid, { first, end }, blockBytes), [hits, grid, first, end, blockBytes]);

  useCanvas(
    base,
    size,
    useCallback(
      (context: CanvasRenderingContext2D) => {
        const cells = { first, end };
        paintBase(context, { grid, counts, cells, top, ...size, palette, colours, highlighted, isNumbered });
        paintSeams(context, { grid, cells, top, blockBytes, colours, highlighted });
      },
      [grid, counts, first, end, top, size, blockBytes, palette, colours, highlighted, isNumbered],
    ),
  );
  useCanvas(
    overlay,
    size,
    useCallback(
      (context: CanvasRenderingContext2D) => {
        const cells =
          selected === null
            ? null
            : { first: cellOf(grid, selected.first), end: Math.min(cellsOf(grid), cellOf(grid, selected.end - 1) + 1) };
        const cell = cursor === null ? null : cellOf(grid, cursor);
        paintOverlay(context, {
          grid,
          top,
          height: size.height,
          colours,
          badges,
          steps,
          edited,
          found,
          selected: cells,
          writeCells: (on, only) => paintTexts(on, { grid, counts, cells: { first, end }, top, colours, highlighted, isNumbered }, only),
          hovered,
          cursor: cell,
          isFocused,
        });
      },
      [
        grid,
        counts,
        first,
        end,
        top,
        size,
        colours,
        highlighted,
        isNumbered,
        badges,
        steps,
        edited,
        found,
        selected,
        hovered,
        cursor,
        isFocused,
      ],
    ),
  );
  return (
    <>
      <canvas ref={base} className={styles.canvas} aria-hidden="true" />
      <canvas ref={overlay} className={styles.canvas} aria-hidden="true" />
    </>
  );
}
