import { describe, expect, it } from 'vitest';
import { planDisk, type DiskSpec, type NewDisk } from '../../../../../main/vhd/ops/createDisk';
import { checkChain } from '../../../../../main/vhd/check/checkImage';
import { dynamicHeader } from '../../../../../shared/vhd/dynamicHeader';
import { footer } from '../../../../../shared/vhd/footer';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { diskSpec, DISK_ID } from '../../../../support/newDisks';
import { chainOf, imageIn, NOW } from '../../../../support/opened';
import { hexBytes } from '../../../../../shared/text/numbers';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const PARENT = {
  uniqueId: '11111111-2222-3333-4444-555555555555',
  modified: 0x2d00_0000,
  name: 'päre.vhd',
  relativePath: '.\\päre.vhd',
  windowsPath: null,
  posixPath: '/d/a b/päre.vhd',
  sizeBytes: 64 * MIB,
};

function made(spec: Partial<DiskSpec>): NewDisk {
  const disk = planDisk(diskSpec(spec));
  if (!disk.ok) throw new Error(JSON.stringify(disk.error));
  return disk.value;
}

/** All extents, as pieces of a sparse file. */
const fileOf = (disk: NewDisk): ReturnType<typeof sparseFile> => {
  const pieces = [...(disk.extents() as Iterable<{ at: number; data: Uint8Array }>), ...disk.closing];
  return sparseFile(
    disk.bytes,
    pieces.map(({ at, data }) => [at, data] as const),
  );
};

const bytesOf = async (disk: NewDisk): Promise<Uint8Array> => {
  const read = await fileOf(disk).read(0 as never, disk.bytes);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value;
};

const refusal = (spec: Partial<DiskSpec>): unknown => {
  const disk = planDisk(diskSpec(spec));
  return disk.ok ? null : disk.error;
};

describe('a new disk', () => {
  // vhd-format.md, section 7, vectors (b): sums worked out from the bytes by hand.
  const vector = { sizeBytes: GIB, timeStamp: 0, uniqueId: '00010203-0405-0607-0809-0a0b0c0d0e0f' } as const;

  it('has the footer and header that the vectors demand', async () => {
    const dynamic = await bytesOf(made(vector));
    expect(footer.get(dynamic, 'checksum')).toBe(0xffff_f856);
    expect(dynamicHeader.get(dynamic.subarray(512), 'checksum')).toBe(0xffff_f475);
    expect(hexBytes(dynamic.subarray(56, 60))).toBe('08 20 10 3F');
    const fixed = made({ ...vector, kind: 'fixed' });
    expect(footer.get(fixed.closing[0]?.data as Uint8Array, 'checksum')).toBe(0xffff_f061);
  });

  it('opens as what was asked for, without findings', async () => {
    for (const kind of ['fixed', 'dynamic'] as const) {
      for (const blockBytes of [512, 4096, 65_536, 2 * MIB, 256 * MIB]) {
        const disk = made({ kind, blockBytes, sizeBytes: 4 * MIB });
        const chain = await chainOf(fileOf(disk));
        expect(chain.layers[0]).toMatchObject({ kind, sectors: 8192 });
        expect(checkChain(chain, NOW)).toEqual([]);
      }
    }
  });

  it('has exactly the entries that its size needs, unlike the seed, which writes one more', async () => {
    const entries = async (sizeBytes: number): Promise<number> =>
      dynamicHeader.get((await bytesOf(made({ sizeBytes }))).subarray(512), 'maxTableEntries');
    // The seed: (sectors + 4096) / 4096, which is 3 and 2 here.
    expect(await entries(4 * MIB)).toBe(2);
    expect(await entries(4 * MIB - 512)).toBe(2);
    expect(await entries(4 * MIB + 512)).toBe(3);
    expect(await entries(512)).toBe(1);
  });

  it('leaves no gaps, or lays data on pages and the footer at a page’s end', () => {
    // Table of 32 entries in one sector, footer right behind it.
    expect(made({}).bytes).toBe(1536 + 512 + 512);
    expect(made({ blockBytes: 4096 }).bytes).toBe(1536 + 16_384 * 4 + 512);
    expect(made({ isAligned: true }).bytes).toBe(4096);
    // With two sectors of bitmap the footer stands two sectors before a page, where the next bitmap will.
    expect(made({ isAligned: true, blockBytes: 4 * MIB }).bytes).toBe(4096 - 512);
  });

  it('fills the padding of its table with ones, so that it can grow', async () => {
    const bytes = await bytesOf(made({ sizeBytes: 4 * MIB }));
    expect([...bytes.subarray(1536, 2048)].every((byte) => byte === 0xff)).toBe(true);
  });

  it('writes what makes it a disk last, copy before footer', () => {
    const disk = made({});
    expect(disk.closing.map(({ at }) => at)).toEqual([0, disk.bytes - 512]);
    const extents = [...(disk.extents() as Iterable<{ at: number; data: Uint8Array }>)];
    expect(extents.every(({ at, data }) => at >= 512 && at + data.length <= disk.bytes - 512)).toBe(true);
  });

  it('rounds up until geometry can say the size, or to whole MiB, where asked', () => {
    // QEMU 7.2 makes 1,073,995,776 bytes of a request for 1 GiB.
    expect(made({ sizeBytes: GIB, sizeRule: 'geometry' }).sectors * 512).toBe(1_073_995_776);
    expect(made({ sizeBytes: 20 * MIB + 512, sizeRule: 'azure', kind: 'fixed' }).sectors * 512).toBe(21 * MIB);
    expect(made({ sizeBytes: 20 * MIB, sizeRule: 'azure', kind: 'fixed' }).bytes).toBe(20 * MIB + 512);
  });

  it('refuses what no reader takes', () => {
    expect(refusal({ sizeBytes: 0 })).toEqual({ kind: 'size-zero', bytes: 0 });
    expect(refusal({ sizeBytes: 513 })).toEqual({ kind: 'size-not-whole-sectors', bytes: 513 });
    expect(refusal({ sizeBytes: 2040 * GIB + 512 })).toMatchObject({ kind: 'size-too-large' });
    expect(refusal({ sizeBytes: 2040 * GIB + 512, kind: 'fixed' })).toMatchObject({ kind: 'size-too-large' });
    expect(refusal({ sizeRule: 'azure' })).toMatchObject({ kind: 'size-not-azure' });
    for (const blockBytes of [0, 256, 513, 3 * MIB, 512 * MIB])
      expect(refusal({ blockBytes })).toEqual({ kind: 'bad-block-size', bytes: blockBytes });
    expect(refusal({ uniqueId: 'no' })).toEqual({ kind: 'bad-name', field: 'id' });
    expect(refusal({ uniqueId: '00000000-0000-0000-0000-000000000000' })).toEqual({ kind: 'bad-name', field: 'id' });
    expect(refusal({ creator: { application: 'toolong', version: 0, hostOs: 'Wi2k' } })).toEqual({ kind: 'bad-name', field: 'creator' });
    // Xen's name, however it is padded: its batmap is not made here.
    for (const application of ['tap ', 'tap\0'])
      expect(refusal({ creator: { application, version: 0x0001_0003, hostOs: '\0\0\0\0' } })).toEqual({ kind: 'xen-creator' });
    expect(refusal({ partitions: { scheme: 'gpt', diskId: new Uint8Array(16) }, sizeBytes: 67 * 512 })).toMatchObject({
      kind: 'too-small-for-partitions',
    });
  });

  it('is refused when its table could not reach all its blocks, or has more than anybody reads', () => {
    expect(refusal({ sizeBytes: 2040 * GIB, blockBytes: 65_536 })).toMatchObject({ kind: 'blocks-too-small' });
    expect(refusal({ sizeBytes: 4 * GIB + 512, blockBytes: 512 })).toMatchObject({ kind: 'blocks-too-small' });
    expect(refusal({ sizeBytes: 2040 * GIB })).toBeNull();
    // 2,040 GiB in aligned blocks of 512 KiB end behind what 32 bits of sectors reach; without alignment they do not.
    expect(refusal({ sizeBytes: 2040 * GIB, blockBytes: 512 * 1024, isAligned: true })).toMatchObject({
      kind: 'blocks-too-small',
      blockBytes: 512 * 1024,
    });
    expect(refusal({ sizeBytes: 2040 * GIB, blockBytes: 512 * 1024 })).toBeNull();
  });

  it('holds an empty partition table in blocks that are wholly there', async () => {
    const diskId = Uint8Array.from({ length: 16 }, (_, i) => i);
    const image = await imageIn(fileOf(made({ partitions: { scheme: 'gpt', diskId } })));
    expect(image.map?.entries[0]).not.toBe(0xffff_ffff);
    expect(image.map?.entries[31]).not.toBe(0xffff_ffff);
    expect(image.map?.entries[1]).toBe(0xffff_ffff);
  });
});

describe('a new differencing disk', () => {
  const child = (more: Partial<typeof PARENT> = {}): Partial<DiskSpec> => ({ kind: 'differencing', parent: { ...PARENT, ...more } });

  it('names its parent every way, lengths and room in bytes', async () => {
    const bytes = await bytesOf(made(child()));
    const image = await imageIn(memoryFile(bytes));
    expect(image.locators.map(({ platform, path, encoding }) => ({ platform, path, encoding }))).toEqual([
      { platform: 'W2ru', path: '.\\päre.vhd', encoding: 'utf-16le' },
      { platform: 'MacX', path: '/d/a b/päre.vhd', encoding: 'utf-8' },
    ]);
    const header = bytes.subarray(512, 1536);
    expect(dynamicHeader.get(header, 'parentUniqueId')).toBe(PARENT.uniqueId);
    expect(dynamicHeader.get(header, 'parentTimeStamp')).toBe(PARENT.modified);
    expect(dynamicHeader.get(header, 'parentUnicodeName').split('\0', 1)[0]).toBe('päre.vhd');
    // Code W2ru; 4,096 bytes of room, not 8 sectors; 20 bytes of UTF-16; none reserved; place behind the table.
    expect(hexBytes(header.subarray(576, 600), '')).toBe('57327275000010000000001400000000' + '0000000000000800');
    expect(String.fromCharCode(...bytes.subarray(2048 + 4096, 2048 + 4096 + 42))).toBe('file://localhost/d/a%20b/p%C3%A4re.vhd\0\0\0\0');
    expect(footer.get(bytes, 'uniqueId')).toBe(DISK_ID);
  });

  it('names the Windows path only where there is one', async () => {
    const image = await imageIn(fileOf(made(child({ windowsPath: 'C:\\d\\p.vhd' as never, posixPath: null as never }))));
    expect(image.locators.map(({ platform, path }) => [platform, path])).toEqual([
      ['W2ru', '.\\päre.vhd'],
      ['W2ku', 'C:\\d\\p.vhd'],
    ]);
  });

  it('needs a parent of its own size, with an id and a name', () => {
    expect(refusal({ kind: 'differencing' })).toEqual({ kind: 'parent-needed' });
    expect(refusal({ kind: 'dynamic', parent: PARENT })).toEqual({ kind: 'parent-not-wanted' });
    expect(refusal(child({ uniqueId: '00000000-0000-0000-0000-000000000000' }))).toEqual({ kind: 'parent-without-id' });
    expect(refusal(child({ sizeBytes: MIB }))).toEqual({ kind: 'parent-size', bytes: 64 * MIB, parentBytes: MIB });
    for (const name of ['', 'a/b', 'a\\b', 'x'.repeat(257)])
      expect(refusal(child({ name }))).toEqual({ kind: 'bad-name', field: 'parentName' });
    expect(refusal(child({ relativePath: './p.vhd' }))).toEqual({ kind: 'bad-name', field: 'parentPath' });
    expect(refusal(child({ posixPath: 'p.vhd' }))).toEqual({ kind: 'bad-name', field: 'parentPath' });
    expect(refusal({ ...child(), partitions: { scheme: 'mbr', signature: new Uint8Array(4) } })).toEqual({ kind: 'partitions-on-child' });
  });
});
