/**
 * A journal that was damaged after its save was cut off gives the old sectors back no more, and the disk may be half new and
 * half old all the same: nothing is made of it, and whoever looks at it is told. A journal that was cut off while it was
 * written is told apart, for then the disk was not touched.
 */
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { BYTES, cutAt } from '../support/cutSave';
import { baseImage, childImage } from '../support/fixtures';
import { memoryDir } from '../support/memoryDir';

const root = memoryDir();
const folder = path.join(root, 'disks');
const at = (name: string): string => path.join(folder, name);
const JOURNAL = 'disk.vhd.platter-journal';
const NAMES = ['disk.vhd', 'kid.vhd', 'old.vhd', 'out', 'data'];
const run = (words: readonly string[]): ReturnType<typeof platterHere> =>
  platterHere(words.map((word) => (NAMES.includes(word) ? at(word) : word)));

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of ['disk.vhd', 'old.vhd']) writeFileSync(at(name), baseImage());
  writeFileSync(at('kid.vhd'), childImage().bytes);
  writeFileSync(at('data'), BYTES);
});

function flip(offset: number): void {
  const raw = readFileSync(at(JOURNAL));
  raw[offset] = (raw[offset] as number) ^ 0x5a;
  writeFileSync(at(JOURNAL), raw);
}

/** The journal itself lies elsewhere, and a link stands in its place. */
function linked(): void {
  renameSync(at(JOURNAL), at('elsewhere'));
  symlinkSync('elsewhere', at(JOURNAL));
}

function leadsNowhere(): void {
  unlinkSync(at(JOURNAL));
  symlinkSync('nowhere', at(JOURNAL));
}

function aFolder(): void {
  unlinkSync(at(JOURNAL));
  mkdirSync(at(JOURNAL));
}

const MAKING: readonly (readonly string[])[] = [
  ['export', 'disk.vhd', 'out'],
  ['export', 'kid.vhd', 'out', '--parent', 'disk.vhd'],
  ['hash', 'disk.vhd'],
  ['convert', 'disk.vhd', 'out', '--type', 'fixed'],
  ['compare', 'disk.vhd', 'old.vhd'],
  ['search', 'disk.vhd', '--hex', '5a'],
  ['compact', 'disk.vhd', '--output', 'out'],
  ['resize', 'disk.vhd', '--size', '128MiB', '--output', 'out'],
  ['skeleton', 'disk.vhd', 'out'],
  ['flatten', 'kid.vhd', 'out', '--parent', 'disk.vhd'],
  ['create', 'out', '--type', 'differencing', '--parent', 'disk.vhd'],
  ['repair', 'disk.vhd'],
  ['repair', 'disk.vhd', '--output', 'out'],
  ['write', 'disk.vhd', '--lba', '0', '--in', 'data', '--force'],
  ['set', 'disk.vhd', 'footer.savedState=0', '--force'],
  ['compact', 'disk.vhd', '--force'],
  ['resize', 'disk.vhd', '--size', '128MiB', '--force'],
];

const DAMAGED = /journal of an earlier save stands beside disk\.vhd and is damaged/;
const NO_FILE = /disk\.vhd\.platter-journal is no ordinary file, but a link, a folder or the like/;

describe.each<[string, () => void, RegExp]>([
  ['a byte flipped in its first sector', () => flip(40), DAMAGED],
  ['a byte flipped in its records', () => flip(1100), DAMAGED],
  ['lost its end', () => truncateSync(at(JOURNAL), statSync(at(JOURNAL)).size - 512), DAMAGED],
  ['lost everything', () => truncateSync(at(JOURNAL), 0), DAMAGED],
  ['become a link', linked, NO_FILE],
  ['become a link that leads nowhere', leadsNowhere, NO_FILE],
  ['become a folder', aFolder, NO_FILE],
])('a half-saved disk whose journal has %s', (_what, damage, told) => {
  beforeEach(async () => {
    await cutAt(at('disk.vhd'), 'data', undefined, Date.now() + 10_000);
    if (readFileSync(at('disk.vhd')).equals(Buffer.from(baseImage()))) throw new Error('the save was not cut off');
    damage();
  });

  test.each(MAKING)('%s %s is refused with what helps, and nothing is made or changed', async (...words) => {
    const [disk, names] = [readFileSync(at('disk.vhd')), readdirSync(folder)];
    const refused = await run(words);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(told);
    expect(refused.err).toContain('--interrupted set-aside');
    expect(refused.err).not.toMatch(/finish|undo/);
    expect(readFileSync(at('disk.vhd')).equals(disk)).toBe(true);
    expect(readdirSync(folder)).toEqual(names);
  });

  test.each([['info'], ['map'], ['check'], ['read', '--lba', '0', '--hex']])('%s warns', async (command, ...more) => {
    const shown = await run([command, 'disk.vhd', ...more]);
    expect(shown.out).not.toBe('');
    expect(shown.err.replaceAll(`${folder}/`, '')).toMatch(told);
    expect(shown.err).toMatch(/warning: .*; .*what is shown may be half of .*--interrupted set-aside\./);
  });

  test.each(['info', 'check', 'report'])('%s of a child lists it among what is found', async (command) => {
    const { out } = await run([command, 'kid.vhd', '--parent', 'disk.vhd', ...(command === 'report' ? [] : ['--json'])]);
    const words = out.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(/[Aa] save of disk\.vhd, which lies under this disk, was interrupted/);
    expect(words).toMatch(/[Ww]hat this disk takes from it may be half of that save\./);
    expect(words.includes('Nobody can tell whether'), 'only where there is no journal').toBe(told === NO_FILE);
  });

  test.each(['finish', 'undo'])('%s writes nothing and names what helps', async (how) => {
    const [disk, names] = [readFileSync(at('disk.vhd')), readdirSync(folder)];
    const refused = await run(['repair', 'disk.vhd', '--interrupted', how, '--force']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/the journal beside the image cannot be used: .*--interrupted set-aside\.$/m);
    expect(readFileSync(at('disk.vhd')).equals(disk)).toBe(true);
    expect(readdirSync(folder)).toEqual(names);
  });

  test('what helps does help', async () => {
    await doneHere('repair', at('disk.vhd'), '--interrupted', 'set-aside');
    expect(await run(['export', 'disk.vhd', 'out'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('a journal that was cut off while it was written', () => {
  const cut = async (): Promise<void> => {
    await cutAt(at('disk.vhd'), 'journal', undefined, Date.now() + 10_000);
    truncateSync(at(JOURNAL), statSync(at(JOURNAL)).size - 512);
  };

  test('leaves the disk whole: it is read, with a warning that says so', async () => {
    await cut();
    for (const words of [
      ['info', 'disk.vhd'],
      ['read', 'disk.vhd', '--lba', '0', '--hex'],
    ]) {
      const shown = await run(words);
      expect(shown.code).toBe(0);
      expect(shown.err).toMatch(/cut off before the disk was changed: the disk is whole.*--interrupted set-aside\.$/m);
    }
    expect((await run(['hash', 'disk.vhd'])).out.slice(0, 64)).toBe((await run(['hash', 'old.vhd'])).out.slice(0, 64));
    expect((await run(['check', 'kid.vhd', '--parent', 'disk.vhd'])).out.replaceAll(/\s+/g, ' ')).toContain(
      'A save of disk.vhd, which lies under this disk, was interrupted Its journal lies beside it. That save is over, and the disk is whole.',
    );
    const write = await run(['write', 'disk.vhd', '--lba', '0', '--in', 'data', '--force']);
    expect(write.code).toBe(1);
    expect(write.err).toContain('--interrupted set-aside');
    expect(write.err).not.toMatch(/finish|undo/);
  });

  test.each<[string, () => void]>([
    ['written to since', () => writeFileSync(at('disk.vhd'), baseImage())],
    ['given another time', () => utimesSync(at('disk.vhd'), 1, 1)],
    [
      'another file by now',
      () => {
        copyFileSync(at('disk.vhd'), at('copy.vhd'));
        renameSync(at('copy.vhd'), at('disk.vhd'));
      },
    ],
  ])('proves nothing of a disk that was %s', async (_what, change) => {
    await cut();
    change();
    expect(await run(['hash', 'disk.vhd'])).toMatchObject({ code: 1, out: '' });
  });

  test('proves nothing where the disk was written just before: its time may be too coarse to tell', async () => {
    await cutAt(at('disk.vhd'), 'journal', undefined, Date.now());
    truncateSync(at(JOURNAL), statSync(at(JOURNAL)).size - 512);
    expect(await run(['hash', 'disk.vhd'])).toMatchObject({ code: 1, out: '' });
  });
});

describe.each<[string, () => void]>([
  ['a byte flipped in its first sector', () => flip(40)],
  ['a byte flipped in its records', () => flip(1100)],
  ['lost its end', () => truncateSync(at(JOURNAL), statSync(at(JOURNAL)).size - 512)],
])('a half-saved disk that was renamed, whose journal has %s', (_what, damage) => {
  beforeEach(async () => {
    await cutAt(at('disk.vhd'), 'data', undefined, Date.now() + 10_000);
    damage();
    renameSync(at('disk.vhd'), at('kid.vhd'));
  });

  test('is told by its number and its id', async () => {
    const shown = await run(['info', 'kid.vhd']);
    expect(shown.err).toMatch(/warning: .*kid\.vhd \(by its name disk\.vhd\) .*damaged; what is shown may be half of that save/);
    expect(await run(['export', 'kid.vhd', 'out'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('damaged') });
  });

  test('what helps does help', async () => {
    await doneHere('repair', at('kid.vhd'), '--interrupted', 'set-aside');
    expect(await run(['export', 'kid.vhd', 'out'])).toMatchObject({ code: 0, err: '' });
  });

  test('another disk there is not taken for it', async () => {
    expect(await run(['export', 'old.vhd', 'out'])).toMatchObject({ code: 0, err: '' });
  });
});

test('of a hard link the journal is known by the name it stands beside, though nothing of it is left', async () => {
  await cutAt(at('disk.vhd'), 'data', undefined, Date.now() + 10_000);
  truncateSync(at(JOURNAL), 0);
  linkSync(at('disk.vhd'), at('out'));
  expect((await run(['info', 'out'])).err).toMatch(/warning: .*damaged/);
});

test('a file that was renamed is not known by a journal that lost its first sector: nothing in it says whose it was', async () => {
  await cutAt(at('disk.vhd'), 'data', undefined, Date.now() + 10_000);
  truncateSync(at(JOURNAL), 0);
  renameSync(at('disk.vhd'), at('out'));
  expect((await run(['info', 'out'])).err).toBe('');
});
