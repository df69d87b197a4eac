/**
 * An entry of the table that is some sectors off: QEMU's packed blocks and Windows' aligned ones say where the block begins. The
 * true table is the one that the other program wrote, and the repaired file is the one that it made, byte for byte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import { planRepair } from '../../main/vhd/repair/planRepair';
import { applied } from '../support/appliedPlan';
import { chainFor } from '../support/damageChecks';
import { requestFor } from '../support/damageRepairs';
import { withEntry } from '../support/fixtures';
import { NOW } from '../support/opened';
import { lacks, run } from '../support/oracles';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';
import { tableOf } from '../support/wipedDisks';

const samples = samplesFolder();
const folder = tempDir();

/** What is found, what is mended unasked, and whether the chosen repair gives the file as it was. */
async function repairOf(whole: Uint8Array, block: number, off: number): Promise<unknown> {
  const sector = tableOf(whole).get(block) as number;
  const damaged = withEntry(new Uint8Array(whole), block, sector + off);
  const chain = await chainFor({}, damaged);
  const found = await checkDisk(chain, { now: NOW, deep: true });
  const unchosen = await planRepair(chain, requestFor({}));
  const repair = await planRepair(chain, requestFor({ choose: { B24: 'true-place' } }, { deep: false }));
  if (!repair.ok || !found.ok || !unchosen.ok) throw new Error('the disk cannot be read');
  return {
    facts: found.value.find(({ code }) => code === 'B24')?.facts,
    beside: found.value.filter(({ code, severity }) => code !== 'B24' && severity === 'error').map(({ code }) => code),
    unasked: unchosen.value.done,
    isSame: Buffer.compare(applied(damaged, repair.value.plan), whole) === 0,
  };
}

/** What follows from the entry is not said beside it. Nothing is written to the disk's own bytes unasked while a block of it is read from a wrong place. */
function expected(whole: Uint8Array, block: number, off: number): unknown {
  const isAt = (tableOf(whole).get(block) as number) * 512;
  return { facts: { blocks: 1, block, at: isAt + off * 512, isAt }, beside: [], unasked: [], isSame: true };
}

describe.skipIf(samples === null)('on a disk of Windows', () => {
  test.each([1, -1, -3, 7, -8, 20, -20])('an entry %i sectors off', async (off) => {
    const whole = readFileSync(unpack(samples as string, 'win10-dynamic-512m-gpt-ntfs-fat.vhd', folder));
    expect(await repairOf(whole, 255, off)).toEqual(expected(whole, 255, off));
  });
});

describe.skipIf(lacks('qemu-img', 'qemu-io'))('on a disk of QEMU’s', () => {
  const blocks = [0, 1, 2, 3, 4, 5, 6, 7];
  const disk = (): Uint8Array => {
    const file = path.join(folder, 'packed.vhd');
    run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', file, '40M');
    run('qemu-io', '-f', 'vpc', ...blocks.flatMap((i) => ['-c', `write -P ${i + 1} ${2 * i + 1}M 700k`]), file);
    return readFileSync(file);
  };

  test.each([
    [0, 1],
    [0, -1],
    [3, -1],
    [3, 5],
    [7, 1],
    [7, -5],
  ])('the entry of block %i is %i sectors off', async (block, off) => {
    const whole = disk();
    expect(await repairOf(whole, block, off)).toEqual(expected(whole, block, off));
  });

  test.each([
    [1, 0, 1],
    [1, 0, -1],
    [2, 0, 1],
    [2, 1, -1],
    [2, 1, 1],
  ])('of %i blocks, which fill the room between table and footer, the entry of block %i is %i off', async (count, block, off) => {
    const file = path.join(folder, 'few.vhd');
    run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', file, '40M');
    run('qemu-io', '-f', 'vpc', ...blocks.slice(0, count).flatMap((i) => ['-c', `write -P ${i + 1} ${2 * i}M 700k`]), file);
    const whole = readFileSync(file);
    expect(await repairOf(whole, block, off)).toEqual(expected(whole, block, off));
  });

  test('entries that were zeroed are none, and neither are several that are near one place', async () => {
    const [full, none] = [path.join(folder, 'full.vhd'), [4, 4101, 8198]];
    run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', full, '6M');
    run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x11 0 2M', '-c', 'write -P 0x22 2M 2M', '-c', 'write -P 0x33 4M 2M', full);
    const whole = readFileSync(full);
    expect([0, 1, 2].map((block) => tableOf(whole).get(block))).toEqual(none);
    const foundWith = async (...sectors: number[]): Promise<string[]> => {
      const damaged = sectors.reduce<Uint8Array>((bytes, sector, block) => withEntry(bytes, block, sector), new Uint8Array(whole));
      const found = await checkDisk(await chainFor({}, damaged), { now: NOW, deep: false });
      if (!found.ok) throw new Error('the disk cannot be read');
      return found.value.map(({ code }) => code).filter((code) => code.startsWith('B'));
    };
    expect(await foundWith(0, 0, 0)).toEqual(['B13']);
    expect(await foundWith(5, 6, 8198)).not.toContain('B24');
    expect(await foundWith(4, 4102, 8198)).toEqual(['B24']);
  });

  test('a block that stands elsewhere on purpose is none', async () => {
    // The last block is put a page further on, with the footer behind it.
    const whole = disk();
    const sector = tableOf(whole).get(7) as number;
    const moved = Buffer.concat([whole.subarray(0, sector * 512), Buffer.alloc(4096), whole.subarray(sector * 512)]);
    const file = path.join(folder, 'moved.vhd');
    writeFileSync(file, withEntry(new Uint8Array(moved), 7, sector + 8));
    writeFileSync(path.join(folder, 'whole.vhd'), whole);
    run('qemu-img', 'compare', '-f', 'vpc', '-F', 'vpc', path.join(folder, 'whole.vhd'), file);
    const found = await checkDisk(await chainFor({}, readFileSync(file)), { now: NOW, deep: false });
    expect(found.ok && found.value.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
