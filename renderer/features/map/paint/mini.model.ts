/** The whole disk in a narrow strip: how much of each line is in the file, and where problems are. */
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import { BLOCK_STATE, WHOLE, type BlockTable, type PartitionView } from '../../../../shared/views';
import { drawnPartitions } from '../../../disk/partitionColour.model';
import { isAllocated, STATES } from '../../../disk/stateCounts.model';
import { cellsOf, columnEdge, gridFor, rowEdge, type Grid } from '../../../disk/cellGrid.model';
import { addStates, sumShares } from '../../../disk/stateTiles.model';

export type MiniLine = {
  /** Share of the line that this file holds, 0 to 1. Of a partial block it is what is there. */
  readonly share: number;
  readonly problem: 'damaged' | 'overlapping' | null;
  /** The state of most blocks that hold something here, whose colour the line has; null: of none, or of blocks that overlap. */
  readonly state: (typeof DRAWN)[number] | null;
};

/** The states whose colour a line can have, as the map draws them. */
const DRAWN = ['full', 'partial', 'zero', 'unscanned'] as const;

/** Blocks that have a place in the file and hold nothing there, or nothing that the file gives, and those that are counted by their share. */
const NOT_WHOLE: readonly number[] = [BLOCK_STATE.damaged, BLOCK_STATE.unset, BLOCK_STATE.partial];
const STORED = Array.from({ length: STATES }, (_, state) => state).filter((state) => isAllocated(state) && !NOT_WHOLE.includes(state));

/** The first of so many blocks that a line stands for. */
export const firstOfLine = (line: number, blocks: number, lines: number): number => Math.floor((line * blocks) / lines);

/** The disk in `lines` equal parts, each with its problem if it has any. */
export function miniLines({ states, shares }: Pick<BlockTable, 'states' | 'shares'>, lines: number): readonly MiniLine[] {
  const counts = new Uint32Array(STATES);
  return Array.from({ length: lines }, (_, line) => {
    const first = firstOfLine(line, states.length, lines);
    const end = Math.max(first + 1, firstOfLine(line + 1, states.length, lines));
    counts.fill(0);
    const range = { first, end: Math.min(end, states.length) };
    addStates(states, range, counts);
    let stored = sumShares(shares, range) / WHOLE;
    for (const state of STORED) stored += counts[state] as number;
    const problem = counts[BLOCK_STATE.damaged] !== 0 ? 'damaged' : counts[BLOCK_STATE.overlapping] !== 0 ? 'overlapping' : null;
    return { share: stored / (end - first), problem, state: mostOf(counts) };
  });
}

function mostOf(counts: Uint32Array): MiniLine['state'] {
  const most = DRAWN.reduce((best, state) =>
    (counts[BLOCK_STATE[state]] as number) > (counts[BLOCK_STATE[best]] as number) ? state : best,
  );
  return counts[BLOCK_STATE[most]] === 0 ? null : most;
}

/** `y`: of its top edge, in CSS pixels as the others. */
export type MiniStrip = { readonly partition: PartitionView; readonly x: number; readonly y: number; readonly width: number };

/** Where the partitions lie on the grid: for each row a strip at its lower edge, `height` high. */
export function partitionStrips(grid: Grid, entries: readonly PartitionView[], blockBytes: number, height: number): readonly MiniStrip[] {
  const cellBytes = grid.per * blockBytes;
  const last = cellsOf(grid) - 1;
  return drawnPartitions(entries).flatMap((partition) => {
    const first = Math.floor((partition.firstLba * SECTOR_BYTES) / cellBytes);
    const end = Math.min(last, Math.ceil(((partition.firstLba + partition.sectors) * SECTOR_BYTES) / cellBytes) - 1);
    const strips: MiniStrip[] = [];
    for (let row = Math.floor(first / grid.columns); row * grid.columns <= end; row++) {
      const x = columnEdge(grid, Math.max(0, first - row * grid.columns));
      const right = columnEdge(grid, Math.min(grid.columns, end - row * grid.columns + 1));
      strips.push({ partition, x, y: rowEdge(grid, row + 1) - height, width: right - x });
    }
    return strips;
  });
}

const MINI_ROWS = 12;
const MINI_COLUMNS = [256, 128, 64, 32];
const MIN_WIDTH = 4;
const FEW = 128;

/** A grid of at most a dozen rows that fills its box; null without blocks or room. */
export function miniGrid(blocks: number, width: number, height: number, scale = 1): Grid | null {
  const cellHeight = Math.floor(height / MINI_ROWS);
  if (blocks < 1 || width < MIN_WIDTH || cellHeight < 2) return null;
  // A few blocks are shown as a few large cells.
  if (blocks <= FEW) return gridFor(blocks, width, height, scale);
  const natural = MINI_COLUMNS.find((columns) => width / columns >= Math.max(MIN_WIDTH, 0.8 * cellHeight)) ?? 32;
  const columns = Math.min(natural, 2 ** Math.ceil(Math.log2(blocks)));
  let per = 1;
  while (Math.ceil(blocks / (per * columns)) > MINI_ROWS) per *= 2;
  const rows = Math.ceil(blocks / (per * columns));
  const drawn = columns === natural ? width : Math.min(width, columns * cellHeight * 3);
  return {
    columns,
    rows,
    per,
    blocks,
    fold: null,
    width: drawn,
    height: Math.min(height, rows * Math.max(cellHeight, Math.floor(1.5 * cellHeight))),
    scale,
  };
}
