/** Repairs and maps of whole blocks of the usual size and of the largest: what is shown of them is as long as they are. */
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkDocument } from '../../shared/documents/finding';
import { documentOf, done } from '../support/cli';
import { footerBytes, headerBytes, patterned, put32, sparseImage } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const MIB = 1024 ** 2;
const BLOCK = 2 * MIB;
const at = (name: string): string => path.join(tempDir(), name);
const codesOf = (file: string, code = 0): string[] =>
  documentOf(checkDocument, ['check', file, '--deep'], code).findings.map(({ code }) => code);

test('a block that shares the place of another gets its own copy of all 2 MiB, and the command ends well', () => {
  const built = sparseImage({
    size: 8 * MIB,
    blockBytes: BLOCK,
    blocks: [
      { index: 0, data: patterned(BLOCK, 0x41) },
      { index: 2, data: patterned(BLOCK, 0x42) },
    ],
    footer: { geometry: [240, 4, 17] },
  });
  const place = (built.blockAt.get(0) ?? 0) / 512;
  put32(built.bytes, 1536 + 4, place);
  const file = at('shared.vhd');
  writeFileSync(file, built.bytes);
  const out = done('repair', file, '--choose', 'B02=split', '--yes');
  // Bitmap and data in rows of sixteen bytes.
  expect(out.match(/^ {2}\+ /gm)?.length).toBeGreaterThanOrEqual(BLOCK / 16);
  expect(codesOf(file)).not.toContain('B02');
  const after = readFileSync(file);
  const [first, second] = [after.readUInt32BE(1536), after.readUInt32BE(1540)];
  expect([first, second === first]).toEqual([place, false]);
  expect(after.subarray((second + 1) * 512, (second + 1) * 512 + BLOCK).equals(patterned(BLOCK, 0x41))).toBe(true);
});

test('2 MiB of data under clear bits are zeroed, and the command ends well', () => {
  const built = sparseImage({
    size: 8 * MIB,
    blockBytes: BLOCK,
    blocks: [{ index: 1, data: patterned(BLOCK, 3), bitmap: new Uint8Array(512) }],
    footer: { geometry: [240, 4, 17] },
  });
  const file = at('hidden.vhd');
  writeFileSync(file, built.bytes);
  expect(codesOf(file, 2)).toContain('B15');
  done('repair', file, '--deep', '--choose', 'B15=zero-hidden', '--loss', '--yes');
  expect(codesOf(file)).not.toContain('B15');
  const from = (built.blockAt.get(1) ?? 0) + 512;
  expect(
    readFileSync(file)
      .subarray(from, from + BLOCK)
      .every((byte) => byte === 0),
  ).toBe(true);
});

test('every sector of a block of 256 MiB whose bits alternate has its line in the map', () => {
  const size = 256 * MIB;
  const table = new Uint8Array(512).fill(0xff);
  put32(table, 0, 4);
  const file = at('alternating.vhd');
  const end = 4 * 512 + 65_536 + size;
  const footer = footerBytes({ type: 3, size });
  const pieces: [number, Uint8Array][] = [
    [0, footer],
    [512, headerBytes({ entries: 1, blockBytes: size })],
    [1536, table],
    [2048, new Uint8Array(65_536).fill(0xaa)],
    [end, footer],
  ];
  const handle = openSync(file, 'w');
  ftruncateSync(handle, end + 512);
  for (const [offset, bytes] of pieces) writeSync(handle, bytes, 0, bytes.length, offset);
  closeSync(handle);
  const lines = done('map', file, '--sectors').trimEnd().split('\n');
  expect(lines).toHaveLength(1 + size / 512);
  expect(lines[1]).toMatch(/ 0 +1 +file +0 +0x10800$/);
  expect(lines[2]).toMatch(/ 1 +1 +zero +0 +–$/);
  expect(lines.at(-1)).toMatch(/ 524,287 +1 +zero +0 +–$/);
});
