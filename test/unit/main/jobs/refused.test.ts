/** What a job is asked that cannot be: it ends with the reason in data, makes no file, and leaves what was there as it was. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JobTask, OutputRef } from '../../../../main/jobs/tasks';
import { err } from '../../../../shared/result';
import type { FileSummary, JobError, JobPhase } from '../../../../shared/jobs';
import { baseImage, BLOCK, childImage, fixedImage, FOOTER_AT, SIZE } from '../../../support/fixtures';
import { footerBytes, put32 } from '../../../support/imageBuilder';
import { compareOf, CREATOR, endOf, fileOf, FRESH, outputAt, sourceAt, type HereOptions } from '../../../support/jobs';
import { realFiles } from '../../../support/newDisks';
import { NOW } from '../../../support/opened';
import { tempDir } from '../../../support/tempDir';

let folder = '';
beforeEach(() => {
  folder = tempDir();
});
const at = (name: string): string => path.join(folder, name);
const lay = (name: string, bytes: Uint8Array): string => {
  writeFileSync(at(name), bytes);
  return at(name);
};
const output = (more: Partial<OutputRef> = {}): OutputRef => outputAt(at('out.vhd'), more);
const LINK = {
  uniqueId: '00000000-0000-0000-1122-334455667788',
  modified: 0,
  name: 'p.vhd',
  relativePath: '.\\p.vhd',
  windowsPath: null,
  posixPath: null,
} as const;

/** Ends with this, and the folder holds what it held. */
async function expectFailed(task: JobTask, error: Partial<JobError>, options: HereOptions = {}): Promise<void> {
  const before = readdirSync(folder).map((name) => [name, readFileSync(at(name)).toString('base64')]);
  expect(await endOf(task, options)).toMatchObject({ kind: 'failed', error });
  expect(readdirSync(folder).map((name) => [name, readFileSync(at(name)).toString('base64')])).toEqual(before);
}

describe('sums and searches', () => {
  test.each([[[]], [['sha3']], [['md5', 'nonsense']]])('algorithms %j are refused', async (algorithms) => {
    const source = sourceAt(lay('disk.vhd', fixedImage()));
    await expectFailed({ op: 'hash', source, algorithms, layer: false }, { kind: 'bad-value', field: 'algorithm' } as Partial<JobError>);
  });

  test.each([
    [[], 'empty'],
    [[{ kind: 'hex', hex: 'F' }], 'hex'],
    [
      [
        { kind: 'hex', hex: 'FF' },
        { kind: 'regex', source: '[', ignoreCase: false },
      ],
      'regex',
    ],
  ] as const)('patterns %j are refused as %s', async (patterns, why) => {
    const source = sourceAt(lay('disk.vhd', fixedImage()));
    await expectFailed({ op: 'search', source, patterns, all: false, most: 5 }, { kind: 'bad-pattern', why } as Partial<JobError>);
  });
});

describe('a comparison', () => {
  test('counts all that differs, lists as much as was asked for, and says that there is more', async () => {
    const other = fixedImage();
    for (const sector of [3, 7, 8, 4000]) other[sector * 512] = (other[sector * 512] as number) ^ 0xff;
    const [source, against] = [sourceAt(lay('a.vhd', fixedImage())), sourceAt(lay('b.vhd', other))];
    const compare = (most: number) => compareOf({ op: 'compare', source, with: against, most });
    expect(await compare(10)).toMatchObject({
      equal: false,
      complete: true,
      differingSectors: 4,
      differing: [
        { firstLba: 3, sectors: 1 },
        { firstLba: 7, sectors: 2 },
        { firstLba: 4000, sectors: 1 },
      ],
    });
    expect(await compare(1)).toMatchObject({ complete: false, differingSectors: 4, differing: [{ firstLba: 3, sectors: 1 }] });
  });

  test('has one range of what differs over the edges of its pieces', async () => {
    const other = fixedImage();
    for (let sector = 400; sector < 1700; sector++) other[sector * 512 + 511] = (other[sector * 512 + 511] as number) ^ 1;
    const [source, against] = [sourceAt(lay('a.vhd', fixedImage())), sourceAt(lay('b.vhd', other))];
    expect((await compareOf({ op: 'compare', source, with: against, most: 1 })).differing).toEqual([{ firstLba: 400, sectors: 1300 }]);
  });
});

describe('a part of a disk', () => {
  test.each([
    [16_384, 1],
    [16_383, 2],
    [-1, 1],
    [0, -1],
  ])('from sector %i, %i of them, is not there', async (from, sectors) => {
    const source = sourceAt(lay('disk.vhd', baseImage()));
    const task: JobTask = { op: 'export', source, output: output(), range: { from, sectors }, layer: false };
    await expectFailed(task, { kind: 'out-of-range', at: from, sectors, diskSectors: 16_384 } as Partial<JobError>);
  });

  const dump = (name: string, from: number, bytes: number, layer: boolean): JobTask => ({
    op: 'dump',
    source: sourceAt(at(name)),
    output: output(),
    of: { kind: 'disk', at: from, bytes, layer },
    format: 'bytes',
    overlay: [],
  });

  test('behind the end is not dumped', async () => {
    lay('disk.vhd', baseImage());
    await expectFailed(dump('disk.vhd', SIZE - 511, 512, false), { kind: 'out-of-range', at: 16_383, sectors: 2 } as Partial<JobError>);
  });

  test('of a child without its parent is dumped of the layer alone, with zeros for what it does not hold', async () => {
    lay('kid.vhd', childImage().bytes);
    await expectFailed(dump('kid.vhd', 0, 1024, false), { kind: 'unreadable', lba: 1, sectors: 1, source: 'unknown' } as Partial<JobError>);
    await fileOf(dump('kid.vhd', 0, 10 * 512, true) as Extract<JobTask, { op: 'dump' }>);
    // Sectors 0 and 9 are its own.
    expect(
      readFileSync(at('out.vhd')).equals(
        Buffer.alloc(10 * 512)
          .fill(0xaa, 0, 512)
          .fill(0xbb, 9 * 512),
      ),
    ).toBe(true);
  });
});

describe('a disk onto another one', () => {
  const onto = (parent: string, more: Partial<Extract<JobTask, { op: 'convert-child' }>> = {}): JobTask => ({
    op: 'convert-child',
    source: sourceAt(at('disk.vhd')),
    output: output(),
    parent: sourceAt(at(parent)),
    link: LINK,
    blockBytes: null,
    fresh: FRESH,
    ...more,
  });
  beforeEach(() => void lay('disk.vhd', fixedImage()));

  test('that is not there, or has no parent itself, is refused', async () => {
    await expectFailed(onto('none.vhd'), { kind: 'not-found' });
    lay('kid.vhd', childImage({ header: { parentId: new Uint8Array(16).fill(3), parentName: 'gone.vhd' } }).bytes);
    await expectFailed(onto('kid.vhd'), { kind: 'parent-missing' });
    lay('p.vhd', baseImage());
    await expectFailed({ ...onto('p.vhd'), source: sourceAt(at('kid.vhd')) } as JobTask, { kind: 'parent-missing' });
  });

  test('of another size is refused, with both', async () => {
    const size = SIZE / 2;
    const bytes = new Uint8Array(size + 512);
    bytes.set(footerBytes({ type: 2, size }), size);
    lay('small.vhd', bytes);
    await expectFailed(onto('small.vhd'), { kind: 'parent-size', bytes: SIZE, parentBytes: size } as Partial<JobError>);
  });

  test('with a geometry that says another size is refused', async () => {
    lay('p.vhd', baseImage());
    const fresh = { ...FRESH, geometry: { cylinders: 10, heads: 4, sectorsPerTrack: 17 } };
    await expectFailed(onto('p.vhd', { fresh }), {
      kind: 'geometry-not-size',
      bytes: SIZE,
      geometryBytes: 10 * 4 * 17 * 512,
    } as Partial<JobError>);
  });

  test('of which a block is damaged is refused, for nobody can tell what equals it', async () => {
    const bytes = baseImage();
    put32(bytes, 1536 + 8, 2 ** 20);
    lay('p.vhd', bytes);
    await expectFailed(onto('p.vhd'), { kind: 'unreadable', lba: 8192 } as Partial<JobError>);
  });
});

describe('a salvage', () => {
  test('gives up blocks that follow each other as one range, and keeps all else', async () => {
    const bytes = baseImage();
    for (const block of [2, 3]) put32(bytes, 1536 + block * 4, 2 ** 20 + block * 5000);
    const source = sourceAt(lay('disk.vhd', bytes));
    const range = null;
    await expectFailed({ op: 'export', source, output: output(), range, layer: false }, {
      kind: 'unreadable',
      lba: 8192,
    } as Partial<JobError>);
    const made = await fileOf({ op: 'export', source, output: output({ salvage: true }), range, layer: false });
    expect([made.lost, made.lostSectors]).toEqual([[{ firstLba: 8192, sectors: 8192 }], 8192]);
    const wanted = Buffer.alloc(SIZE);
    wanted.set(fixedImage().subarray(0, BLOCK));
    expect(readFileSync(at('out.vhd')).equals(wanted)).toBe(true);
  });
});

describe('changes that are not saved', () => {
  test('of one sector and of neighbours are compared as one stretch', async () => {
    const overlay = [100, 300, 1000, 1024 + 1].map((place, i) => ({ at: place, bytes: Uint8Array.of(i + 1) }));
    const source = sourceAt(lay('disk.vhd', fixedImage()));
    const made = await fileOf({ op: 'export', source, output: output(), range: null, layer: false, overlay });
    const wanted = Buffer.from(fixedImage().subarray(0, SIZE));
    for (const { at: place, bytes } of overlay) wanted.set(bytes, place);
    expect(readFileSync(at('out.vhd')).equals(wanted)).toBe(true);
    expect(made.verified).toBe(true);
  });
});

describe('a skeleton', () => {
  test('of a raw disk has nothing to show', async () => {
    const source = sourceAt(lay('raw.img', new Uint8Array(8192).fill(1)), 'raw');
    await expectFailed({ op: 'skeleton', source, output: output() }, { kind: 'wrong-kind' });
  });

  test('of a fixed disk is its footer at its place, and zeros', async () => {
    const made = await fileOf({ op: 'skeleton', source: sourceAt(lay('disk.vhd', fixedImage())), output: output() });
    const bytes = readFileSync(at('out.vhd'));
    expect([made.fileBytes, bytes.length]).toEqual([SIZE + 512, SIZE + 512]);
    expect(bytes.subarray(SIZE).equals(Buffer.from(fixedImage().subarray(SIZE)))).toBe(true);
    expect(bytes.subarray(512, SIZE).every((byte) => byte === 0)).toBe(true);
  });
});

describe('a repair', () => {
  const repair = (
    name: string,
    request: Extract<JobTask, { op: 'repair' }>['request'],
    more: Partial<Extract<JobTask, { op: 'repair' }>> = {},
  ): JobTask => ({
    op: 'repair',
    source: sourceAt(at(name)),
    output: output(),
    request,
    deep: false,
    now: NOW,
    ids: [],
    ...more,
  });
  const broken = (): Uint8Array => {
    const bytes = baseImage();
    put32(bytes, FOOTER_AT + 64, 1);
    return bytes;
  };

  test('that was shown for a file that opens by now, or has nothing there, is of another file', async () => {
    lay('sound.vhd', fixedImage());
    lay('raw.img', new Uint8Array(1024 * 1024).fill(0xe5));
    const changed = { kind: 'changed-on-disk' } as const;
    await expectFailed(repair('sound.vhd', { kind: 'rescue' }), changed);
    await expectFailed(repair('sound.vhd', { kind: 'far-footer', at: 512, method: 'cut-tail' }), changed);
    await expectFailed(repair('raw.img', { kind: 'far-footer', at: null, method: 'cut-tail' }), changed);
    await expectFailed(repair('raw.img', { kind: 'far-footer', at: 4096, method: 'cut-tail' }), changed);
    await expectFailed(repair('sound.vhd', { kind: 'safe' }), changed);
  });

  test('of a file that is gone says so', async () => {
    await expectFailed(repair('gone.vhd', { kind: 'rescue' }), { kind: 'not-found' });
    await expectFailed(repair('gone.vhd', { kind: 'safe' }), { kind: 'not-found' });
  });

  test('never takes the place of its disk', async () => {
    const file = lay('disk.vhd', broken());
    const expected = await realFiles.stat(file);
    if (!expected.ok) throw new Error(expected.error.kind);
    const over = outputAt(file, { publish: { kind: 'replace', expected: expected.value, keepAs: null } });
    await expectFailed(repair('disk.vhd', { kind: 'safe' }, { output: over }), {
      kind: 'target-in-chain',
      name: 'disk.vhd',
    } as Partial<JobError>);
  });

  test('that wants another id than it was shown with is a fault of ours, and makes nothing', async () => {
    // A raw disk gets a new footer, with a new id.
    const raw = fixedImage().slice(0, SIZE);
    raw.fill(0, 446, 510).set([0x55, 0xaa], 510);
    lay('raw.img', raw);
    await expectFailed(repair('raw.img', { kind: 'rescue' }), { kind: 'internal' });
  });
});

/** Each way in which a job gives its file a name. */
const NAMED: readonly (readonly [string, () => JobTask])[] = [
  ['an export', () => ({ op: 'export', source: sourceAt(at('disk.vhd')), output: output(), range: null, layer: false })],
  ['a skeleton', () => ({ op: 'skeleton', source: sourceAt(at('disk.vhd')), output: output() })],
  [
    'a dump',
    () => ({
      op: 'dump',
      source: sourceAt(at('disk.vhd')),
      output: output(),
      of: { kind: 'disk', at: 0, bytes: 4096, layer: false },
      format: 'hex',
      overlay: [],
    }),
  ],
  [
    'a repair',
    () => ({ op: 'repair', source: sourceAt(at('disk.vhd')), output: output(), request: { kind: 'safe' }, deep: false, now: NOW, ids: [] }),
  ],
];

describe.each(NAMED)('the new file of %s', (_name, task) => {
  beforeEach(() => {
    const bytes = baseImage();
    put32(bytes, FOOTER_AT + 64, 1);
    lay('disk.vhd', bytes);
  });

  test('does not take a name that somebody has taken meanwhile', async () => {
    const taken = Buffer.from('mine');
    const onPhase = ({ name }: JobPhase): void => void (name !== 'opening' && writeFileSync(at('out.vhd'), taken));
    expect(await endOf(task(), { onPhase })).toMatchObject({ kind: 'failed', error: { kind: 'exists' } });
    expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'out.vhd']);
    expect(readFileSync(at('out.vhd')).equals(taken)).toBe(true);
  });

  test('is complete where it cannot have the old one’s rights, and says so', async () => {
    writeFileSync(at('out.vhd'), 'old');
    const expected = await realFiles.stat(at('out.vhd'));
    if (!expected.ok) throw new Error(expected.error.kind);
    const asked = { ...task(), output: output({ publish: { kind: 'replace', expected: expected.value, keepAs: null } }) } as JobTask;
    const files = { ...realFiles, copyRights: async () => err({ kind: 'permission-denied' } as const) };
    const end = await endOf(asked, { files });
    expect(end).toMatchObject({ kind: 'done', summary: { afterwards: 'rights-not-kept' } });
    expect(statSync(at('out.vhd')).size).toBe(end.kind === 'done' ? (end.summary as FileSummary).fileBytes : -1);
    expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'out.vhd']);
  });
});

test('a parent that the named disk is not is told apart by its id', async () => {
  lay('kid.vhd', childImage({ header: { parentId: new Uint8Array(16).fill(3), parentName: 'gone.vhd' } }).bytes);
  lay('p.vhd', baseImage());
  const source = { ...sourceAt(at('kid.vhd')), parents: [at('p.vhd')] };
  await expectFailed({ op: 'flatten', source, output: output(), type: 'dynamic', fresh: FRESH }, {
    kind: 'bad-parent',
    why: { kind: 'wrong-parent', expectedId: '03030303-0303-0303-0303-030303030303', foundId: LINK.uniqueId },
  } as Partial<JobError>);
  await expectFailed(
    { op: 'merge', source: sourceAt(at('p.vhd')), output: output(), ancestors: 1, creator: CREATOR },
    { kind: 'wrong-kind' },
  );
});

test('a dump names all sectors that are damaged together, and not only those of the piece it was reading', async () => {
  // Blocks 1 to 3 point behind the end of the file; a piece of a dump is 512 sectors.
  const image = baseImage();
  for (const block of [1, 2, 3]) put32(image, 1536 + block * 4, 0x00ff_ffff + block * 4097);
  const source = sourceAt(lay('disk.vhd', image));
  const sectors = BLOCK / 512;
  const dump = { op: 'dump', source, output: output(), format: 'hex', overlay: [] } as const;
  const of = { kind: 'disk', at: 0, bytes: SIZE, layer: false } as const;
  await expectFailed({ ...dump, of }, { kind: 'unreadable', lba: sectors, sectors: 3 * sectors });
  await expectFailed({ ...dump, of: { ...of, bytes: 2.5 * BLOCK } }, { kind: 'unreadable', lba: sectors, sectors: 1.5 * sectors });
});
