/**
 * The sample disk: 16 MiB with a partition table, some text in four of its blocks, and one fault, the checksum of its
 * footer. Its bytes are always the same, so that a changed copy can be told from a fresh one.
 */
import { err, ok, type Result } from '../../../shared/result';
import { footer, FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockFile } from '../../vhd/read/blockFile';
import type { Chain } from '../../vhd/read/chain';
import type { NewFile } from '../../vhd/ops/newFile';
import { openImage } from '../../vhd/read/openImage';
import { planDisk } from '../../vhd/ops/createDisk';
import { DEFAULT_CREATOR } from '../../vhd/ops/newStructures';
import { planEdits } from '../../vhd/ops/planEdits';
import { plannedFile } from '../../vhd/ops/plannedFile';

const MIB = 1024 * 1024;
const SECTORS = (16 * MIB) / SECTOR_BYTES;
const PARTITION = { lba: 2048, sectors: SECTORS - 2048 };

const BEGIN = [
  'Welcome to Platter. These are the first bytes of the partition. ',
  'This disk has 32 blocks of 512 KiB, and four of them are stored;',
  'the rest reads as zeros and takes no room. One thing is wrong:  ',
  'the checksum of the footer. The problems panel names it and     ',
  'leads to the place. Nothing is written before you save.         ',
].join('');
const MIDDLE = 'A block in the middle of the disk. The map shows where in the file it lies.';
const END = 'The last sector of the disk. Behind its block comes only the footer.';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** MBR, little-endian: one partition of type 0xDA, which is data without a file system, with CHS fields that say "use LBA". */
function partitionEntry(): Uint8Array {
  const entry = new Uint8Array(16);
  entry.set([0x00, 0xfe, 0xff, 0xff, 0xda, 0xfe, 0xff, 0xff]);
  const view = new DataView(entry.buffer);
  view.setUint32(8, PARTITION.lba, true);
  view.setUint32(12, PARTITION.sectors, true);
  return entry;
}

const inMemory = (bytes: Uint8Array): BlockFile => ({
  name: 'sample',
  path: '',
  bytes: bytes.length,
  modifiedUnixSeconds: 0,
  identity: 'sample',
  read: async (at, length) =>
    at + length > bytes.length ? err({ kind: 'read-failed', at, bytes: length, code: 'EOF' }) : ok(bytes.slice(at, at + length)),
  close: async () => {},
});

/** The engine's answers here depend only on constants: a refusal is a mistake in this file. */
function certain<T>(result: Result<T, { readonly kind: string }>): T {
  if (!result.ok) throw new Error(`the sample disk: ${result.error.kind}`);
  return result.value;
}

async function written({ bytes, extents, closing }: NewFile): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  for await (const { at, data } of extents()) whole.set(data, at);
  for (const { at, data } of closing) whole.set(data, at);
  return whole;
}

/** The sample's file, about 2 MiB. */
export async function sampleBytes(): Promise<Uint8Array> {
  const disk = certain(
    planDisk({
      kind: 'dynamic',
      sizeBytes: SECTORS * SECTOR_BYTES,
      sizeRule: 'exact',
      blockBytes: MIB / 2,
      isAligned: false,
      uniqueId: '5a3c1e0f-7b2d-4c68-9e41-d0f8a6b4c210',
      // 2026-01-01, in seconds since 2000.
      timeStamp: 820_454_400,
      creator: DEFAULT_CREATOR,
      partitions: { scheme: 'mbr', signature: text('Plat') },
      parent: null,
    }),
  );
  const empty = inMemory(await written(disk));
  const chain: Chain = { layers: [certain(await openImage(empty, 'disk'))], parent: null };
  const plan = certain(
    await planEdits(chain, [
      { space: 'disk', at: 446, bytes: partitionEntry() },
      { space: 'disk', at: PARTITION.lba * SECTOR_BYTES, bytes: text(BEGIN) },
      { space: 'disk', at: 8 * MIB, bytes: text(MIDDLE) },
      { space: 'disk', at: (SECTORS - 1) * SECTOR_BYTES, bytes: text(END) },
    ]),
  );
  const full = plannedFile(empty, plan);
  const bytes = certain(await full.read(fileOffset(0), full.bytes));
  const checksumAt = bytes.length - FOOTER_BYTES + footer.fields.checksum.at;
  bytes[checksumAt + 3] = (bytes[checksumAt + 3] ?? 0) ^ 0x5a;
  return bytes;
}
