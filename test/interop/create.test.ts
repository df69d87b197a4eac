/**
 * Disks that we create, empty or with partition tables or written to by us, as other programs read them. What they must
 * read is worked out in a plain array; sizes around every border that some program has are judged at both ends.
 */
import { copyFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DiskSpec } from '../../main/vhd/ops/createDisk';
import { checkChain } from '../../main/vhd/check/checkImage';
import { geometryOf, geometrySectors } from '../../shared/vhd/geometry';
import { readSectors } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';
import { DEFAULT_BLOCK_BYTES } from '../../shared/vhd/newLayout';
import { patterned } from '../support/imageBuilder';
import { expectSound, hashBy, type Judge } from '../support/judges';
import { createAt, diskSpec, writeAt } from '../support/newDisks';
import { hashOf, NOW, withChain } from '../support/opened';
import { lacks, qemuInfo, run, vhdiInfo } from '../support/oracles';
import { seeded } from '../support/random';
import { sha256Of } from '../support/samples';
import { tempDir } from '../support/tempDir';

const KIB = 1024;
const MIB = 1024 * KIB;
const into = tempDir();
const missing = lacks('qemu-img', 'qemu-io', 'img_cat', 'vhdiinfo', '7z', 'mmls', 'bximage');
const counts = { disks: 0, readings: 0, borders: 0, layers: 0 };

const judgesOf = ({ kind, blockBytes }: DiskSpec, sectors: number): Judge[] => {
  const byGeometry = geometrySectors(geometryOf(sectors)) === sectors && blockBytes >= 4096;
  const judges: Judge[] = kind === 'fixed' || blockBytes >= 4096 ? ['7z', 'qemu', 'libvhdi'] : [];
  return byGeometry && judges.length > 0 ? [...judges, 'bochs'] : judges;
};

/** Random writes, and what a disk of zeros holds after them. */
function scribbles(sectors: number, seed: number): { edits: { lba: number; bytes: Uint8Array }[]; raw: Uint8Array } {
  const random = seeded(seed);
  const raw = new Uint8Array(sectors * 512);
  const edits: { lba: number; bytes: Uint8Array }[] = [];
  for (let turn = 0; turn < 6; turn++) {
    const count = 1 + random.below(Math.min(300, sectors));
    const at = turn === 0 ? sectors - count : random.below(sectors - count + 1);
    const bytes = patterned(count * 512, random.below(250));
    edits.push({ lba: at, bytes });
    raw.set(bytes, at * 512);
  }
  return { edits, raw };
}

const SPECS: readonly [string, Partial<DiskSpec>][] = [
  ['fixed', { kind: 'fixed' }],
  ['fixed by geometry', { kind: 'fixed', sizeRule: 'geometry' }],
  ['fixed for Azure', { kind: 'fixed', sizeRule: 'azure', sizeBytes: 20 * MIB + 512 }],
  ['dynamic', {}],
  ['dynamic by geometry', { sizeRule: 'geometry' }],
  ...[512, 2 * KIB, 4 * KIB, 16 * KIB, 64 * KIB, 512 * KIB, 4 * MIB, 16 * MIB].map((blockBytes): [string, Partial<DiskSpec>] => [
    `dynamic in blocks of ${blockBytes}`,
    { blockBytes, sizeBytes: blockBytes < 4096 ? 2 * MIB : 10 * MIB + 512 },
  ]),
  ['dynamic, aligned', { isAligned: true }],
  ['dynamic, aligned, in blocks of 4 MiB', { isAligned: true, blockBytes: 4 * MIB }],
  ['dynamic by another creator', { creator: { application: 'qem2', version: 0x0005_0003, hostOs: 'Wi2k' } }],
];

describe.skipIf(missing)('disks we create and write to', () => {
  test.each(SPECS)('%s: every program reads what was written', async (name, more) => {
    const spec = diskSpec({ sizeBytes: 10 * MIB, ...more });
    const file = path.join(into, `${name.replaceAll(/\W+/g, '-')}.vhd`);
    await createAt(file, spec, name === 'fixed' ? 'full' : 'sparse');
    const sectors = await withChain(file, async ({ layers: [top] }) => top.sectors);
    const { edits, raw } = scribbles(sectors, name.length * 31);
    expect(await withChain(file, hashOf)).toBe(sha256Of(new Uint8Array(sectors * 512)));
    for (const edit of edits) await writeAt(file, edit);
    const judges = judgesOf(spec, sectors);
    if (judges.length > 0) {
      expectSound(file);
      expect(qemuInfo(file)['virtual-size']).toBe(sectors * 512);
      expect(vhdiInfo(file).mediaBytes).toBe(sectors * 512);
    }
    const expected = sha256Of(raw);
    for (const judge of judges) expect([judge, await hashBy(judge, file)]).toEqual([judge, expected]);
    expect(await withChain(file, hashOf)).toBe(expected);
    expect(await withChain(file, async (chain) => checkChain(chain, NOW))).toEqual([]);
    counts.disks += 1;
    counts.readings += judges.length;
  });

  test('a fixed disk has its room taken, or not, as was asked', async () => {
    for (const [fill, least, most] of [
      ['sparse', 0, MIB],
      ['full', 10 * MIB, 11 * MIB],
    ] as const) {
      const file = path.join(into, `fill-${fill}.vhd`);
      await createAt(file, diskSpec({ kind: 'fixed', sizeBytes: 10 * MIB }), fill);
      const taken = statSync(file).blocks * 512;
      expect(taken).toBeGreaterThanOrEqual(least);
      expect(taken).toBeLessThanOrEqual(most);
    }
  });

  test.each(['fixed', 'dynamic'] as const)('an empty partition table on a %s disk is one to others', async (kind) => {
    const gpt = path.join(into, `gpt-${kind}.vhd`);
    await createAt(gpt, diskSpec({ kind, partitions: { scheme: 'gpt', diskId: Uint8Array.from({ length: 16 }, (_, i) => i + 1) } }));
    const told = run('mmls', '-i', 'vhd', gpt);
    expect(told).toContain('GUID Partition Table');
    expect(told).toContain('GPT Header');
    expect(told).toMatch(/Safety Table\s*$/m);
    const mbr = path.join(into, `mbr-${kind}.vhd`);
    await createAt(mbr, diskSpec({ kind, partitions: { scheme: 'mbr', signature: Uint8Array.of(1, 2, 3, 4) } }));
    // The Sleuth Kit takes a table without entries for none: the bytes are judged.
    const raw = new Uint8Array(64 * MIB);
    raw.set([1, 2, 3, 4], 440);
    raw.set([0x55, 0xaa], 510);
    for (const judge of ['7z', 'qemu', 'libvhdi'] as const) expect(await hashBy(judge, mbr)).toBe(sha256Of(raw));
    for (const file of [gpt, mbr]) expectSound(file);
    counts.disks += 2;
  });
});

describe.skipIf(missing)('sizes one sector around the borders of others', () => {
  const BORDERS: readonly [string, number][] = [
    ['one block', DEFAULT_BLOCK_BYTES / 512],
    ['16 MiB, a byte of a batmap', (16 * MIB) / 512],
    ['geometry with 17 sectors', 278_528],
    ['geometry with 31 sectors', 507_904],
    ['2 GiB, signed 32 bits of bytes', 2 ** 31 / 512],
    ['4 GiB, 32 bits of bytes', 2 ** 32 / 512],
    ['8 GiB, 24 bits of sectors', 2 ** 24],
    ['geometry with 63 sectors', 65_535 * 16 * 63],
    ['127 GiB, all geometry can say', 65_535 * 16 * 255],
    ['137 GB, 28 bits of sectors', 2 ** 28],
    ['1 TiB, signed 32 bits of sectors', 2 ** 31],
    ['2,040 GiB, the format’s own', 0xff00_0000],
  ];

  test.each(BORDERS)('%s', async (name, border) => {
    for (const kind of ['dynamic', 'fixed'] as const) {
      for (const sectors of [border - 1, border, border + 1]) {
        if (sectors > 0xff00_0000) continue;
        const file = path.join(into, `border-${counts.borders}.vhd`);
        await createAt(file, diskSpec({ kind, sizeBytes: sectors * 512 }));
        const ends = [
          { lba: 0, bytes: new Uint8Array(512).fill(0x11) },
          { lba: sectors - 2, bytes: new Uint8Array(1024).fill(0x22) },
        ];
        await writeAt(file, ...ends);
        expect([name, sectors, qemuInfo(file)['virtual-size']]).toEqual([name, sectors, sectors * 512]);
        expect(vhdiInfo(file).mediaBytes).toBe(sectors * 512);
        expect(run('7z', 'l', '-slt', '-tvhd', file)).toContain(`Size = ${sectors * 512}`);
        const image = `driver=vpc,force_size_calc=current_size,file.filename=${file}`;
        const last = (sectors - 2) * 512;
        const said = run(
          'qemu-io',
          '-r',
          '--image-opts',
          '-c',
          'read -P 0x11 0 512',
          '-c',
          `read -P 0x22 ${last} 1024`,
          '-c',
          `read -P 0 ${last - 512} 512`,
          image,
        );
        expect(said).not.toContain('Pattern verification failed');
        expect(said.match(/^read /gm)).toHaveLength(3);
        await withChain(file, async (chain) => {
          expect(chain.layers[0].sectors).toBe(sectors);
          expect(await readSectors(chain, lba(sectors - 2), 2, 'honour')).toMatchObject({ bytes: ends[1]?.bytes, faults: [] });
          expect(checkChain(chain, NOW)).toEqual([]);
        });
        rmSync(file);
        counts.borders += 1;
      }
    }
  });
});

describe.skipIf(missing)('children we create', () => {
  const sectors = (6 * MIB) / 512;

  test.each([
    ['dynamic', 2 * MIB, 512 * KIB],
    ['fixed', 2 * MIB, 2 * MIB],
    ['dynamic', 64 * KIB, 4 * KIB],
    ['dynamic', 512 * KIB, 2 * MIB],
  ] as const)('of a %s parent in blocks of %d, themselves of %d: 7-Zip reads the chain', async (kind, parentBlock, childBlock) => {
    const folder = path.join(into, `chain-${kind}-${parentBlock}-${childBlock}`);
    mkdirSync(folder);
    const ids = [1, 2, 3].map((n) => `0f1e2d3c-4b5a-6978-8796-00000000000${n}`);
    const names = ['parent.vhd', 'Kind Ä.vhd', 'grand.vhd'];
    const random = seeded(parentBlock + childBlock);
    const raw = new Uint8Array(sectors * 512);
    for (const [depth, name] of names.entries()) {
      const file = path.join(folder, name);
      const below = names[depth - 1];
      const parent = below === undefined ? null : parentOf(path.join(folder, below), ids[depth - 1] ?? '', sectors);
      const spec = {
        kind: depth === 0 ? kind : 'differencing',
        blockBytes: depth === 0 ? parentBlock : childBlock,
        uniqueId: ids[depth] ?? '',
      } as const;
      await createAt(file, diskSpec({ ...spec, sizeBytes: sectors * 512, parent }));
      // Single sectors among others, zeros over a parent's data, whole stretches.
      for (let turn = 0; turn < 8; turn++) {
        const count = turn % 2 === 0 ? 1 : 1 + random.below(200);
        const at = random.below(sectors - count);
        const bytes = turn === 3 ? new Uint8Array(count * 512) : patterned(count * 512, random.below(250));
        await writeAt(file, { lba: at, bytes });
        raw.set(bytes, at * 512);
      }
      if (depth > 0) {
        const { parentId, parentName, type } = vhdiInfo(file);
        expect([type, parentId, parentName]).toEqual(['Differential', ids[depth - 1], below]);
      }
      expectSound(file);
      expect(await hashBy('7z', file)).toBe(sha256Of(raw));
      expect(await withChain(file, hashOf)).toBe(sha256Of(raw));
      expect(await withChain(file, async (chain) => checkChain(chain, NOW).filter(({ severity }) => severity !== 'note'))).toEqual([]);
      counts.layers += 1;
    }
  });

  test('show their parent in every hole, which the seed reads as zeros', async () => {
    const folder = path.join(into, 'holes');
    mkdirSync(folder);
    const [parent, child] = [path.join(folder, 'parent.vhd'), path.join(folder, 'child.vhd')];
    await createAt(parent, diskSpec({ sizeBytes: sectors * 512 }));
    await writeAt(parent, { lba: 0, bytes: patterned(8192, 5) });
    await createAt(
      child,
      diskSpec({
        kind: 'differencing',
        sizeBytes: sectors * 512,
        uniqueId: '11111111-4b5a-6978-8796-000000000001',
        parent: parentOf(parent, diskSpec().uniqueId, sectors),
      }),
    );
    const expected = new Uint8Array(sectors * 512);
    expected.set(patterned(8192, 5));
    expect(await withChain(child, hashOf)).toBe(sha256Of(expected));
    expect(await hashBy('7z', child)).toBe(sha256Of(expected));
    // QEMU, which the seed became, still takes the child for a disk of its own.
    copyFileSync(child, `${child}.copy`);
    expect(await hashBy('qemu', `${child}.copy`)).toBe(sha256Of(new Uint8Array(sectors * 512)));
  });

  test('(how many)', () => {
    console.log(
      `create: ${counts.disks} disks, ${counts.readings} readings by others the same; ${counts.borders} sizes at borders; ${counts.layers} layers of chains`,
    );
    expect(counts.borders).toBeGreaterThanOrEqual(70);
  });
});

/** What a child remembers of the file, as it is now. */
function parentOf(file: string, uniqueId: string, sectors: number): NonNullable<DiskSpec['parent']> {
  const name = path.basename(file);
  const modified = Math.floor(statSync(file).mtimeMs / 1000) - 946_684_800;
  return { uniqueId, modified, name, relativePath: `.\\${name}`, windowsPath: null, posixPath: file, sizeBytes: sectors * 512 };
}
