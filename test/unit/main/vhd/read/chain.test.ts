import { describe, expect, test } from 'vitest';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import { namedPaths, resolveChain, withParent, type ParentFinder } from '../../../../../main/vhd/read/chain';
import { baseImage, childImage, GEOMETRY, CHILD_ID } from '../../../../support/fixtures';
import { BASE_ID, utf16, type LocatorSpec } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, imageIn, NO_SIBLINGS } from '../../../../support/opened';
import { HOSTILE_PATHS } from '../../../../support/hostilePaths';

const url = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const locators = (...specs: Omit<LocatorSpec, 'slot'>[]): LocatorSpec[] => specs.map((spec, slot) => ({ slot, ...spec }));

/** Answers nothing, and remembers every name it was asked for. */
const listening = (): { finder: ParentFinder; asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    finder: {
      byName: async (name) => {
        asked.push(name);
        return null;
      },
      others: async function* others() {},
    },
  };
};

const child = (specs: LocatorSpec[], parentName = 'p.vhd'): Uint8Array =>
  childImage({ locators: specs, header: { parentId: BASE_ID, parentName } }).bytes;

describe('ways an image names its parent', () => {
  test('the relative path first, then the name, the URL, the absolute path and the old kinds', async () => {
    const image = await imageIn(
      memoryFile(
        child(
          locators(
            { code: 'Wi2k', data: url('C:\\old.vhd') },
            { code: 'W2ku', data: utf16('C:\\vm\\absolute.vhd', 'le') },
            { code: 'MacX', data: url('file:///Disks/mac.vhd') },
            { code: 'W2ru', data: utf16('.\\relative.vhd', 'le') },
          ),
          'name.vhd',
        ),
      ),
    );
    expect(namedPaths(image).map(({ index, path }) => [index, path])).toEqual([
      [3, '.\\relative.vhd'],
      [-1, 'name.vhd'],
      [2, '/Disks/mac.vhd'],
      [1, 'C:\\vm\\absolute.vhd'],
      [0, 'C:\\old.vhd'],
    ]);
    const { finder, asked } = listening();
    const { parent } = await resolveChain(image, finder);
    expect(asked).toEqual(['relative.vhd', 'name.vhd', 'mac.vhd', 'absolute.vhd', 'old.vhd']);
    expect(parent?.elsewhere.map(({ index }) => index)).toEqual([2, 1, 0]);
  });

  test('a path that is named twice leads to one place', async () => {
    const path = '..\\b\\p.vhd';
    const { parent } = await chainOf(
      memoryFile(child(locators({ code: 'W2ru', data: utf16(path, 'le') }, { code: 'Wi2r', data: url(path) }), path)),
    );
    expect(parent?.elsewhere.map(({ index, path }) => [index, path])).toEqual([[0, path]]);
  });

  test('a relative path and a bare name lead nowhere else', async () => {
    const { parent } = await chainOf(memoryFile(child(locators({ code: 'W2ru', data: utf16('.\\p.vhd', 'le') }))));
    expect([parent?.lookedFor, parent?.elsewhere]).toEqual([['p.vhd'], []]);
  });

  const askedFor = async (path: string, name = path): Promise<string[]> => {
    const { finder, asked } = listening();
    await resolveChain(await imageIn(memoryFile(child(locators({ code: 'W2ru', data: utf16(path, 'le') }), name))), finder);
    return asked;
  };

  test.each(HOSTILE_PATHS.filter((path) => !path.startsWith('sub')))(
    'of %j at most the last part is looked for, without any folder',
    async (path) => {
      expect((await askedFor(path)).every((name) => !/[\\/]/.test(name) && name !== '')).toBe(true);
    },
  );

  test.each([
    ['.\\sub\\p.vhd', 'sub/p.vhd'],
    ['sub\\p.vhd', 'sub/p.vhd'],
    ['./a/.\\b/p.vhd', 'a/b/p.vhd'],
  ])('%j stays inside the disk’s own folder, and is looked for first', async (path, where) => {
    expect(await askedFor(path)).toEqual([where, 'p.vhd']);
  });

  test.each([
    'a\\..\\p.vhd',
    'a\\..\\..\\p.vhd',
    '\\a\\p.vhd',
    'a\\\\p.vhd',
    'C:\\p.vhd',
    'C:a\\p.vhd',
    'a:b\\p.vhd',
    'con\\p.vhd',
    'a.\\p.vhd',
    '... \\p.vhd',
    `${'x'.repeat(256)}\\p.vhd`,
    `${'x\\'.repeat(32)}p.vhd`,
  ])('%j does not', async (path) => {
    expect(await askedFor(path, 'p.vhd')).toEqual(['p.vhd']);
  });

  test.each([
    ['missing', null],
    ['missing', { kind: 'link-not-followed' }],
    ['unreadable', { kind: 'in-use' }],
    ['unreadable', { kind: 'permission-denied' }],
    ['unreadable', { kind: 'read-failed', at: 0, bytes: 0, code: 'EIO' }],
  ] as const)('a parent is %s where byName gives none because of %j', async (state, why) => {
    const finder: ParentFinder = { ...listening().finder, refusalOf: async () => why };
    const { parent } = await resolveChain(await imageIn(memoryFile(child([]))), finder);
    expect(parent).toMatchObject({ state, foundId: null, lookedFor: ['p.vhd'] });
  });

  test('an image that names nothing looks for nothing', async () => {
    const { finder, asked } = listening();
    const chain = await resolveChain(await imageIn(memoryFile(child([], ''))), finder);
    expect([asked, chain.parent?.state]).toEqual([[], 'missing']);
  });
});

describe('chains that come back to themselves', () => {
  test('end at the first file that is there already', async () => {
    const self = memoryFile(childImage({ header: { parentId: CHILD_ID, parentName: 'p.vhd' } }).bytes);
    const finder: ParentFinder = { ...NO_SIBLINGS, byName: async () => ({ file: self, finder }) };
    const { layers, parent } = await resolveChain(await imageIn(self), finder);
    expect([layers.length, parent?.state, parent?.childLayer]).toEqual([1, 'loop', 0]);
  });

  test('are none where all disks have one id, as MiniVHD gives them, and the base is missing', async () => {
    const disk = (name: string, parentName: string): BlockFile =>
      memoryFile(childImage({ locators: [], header: { parentId: CHILD_ID, parentName } }).bytes, { name });
    const top = disk('grand.vhd', 'child.vhd');
    const middle = disk('child.vhd', 'parent.vhd');
    const finder: ParentFinder = {
      byName: async (name) => (name === 'child.vhd' ? { file: middle, finder } : null),
      others: async function* others() {
        yield { file: top, finder };
        yield { file: middle, finder };
      },
    };
    const { layers, parent } = await resolveChain(await imageIn(top), finder);
    expect([layers.length, parent?.state, parent?.childLayer, parent?.lookedFor]).toEqual([2, 'missing', 1, ['parent.vhd']]);
  });

  test('are none where the only disk with the parent’s id was itself made above the child', async () => {
    const disk = (name: string, parentName: string): BlockFile =>
      memoryFile(childImage({ locators: [], header: { parentId: CHILD_ID, parentName } }).bytes, { name });
    const child = disk('child.vhd', 'parent.vhd');
    const [above, top] = [disk('grand.vhd', 'child.vhd'), disk('top.vhd', 'grand.vhd')];
    const finder: ParentFinder = {
      byName: async (name) => {
        const file = [child, above].find((each) => each.name === name);
        return file === undefined ? null : { file, finder };
      },
      others: async function* others() {
        yield { file: top, finder };
        yield { file: above, finder };
      },
    };
    const { layers, parent } = await resolveChain(await imageIn(child), finder);
    expect([layers.length, parent?.state, parent?.lookedFor, parent?.sameId]).toEqual([1, 'missing', ['parent.vhd'], undefined]);
  });
});

describe('a parent the user chose', () => {
  test('is taken when its id is the one remembered', async () => {
    const chain = await chainOf(memoryFile(childImage().bytes));
    const grown = await withParent(chain, await imageIn(memoryFile(baseImage())), NO_SIBLINGS);
    expect(grown.ok && grown.value.layers.length).toBe(2);
  });

  test('is refused with both ids when it is another disk', async () => {
    const chain = await chainOf(memoryFile(childImage().bytes));
    const other = await imageIn(memoryFile(childImage({ footer: { uuid: CHILD_ID, geometry: GEOMETRY } }).bytes, { name: 'x.vhd' }));
    expect(await withParent(chain, other, NO_SIBLINGS)).toEqual({
      ok: false,
      error: {
        kind: 'wrong-parent',
        expectedId: '00000000-0000-0000-1122-334455667788',
        foundId: 'c1c1c1c1-c1c1-c1c1-c1c1-c1c1c1c1c1c1',
        name: 'x.vhd',
      },
    });
  });

  test('is refused when it is the child itself', async () => {
    const self = memoryFile(childImage({ header: { parentId: CHILD_ID } }).bytes);
    const chain = await chainOf(self);
    expect(await withParent(chain, await imageIn(self), NO_SIBLINGS)).toEqual({ ok: false, error: { kind: 'chain-loop' } });
  });
});
