/** Disks as the window knows them: made up by hand for models, or described by the engine from real bytes. */
import fc from 'fast-check';
import type { Disk } from '../../../../renderer/disk/translate.model';
import type {
  BlocksView,
  DiskView,
  ImageId,
  ImageView,
  LayerView,
  PartitionView,
  SectorRun,
  StructureView,
} from '../../../../shared/views';
import { blockTable } from '../../../../main/vhd/describe/blockTable';
import { describe as describeChain } from '../../../../main/vhd/describe/describe';
import { memoryFile } from '../../../support/memoryFile';
import { chainOf, NOW } from '../../../support/opened';

export const SECTOR = 512;
export const FREE = 0xffff_ffff;
export const GIB = 1024 ** 3;

/** The disk that the engine sees in these bytes. */
export async function diskIn(bytes: Uint8Array): Promise<Disk> {
  const chain = await chainOf(memoryFile(bytes));
  const description = await describeChain(chain, NOW);
  const view = {
    image: 'image' as ImageId,
    name: 'a.vhd',
    folder: '/disks',
    modified: '2026-01-01T00:00:00.000Z',
    interrupted: null,
    draft: null,
    checked: 'structures' as const,
    ...description,
  };
  return { view, blocks: blockTable(chain) };
}

export type Made = {
  readonly kind?: DiskView['kind'];
  readonly sectors: number;
  readonly blockBytes: number;
  /** File sectors of the blocks; null: a fixed disk. */
  readonly entries: readonly number[] | null;
  readonly bitmapSectors?: number;
  readonly fileBytes: number;
  /** The last 512 bytes of the file unless told otherwise. */
  readonly footerAt?: number | null;
  readonly owners?: readonly number[];
  readonly structures?: readonly StructureView[];
  readonly partitions?: readonly PartitionView[];
  readonly layers?: readonly string[];
};

const TABLE_AT = 1536;
const structure = (kind: StructureView['kind'], at: number, bytes: number): StructureView => ({
  kind,
  at,
  bytes,
  count: 0,
  verdict: 'good',
});

/** Footer copy, header and BAT at their usual places, then blocks as told, then the footer. */
export function usualStructures({ entries, fileBytes, blockBytes, bitmapSectors = 1, sectors }: Made): StructureView[] {
  const last = structure('footer', fileBytes - SECTOR, SECTOR);
  if (entries === null) return [structure('data', 0, Math.min(fileBytes - SECTOR, sectors * SECTOR)), last];
  const stored = entries.filter((entry) => entry !== FREE).map((entry) => entry * SECTOR);
  const first = Math.min(...stored);
  const end = Math.min(fileBytes - SECTOR, Math.max(...stored) + bitmapSectors * SECTOR + blockBytes);
  return [
    structure('footer-copy', 0, SECTOR),
    structure('dynamic-header', SECTOR, 1024),
    structure('bat', TABLE_AT, Math.ceil((entries.length * 4) / SECTOR) * SECTOR),
    ...(stored.length === 0 ? [] : [structure('blocks', first, end - first)]),
    last,
  ];
}

export function madeDisk(made: Made): Disk {
  const { sectors, blockBytes, entries, fileBytes, bitmapSectors = 1, layers = ['a.vhd'] } = made;
  const count = Math.ceil((sectors * SECTOR) / blockBytes);
  const kind = made.kind ?? (entries === null ? 'fixed' : 'dynamic');
  const footerAt = made.footerAt === undefined ? fileBytes - SECTOR : made.footerAt;
  const owners = Uint8Array.from(
    made.owners ?? Array.from({ length: count }, (_, b) => (entries === null || entries[b] !== FREE ? 0 : 255)),
  );
  const blocks: BlocksView = {
    sizeBytes: blockBytes,
    count,
    allocated: entries === null ? count : entries.filter((entry) => entry !== FREE).length,
    inTable: entries !== null,
    bitmapSectors: entries === null ? 0 : bitmapSectors,
    tableAt: entries === null ? null : TABLE_AT,
    tableHash: 0,
  };
  const geometry = { cylinders: 1, heads: 1, sectorsPerTrack: 17 };
  const disk: DiskView = {
    kind,
    sectors,
    sizes: [],
    geometry,
    geometryBySpec: geometry,
    trusted: footerAt === null ? 'none' : 'footer',
    footer: footerAt === null ? null : { at: footerAt, bytes: new Uint8Array(SECTOR) },
    footerCopy: entries === null ? null : { at: 0, bytes: new Uint8Array(SECTOR) },
    dynamicHeader: entries === null ? null : { at: SECTOR, bytes: new Uint8Array(1024) },
    locators: [],
    blocks,
    partitions: { scheme: made.partitions === undefined ? 'none' : 'gpt', entries: made.partitions ?? [] },
    bareVolume: null,
  };
  const view = viewAround(disk, fileBytes, made.structures ?? usualStructures(made), layers);
  return {
    view,
    blocks: { states: new Uint8Array(count), owners, entries: Uint32Array.from(entries ?? []), shares: new Uint16Array(count) },
  };
}

const viewAround = (
  disk: DiskView | null,
  fileBytes: number,
  structures: readonly StructureView[],
  layers: readonly string[],
): ImageView => ({
  image: 'image' as ImageId,
  name: layers[0] ?? 'a.vhd',
  folder: '/disks',
  fileBytes,
  modified: '2026-01-01T00:00:00.000Z',
  disk,
  structures,
  findings: [],
  layers: layers.map((name): LayerView => ({ name, kind: disk?.kind ?? 'raw', fileBytes, uniqueId: '' })),
  parent: null,
  interrupted: null,
  draft: null,
  checked: 'structures' as const,
});

/** A file of which only the bytes are shown. */
export const bareFile = (fileBytes: number): Disk => ({
  view: viewAround(null, fileBytes, [], ['a.bin']),
  blocks: { states: new Uint8Array(), owners: new Uint8Array(), entries: new Uint32Array(), shares: new Uint16Array() },
});

/** The largest disk: 2040 GiB of 2 MiB blocks, of which only the given ones are in the file. */
export function largestDisk(stored: Readonly<Record<number, number>> = {}): Disk {
  const count = 1_044_480;
  const entries = Array.from({ length: count }, () => FREE);
  for (const [block, entry] of Object.entries(stored)) entries[Number(block)] = entry;
  const fileBytes = Math.max(10_000, ...Object.values(stored)) * SECTOR + 4097 * SECTOR + SECTOR;
  return madeDisk({
    sectors: count * 4096,
    blockBytes: 4096 * SECTOR,
    entries,
    fileBytes,
    structures: [
      structure('footer-copy', 0, SECTOR),
      structure('dynamic-header', SECTOR, 1024),
      structure('bat', TABLE_AT, count * 4),
      structure('footer', fileBytes - SECTOR, SECTOR),
    ],
  });
}

/** Blocks of a few sectors, scattered in the file with room between them; the last block need not be whole. */
export const soundDisk: fc.Arbitrary<Disk> = fc
  .record({
    perBlock: fc.constantFrom(1, 2, 4, 16),
    bitmapSectors: fc.constantFrom(1, 2),
    blocks: fc.array(fc.record({ order: fc.nat(), gap: fc.nat(20), owner: fc.constantFrom(0, 0, 0, 1, 254, 255) }), {
      minLength: 1,
      maxLength: 10,
    }),
    cut: fc.nat(15),
  })
  .map(({ perBlock, bitmapSectors, blocks, cut }) => {
    const entries = blocks.map(() => FREE);
    const order = [...blocks.keys()].sort((a, b) => (blocks[a]?.order ?? 0) - (blocks[b]?.order ?? 0) || a - b);
    let next = 4;
    for (const block of order) {
      if (blocks[block]?.owner !== 0) continue;
      next += blocks[block].gap;
      entries[block] = next;
      next += bitmapSectors + perBlock;
    }
    return madeDisk({
      kind: 'differencing',
      layers: ['child.vhd', 'base.vhd'],
      sectors: blocks.length * perBlock - (cut % perBlock),
      blockBytes: perBlock * SECTOR,
      bitmapSectors,
      entries,
      owners: blocks.map(({ owner }) => owner),
      fileBytes: next * SECTOR + SECTOR,
    });
  });

/** Entries and structures anywhere: on each other, cut off by the end, past it, off the sector borders. */
export const hostileDisk: fc.Arbitrary<Disk> = fc
  .record({
    perBlock: fc.constantFrom(1, 4, 8),
    entries: fc.array(fc.oneof(fc.constant(FREE), fc.nat(24), fc.integer({ min: 0, max: FREE })), { minLength: 1, maxLength: 10 }),
    fileBytes: fc.integer({ min: 1, max: 12_000 }),
    odd: fc.array(
      fc.record({
        kind: fc.constantFrom<StructureView['kind'][]>(
          'footer-copy',
          'dynamic-header',
          'locator',
          'bat',
          'footer',
          'gap',
          'blocks',
          'trailing',
        ),
        at: fc.nat(12_000),
        bytes: fc.integer({ min: 1, max: 3000 }),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ perBlock, entries, fileBytes, odd }) =>
    madeDisk({
      sectors: entries.length * perBlock,
      blockBytes: perBlock * SECTOR,
      entries,
      fileBytes,
      footerAt: null,
      structures: odd
        .filter(({ at }) => at < fileBytes)
        .map(({ kind, at, bytes }) => structure(kind, at, Math.min(bytes, fileBytes - at)))
        .sort((a, b) => a.at - b.at),
    }),
  );

const SOURCES = ['file', 'parent', 'zero', 'unknown', 'damaged'] as const;

/** Where the sectors of every block come from, picked by `picks`; runs tile the block as the engine's do. */
export function mapsFor(disk: Disk, picks: readonly number[]): (block: number) => readonly SectorRun[] {
  const perBlock = (disk.view.disk?.blocks.sizeBytes ?? SECTOR) / SECTOR;
  const all = disk.view.disk?.sectors ?? 0;
  const pick = (i: number): number => picks[i % picks.length] ?? 0;
  return (block) => {
    const runs: SectorRun[] = [];
    const end = Math.min(all, (block + 1) * perBlock);
    for (let lba = block * perBlock; lba < end; ) {
      const sectors = Math.min(end - lba, 1 + (pick(lba) % 5));
      const source = SOURCES[pick(lba + block) % SOURCES.length] ?? 'file';
      const at = source === 'file' || source === 'parent' ? (100 + lba) * SECTOR : null;
      runs.push({ lba, sectors, source, layer: source === 'parent' ? 1 : 0, at });
      lba += sectors;
    }
    return runs;
  };
}
