/** Lists as programs take them in: RFC 4180 for CSV, read back by Python; JSON. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { batTable, problemsTable, tableText } from '../../../../main/report/tables';
import type { TableFormat } from '../../../../shared/jobList';
import { findingsOf, imageIn } from '../../../support/opened';
import { fixedImage, SIZE } from '../../../support/fixtures';
import { put32 } from '../../../support/imageBuilder';
import { memoryFile } from '../../../support/memoryFile';
import { lacks } from '../../../support/oracles';

type Table = Parameters<typeof tableText>[0];
async function textOf(table: Table, format: TableFormat): Promise<string> {
  let text = '';
  for await (const part of tableText(table, format)) text += part;
  return text;
}

const hard: Table = {
  columns: ['name', 'count', 'place'],
  rows: [
    ['a,b', 1, null],
    ['say "no"', 2, 'two\r\nlines'],
    ['', -3, 'plain'],
  ],
};
const fields = [
  ['name', 'count', 'place'],
  ['a,b', '1', ''],
  ['say "no"', '2', 'two\r\nlines'],
  ['', '-3', 'plain'],
];

test.skipIf(lacks('python3'))('text with commas, quotes and line ends comes out of a CSV file as it went in', async () => {
  const read = 'import csv,json,sys; print(json.dumps(list(csv.reader(open(0, newline="")))))';
  expect(JSON.parse(execFileSync('python3', ['-c', read], { input: await textOf(hard, 'csv'), encoding: 'utf8' }))).toEqual(fields);
});

test.each(['=1+2', '+1', '-1', '@sum', '\ttab', '\rreturn'])('no spreadsheet takes %j out of a disk for a formula', async (text) => {
  const [, line = ''] = (await textOf({ columns: ['name'], rows: [[text]] }, 'csv')).split(/\r\n/);
  expect(line.replaceAll('"', '')).toBe(`'${text}`);
});

test('JSON has numbers as numbers, and null where there is nothing', async () => {
  expect(JSON.parse(await textOf(hard, 'json'))).toEqual([
    { name: 'a,b', count: 1, place: null },
    { name: 'say "no"', count: 2, place: 'two\r\nlines' },
    { name: '', count: -3, place: 'plain' },
  ]);
});

test('a fixed disk has no block table: its list is empty, and still is one', async () => {
  const image = await imageIn(memoryFile(fixedImage()));
  expect(await textOf(batTable(image), 'csv')).toBe('block,fileSector,fileOffset\r\n');
  expect(await textOf(batTable(image), 'json')).toBe('[]\n');
});

test('a problem has a row for each of its places', async () => {
  const bytes = fixedImage();
  put32(bytes, SIZE + 64, 1);
  const rows = JSON.parse(await textOf(problemsTable(await findingsOf(memoryFile(bytes))), 'json')) as Record<string, unknown>[];
  expect(rows.map(({ code, severity, structure, fileOffset, bytes: count }) => [code, severity, structure, fileOffset, count])).toEqual([
    ['F02', 'error', 'footer', SIZE + 64, 4],
  ]);
});
