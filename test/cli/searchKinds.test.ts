/** Every kind of search beside GNU grep over the raw disk that qemu-img makes: the same places, over every border of blocks. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { searchDocument } from '../../shared/documents/content';
import { documentHere, platterHere } from '../support/cliHere';
import { lacks, run } from '../support/oracles';
import { seeded } from '../support/random';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const MIB = 1024 * 1024;
const SECTOR = 512;
const cannot = lacks('qemu-img');

const GUID = [0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b];
const MIXED = [0xc1, 0x2a, 0x73, 0x28, 0xf8, 0x1f, 0x11, 0xd2, ...GUID.slice(8)];

/** Random bytes in which each value stands at odd places, and over the borders of sectors, pieces of 256 KiB, and blocks. */
function rawDisk(): Uint8Array {
  const disk = new Uint8Array(12 * MIB);
  disk.set(seeded(14).bytes(4 * MIB), 0);
  disk.set(seeded(15).bytes(2 * MIB), 8 * MIB);
  const put = (place: number, ...bytes: number[]): void => disk.set(bytes, place);
  for (const border of [SECTOR, 256 * 1024, 2 * MIB, 4 * MIB, 8 * MIB]) {
    put(border - 3, 0x78, 0x56, 0x34, 0x12);
    put(border + 100, 0x12, 0x34, 0x56, 0x79);
    put(border + 200 - 7, ...GUID);
    put(border + 300, ...MIXED);
    // 2024-01-31 12:30:44 UTC is 1706704244 = 0x65BA3D74.
    put(border + 400, 0x74, 0x3d, 0xba, 0x65);
    put(border + 1024, ...Buffer.from('SQLite format 3\0'));
    put(border + 1024 + 513, ...Buffer.from('SQLite format 3\0'));
    put(border + 2048, 0x80, 0x93, 0xe4);
  }
  return disk;
}

const RAW = rawDisk();
if (!cannot) {
  writeFileSync(at('raw.img'), RAW);
  run('qemu-img', 'convert', '-f', 'raw', '-O', 'vpc', '-o', 'subformat=dynamic,force_size=on', at('raw.img'), at('disk.vhd'));
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', at('disk.vhd'), at('back.img'));
}

/** Places by grep, whose hits do not overlap; what is planted here does not either. */
const grepped = (expression: string, isWanted = (_place: number): boolean => true): number[] =>
  // It ends with 1 where there is no hit.
  spawnSync('grep', ['-obUaP', expression, at('back.img')], { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' } })
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => Number(line.split(':', 1)[0]))
    .filter(isWanted);
const quoted = (bytes: readonly number[]): string => bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

const found = async (...words: string[]): Promise<number[]> =>
  (await documentHere(searchDocument, ['search', at('disk.vhd'), ...words, '--limit', '100000'])).hits.map(({ offset }) => offset);

test.skipIf(cannot)('the disk that is searched is the one that grep reads', () => {
  expect(readFileSync(at('back.img')).equals(RAW)).toBe(true);
});

test.skipIf(cannot)('hex with unknown digits', async () => {
  const hits = await found('--hex', '78 5? 34 ?2');
  expect(hits).toEqual(
    grepped('(?s)\\x78[\\x50-\\x5f]\\x34[\\x02\\x12\\x22\\x32\\x42\\x52\\x62\\x72\\x82\\x92\\xa2\\xb2\\xc2\\xd2\\xe2\\xf2]'),
  );
  expect(hits.length).toBeGreaterThanOrEqual(5);
});

test.skipIf(cannot)('numbers, in one order and in both, and as a range', async () => {
  expect(await found('--number', '0x12345678', '--order', 'le')).toEqual(grepped(quoted([0x78, 0x56, 0x34, 0x12])));
  const both = await found('--number', '0x12345678..0x12345679');
  const either = [...grepped('[\\x78\\x79]\\x56\\x34\\x12'), ...grepped('\\x12\\x34\\x56[\\x78\\x79]')].sort((a, b) => a - b);
  expect(both).toEqual(either);
  expect(both.length).toBeGreaterThanOrEqual(10);
});

test.skipIf(cannot)('a GUID as it is written and as Windows stores it', async () => {
  const id = '28732ac1-1ff8-d211-ba4b-00a0c93ec93b';
  expect(await found('--guid', id, '--order', 'be')).toEqual(grepped(quoted(GUID)));
  expect(await found('--guid', `{${id}}`)).toEqual([...grepped(quoted(GUID)), ...grepped(quoted(MIXED))].sort((a, b) => a - b));
});

test.skipIf(cannot)('a moment, and the whole day around it', async () => {
  const moment = [0x74, 0x3d, 0xba, 0x65];
  const inBoth = [...grepped(quoted(moment)), ...grepped(quoted([...moment].reverse()))].sort((a, b) => a - b);
  expect(await found('--date', '2024-01-31 12:30:44')).toEqual(inBoth);
  const day = await found('--date', '2024-01-31');
  for (const place of inBoth) expect(day).toContain(place);
  // The day's seconds are 0x65B98E00 to 0x65BADF7F; every place holds one of them, in either order.
  const view = new DataView(RAW.buffer);
  const isOfDay = (value: number): boolean => value >= 0x65b98e00 && value <= 0x65badf7f;
  for (const place of day) expect(isOfDay(view.getUint32(place, true)) || isOfDay(view.getUint32(place))).toBe(true);
});

test.skipIf(cannot)('a structure where it may begin, with its name', async () => {
  const { hits } = await documentHere(searchDocument, ['search', at('disk.vhd'), '--structure', 'sqlite', '--structure', 'pdf']);
  expect(hits.map(({ offset }) => offset)).toEqual(grepped('SQLite format 3\\x00', (place) => place % SECTOR === 0));
  expect(hits.length).toBe(5);
  expect(new Set(hits.map(({ structure }) => structure))).toEqual(new Set(['sqlite']));
  expect((await platterHere(['search', at('disk.vhd'), '--structure', 'sqlite'])).out).toMatch(
    /^0x\w+ {2}sector [\d,]+ {2}16 bytes {2}SQLite database$/m,
  );
});

test.skipIf(cannot)('text in a code page', async () => {
  expect(await found('--text', '€“ä', '--encoding', 'windows-1252')).toEqual(grepped('\\x80\\x93\\xe4'));
});

test.skipIf(cannot)('what cannot be searched for is refused by name', async () => {
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--number', '300', '--bits', '8'], /does not fit into so many bits/],
    [['--number', 'ten'], /no number/],
    [['--guid', '123'], /no GUID/],
    [['--date', '2024-02-30'], /no date/],
    [['--date', '1970-01-01', '--date-format', 'dos'], /no such date/],
    [['--structure', 'unicorn'], /Allowed are all, boot-sector/],
    [['--hex', '4? ??  ?'], /not hex/],
  ];
  for (const [words, said] of refused) {
    const { code, err } = await platterHere(['search', at('disk.vhd'), ...words]);
    expect(err).toMatch(said);
    expect(code).not.toBe(0);
  }
});
