/**
 * A differencing disk that is its own parent, and two that name each other: whatever would read through the chain is refused
 * with that reason, and leaves nothing. What asks for one disk alone is done.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { baseImage, BLOCK, SIZE } from '../support/fixtures';
import { patterned, sparseImage, utf16 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const root = tempDir();
let folder = '';
let count = 0;
const at = (name: string): string => path.join(folder, name);

const idOf = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);

function child(own: number, parent: number, parentName: string): Uint8Array {
  return sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    type: 4,
    blocks: [{ index: 0, data: patterned(BLOCK, own), bitmap: new Uint8Array(BLOCK / 512 / 8).fill(0x55) }],
    footer: { uuid: idOf(own) },
    header: { parentId: idOf(parent), parentName },
    locators: [{ slot: 0, code: 'W2ru', data: utf16(`.\\${parentName}`, 'le') }],
  }).bytes;
}

beforeEach(() => {
  folder = path.join(root, `${count++}`);
  mkdirSync(folder);
  writeFileSync(at('sound.vhd'), baseImage());
  writeFileSync(at('self.vhd'), child(1, 1, 'self.vhd'));
  writeFileSync(at('a.vhd'), child(2, 3, 'b.vhd'));
  writeFileSync(at('b.vhd'), child(3, 2, 'a.vhd'));
});

const REFUSED: readonly string[] = [
  'export DISK OUT',
  'export DISK OUT --lba 1000 --count 2000',
  'convert DISK OUT --type fixed',
  'convert DISK OUT --type raw',
  'convert DISK OUT --type fixed --azure',
  'convert DISK OUT --type differencing --onto sound.vhd',
  'convert sound.vhd OUT --type differencing --onto DISK',
  'flatten DISK OUT',
  'merge DISK --output OUT',
  'merge DISK --depth 1 --output OUT',
  'compact DISK --output OUT',
  'compact DISK --force',
  'resize DISK --size 16MiB --output OUT',
  'resize DISK --size 16MiB --force',
  'resize DISK --size 1MiB --output OUT',
  'hash DISK',
  'search DISK --hex 00',
  'compare DISK self.vhd',
  'read DISK --lba 0 --count 100',
  'read DISK --lba 0 --count 100 --out OUT',
  'create OUT --type differencing --parent DISK',
];

/** Those that have --layer, which reads one disk alone. */
const HAS_LAYER = /^(export|hash|read) /;

/** They ask for one disk, or for what is known. */
const DONE: readonly string[] = [
  'export DISK OUT --layer',
  'export DISK OUT --known',
  'hash DISK --layer',
  'read DISK --lba 0 --count 100 --layer --hex',
  'skeleton DISK OUT',
  'compact DISK --keep-zeros --output OUT',
];

const wordsOf = (line: string, disk: string): string[] =>
  line.split(' ').map((word) => (word === 'DISK' ? at(disk) : word === 'OUT' ? at('out') : word.endsWith('.vhd') ? at(word) : word));

describe.each(['self.vhd', 'a.vhd'])('of %s, whose parents form a circle,', (disk) => {
  test.each(REFUSED)('%s is refused with that reason', async (line) => {
    const files = readdirSync(folder);
    const ran = await platterHere(wordsOf(line, disk));
    const last = disk === 'a.vhd' ? 'b.vhd' : 'self.vhd';
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(`the parent of ${last} is a disk that stands on it`) as string });
    expect(ran.err).not.toContain('not found');
    expect(ran.err.includes('--layer')).toBe(HAS_LAYER.test(line));
    expect(ran.err.includes('--known')).toBe(line.startsWith('export '));
    expect(readdirSync(folder)).toEqual(files);
  });

  test.each(DONE)('%s is done', async (line) => {
    expect(await platterHere(wordsOf(line, disk))).toMatchObject({ code: line.includes('--known') ? 2 : 0 });
  });

  test('export --known says why nobody has what is left out', async () => {
    const { err } = await platterHere(wordsOf('export DISK OUT --known', disk));
    expect(err).toContain(`because no disk has them: the parent of ${disk === 'a.vhd' ? 'b.vhd' : 'self.vhd'} is a disk that stands on it`);
  });

  test('info and check say so', async () => {
    const info = await platterHere(['info', at(disk)]);
    expect(info.out).toContain('the parents form a circle');
    expect(info.out).not.toContain('was not found');
    expect((await platterHere(['check', at(disk)])).out).toContain('P05');
  });
});

describe('of a chain that is longer than it is followed,', () => {
  const own = 70;
  beforeEach(() => {
    writeFileSync(at('0.vhd'), baseImage());
    for (let i = 1; i <= own; i++) writeFileSync(at(`${i}.vhd`), child(i + 10, i + 9, `${i - 1}.vhd`));
  });

  test('export says how one disk is read alone, and with --known gives zeros for what no disk in reach has', async () => {
    const refused = await platterHere(['export', at(`${own}.vhd`), at('out')]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the chain has more than 64 disks') as string });
    expect(refused.err).toContain('--layer reads one disk alone. --known writes zeros for what no disk in reach has.');
    const done = await platterHere(['export', at(`${own}.vhd`), at('out'), '--known']);
    expect(done).toMatchObject({
      code: 2,
      err: expect.stringContaining('no disk in reach has them: the chain has more than 64') as string,
    });
    // Bits 0x55: every second sector of block 0 is the disk's own, from sector 1 on.
    const expected = Buffer.alloc(SIZE);
    for (let sector = 1; sector < BLOCK / 512; sector += 2)
      expected.set(patterned(BLOCK, own + 10).subarray(sector * 512, sector * 512 + 512), sector * 512);
    expect(readFileSync(at('out')).equals(expected)).toBe(true);
  });
});

describe('reconnecting a disk to one that stands on it', () => {
  beforeEach(async () => {
    await doneHere('create', at('base.vhd'), '--type', 'dynamic', '--size', '8MiB');
    await doneHere('create', at('one.vhd'), '--type', 'differencing', '--parent', at('base.vhd'));
    await doneHere('create', at('two.vhd'), '--type', 'differencing', '--parent', at('one.vhd'));
    await doneHere('create', at('three.vhd'), '--type', 'differencing', '--parent', at('two.vhd'));
  });

  test.each(['one.vhd', 'two.vhd', 'three.vhd'])('is refused for %s, whatever --force says', async (parent) => {
    const before = readFileSync(at('one.vhd'));
    for (const more of [[], ['--force'], ['--force', '--dry-run']]) {
      const ran = await platterHere(['reconnect', at('one.vhd'), '--parent', at(parent), ...more]);
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('the chain would never end') as string });
    }
    expect(readFileSync(at('one.vhd')).equals(before)).toBe(true);
  });

  test('a disk of a circle gets its right parent again', async () => {
    await doneHere('create', at('right.vhd'), '--type', 'dynamic', '--size', `${SIZE}`);
    await doneHere('reconnect', at('a.vhd'), '--parent', at('right.vhd'), '--force');
    expect((await platterHere(['export', at('b.vhd'), at('out')])).code).toBe(0);
  });
});
