/**
 * Random disks and chains written by hand from the format, with the content they must have worked out beside them: sizes
 * that are multiples of nothing, blocks of every size in any order, gaps, sector bitmaps in any pattern.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { footerBytes, sparseImage, utf16 } from './imageBuilder';
import { seeded, type Random } from './random';

const SECTOR = 512;
export const BLOCK_SIZES = [4096, 16_384, 65_536, 524_288, 2_097_152] as const;

export type MadeChain = { readonly files: readonly string[]; readonly content: Uint8Array; readonly top: string };

const id = (seed: number, level: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? level + 1 : (seed * 7 + i) & 0xff));

/** Some sectors of noise, many of one byte, some of zeros. */
function sectorBytes(random: Random): Uint8Array {
  const kind = random.below(4);
  if (kind === 0) return new Uint8Array(SECTOR);
  if (kind === 1) return random.bytes(SECTOR);
  return new Uint8Array(SECTOR).fill(1 + random.below(255));
}

type Layer = { readonly bytes: Uint8Array; readonly present: ReadonlyMap<number, Uint8Array> };

function sparseLayer(
  random: Random,
  { sectors, level, seed, isRoot }: { sectors: number; level: number; seed: number; isRoot: boolean },
): Layer {
  const blockBytes = random.pick(sectors > 8192 ? BLOCK_SIZES.slice(2) : BLOCK_SIZES);
  const perBlock = blockBytes / SECTOR;
  const present = new Map<number, Uint8Array>();
  const order = Array.from({ length: Math.ceil(sectors / perBlock) }, (_, index) => index).filter(() => random.below(3) > 0);
  if (random.below(2) === 0) order.sort(() => random.below(3) - 1);
  const blocks = order.map((index) => {
    const data = new Uint8Array(blockBytes);
    const bitmap = new Uint8Array(Math.max(1, perBlock / 8)).fill(isRoot ? 0xff : 0);
    const density = isRoot ? 1 : random.below(3);
    const isEmpty = random.below(5) === 0;
    for (let s = 0; s < perBlock; s++) {
      const here = index * perBlock + s;
      if (here >= sectors || (density > 0 && !isRoot && random.below(density + 1) > 0)) continue;
      const bytes = isEmpty ? new Uint8Array(SECTOR) : sectorBytes(random);
      data.set(bytes, s * SECTOR);
      bitmap[s >> 3] = (bitmap[s >> 3] as number) | (0x80 >> (s & 7));
      present.set(here, bytes);
    }
    return { index, data, bitmap };
  });
  const link = { parentId: id(seed, level - 1), parentName: `${level - 1}.vhd` };
  const { bytes } = sparseImage({
    size: sectors * SECTOR,
    blockBytes,
    blocks,
    gapSectors: random.pick([0, 0, 7, 3]),
    type: isRoot ? 3 : 4,
    footer: { uuid: id(seed, level) },
    ...(isRoot ? {} : { header: link, locators: [{ slot: 0, code: 'W2ru', data: utf16(`.\\${level - 1}.vhd`, 'le') }] }),
  });
  return { bytes, present };
}

function fixedLayer(random: Random, sectors: number, uuid: Uint8Array): Layer {
  const present = new Map<number, Uint8Array>();
  const bytes = new Uint8Array(sectors * SECTOR + SECTOR);
  for (let at = 0; at < sectors; at++) {
    if (random.below(4) > 0) continue;
    const data = sectorBytes(random);
    present.set(at, data);
    bytes.set(data, at * SECTOR);
  }
  bytes.set(footerBytes({ type: 2, size: sectors * SECTOR, uuid }), sectors * SECTOR);
  return { bytes, present };
}

/** A chain of `layers` disks, 0.vhd the root, in `folder`. */
export function randomChain(folder: string, seed: number, layers: number, most = 6000): MadeChain {
  const random = seeded(seed * 31 + layers);
  const sectors = 1 + random.below(most);
  const content = new Uint8Array(sectors * SECTOR);
  const files: string[] = [];
  for (let level = 0; level < layers; level++) {
    const isRoot = level === 0;
    const layer =
      isRoot && random.below(4) === 0 ? fixedLayer(random, sectors, id(seed, 0)) : sparseLayer(random, { sectors, level, seed, isRoot });
    const file = path.join(folder, `${level}.vhd`);
    writeFileSync(file, layer.bytes);
    for (const [at, bytes] of layer.present) content.set(bytes, at * SECTOR);
    files.push(file);
  }
  return { files, content, top: files.at(-1) as string };
}
