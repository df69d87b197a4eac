import { useCallback, useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent, type PointerEvent } from 'react';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { grouped } from '../../kernels/address';
import {
  anchorSector,
  BITMAP_COLUMNS,
  sectorAt,
  sectorByKey,
  sectorGrid,
  sectorsIn,
  sectorUnder,
  type SectorGrid,
} from '../../kernels/blockBitmap';
import type { Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { useCanvas } from '../../ui/useCanvas';
import { useColours } from '../../ui/useColours';
import { useElementSize } from '../../ui/useElementSize';
import { extendSectors, goToSector, openSector } from './bitmapActions';
import { BitmapCells } from './BitmapCells';
import { BITMAP_COLOURS, paintBitmap } from './paintBitmap';

type Props = {
  readonly disk: Disk;
  readonly block: number;
  readonly markOf: (sector: number) => number | null;
  readonly hovered: number | null;
  readonly onHover: (sector: number | null) => void;
  /** Tells which of the block's sectors the cursor stands on. */
  readonly onCursor: (sector: number | null) => void;
};

/** The most rows in sight: taller blocks scroll, beside a bar of this width. */
const MOST_ROWS = 64;
const SCROLLBAR = 11;
/** Room for row labels: as many digits as the last one has. */
const gutterFor = (sectors: number): number => 6 + 6 * Math.max(4, grouped(sectors).length - (sectors > 999 ? 1 : 0));
const LABEL_ROWS = 16;
const RULER = [0, 16, 32, 48, 63];

/** The sectors as a grid of 64 columns; one cursor with map and hex. */
export function BitmapGrid({ disk, block, markOf, hovered, onHover, onCursor }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragFrom = useRef(0);
  const [scrolled, setScrolled] = useState(0);
  const [isFocused, setFocused] = useState(false);
  const { width } = useElementSize(box);
  const position = useStore((s) => s.cursor);
  const selection = useStore((s) => s.selection);
  const colours = useColours(BITMAP_COLOURS);
  const sectors = sectorsIn(disk, block);
  const gutter = gutterFor(sectors);
  const isTall = sectors > MOST_ROWS * BITMAP_COLUMNS;
  const grid = useMemo(() => sectorGrid(sectors, width - gutter - (isTall ? SCROLLBAR : 0)), [sectors, width, gutter, isTall]);
  const cursor = sectorUnder(disk, block, position);
  const shownRows = Math.min(MOST_ROWS, grid.rows);
  const first = Math.max(0, Math.min(grid.rows - shownRows, Math.round(scrolled / grid.cell)));
  const rows = useMemo(() => ({ first, end: first + shownRows }), [first, shownRows]);
  const size = useMemo(() => ({ width: grid.columns * grid.cell + 1, height: shownRows * grid.cell + 1 }), [grid, shownRows]);
  const blockAt = block * (disk.view.disk?.blocks.sizeBytes ?? 0);
  const selected = useMemo(() => selectedIn(selection, blockAt, sectors), [selection, blockAt, sectors]);

  useEffect(() => onCursor(cursor), [cursor, onCursor]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || cursor === null || grid.rows <= MOST_ROWS) return;
    const y = Math.floor(cursor / grid.columns) * grid.cell;
    if (y < element.scrollTop || y >= element.scrollTop + MOST_ROWS * grid.cell) element.scrollTop = y - 8 * grid.cell;
  }, [cursor, grid]);

  useCanvas(
    canvas,
    size,
    useCallback(
      (context: CanvasRenderingContext2D) => paintBitmap(context, { grid, colours, rows, markOf, selected, hovered, cursor, isFocused }),
      [grid, colours, rows, markOf, selected, hovered, cursor, isFocused],
    ),
  );

  const spotOf = (event: PointerEvent<HTMLElement>): number | null => {
    const frame = event.currentTarget.getBoundingClientRect();
    return sectorAt(grid, event.clientX - frame.left, event.clientY - frame.top + first * grid.cell);
  };
  const press = (event: PointerEvent<HTMLElement>): void => {
    const sector = spotOf(event);
    if (event.button !== 0 || sector === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    dragFrom.current = event.shiftKey ? anchorSector(selected, cursor ?? sector) : sector;
    if (event.shiftKey) extendSectors(disk, block, dragFrom.current, sector);
    else goToSector(disk, block, sector, 'jump');
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    const sector = spotOf(event);
    const isDrag = event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId);
    if (isDrag && sector !== null && sector !== cursor) extendSectors(disk, block, dragFrom.current, sector);
    onHover(isDrag ? null : sector);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const to = sectorByKey(grid, cursor ?? 0, event.key, event.ctrlKey || event.metaKey);
    if (to !== null && event.shiftKey) extendSectors(disk, block, anchorSector(selected, cursor ?? 0), to);
    else if (to !== null) goToSector(disk, block, to, 'step');
    else if (event.key === 'Enter') openSector(disk, block, cursor ?? 0);
    else if (event.key === 'Escape' && selection !== null) useStore.getState().moveTo(position);
    else return;
    onHover(null);
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={box} className="bitmap-box">
      <div className="bitmap-ruler" aria-hidden="true" style={{ paddingLeft: gutter }}>
        {RULER.filter((column) => column < grid.columns).map((column) => (
          <span key={column} style={{ left: gutter + column * grid.cell }}>
            {column}
          </span>
        ))}
      </div>
      <div
        ref={scroller}
        className="bitmap-scroller"
        style={{ height: size.height }}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      >
        <div style={{ height: Math.max(size.height, grid.rows * grid.cell) }}>
          <div className="bitmap-view" style={{ height: size.height }}>
            <Labels grid={grid} rows={rows} width={gutter} />
            <div
              className="bitmap-grid"
              role="grid"
              aria-label={`Sectors of block ${grouped(block)}`}
              aria-rowcount={grid.rows}
              aria-colcount={grid.columns}
              aria-activedescendant={cursor === null ? undefined : 'sector-active'}
              tabIndex={0}
              style={{ width: size.width, height: size.height }}
              onPointerDown={press}
              onPointerMove={move}
              onPointerLeave={() => onHover(null)}
              onKeyDown={key}
              onFocus={() => setFocused(true)}
              onBlur={() => setFocused(false)}
            >
              <canvas ref={canvas} className="bitmap-canvas" aria-hidden="true" />
              <BitmapCells grid={grid} disk={disk} block={block} cursor={cursor} markOf={markOf} />
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

type Rows = { readonly first: number; readonly end: number };

/** The first sector of every sixteenth row. */
function Labels({ grid, rows, width }: { readonly grid: SectorGrid; readonly rows: Rows; readonly width: number }): JSX.Element {
  const labels: number[] = [];
  for (let row = Math.ceil(rows.first / LABEL_ROWS) * LABEL_ROWS; row < rows.end; row += LABEL_ROWS) labels.push(row);
  return (
    <div className="bitmap-labels" style={{ width }} aria-hidden="true">
      {labels.map((row) => (
        <span key={row} style={{ top: (row - rows.first) * grid.cell }}>
          {grouped(row * grid.columns)}
        </span>
      ))}
    </div>
  );
}

/** The selected sectors of the block, half-open; null where none is. */
function selectedIn(
  selection: { readonly space: 'file' | 'disk'; readonly at: number; readonly bytes: number } | null,
  blockAt: number,
  sectors: number,
): { readonly first: number; readonly end: number } | null {
  if (selection === null || selection.space !== 'disk') return null;
  const first = Math.max(0, Math.floor((selection.at - blockAt) / SECTOR_BYTES));
  const end = Math.min(sectors, Math.ceil((selection.at + selection.bytes - blockAt) / SECTOR_BYTES));
  return first < end ? { first, end } : null;
}
