/** The whole disk in a narrow strip: how much of each line is in the file, and where problems are. */
import { BLOCK_STATE } from '../../../../shared/views';
import { isAllocated, STATES } from '../../../disk/stateCounts.model';
import { gridFor, type Grid } from '../../../disk/cellGrid.model';
import { addStates } from '../../../disk/stateTiles.model';

export type MiniLine = {
  /** Share of the line's blocks that this file holds, 0 to 1. */
  readonly share: number;
  readonly problem: 'damaged' | 'overlapping' | null;
};

const ALLOCATED = Array.from({ length: STATES }, (_, state) => state).filter(isAllocated);

/** The disk in `lines` equal parts, each with its problem if it has any. */
export function miniLines(states: Uint8Array, lines: number): readonly MiniLine[] {
  const counts = new Uint32Array(STATES);
  return Array.from({ length: lines }, (_, line) => {
    const first = Math.floor((line * states.length) / lines);
    const end = Math.max(first + 1, Math.floor(((line + 1) * states.length) / lines));
    counts.fill(0);
    addStates(states, { first, end: Math.min(end, states.length) }, counts);
    let allocated = 0;
    for (const state of ALLOCATED) allocated += counts[state] as number;
    const problem = counts[BLOCK_STATE.damaged] !== 0 ? 'damaged' : counts[BLOCK_STATE.overlapping] !== 0 ? 'overlapping' : null;
    return { share: allocated / (end - first), problem };
  });
}

const MINI_ROWS = 12;
const MINI_COLUMNS = [256, 128, 64, 32];
const MIN_WIDTH = 4;
const FEW = 32;

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
