import { useCallback, useEffect, useId, useMemo, useRef, useState, type JSX } from 'react';
import { sectorsIn, sectorUnder, selectedSectors } from '../../disk/blockBitmap.model';
import { layoutByWidth, layoutInPane, SCROLLBAR, type SectorGrid } from './sectorGrid.model';
import type { Disk } from '../../disk/translate.model';
import { useOpen } from '../../app/store';
import { useCanvas } from '../../ui/useCanvas';
import { useColours } from '../../ui/useColours';
import { useElementSize } from '../../ui/useElementSize';
import { BitmapCells } from './BitmapCells';
import { BITMAP_COLOURS, paintBitmap } from './paintBitmap';
import { useBitmapInput } from './useBitmapInput';
import { grouped } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

type Props = {
  readonly disk: Disk;
  readonly block: number;
  readonly label: string;
  /** `card`: one block, in the width there is. `map`: the grid fills the pane, and keys lead on into the neighbouring blocks. */
  readonly on: 'card' | 'map';
  readonly markOf: (sector: number) => number | null;
  readonly hovered: number | null;
  readonly onHover: (sector: number | null) => void;
  /** Called with the sector of the block that the cursor is in, or null. */
  readonly onCursor: (sector: number | null) => void;
  /** A line above the sectors. */
  readonly head?: JSX.Element;
};

/** The height of what is above the sectors on the map: the line, the ruler, and room for the focus ring. */
const HEAD_HEIGHT = 20 + 13 + 3;
const RULER = [0, 16, 32, 48, 63];
const LABEL_ROWS = 16;
/** How many rows are left above the cursor when it is brought back into sight. */
const CONTEXT_ROWS = 8;

/** The sectors as a grid of 64 columns. Its cursor is the one of map and hex view. */
export function BitmapGrid({ disk, block, label, on, markOf, hovered, onHover, onCursor, head }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const activeId = useId();
  const [scrolled, setScrolled] = useState(0);
  const [isFocused, setFocused] = useState(false);
  const { width, height } = useElementSize(box);
  const position = useOpen((d) => d.cursor);
  const selection = useOpen((d) => d.selection);
  const colours = useColours(BITMAP_COLOURS);
  const sectors = sectorsIn(disk, block);
  const { grid, gutter, rowsShown } = useMemo(
    () => (on === 'map' ? layoutInPane(sectors, width, height - HEAD_HEIGHT) : layoutByWidth(sectors, width)),
    [on, sectors, width, height],
  );
  const cursor = sectorUnder(disk, block, position);
  const first = Math.max(0, Math.min(grid.rows - rowsShown, Math.round(scrolled / grid.cell)));
  const rows = useMemo(() => ({ first, end: first + rowsShown }), [first, rowsShown]);
  const size = useMemo(() => ({ width: grid.columns * grid.cell + 1, height: rowsShown * grid.cell + 1 }), [grid, rowsShown]);
  const frameWidth = gutter + size.width + (rowsShown < grid.rows ? SCROLLBAR : 0);
  const selected = useMemo(() => selectedSectors(disk, block, selection), [disk, block, selection]);
  const handlers = useBitmapInput({ disk, block, grid, firstRow: first, cursor, selected, crosses: on === 'map' }, onHover);

  useEffect(() => onCursor(cursor), [cursor, onCursor]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || cursor === null || grid.rows <= rowsShown) return;
    const y = Math.floor(cursor / grid.columns) * grid.cell;
    const isInSight = y >= element.scrollTop && y + grid.cell <= element.scrollTop + rowsShown * grid.cell;
    if (!isInSight) element.scrollTop = y - CONTEXT_ROWS * grid.cell;
  }, [cursor, grid, rowsShown]);

  useCanvas(
    canvas,
    size,
    useCallback(
      (context: CanvasRenderingContext2D) => paintBitmap(context, { grid, colours, rows, markOf, selected, hovered, cursor, isFocused }),
      [grid, colours, rows, markOf, selected, hovered, cursor, isFocused],
    ),
  );

  return (
    <div ref={box} className={styles.box}>
      <div className={styles.frame} style={on === 'map' ? { width: frameWidth } : undefined}>
        {/* This line reaches from the frame's left edge to the pane's right edge. */}
        {head !== undefined && <div style={{ width: (width + frameWidth) / 2 }}>{head}</div>}
        <div className={styles.ruler} aria-hidden="true" style={{ paddingLeft: gutter }}>
          {RULER.filter((column) => column < grid.columns).map((column) => (
            <span key={column} style={{ left: gutter + column * grid.cell }}>
              {column}
            </span>
          ))}
        </div>
        <div
          ref={scroller}
          className={styles.scroller}
          style={{ height: size.height }}
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
        >
          <div style={{ height: Math.max(size.height, grid.rows * grid.cell) }}>
            <div className={styles.view} style={{ height: size.height }}>
              <Labels grid={grid} rows={rows} width={gutter} />
              <div
                className={styles.grid}
                role="grid"
                aria-label={label}
                aria-rowcount={grid.rows}
                aria-colcount={grid.columns}
                aria-activedescendant={cursor === null ? undefined : activeId}
                tabIndex={0}
                data-pane={on === 'map' ? 'map' : undefined}
                style={{ width: size.width, height: size.height }}
                {...handlers}
                onFocus={() => setFocused(true)}
                onBlur={() => setFocused(false)}
              >
                <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
                <BitmapCells grid={grid} disk={disk} block={block} cursor={cursor} markOf={markOf} activeId={activeId} />
              </div>
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

type Rows = { readonly first: number; readonly end: number };

/** Labels every sixteenth row with its first sector. */
function Labels({ grid, rows, width }: { readonly grid: SectorGrid; readonly rows: Rows; readonly width: number }): JSX.Element {
  const labels: number[] = [];
  for (let row = Math.ceil(rows.first / LABEL_ROWS) * LABEL_ROWS; row < Math.min(rows.end, grid.rows); row += LABEL_ROWS) labels.push(row);
  return (
    <div className={styles.labels} style={{ width }} aria-hidden="true">
      {labels.map((row) => (
        <span key={row} style={{ top: (row - rows.first) * grid.cell }}>
          {grouped(row * grid.columns)}
        </span>
      ))}
    </div>
  );
}
