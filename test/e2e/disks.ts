/** Disks that several stories begin with. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BLOCK_SECTORS, writeDynamicDisk } from '../support/dynamicDisk';
import { GPT_TYPES, gptBackupBytes, gptBytes } from '../support/gpt';
import { createAt, diskSpec, writeAt } from '../support/newDisks';
import { run } from '../support/oracles';
import { seeded } from '../support/random';

/** Of 32 KiB, where the partition of `writePartitioned` begins. */
export const noise = seeded(11).bytes(64 * 512);

/** A dynamic disk of 64 MiB with an MBR partition of 4,096 sectors from LBA 2048 on, and noise at its beginning. */
export async function writePartitioned(folder: string): Promise<string> {
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec({ partitions: { scheme: 'mbr', signature: Uint8Array.of(1, 2, 3, 4) } }));
  const table = Buffer.alloc(512);
  // Boot signature; one entry of type 7 from LBA 2048, 4096 sectors.
  table.set([0, 0, 2, 0, 7, 0, 2, 0], 446);
  table.writeUInt32LE(2048, 446 + 8);
  table.writeUInt32LE(4096, 446 + 12);
  table.set([0x55, 0xaa], 510);
  await writeAt(file, { lba: 0, bytes: table }, { lba: 2048, bytes: noise });
  return file;
}

/** QEMU's own: dynamic, 12 MiB, of which the first MiB is 0x11 and all from the second block on is not in the file. */
export function makeElevens(folder: string, name = 'disk.vhd'): string {
  const file = path.join(folder, name);
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '12M');
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x11 0 1M', file);
  return file;
}

/** Makes of a save that is complete what a power cut in its middle leaves: the journal prepared, half of the bytes new. */
export async function cutOffSave(file: string, before: Buffer): Promise<void> {
  const folder = path.dirname(file);
  const [undo] = (await readdir(folder)).filter((name) => name.includes('platter-undo'));
  const journal = await readFile(path.join(folder, undo ?? ''));
  const after = await readFile(file);
  const at = [...after.keys()].find((i) => after[i] !== before[i]) ?? 0;
  const half = Buffer.from(before);
  half[at] = after[at] ?? 0;
  await copyFile(file, path.join(folder, 'kept'));
  await writeFile(file, half);
  // Its state sector set back, as the format's description has it.
  journal.writeUInt32LE(1, 512 + 8);
  await writeFile(`${file}.platter-journal`, journal);
}

/** Five partitions of very different sizes on a disk of 600 MiB, some of whose blocks are stored. */
export async function writeFivePartitions(folder: string): Promise<string> {
  const file = path.join(folder, 'five.vhd');
  const blocks = 300;
  const sectors = blocks * BLOCK_SECTORS;
  const gpt = gptBytes(sectors, [
    { type: GPT_TYPES.efi, name: 'EFI system partition', firstLba: 2048, lastLba: 6143 },
    { type: GPT_TYPES.reserved, name: 'Microsoft reserved', firstLba: 6144, lastLba: 8191 },
    { type: GPT_TYPES.basic, name: 'Windows', firstLba: 8192, lastLba: 737_279 },
    { type: GPT_TYPES.linux, name: 'A very long name of a partition', firstLba: 737_280, lastLba: 798_719 },
    { type: GPT_TYPES.basic, name: 'Recovery', firstLba: sectors - 6144, lastLba: sectors - 2049 },
  ]);
  await writeDynamicDisk(file, {
    blocks,
    placeOf: (block) => (block === 0 ? 0 : block === blocks - 1 ? 1 : block % 3 === 1 ? 2 + (block - 1) / 3 : null),
    contents: [
      { lba: 0, bytes: gpt },
      { lba: sectors - 33, bytes: gptBackupBytes(gpt) },
    ],
    bitmapOf: () => new Uint8Array(512).fill(0xff),
  });
  return file;
}

/** Twenty partitions of about 102 MiB each on a disk of 2 GiB, of which the first block and the last are stored. */
export async function writeTwentyPartitions(folder: string): Promise<string> {
  const file = path.join(folder, 'twenty.vhd');
  const blocks = 1024;
  const sectors = blocks * BLOCK_SECTORS;
  const each = Math.floor((sectors - 8192) / 20);
  const gpt = gptBytes(
    sectors,
    Array.from({ length: 20 }, (_, i) => ({
      type: GPT_TYPES.linux,
      name: `Partition of a long name ${i + 1}`,
      firstLba: 2048 + i * each,
      lastLba: 2047 + (i + 1) * each,
    })),
  );
  const contents = [
    { lba: 0, bytes: gpt },
    { lba: sectors - 33, bytes: gptBackupBytes(gpt) },
  ];
  await writeDynamicDisk(file, { blocks, placeOf: (block) => (block === 0 ? 0 : block === blocks - 1 ? 1 : null), contents });
  return file;
}
