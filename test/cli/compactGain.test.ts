/**
 * What compacting comes to is said beforehand, and no file grows unasked. The new file is laid as Windows lays one: for a disk
 * of two blocks of 2 MiB that is 512 (footer), 1,024 (header) and 512 (table) bytes, then the first block's bitmap at 3,584, so
 * that its data stands on 4 KiB, and 2,101,248 bytes for each block.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compactedDocument } from '../../shared/documents/made';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { patterned, sparseImage } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const BLOCK = 2_097_152;
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const [packed, zeros] = [at('packed.vhd'), at('zeros.vhd')];

beforeAll(() => {
  const blocks = [0, 1].map((index) => ({ index, data: patterned(BLOCK, index + 1) }));
  writeFileSync(packed, sparseImage({ size: 2 * BLOCK, blockBytes: BLOCK, blocks }).bytes);
  const some = [blocks[0], { index: 1, data: new Uint8Array(BLOCK) }].filter((one) => one !== undefined);
  writeFileSync(zeros, sparseImage({ size: 2 * BLOCK, blockBytes: BLOCK, blocks: some }).bytes);
});

// Packed: 2,048 bytes in front, two blocks of 2,097,664 bytes, the footer.
const PACKED = 2048 + 2 * 2_097_664 + 512;
// Aligned: each block has whole pages, 2,101,248 bytes; the footer follows.
const ALIGNED = 3584 + 2 * 2_101_248 + 512;

test('a dry run says that nothing can be won, and writes nothing', async () => {
  const told = await documentHere(compactedDocument, ['compact', packed, '--dry-run']);
  expect(told).toMatchObject({ fileBytesBefore: PACKED, fileBytes: ALIGNED, released: 0 });
  const out = await doneHere('compact', packed, '--dry-run');
  expect(out).toContain('nothing can be won');
  expect(out).toContain('Nothing was written.');
  expect(existsSync(`${packed}.compact`)).toBe(false);
});

test('a dry run says what can be won', async () => {
  const out = await doneHere('compact', zeros, '--dry-run');
  expect(out).toContain('without 1 block that it has now');
});

test.each([
  ['in place', []],
  ['in a new file', ['--output', at('new.vhd')]],
])('a longer file is not made %s unless that is insisted on', async (_where, more) => {
  const before = readFileSync(packed);
  const ran = await platterHere(['compact', packed, ...more]);
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('nothing can be won');
  expect(ran.err).toContain('--force');
  expect(readFileSync(packed).equals(before)).toBe(true);
  expect(existsSync(at('new.vhd'))).toBe(false);
});

test('with --force it is made, and with something to win it needs none', async () => {
  await doneHere('compact', packed, '--output', at('forced.vhd'), '--force');
  expect(readFileSync(at('forced.vhd')).length).toBe(ALIGNED);
  await doneHere('compact', zeros);
  expect(readFileSync(zeros).length).toBeLessThan(PACKED);
});
