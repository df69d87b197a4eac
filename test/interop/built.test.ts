/**
 * Odd and damaged images, read by us and by the readers that get them right: whoever is listed beside a case must give
 * the same content as we do. What each reader gets wrong is known (QEMU ignores bitmaps, libvhdi wants the trailing
 * footer, 7-Zip wants both footers and the exact count of entries), so it is not asked there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  BLOCK,
  baseImage,
  fixedImage,
  FOOTER_AT,
  GEOMETRY,
  inBothFooters,
  inHeader,
  joined,
  SIZE,
  TABLE_AT,
  xenImage,
} from '../support/fixtures';
import { footerBytes, patterned, put32, put64, put8, sparseImage, stampFooter, utf16 } from '../support/imageBuilder';
import { hashOf, withChain } from '../support/opened';
import { hashOutput, lacks, qemuConvert } from '../support/oracles';
import { seeded } from '../support/random';
import { sha256Of } from '../support/samples';
import { tempDir } from '../support/tempDir';

type Reader = 'qemu' | 'libvhdi' | '7z';
const ALL: readonly Reader[] = ['qemu', 'libvhdi', '7z'];
const into = tempDir();

async function readBy(reader: Reader, file: string): Promise<string> {
  if (reader === 'libvhdi') return hashOutput('img_cat', '-i', 'vhd', file);
  if (reader === '7z') return hashOutput('7z', 'x', '-tvhd', '-so', file);
  const raw = `${file}.raw`;
  qemuConvert(file, raw);
  return sha256Of(readFileSync(raw));
}

const changed = (bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array => {
  change(bytes);
  return bytes;
};
const inBlocks = (blockBytes: number): Uint8Array =>
  sparseImage({
    size: blockBytes * 3,
    blockBytes,
    blocks: [2, 0].map((index) => ({ index, data: patterned(blockBytes, index) })),
    footer: { creator: 'qem2' },
  }).bytes;

const CASES: readonly (readonly [string, () => Uint8Array, readonly Reader[]])[] = [
  ['the base image', baseImage, ALL],
  ['the fixed image', fixedImage, ALL],
  ['a disk of Xen’s', xenImage, ALL],
  ['blocks of 512 KiB', () => inBlocks(524_288), ALL],
  ['blocks of 4 KiB', () => inBlocks(4096), ALL],
  ['blocks of 4 MiB', () => inBlocks(4 * 1024 * 1024), ALL],
  ['blocks of 16 MiB', () => inBlocks(16 * 1024 * 1024), ALL],
  [
    'gaps between blocks in another order, as Windows leaves them',
    () =>
      sparseImage({
        size: SIZE,
        blockBytes: BLOCK,
        gapSectors: 7,
        blocks: [3, 1, 0].map((index) => ({ index, data: patterned(BLOCK, index) })),
        footer: { geometry: GEOMETRY },
      }).bytes,
    ALL,
  ],
  ['a wrong checksum in front', () => changed(baseImage(), (b) => put32(b, 64, 0)), ['libvhdi']],
  ['a wrong checksum behind', () => changed(baseImage(), (b) => put32(b, FOOTER_AT + 64, 0)), ['qemu', 'libvhdi']],
  ['no trailing footer', () => baseImage().subarray(0, FOOTER_AT), ['qemu']],
  ['a tail of C7', () => changed(baseImage(), (b) => b.fill(0xc7, FOOTER_AT)), ['qemu']],
  ['no footer copy', () => changed(baseImage(), (b) => b.fill(0, 0, 512)), ['libvhdi']],
  ['a footer of 511 bytes', () => baseImage().subarray(0, FOOTER_AT + 511), ['qemu']],
  ['100 bytes of junk', () => joined(baseImage(), new Uint8Array(100).fill(0x5a)), ['qemu']],
  ['4,096 bytes of junk', () => joined(baseImage(), new Uint8Array(4096).fill(0x5a)), ['qemu', '7z']],
  [
    'room before the footer',
    () => joined(baseImage().subarray(0, FOOTER_AT), new Uint8Array(4096).fill(0x33), baseImage().subarray(FOOTER_AT)),
    ALL,
  ],
  ['a wrong header checksum', () => changed(baseImage(), (b) => put32(b, 548, 0)), ['qemu', 'libvhdi']],
  ['a spare entry', () => inHeader(baseImage(), (b, at) => put32(b, at + 28, 5)), ['qemu', 'libvhdi']],
  ['zeros for padding in the table', () => changed(baseImage(), (b) => b.fill(0, TABLE_AT + 16, TABLE_AT + 512)), ALL],
  ['no creation size', () => inBothFooters(baseImage(), (b, at) => put64(b, at + 40, 0)), ['qemu', '7z']],
  ['reserved bytes in use', () => inBothFooters(baseImage(), (b, at) => put8(b, at + 200, 1)), ['qemu', 'libvhdi']],
  ['format version 2.0', () => inBothFooters(baseImage(), (b, at) => put32(b, at + 12, 0x0002_0000)), ['qemu', '7z']],
  ['an orphan block', () => changed(baseImage(), (b) => put32(b, TABLE_AT + 8, 0xffff_ffff)), ALL],
  [
    'half a bitmap clear over data',
    () =>
      sparseImage({
        size: BLOCK,
        blockBytes: BLOCK,
        blocks: [{ index: 0, data: patterned(BLOCK, 3), bitmap: new Uint8Array(512).fill(0xff, 0, 256) }],
        footer: { geometry: [60, 4, 17] },
      }).bytes,
    ['libvhdi'],
  ],
  [
    'a dynamic disk stored inside a fixed one',
    () => {
      const size = 5 * 1024 * 1024;
      return joined(baseImage(), new Uint8Array(size - FOOTER_AT - 512), footerBytes({ type: 2, size, uuid: new Uint8Array(16).fill(5) }));
    },
    ['libvhdi'],
  ],
  [
    'a short last block',
    () => {
      const size = SIZE - BLOCK + 51_200;
      const whole = sparseImage({
        size,
        blockBytes: BLOCK,
        blocks: [{ index: 3, data: patterned(BLOCK, 2) }],
        footer: { creator: 'dutl' },
      });
      return joined(whole.bytes.subarray(0, 2048 + 512 + 51_200), whole.bytes.subarray(whole.footerAt));
    },
    ['libvhdi', '7z'],
  ],
  [
    'a disk grown since it was made',
    () =>
      changed(fixedImage(), (b) => {
        put64(b, SIZE + 40, SIZE / 2);
        stampFooter(b, SIZE);
      }),
    ['qemu', '7z'],
  ],
];

describe.skipIf(lacks('qemu-img', 'img_cat', '7z'))('odd images and the readers that get them right', () => {
  test.each(CASES)('%s', async (name, image, readers) => {
    const file = path.join(into, `${name.replace(/\W+/g, '-')}.vhd`);
    writeFileSync(file, image());
    const ours = await withChain(file, hashOf);
    for (const reader of readers) expect([reader, await readBy(reader, file)]).toEqual([reader, ours]);
  });
});

describe.skipIf(lacks('7z'))('random chains of three layers and 7-Zip', () => {
  const SECTORS = 12_288;
  const id = (n: number): Uint8Array => new Uint8Array(16).fill(n + 1);

  /** Random sectors written; under clear bits the bytes are zero, as the specification asks. */
  function layer(seed: number, level: number): Uint8Array {
    const random = seeded(seed * 10 + level);
    const blockBytes = random.pick([65_536, 524_288, 2_097_152]);
    const perBlock = blockBytes / 512;
    const blocks = Array.from({ length: (SECTORS * 512) / blockBytes }, (_, index) => index)
      .filter(() => random.below(3) > 0)
      .map((index) => {
        const data = new Uint8Array(blockBytes);
        const bitmap = new Uint8Array(perBlock / 8).fill(level === 0 ? 0xff : 0);
        for (let s = 0; s < perBlock; s++) {
          if (level > 0 && random.below(2) === 0) continue;
          data.fill(random.below(256), s * 512, (s + 1) * 512);
          bitmap[s >> 3] = (bitmap[s >> 3] ?? 0) | (0x80 >> (s & 7));
        }
        return { index, data, bitmap };
      });
    const link = { parentId: id(level - 1), parentName: `${level - 1}.vhd` };
    return sparseImage({
      size: SECTORS * 512,
      blockBytes,
      blocks,
      type: level === 0 ? 3 : 4,
      footer: { uuid: id(level) },
      ...(level === 0 ? {} : { header: link, locators: [{ slot: 0, code: 'W2ru', data: utf16(`.\\${level - 1}.vhd`, 'le') }] }),
    }).bytes;
  }

  test.each([1, 2, 3, 4, 5, 6])('seed %i', async (seed) => {
    const folder = tempFolder(seed);
    for (let level = 0; level < 3; level++) writeFileSync(path.join(folder, `${level}.vhd`), layer(seed, level));
    for (let level = 0; level < 3; level++) {
      const file = path.join(folder, `${level}.vhd`);
      expect(await withChain(file, hashOf)).toBe(await hashOutput('7z', 'x', '-tvhd', '-so', file));
    }
  });
});

const folders = Array.from({ length: 7 }, () => tempDir());
const tempFolder = (seed: number): string => folders[seed] ?? into;
