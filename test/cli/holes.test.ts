/** A disk whose file has holes and one whose file has none give the same bytes and words, whatever is made of them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync, ftruncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemSeek } from '../../main/io/dataRanges';
import { platterHere } from '../support/cliHere';
import { footerBytes, patterned, sparseImage } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const seek = await systemSeek();
const SIZE = 48 * 1024 * 1024;
const BLOCK = 2 * 1024 * 1024;

/** Written with holes for every page of zeros. */
function withHoles(name: string, bytes: Uint8Array): string {
  const file = path.join(tempDir(), name);
  const fd = openSync(file, 'w');
  ftruncateSync(fd, bytes.length);
  for (let at = 0; at < bytes.length; at += 4096) {
    const page = bytes.subarray(at, at + 4096);
    if (page.some((byte) => byte !== 0)) writeSync(fd, page, 0, page.length, at);
  }
  closeSync(fd);
  return file;
}

/** All blocks of a dynamic disk allocated: two with data, one with data under clear bits, the others with nothing but a bitmap. */
function dynamicDisk(): Uint8Array {
  const data = (index: number): Uint8Array => {
    const block = new Uint8Array(BLOCK);
    if (index === 3 || index === 20) block.set(patterned(70_000, index), 900_000);
    if (index === 9) block.set(patterned(512, 1), 1_000_448);
    return block;
  };
  const clear = new Uint8Array(512);
  const blocks = Array.from({ length: SIZE / BLOCK }, (_, index) => ({
    index,
    data: data(index),
    ...(index === 9 ? { bitmap: clear } : {}),
  }));
  return sparseImage({ size: SIZE, blockBytes: BLOCK, blocks }).bytes;
}

function flatDisk(closing: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SIZE + closing.length);
  bytes.set(patterned(70_000, 3), 512);
  bytes.set(patterned(5000, 9), SIZE / 2 + 100);
  bytes.set(closing, SIZE);
  return bytes;
}

const DISKS: readonly (readonly [string, Uint8Array, readonly (readonly string[])[]])[] = [
  [
    'dynamic.vhd',
    dynamicDisk(),
    [
      ['check', 'IN', '--deep', '--json'],
      ['hash', 'IN'],
      ['map', 'IN', '--json'],
      ['export', 'IN', 'OUT', '--hash', 'sha256'],
      ['export', 'IN', 'OUT', '--full'],
      ['convert', 'IN', 'OUT', '--type', 'dynamic', '--block-size', '512KiB'],
      ['compact', 'IN', '--output', 'OUT'],
    ],
  ],
  [
    'fixed.vhd',
    flatDisk(footerBytes({ type: 2, size: SIZE })),
    [
      ['check', 'IN', '--deep', '--json'],
      ['hash', 'IN'],
      ['export', 'IN', 'OUT', '--lba', '1', '--count', '90000'],
      ['search', 'IN', '--hex', '0A 0A 0A 0A', '--json'],
      ['search', 'IN', '--hex', '00 00 00 00', '--limit', '5', '--json'],
      ['search', 'IN', '--hex', '00 00 00 04', '--all', '--json'],
      ['repair', 'IN', '--output', 'OUT'],
    ],
  ],
  ['far.vhd', Buffer.concat([flatDisk(footerBytes({ type: 2, size: SIZE })), Buffer.alloc(80 * 1024 * 1024)]), [['repair', 'IN']]],
  ['raw.img', flatDisk(new Uint8Array()), [['import', 'IN', 'OUT', '--type', 'fixed']]],
];

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

describe.skipIf(seek === null)('with holes and without', () => {
  test.each(DISKS)('%s', async (name, bytes, commands) => {
    const sparse = withHoles(name, bytes);
    const dense = path.join(tempDir(), name);
    expect(spawnSync('cp', ['--sparse=never', sparse, dense]).status).toBe(0);
    expect(statSync(sparse).blocks).toBeLessThan(statSync(dense).blocks / 4);
    expect(digest(sparse)).toBe(createHash('sha256').update(bytes).digest('hex'));
    for (const command of commands) {
      const outcomes = [];
      for (const file of [sparse, dense]) {
        const out = path.join(tempDir(), 'out');
        const ran = await platterHere(command.map((word) => (word === 'IN' ? file : word === 'OUT' ? out : word)));
        const plain = (text: string): string => text.replaceAll(out, 'OUT').replaceAll(file, 'IN');
        const made = command.includes('OUT') ? withoutIds(out) : null;
        outcomes.push({ code: ran.code, out: plain(ran.out.toString()), err: plain(ran.err), made });
        rmSync(out, { force: true });
      }
      expect({ command, ...outcomes[0] }).toEqual({ command, ...outcomes[1] });
      expect({ command, code: outcomes[0]?.code, err: outcomes[0]?.err }).not.toMatchObject({ code: 64 });
    }
  });
});

test.skipIf(seek === null)('a copy of 1 TiB that is nearly all hole is made and compared at once', async () => {
  const size = 2 ** 40;
  const [file, out] = [path.join(tempDir(), 'large.vhd'), path.join(tempDir(), 'out')];
  const fd = openSync(file, 'w');
  for (const [bytes, at] of [
    [patterned(5000, 9), size / 2 + 100],
    [footerBytes({ type: 2, size }), size],
  ] as const)
    writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
  expect(await platterHere(['repair', file, '--output', out])).toMatchObject({ code: 0, err: '' });
  expect(statSync(out).size).toBe(size + 512);
  expect(statSync(out).blocks).toBeLessThan(2048);
  rmSync(file);
  rmSync(out);
});

/** Of a new disk: its id and time are its own, and its footers' sums follow them. */
function withoutIds(file: string): string {
  const bytes = readFileSync(file);
  for (const at of [0, bytes.length - 512]) {
    if (bytes.toString('latin1', at, at + 8) === 'conectix') bytes.fill(0, at + 24, at + 28).fill(0, at + 64, at + 84);
  }
  return createHash('sha256').update(bytes).digest('hex');
}
