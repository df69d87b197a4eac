/** The disks that the simulations start from, and the reader that judges them: both must agree with others first. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveChain, type ParentFinder } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { DISK_KINDS, smallDisk } from '../support/editScripts';
import { memoryFile } from '../support/memoryFile';
import { contentOf, imageIn, NO_SIBLINGS, NOW } from '../support/opened';
import { lacks, qemuConvert } from '../support/oracles';
import { readPlainly, sameBytes } from '../support/plainReader';
import { tempDir } from '../support/tempDir';

const BLOCKS = [512, 1024, 4096];
const ALL = DISK_KINDS.flatMap((kind) => BLOCKS.map((blockBytes) => ({ kind, blockBytes })));

describe.each(ALL)('the small $kind disk in blocks of $blockBytes', ({ kind, blockBytes }) => {
  const disk = smallDisk(kind, blockBytes);

  it('is read plainly, without a fault', () => {
    const reading = readPlainly(disk.file, disk.parent?.raw);
    expect(reading.faults).toEqual([]);
    expect(sameBytes(reading.disk ?? new Uint8Array(), disk.raw)).toBe(true);
    expect(reading.loose === null || sameBytes(reading.loose, disk.raw)).toBe(true);
  });

  it('is read the same by the program, without an error', async () => {
    const parent = disk.parent?.file;
    const finder: ParentFinder = {
      ...NO_SIBLINGS,
      byName: async () => (parent === undefined ? null : { file: memoryFile(parent), finder: NO_SIBLINGS }),
    };
    const chain = await resolveChain(await imageIn(memoryFile(disk.file)), finder);
    expect(checkChain(chain, NOW).filter(({ severity }) => severity === 'error')).toEqual([]);
    const parts: Uint8Array[] = [];
    await contentOf(chain, (bytes) => parts.push(bytes));
    expect(sameBytes(Buffer.concat(parts), disk.raw)).toBe(true);
  });
});

/** QEMU knows no parents, and no blocks under 4 KiB. */
const FOR_QEMU = ALL.filter(({ kind, blockBytes }) => kind !== 'differencing' && blockBytes === 4096);

describe.skipIf(lacks('qemu-img'))('QEMU', () => {
  const folder = tempDir();

  it.each(FOR_QEMU)('reads the small $kind disk the same', ({ kind, blockBytes }) => {
    const disk = smallDisk(kind, blockBytes);
    const [file, raw] = [path.join(folder, `${kind}.vhd`), path.join(folder, `${kind}.raw`)];
    writeFileSync(file, disk.file);
    qemuConvert(file, raw);
    expect(sameBytes(readFileSync(raw), disk.raw)).toBe(true);
  });
});

describe('the plain reader', () => {
  const { file } = smallDisk('dynamic', 1024);
  const damaged = (change: (copy: Uint8Array) => void): readonly string[] => {
    const copy = file.slice();
    change(copy);
    return readPlainly(copy).faults;
  };

  it('finds what is wrong', () => {
    expect(damaged((copy) => (copy[copy.length - 500] = 1))).toContain('no trailing footer');
    expect(damaged((copy) => (copy[100] = 1))).toContain('no footer copy');
    expect(damaged((copy) => (copy[600] = 1))).toEqual(['header checksum']);
    expect(damaged((copy) => copy.copyWithin(1536 + 4, 1536, 1540))[0]).toMatch(/^two blocks/);
    expect(damaged((copy) => copy.fill(0, 1536, 1540))[0]).toMatch(/outside the room/);
  });
});
