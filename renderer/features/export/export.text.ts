/** The words of the export sheet. */
import { sizeText, bytesText } from '../../../shared/text/size';
import { isEndless, unreached } from '../../../shared/text/unreached';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { ParentView } from '../../../shared/views';
import type { TableName } from '../../../shared/jobList';
import type { ExportFormat, ExportOutcome, ExportProblem, ExportWhat } from './export.model';
import { grouped, hex, plural } from '../../../shared/text/numbers';

export const WHAT_NAMES: Readonly<Record<ExportWhat, string>> = {
  selection: 'Selection',
  range: 'Range of sectors',
  blocks: 'Blocks',
  partition: 'Partition',
  disk: 'Whole virtual disk',
  structure: 'Structure of the file',
  table: 'List',
  report: 'Report',
};

/** Why the disk has none of it to export. */
export const WHAT_MISSING: Readonly<Record<ExportWhat, string>> = {
  selection: 'Nothing is selected.',
  range: 'There is no disk in this file.',
  blocks: 'This disk has no blocks.',
  partition: 'There are no partitions.',
  disk: 'There is no disk in this file.',
  structure: 'There are no structures.',
  table: 'There is no disk in this file.',
  report: 'There is no disk in this file.',
};

export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  raw: 'Raw bytes',
  hex: 'Hex dump',
  c: 'C array',
  python: 'Python bytes',
  rust: 'Rust array',
  go: 'Go slice',
  csv: 'CSV',
  json: 'JSON',
  html: 'Web page with the map',
};

export const TABLE_NAMES: Readonly<Record<TableName, string>> = {
  bat: 'Block table: every entry',
  runs: 'Runs of blocks: where the disk lies in the file',
  problems: 'Problems',
};

export const PROBLEM_TEXTS: Readonly<Record<ExportProblem, string>> = {
  'no-selection': 'Select some bytes first.',
  'bad-from': 'The start can’t be read. Try 2048, 0x100000, b12 or p2.',
  'bad-to': 'The end can’t be read. Try a number of sectors, such as 4096.',
  'ends-before-start': 'The last sector comes before the first.',
  'beyond-end': 'This goes beyond the end of the disk.',
  nothing: 'The range is empty.',
  'no-disk': 'There is no disk in this file.',
  'no-blocks': 'This disk has no blocks.',
  'no-partitions': 'There are no partitions.',
};

/** "4,096 sectors · 2,097,152 bytes · LBA 2,048–6,143". */
export function rangeText({ range }: ExportOutcome): string {
  if (range === null) return '';
  const { at, bytes, space } = range;
  const size = `${bytesText(bytes)}${bytes >= 10_240 ? ` (${sizeText(bytes)})` : ''}`;
  if (space === 'file') return `${size} · file 0x${hex(at)}`;
  const first = Math.floor(at / SECTOR_BYTES);
  const last = Math.ceil((at + bytes) / SECTOR_BYTES) - 1;
  const sectors = bytes % SECTOR_BYTES === 0 ? `${plural(bytes / SECTOR_BYTES, 'sector')} · ` : '';
  return `${sectors}${size} · LBA ${grouped(first)}${last > first ? `–${grouped(last)}` : ''}`;
}

/** Why sectors can't be exported that no layer in reach has, and what can be done. `parent`: how the chain ends. */
export const needsParentText = (parent: ParentView | null): string =>
  isEndless(parent)
    ? `What no disk in reach holds can’t be exported: ${unreached(parent).because}. Export only what this file holds, or take zeros for the rest.`
    : 'A parent is missing, and what it holds can’t be exported. Locate it first, export only what this file holds, or take zeros for what is missing.';

/** The choice to export zeros for those sectors. */
export const knownLabel = (parent: ParentView | null): string =>
  isEndless(parent)
    ? 'Zeros for what no disk in reach has, and a list of it'
    : 'Zeros for what only a missing parent has, and a list of it';

/** Longer texts open in few editors. */
const LONG_TEXT = 64 * 1024 * 1024;

export function longTextNote({ format, need }: ExportOutcome): string | null {
  if (format === 'raw' || need === null || need.fileBytes.most < LONG_TEXT) return null;
  return `The text will be about ${sizeText(need.fileBytes.most)} long. Few editors open that; raw bytes take a fraction of it.`;
}

export const UNSAVED_TEXTS: Readonly<Record<Exclude<ExportOutcome['unsaved'], 'none'>, string>> = {
  included: 'Your unsaved changes are in it.',
  'left-out': 'Unsaved changes are left out: the saved bytes are exported.',
  impossible: 'The saved bytes are exported, without your unsaved changes.',
};
