/** Data under clear bits of a dynamic disk, which QEMU shows and Windows does not: no rewrite drops it without a word. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { madeDocument } from '../../shared/documents/made';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { patterned, sparseImage } from '../support/imageBuilder';
import { lacks, qemuConvert } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const MIB = 1024 ** 2;
const BLOCK = 2 * MIB;
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);

/** Of block 1, the second half's bits are clear: 2,048 sectors from LBA 4,096 + 2,048 on; 24 of them are zeros. */
const data = patterned(BLOCK, 7);
data.fill(0, MIB + 512 * 1000, MIB + 512 * 1024);
const built = sparseImage({
  size: 8 * MIB,
  blockBytes: BLOCK,
  blocks: [
    { index: 0, data: patterned(BLOCK, 3) },
    { index: 1, data, bitmap: new Uint8Array(512).fill(0xff, 0, 256) },
  ],
  footer: { geometry: [240, 4, 17] },
});
const file = at('half.vhd');
writeFileSync(file, built.bytes);
const SAID = '2,024 sectors hold data under clear bits, from LBA 6,144 on; QEMU shows it, Windows does not';
const NOTE = { kind: 'hidden-data-dropped', sectors: 2024, firstLba: 6144 };

test.skipIf(lacks('qemu-img'))('it is data as QEMU sees the disk', () => {
  qemuConvert(file, at('qemu.raw'));
  expect(
    readFileSync(at('qemu.raw'))
      .subarray(3 * MIB, 4 * MIB)
      .equals(data.subarray(MIB)),
  ).toBe(true);
});

describe('in place', () => {
  test.each([
    ['compact', ['compact']],
    ['compact --keep-zeros', ['compact', '--keep-zeros']],
    ['resize to fewer bytes', ['resize', '--size', '6MiB']],
    ['resize to fewer bytes that end before it, by force', ['resize', '--size', '2MiB', '--force']],
  ])('%s is refused, with the ways out', async (_, [verb = '', ...more]) => {
    const copy = at('inplace.vhd');
    copyFileSync(file, copy);
    const ran = await platterHere([verb, copy, ...more]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(SAID);
    for (const way of ['repair --deep', '--output', '--backup']) expect(ran.err).toContain(way);
    expect(readFileSync(copy).equals(built.bytes)).toBe(true);
  });

  test('with --backup the old file stays, and it is said', async () => {
    const copy = at('kept.vhd');
    copyFileSync(file, copy);
    const made = await documentHere(madeDocument, ['compact', copy, '--backup', '--force']);
    // Both of its blocks hold data, and stand on pages now.
    expect(made.notes).toMatchObject([NOTE, { kind: 'not-smaller' }]);
    expect(readFileSync(at('kept.before-compact.vhd')).equals(built.bytes)).toBe(true);
  });

  test('once the bits are set, the data is kept', async () => {
    const copy = at('set.vhd');
    copyFileSync(file, copy);
    await doneHere('repair', copy, '--deep', '--choose', 'B15=set-bits', '--yes');
    await doneHere('compact', copy, '--force');
    const raw = at('set.raw');
    await doneHere('export', copy, raw);
    expect(
      readFileSync(raw)
        .subarray(BLOCK, 2 * BLOCK)
        .equals(data),
    ).toBe(true);
  });
});

test.each([
  ['compact', (out: string) => ['compact', file, '--output', out, '--force']],
  ['resize', (out: string) => ['resize', file, '--size', '6MiB', '--output', out]],
  ['convert', (out: string) => ['convert', file, out, '--type', 'fixed']],
  ['flatten', (out: string) => ['flatten', file, out]],
  ['export', (out: string) => ['export', file, out]],
] as const)('%s into a new file says how much it drops', async (verb, words) => {
  const out = at(`${verb}.new`);
  const ran = await platterHere(words(out));
  expect([ran.code, ran.err]).toEqual([0, expect.stringContaining(`note: ${out}: ${SAID}.`)]);
  const made = await documentHere(madeDocument, [...words(at(`${verb}.json`))]);
  expect(made.notes.filter(({ kind }) => kind === NOTE.kind)).toMatchObject([NOTE]);
  expect(existsSync(out)).toBe(true);
});

test('an export of sectors that hide nothing says nothing', async () => {
  const ran = await platterHere(['export', file, at('first.raw'), '--lba', '0', '--count', '6144']);
  expect([ran.code, ran.err]).toEqual([0, '']);
});

describe('behind the end of the disk', () => {
  // 7 MiB in blocks of 2 MiB: block 3 has a second half that no program shows, and entry 5 has a whole block.
  const grown = sparseImage({
    size: 7 * MIB,
    blockBytes: BLOCK,
    entries: 8,
    blocks: [0, 3, 5].map((index) => ({ index, data: patterned(BLOCK, index + 1) })),
  });
  const SAID_BEHIND = '6,144 sectors hold data behind the end of the disk, from LBA 14,336 on; no program shows it';

  test.each([
    ['compact', ['compact']],
    ['a resize that takes a new file', ['resize', '--size', '8MiB']],
  ])('%s in place is refused, with the ways out', async (_, [verb = '', ...more]) => {
    const copy = at('behind.vhd');
    writeFileSync(copy, grown.bytes);
    const ran = await platterHere([verb, copy, ...more]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(SAID_BEHIND);
    for (const way of ['B21', '--output', '--backup']) expect(ran.err).toContain(way);
    expect(readFileSync(copy).equals(grown.bytes)).toBe(true);
  });

  test('a new file says that it does not have it', async () => {
    const copy = at('behind.vhd');
    writeFileSync(copy, grown.bytes);
    const made = await documentHere(madeDocument, ['convert', copy, at('behind-fixed.vhd'), '--type', 'fixed']);
    expect(made.notes).toMatchObject([{ kind: 'hidden-data-dropped', sectors: 6144, firstLba: 14_336 }]);
    expect(made.notes[0]?.text).toContain(SAID_BEHIND);
  });

  test('zeros there are nothing to speak of', async () => {
    const copy = at('zeros.vhd');
    const tail = new Uint8Array(BLOCK);
    tail.set(patterned(MIB, 4));
    writeFileSync(copy, sparseImage({ size: 7 * MIB, blockBytes: BLOCK, blocks: [{ index: 3, data: tail }] }).bytes);
    const made = await documentHere(madeDocument, ['compact', copy, '--force']);
    expect(made.notes.filter(({ kind }) => kind === 'hidden-data-dropped')).toEqual([]);
  });
});
