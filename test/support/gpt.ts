/** A GPT as the UEFI specification 2.10 lays it out: protective MBR, header, entries; for disks made in tests. */
import { crc32 } from 'node:zlib';

export type GptPartition = { readonly type: string; readonly name: string; readonly firstLba: number; readonly lastLba: number };

export const GPT_TYPES = {
  efi: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  reserved: 'E3C9E316-0B5C-4DB8-817D-F92DF00215AE',
  basic: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
  linux: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
} as const;

/** Groups of a GUID: the first three little-endian. */
function guidBytes(text: string): Buffer {
  const raw = Buffer.from(text.replaceAll('-', ''), 'hex');
  return Buffer.concat([raw.subarray(0, 4).reverse(), raw.subarray(4, 6).reverse(), raw.subarray(6, 8).reverse(), raw.subarray(8)]);
}

/** Sectors 0 to 33. */
export function gptBytes(diskSectors: number, partitions: readonly GptPartition[]): Uint8Array {
  const disk = Buffer.alloc(34 * 512);
  disk[450] = 0xee;
  disk.writeUInt32LE(1, 454);
  disk.writeUInt32LE(Math.min(diskSectors - 1, 0xffff_ffff), 458);
  disk.writeUInt16BE(0x55aa, 510);
  const entries = disk.subarray(1024);
  partitions.forEach(({ type, name, firstLba, lastLba }, i) => {
    const entry = entries.subarray(i * 128, (i + 1) * 128);
    guidBytes(type).copy(entry, 0);
    entry.fill(i + 1, 16, 32);
    entry.writeBigUInt64LE(BigInt(firstLba), 32);
    entry.writeBigUInt64LE(BigInt(lastLba), 40);
    entry.write(name, 56, 'utf16le');
  });
  const header = disk.subarray(512, 604);
  header.write('EFI PART', 0, 'latin1');
  header.writeUInt32LE(0x10000, 8);
  header.writeUInt32LE(92, 12);
  header.writeBigUInt64LE(1n, 24);
  header.writeBigUInt64LE(BigInt(diskSectors - 1), 32);
  header.writeBigUInt64LE(34n, 40);
  header.writeBigUInt64LE(BigInt(diskSectors - 34), 48);
  header.fill(0x42, 56, 72);
  header.writeBigUInt64LE(2n, 72);
  header.writeUInt32LE(128, 80);
  header.writeUInt32LE(128, 84);
  header.writeUInt32LE(crc32(entries.subarray(0, 128 * 128)), 88);
  header.writeUInt32LE(crc32(header), 16);
  return disk;
}

/** The backup of `gptBytes`, for the last 33 sectors: entries, then a header that names its own place and the other's. */
export function gptBackupBytes(primary: Uint8Array): Uint8Array {
  const disk = Buffer.concat([primary.subarray(1024), primary.subarray(512, 1024)]);
  const header = disk.subarray(-512, -512 + 92);
  const last = header.readBigUInt64LE(32);
  header.writeBigUInt64LE(last, 24);
  header.writeBigUInt64LE(1n, 32);
  header.writeBigUInt64LE(last - 32n, 72);
  header.writeUInt32LE(0, 16);
  header.writeUInt32LE(crc32(header), 16);
  return disk;
}

/** A new sum over the header at the byte, after a change in it. */
export function resumGpt(disk: Buffer, at: number): void {
  disk.writeUInt32LE(0, at + 16);
  disk.writeUInt32LE(crc32(disk.subarray(at, at + 92)), at + 16);
}

/** A whole disk with both copies: the backup's entries stand before its header, in the last sector. */
export function wholeGpt(diskSectors: number, partitions: readonly GptPartition[]): Buffer {
  const disk = Buffer.alloc(diskSectors * 512);
  const last = diskSectors - 1;
  disk.set(gptBytes(diskSectors, partitions));
  disk.copy(disk, (last - 32) * 512, 1024, 1024 + 32 * 512);
  disk.copy(disk, last * 512, 512, 1024);
  disk.writeBigUInt64LE(BigInt(last), last * 512 + 24);
  disk.writeBigUInt64LE(1n, last * 512 + 32);
  disk.writeBigUInt64LE(BigInt(last - 32), last * 512 + 72);
  resumGpt(disk, last * 512);
  return disk;
}
