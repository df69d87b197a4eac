/** Lists about a disk as CSV (RFC 4180) or JSON, written row by row without holding them in memory. */
import type { Finding } from '../../shared/findings';
import type { TableFormat } from '../../shared/jobList';
import { findingText } from '../../shared/text/findings';
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import type { Chain } from '../vhd/read/chain';
import type { Image } from '../vhd/read/image';
import { blockRuns } from './blockRuns';
import { jsonText } from './json';

type Cell = string | number | null;
type Table = { readonly columns: readonly string[]; readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]> };

/** Every entry of the BAT as it stands in the file. */
export function batTable({ map }: Image): Table {
  function* rows(): Generator<readonly Cell[]> {
    const entries = map?.entries ?? new Uint32Array();
    for (const [block, sector] of entries.entries()) {
      yield sector === UNALLOCATED ? [block, null, null] : [block, sector, sector * SECTOR_BYTES];
    }
  }
  return { columns: ['block', 'fileSector', 'fileOffset'], rows: rows() };
}

export function runsTable(chain: Chain, signal: { readonly aborted: boolean }): Table {
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for await (const runs of blockRuns(chain, { quick: false, signal })) {
      for (const { firstBlock, blocks, state, layer, fileOffset } of runs) yield [firstBlock, blocks, state, layer, fileOffset];
    }
  }
  return { columns: ['firstBlock', 'blocks', 'state', 'layer', 'fileOffset'], rows: rows() };
}

/** One row for each place of a finding, or one row if it has no place. */
export function problemsTable(findings: readonly Finding[]): Table {
  const rows = findings.flatMap((finding): (readonly Cell[])[] => {
    const { title, detail } = findingText(finding);
    const because = finding.because ?? null;
    const head = [finding.code, finding.severity, title, detail];
    if (finding.where.length === 0) return [[...head, null, null, null, because]];
    return finding.where.map(({ structure, at, bytes }) => [...head, structure, at, bytes, because]);
  });
  return { columns: ['code', 'severity', 'title', 'detail', 'structure', 'fileOffset', 'bytes', 'because'], rows };
}

/** A spreadsheet would take text that begins like this for a formula; it must stay text. */
const FORMULA = /^[=+\-@\t\r]/;
const csvCell = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export async function* tableText({ columns, rows }: Table, format: TableFormat): AsyncGenerator<string> {
  if (format === 'csv') {
    yield `${columns.join(',')}\r\n`;
    for await (const row of rows) yield `${row.map(csvCell).join(',')}\r\n`;
    return;
  }
  let before = '[\n';
  for await (const row of rows) {
    yield `${before}  ${jsonText(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])))}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
