/** Random layouts, and chains of up to four layers with blocks of different sizes, against plain arrays of bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BlockFile } from '../../main/vhd/read/blockFile';
import type { Chain, FoundFile, ParentFinder } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { readSectors, sectorRuns } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';
import { sparseImage, type BlockSpec } from '../support/imageBuilder';
import { memoryFile } from '../support/memoryFile';
import { chainOf, NOW } from '../support/opened';
import { seeded, type Random } from '../support/random';

const BLOCK_SIZES = [512, 1024, 4096, 8192, 65_536, 524_288, 2_097_152] as const;

type LayerPlan = { readonly blockBytes: number; readonly seed: number; readonly gapSectors: number };
const layerPlan: fc.Arbitrary<LayerPlan> = fc.record({
  blockBytes: fc.constantFrom(...BLOCK_SIZES),
  seed: fc.nat(),
  gapSectors: fc.constantFrom(0, 0, 7, 1),
});
const sizeOf = (layers: readonly LayerPlan[], sectors: number): number =>
  Math.min(sectors * 512, Math.min(...layers.map(({ blockBytes }) => blockBytes)) * 300, 6 * 1024 * 1024);

/** What is known of every sector: its bytes, or that a missing parent would have it. */
type Model = { readonly bytes: Uint8Array; readonly known: Uint8Array };

const shuffled = <T>(random: Random, items: T[]): T[] => {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
};

/** A bitmap with runs, single bits and whole bytes of either kind. */
function randomBitmap(random: Random, sectors: number): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(sectors / 8));
  const style = random.below(4);
  for (let i = 0; i < bitmap.length; i++)
    bitmap[i] = style === 0 ? 0xff : style === 1 ? random.below(256) : random.pick([0, 0xff, 0x80, 0x01]);
  return bitmap;
}

function buildLayer(plan: LayerPlan, level: number, isChild: boolean, size: number, below: Model): { bytes: Uint8Array; model: Model } {
  const random = seeded(plan.seed);
  const count = Math.ceil(size / plan.blockBytes);
  const perBlock = plan.blockBytes / 512;
  const model: Model = isChild
    ? { bytes: below.bytes.slice(), known: below.known.slice() }
    : { bytes: new Uint8Array(size), known: new Uint8Array(size / 512).fill(1) };
  const blocks: BlockSpec[] = [];
  for (const index of shuffled(
    random,
    Array.from({ length: count }, (_, i) => i),
  )) {
    if (random.below(3) === 0) continue;
    const bitmap = randomBitmap(random, perBlock);
    const data = new Uint8Array(plan.blockBytes);
    for (let s = 0; s < perBlock; s++) {
      const fill = 1 + random.below(255);
      data.fill(fill, s * 512, (s + 1) * 512);
      const sector = index * perBlock + s;
      if (sector * 512 >= size) continue;
      // Clear bits: the parent's sector in a child, zeros in a dynamic disk, whatever the bytes say.
      if (((bitmap[s >> 3] ?? 0) & (0x80 >> (s & 7))) === 0) continue;
      model.bytes.fill(fill, sector * 512, (sector + 1) * 512);
      model.known[sector] = 1;
    }
    blocks.push({ index, data, bitmap });
  }
  const { bytes } = sparseImage({
    size,
    blockBytes: plan.blockBytes,
    blocks,
    gapSectors: plan.gapSectors,
    type: isChild ? 4 : 3,
    footer: { uuid: new Uint8Array(16).fill(level + 1) },
    ...(isChild ? { header: { parentId: new Uint8Array(16).fill(level), parentName: `${level - 1}.vhd` } } : {}),
  });
  return { bytes, model };
}

const inOrder = (files: readonly BlockFile[]): ParentFinder => {
  const found = (file: BlockFile): FoundFile => ({ file, finder: inOrder(files) });
  return {
    byName: async (name) => {
      const file = files[Number.parseInt(name, 10)];
      return file === undefined ? null : found(file);
    },
    others: async function* others() {},
  };
};

async function sameAsModel(chain: Chain, model: Model, random: Random): Promise<void> {
  const total = chain.layers[0].sectors;
  for (let i = 0; i < 12; i++) {
    const from = i === 0 ? 0 : random.below(total);
    const count = i === 0 ? total : 1 + random.below(Math.min(total - from, 700));
    const read = await readSectors(chain, lba(from), count, 'honour');
    const runs = await sectorRuns(chain, lba(from), count, 'honour');
    expect(Buffer.from(read.bytes).equals(model.bytes.subarray(from * 512, (from + count) * 512))).toBe(true);
    const faulty = new Uint8Array(count);
    for (const { at, bytes } of read.faults) faulty.fill(1, at / 512, (at + bytes) / 512);
    expect(faulty.every((bad, s) => (bad === 1) === (model.known[from + s] === 0))).toBe(true);
    expect(runs.reduce((at, run) => (run.lba === at ? at + run.sectors : Number.NaN), from)).toBe(from + count);
  }
}

describe('reading', () => {
  test('one disk of any layout reads as the array of its sectors', async () => {
    await fc.assert(
      fc.asyncProperty(layerPlan, fc.integer({ min: 1, max: 12_000 }), async (plan, sectors) => {
        const size = sizeOf([plan], sectors);
        const { bytes, model } = buildLayer(plan, 0, false, size, { bytes: new Uint8Array(), known: new Uint8Array() });
        const chain = await chainOf(memoryFile(bytes));
        expect(checkChain(chain, NOW).filter(({ severity }) => severity !== 'note')).toEqual([]);
        await sameAsModel(chain, model, seeded(plan.seed + 1));
      }),
      { numRuns: 120 },
    );
  });

  test('a chain of up to four layers, whole or without its base, reads as the arrays laid over each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(layerPlan, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 6000 }),
        fc.boolean(),
        async (plans, sectors, whole) => {
          const size = sizeOf(plans, sectors);
          let model: Model = { bytes: new Uint8Array(size), known: new Uint8Array(size / 512) };
          const files: BlockFile[] = [];
          plans.forEach((plan, level) => {
            // Without the base, the first child has nothing below it.
            const layer = buildLayer(plan, level, level > 0, size, model);
            if (whole || level > 0) model = layer.model;
            files.push(memoryFile(layer.bytes, { name: `${level}.vhd` }));
          });
          const beside = whole ? files : files.map((file, i) => (i === 0 ? memoryFile(new Uint8Array(600)) : file));
          const chain = await chainOf(files.at(-1) as BlockFile, inOrder(beside));
          expect(chain.layers.length).toBe(whole ? plans.length : plans.length - 1);
          await sameAsModel(chain, model, seeded(sectors));
        },
      ),
      { numRuns: 120 },
    );
  });
});
