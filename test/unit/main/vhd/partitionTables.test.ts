/** Partition tables laid out by hand: MBR little-endian as in every BIOS book, GPT by UEFI 2.10 chapter 5. */
import { describe, expect, it } from 'vitest';
import { readPartitions } from '../../../../main/vhd/partitions/partitionTable';
import { resolveChain } from '../../../../main/vhd/read/chain';
import { openImage } from '../../../../main/vhd/read/openImage';
import { memoryFile } from '../../../support/memoryFile';
import { NO_SIBLINGS } from '../../../support/opened';

const SECTORS = 256;
const blank = (): Uint8Array => new Uint8Array(SECTORS * 512);

const le = (disk: Uint8Array, at: number, bytes: number, value: number): void => {
  for (let i = 0; i < bytes; i++) disk[at + i] = Math.floor(value / 256 ** i) & 0xff;
};
const sign = (disk: Uint8Array, sector: number): void => {
  disk[sector * 512 + 510] = 0x55;
  disk[sector * 512 + 511] = 0xaa;
};
function entry(disk: Uint8Array, sector: number, index: number, type: number, first: number, count: number): void {
  const at = sector * 512 + 446 + index * 16;
  disk[at + 4] = type;
  le(disk, at + 8, 4, first);
  le(disk, at + 12, 4, count);
  sign(disk, sector);
}

async function partitionsOf(disk: Uint8Array): Promise<unknown> {
  const image = await openImage(memoryFile(disk), 'raw');
  if (!image.ok) throw new Error(JSON.stringify(image.error));
  return readPartitions(await resolveChain(image.value, NO_SIBLINGS));
}
const none = { scheme: 'none', entries: [] };
const part = (number: number, type: string, firstLba: number, sectors: number, name = ''): object => ({
  number,
  type,
  firstLba,
  sectors,
  name,
  volume: null,
});

describe('MBR', () => {
  it('is four entries; empty ones are left out, and those behind the end are not', async () => {
    const disk = blank();
    entry(disk, 0, 0, 0x07, 8, 16);
    entry(disk, 0, 1, 0x99, 32, 8);
    entry(disk, 0, 2, 0x83, 5000, 8);
    expect(await partitionsOf(disk)).toEqual({
      scheme: 'mbr',
      entries: [part(1, 'NTFS or exFAT', 8, 16), part(2, 'Type 0x99', 32, 8), part(3, 'Linux', 5000, 8)],
    });
  });

  it('goes along its chain of logical partitions, and out of a circle', async () => {
    const disk = blank();
    entry(disk, 0, 0, 0x05, 64, 100);
    entry(disk, 64, 0, 0x83, 1, 10);
    entry(disk, 64, 1, 0x05, 20, 30);
    entry(disk, 84, 0, 0x82, 2, 5);
    entry(disk, 84, 1, 0x05, 0, 30);
    const logical = [part(5, 'Linux', 65, 10), part(6, 'Linux swap', 86, 5)];
    expect(await partitionsOf(disk)).toEqual({ scheme: 'mbr', entries: [part(1, 'Extended', 64, 100), ...logical] });
  });

  it('ends its chain where a record is none, is last, or cannot be read', async () => {
    const unsigned = blank();
    entry(unsigned, 0, 0, 0x0f, 64, 100);
    expect(await partitionsOf(unsigned)).toMatchObject({ entries: [{ number: 1 }] });
    const last = blank();
    entry(last, 0, 0, 0x85, 64, 100);
    entry(last, 64, 0, 0x00, 0, 0);
    expect(await partitionsOf(last)).toMatchObject({ entries: [{ number: 1 }] });
    const outside = blank();
    entry(outside, 0, 0, 0x05, 64, 100);
    entry(outside, 64, 1, 0x05, 9999, 1);
    expect(await partitionsOf(outside)).toMatchObject({ entries: [{ number: 1 }] });
  });

  it('is not seen in a boot sector with code where the table would be, nor without entries or signature', async () => {
    const code = blank();
    sign(code, 0);
    code[446] = 0x33;
    const empty = blank();
    sign(empty, 0);
    for (const disk of [code, empty, blank()]) expect(await partitionsOf(disk)).toEqual(none);
    expect(await partitionsOf(new Uint8Array(100))).toEqual(none);
  });
});

describe('GPT', () => {
  const EFI = [0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b];
  function gpt(size = 128, tableAt = 2, count = 4): Uint8Array {
    const disk = blank();
    entry(disk, 0, 0, 0xee, 1, SECTORS - 1);
    disk.set(new TextEncoder().encode('EFI PART'), 512);
    le(disk, 512 + 72, 8, tableAt);
    le(disk, 512 + 80, 4, count);
    le(disk, 512 + 84, 4, size);
    const second = 2 * 512 + size;
    disk.set(EFI, second);
    le(disk, second + 32, 8, 40);
    le(disk, second + 40, 8, 59);
    disk.set(Uint8Array.of(0x42, 0, 0x6f, 0, 0x6f, 0, 0x74, 0), second + 56);
    disk.set(new Uint8Array(16).fill(0x11), second + size);
    return disk;
  }

  it('names types it knows, and counts empty entries', async () => {
    const entries = [part(2, 'EFI system', 40, 20, 'Boot'), part(3, 'Unknown type', 0, 1)];
    expect(await partitionsOf(gpt())).toEqual({ scheme: 'gpt', entries });
    expect(await partitionsOf(gpt(256))).toMatchObject({ scheme: 'gpt', entries: [{ number: 2 }, { number: 3 }] });
  });

  it('is empty where its table makes no sense or is not there', async () => {
    for (const disk of [gpt(64), gpt(8192), gpt(128, 2 ** 52), gpt(128, SECTORS)])
      expect(await partitionsOf(disk)).toEqual({ scheme: 'gpt', entries: [] });
    const far = gpt();
    far.fill(0xff, 512 + 72, 512 + 80);
    expect(await partitionsOf(far)).toEqual({ scheme: 'gpt', entries: [] });
  });
});
