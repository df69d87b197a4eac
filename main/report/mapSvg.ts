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
  zero: '#78909c',
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
/** Powers of two, as are the blocks in a cell: rows begin at round sizes. */
const MAX_COLUMNS = 128;
const MIN_COLUMNS = 32;
const MAX_ROWS = 48;
/** The width of a row. The picture is as wide as the page, so that its lengths are about pixels of a printed page. */
const WIDTH = 640;
/** The height of a line of text. */
const LINE = 11;
/** A row is at most so many times as long as all rows are high, if there are enough cells: a few rows would be a thin line on paper. */
const MAX_FLAT = 16;

function columnsFor(cells: number): number {
  let columns = MAX_COLUMNS;
  while (columns > MIN_COLUMNS && cells * MAX_FLAT <= columns * columns) columns /= 2;
  return columns;
}

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
  while (blocks > perCell * MAX_COLUMNS * MAX_ROWS) perCell *= 2;
  const cells: (State | null)[] = Array.from({ length: Math.ceil(blocks / perCell) }, () => null);
  for (const { firstBlock, blocks: some, state } of runs) {
    const last = Math.floor((firstBlock + some - 1) / perCell);
    for (let cell = Math.floor(firstBlock / perCell); cell <= last; cell++) {
      const there = cells[cell] ?? null;
      if (there === null || RANK.indexOf(state) < RANK.indexOf(there)) cells[cell] = state;
    }
  }
  const columns = columnsFor(cells.length);
  const size = WIDTH / columns;
  const rows = Math.max(1, Math.ceil(cells.length / columns));
  const rowBytes = columns * perCell * blockSizeBytes;
  const label = `${grouped(blocks)} block${blocks === 1 ? '' : 's'}, ${perCell === 1 ? 'one' : grouped(perCell)} a cell${rows === 1 ? '' : `, ${sizeText(rowBytes)} a row`}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" viewBox="${-GUTTER} 0 ${GUTTER + WIDTH} ${Math.max(LINE, rows * size)}">\n${addresses(rows, size, rowBytes)}${rectangles({ cells, columns, perCell }, (state) => stateWords(state, parent))}${lattice(columns, rows * size)}</svg>\n<p class="dim">${label}</p>\n`;
}

/** Where every so many rows begin: "0", "48 GiB". */
function addresses(rows: number, size: number, rowBytes: number): string {
  let step = 1;
  while (rows / step > MAX_ADDRESSES || step * size < LINE) step *= 2;
  let text = '';
  for (let row = 0; row < rows; row += step)
    text += `<text x="-6" y="${row * size + 8}" text-anchor="end" font-size="9" fill="var(--dim)">${row === 0 ? '0' : sizeText(row * rowBytes)}</text>\n`;
  return text;
}

/** The gap between cells of this size. */
const gapOf = (size: number): number => Math.min(1, size / 10);

/** Lines between the cells of a row; the rectangles leave those between rows. */
function lattice(columns: number, height: number): string {
  const size = WIDTH / columns;
  const gap = gapOf(size);
  const lines = Array.from({ length: columns - 1 }, (_, i) => `M${(i + 1) * size - gap / 2} 0v${height}`).join('');
  return `<path d="${lines}" stroke="var(--ground)" stroke-width="${gap}" fill="none" pointer-events="none"/>\n`;
}

/** Adjacent cells of one state in one row share a rectangle. */
function rectangles(
  { cells, columns, perCell }: { readonly cells: readonly (State | null)[]; readonly columns: number; readonly perCell: number },
  wordsOf: (state: State) => string,
): string {
  const size = WIDTH / columns;
  const gap = gapOf(size);
  let text = '';
  for (let from = 0; from < cells.length; ) {
    const state = cells[from] ?? null;
    const rowEnd = (Math.floor(from / columns) + 1) * columns;
    let to = from + 1;
    while (to < Math.min(rowEnd, cells.length) && cells[to] === state) to += 1;
    if (state !== null) {
      const [x, y] = [(from % columns) * size, Math.floor(from / columns) * size];
      const title = `${rangeText('block', from * perCell, (to - from) * perCell)}: ${wordsOf(state).toLowerCase()}`;
      text += `<rect x="${x}" y="${y}" width="${(to - from) * size - gap}" height="${size - gap}" fill="${STATE_COLOURS[state]}"><title>${title}</title></rect>\n`;
    }
    from = to;
  }
  return text;
}
