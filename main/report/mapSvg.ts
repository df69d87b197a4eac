/**
 * The map of blocks as SVG: rows of cells. Each cell stands for several blocks and has the colour of the most important
 * state among them.
 */
import type { BlockRun } from '../../shared/documents/map';
import { grouped, rangeText } from '../../shared/text/numbers';
import { unreached } from '../../shared/text/unreached';

type State = BlockRun['state'];

export const STATE_COLOURS: Readonly<Record<State, string>> = {
  unallocated: '#9e9e9e44',
  parent: '#7e57c2',
  unknown: '#ad5c8f',
  unscanned: '#42a5f5',
  full: '#1e88e5',
  partial: '#64b5f6',
  zero: '#bdbdbd',
  damaged: '#e53935',
  overlapping: '#fb8c00',
};

const STATE_WORDS: Readonly<Record<Exclude<State, 'unknown'>, string>> = {
  unallocated: 'Unallocated',
  parent: 'From parent',
  unscanned: 'In the file, not scanned',
  full: 'In the file',
  partial: 'Partly in the file',
  zero: 'In the file, all zeros',
  damaged: 'Damaged',
  overlapping: 'Overlapping',
};

/** `parent`: where the chain ends, if it is not complete. */
export const stateWords = (state: State, parent: Parameters<typeof unreached>[0]): string =>
  state === 'unknown' ? unreached(parent).blocks : STATE_WORDS[state];

/** The order in which states win when blocks of several states share a cell: damage first, holes last. */
const RANK: readonly State[] = ['damaged', 'overlapping', 'full', 'partial', 'unscanned', 'zero', 'unknown', 'parent', 'unallocated'];
const COLUMNS = 96;
const MAX_ROWS = 48;
const CELL = 10;

export const statesIn = (runs: readonly BlockRun[]): State[] => RANK.filter((state) => runs.some((run) => run.state === state));

/** Runs beyond the limit are not drawn. */
export function mapSvg(
  { blocks, runs }: { readonly blocks: number; readonly runs: readonly BlockRun[] },
  parent: Parameters<typeof unreached>[0],
): string {
  const perCell = Math.max(1, Math.ceil(blocks / (COLUMNS * MAX_ROWS)));
  const cells: (State | null)[] = Array.from({ length: Math.ceil(blocks / perCell) }, () => null);
  for (const { firstBlock, blocks: some, state } of runs) {
    const last = Math.floor((firstBlock + some - 1) / perCell);
    for (let cell = Math.floor(firstBlock / perCell); cell <= last; cell++) {
      const there = cells[cell] ?? null;
      if (there === null || RANK.indexOf(state) < RANK.indexOf(there)) cells[cell] = state;
    }
  }
  const rows = Math.max(1, Math.ceil(cells.length / COLUMNS));
  const label = `${grouped(blocks)} block${blocks === 1 ? '' : 's'}, ${perCell === 1 ? 'one' : grouped(perCell)} a cell`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" viewBox="0 0 ${COLUMNS * CELL} ${rows * CELL}">\n${rectangles(cells, perCell, (state) => stateWords(state, parent))}</svg>\n<p class="dim">${label}</p>\n`;
}

/** Adjacent cells of one state in one row share a rectangle. */
function rectangles(cells: readonly (State | null)[], perCell: number, wordsOf: (state: State) => string): string {
  let text = '';
  for (let from = 0; from < cells.length; ) {
    const state = cells[from] ?? null;
    const rowEnd = (Math.floor(from / COLUMNS) + 1) * COLUMNS;
    let to = from + 1;
    while (to < Math.min(rowEnd, cells.length) && cells[to] === state) to += 1;
    if (state !== null) {
      const [x, y] = [(from % COLUMNS) * CELL, Math.floor(from / COLUMNS) * CELL];
      const title = `${rangeText('block', from * perCell, (to - from) * perCell)}: ${wordsOf(state).toLowerCase()}`;
      text += `<rect x="${x}" y="${y}" width="${(to - from) * CELL - 1}" height="${CELL - 1}" fill="${STATE_COLOURS[state]}"><title>${title}</title></rect>\n`;
    }
    from = to;
  }
  return text;
}
