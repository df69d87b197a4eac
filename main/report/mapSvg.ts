/**
 * The map of blocks as SVG: rows of cells. Each cell stands for several blocks and has the colour of the most important
 * state among them.
 */
import type { BlockRun } from '../../shared/documents/map';
import { grouped, rangeText } from '../../shared/text/numbers';
import { sizeText } from '../../shared/text/size';
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
/** A power of two, as are the blocks in a cell: rows begin at round sizes. */
const COLUMNS = 128;
const MAX_ROWS = 48;
const CELL = 10;

export const statesIn = (runs: readonly BlockRun[]): State[] => RANK.filter((state) => runs.some((run) => run.state === state));

/** Room for addresses to the left of the cells. */
const GUTTER = 72;
const MAX_ADDRESSES = 12;

/** Runs beyond the limit are not drawn. Rows are named by where they begin on the disk. */
export function mapSvg(
  { blocks, runs, blockSizeBytes }: { readonly blocks: number; readonly runs: readonly BlockRun[]; readonly blockSizeBytes: number },
  parent: Parameters<typeof unreached>[0],
): string {
  let perCell = 1;
  while (blocks > perCell * COLUMNS * MAX_ROWS) perCell *= 2;
  const cells: (State | null)[] = Array.from({ length: Math.ceil(blocks / perCell) }, () => null);
  for (const { firstBlock, blocks: some, state } of runs) {
    const last = Math.floor((firstBlock + some - 1) / perCell);
    for (let cell = Math.floor(firstBlock / perCell); cell <= last; cell++) {
      const there = cells[cell] ?? null;
      if (there === null || RANK.indexOf(state) < RANK.indexOf(there)) cells[cell] = state;
    }
  }
  const rows = Math.max(1, Math.ceil(cells.length / COLUMNS));
  const rowBytes = COLUMNS * perCell * blockSizeBytes;
  const label = `${grouped(blocks)} block${blocks === 1 ? '' : 's'}, ${perCell === 1 ? 'one' : grouped(perCell)} a cell${rows === 1 ? '' : `, ${sizeText(rowBytes)} a row`}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" viewBox="${-GUTTER} 0 ${GUTTER + COLUMNS * CELL} ${rows * CELL}">\n${addresses(rows, rowBytes)}${rectangles(cells, perCell, (state) => stateWords(state, parent))}${lattice(rows)}</svg>\n<p class="dim">${label}</p>\n`;
}

/** Where every so many rows begin: "0", "48 GiB". */
function addresses(rows: number, rowBytes: number): string {
  let step = 1;
  while (rows / step > MAX_ADDRESSES) step *= 2;
  let text = '';
  for (let row = 0; row < rows; row += step)
    text += `<text x="-6" y="${row * CELL + 8}" text-anchor="end" font-size="9" fill="var(--dim)">${row === 0 ? '0' : sizeText(row * rowBytes)}</text>\n`;
  return text;
}

/** Lines between the cells of a row; the rectangles leave those between rows. */
function lattice(rows: number): string {
  const lines = Array.from({ length: COLUMNS - 1 }, (_, i) => `M${(i + 1) * CELL - 0.5} 0v${rows * CELL}`).join('');
  return `<path d="${lines}" stroke="var(--ground)" fill="none" pointer-events="none"/>\n`;
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
