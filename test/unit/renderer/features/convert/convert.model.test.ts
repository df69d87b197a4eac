/** What can be made of a disk, and what it comes to: lengths worked out by hand, and against the files that jobs really make. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import {
  fileTypeOf,
  inFullOnWindows,
  lostBlocks,
  newSectors,
  OPERATIONS,
  previewOf,
  reasonAgainst,
  sparseFileBytes,
  staysChild,
  suggestedName,
  requestOf,
  type Operation,
  type Reason,
  type ConvertForm,
} from '../../../../../renderer/features/convert/convert.model';
import type { Disk } from '../../../../../renderer/disk/translate.model';
import type { Span } from '../../../../../renderer/app/place.model';
import { droppedText, gainText, REASONS } from '../../../../../renderer/features/convert/convert.text';
import { taskOf } from '../../../../../main/session/jobs/jobTask';
import { blockTable } from '../../../../../main/vhd/describe/blockTable';
import { describe as describeChain } from '../../../../../main/vhd/describe/describe';
import type { ImageId } from '../../../../../shared/views';
import { baseImage, BLOCK, childImage, fixedImage, inBothFooters, SIZE, withEntry } from '../../../../support/fixtures';
import { fileOf, sourceAt } from '../../../../support/jobs';
import { NOW, stampFile, withChain } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';
import { bareFile, diskIn, madeDisk } from '../../support/disks';

const MIB = 1024 * 1024;
const form = (operation: Operation, more: Partial<ConvertForm> = {}): ConvertForm => ({
  operation,
  flattenTo: 'dynamic',
  ancestors: 1,
  sizeText: '16 MiB',
  unit: 'MiB',
  ...more,
});

/** A base and its child in one folder, as the window sees them. */
const folder = tempDir();
const BASE = path.join(folder, 'p.vhd');
const CHILD = path.join(folder, 'c.vhd');
const FIXED = path.join(folder, 'f.vhd');
writeFileSync(BASE, baseImage());
writeFileSync(CHILD, childImage().bytes);
writeFileSync(FIXED, fixedImage());
// The child says when its parent was made.
stampFile(BASE, 2 ** 29);

const seen = (file: string): Promise<Disk> =>
  withChain(file, async (chain) => ({
    view: {
      image: 'image' as ImageId,
      name: path.basename(file),
      folder,
      modified: '2026-01-01T00:00:00.000Z',
      interrupted: null,
      draft: null,
      checked: 'structures' as const,
      ...(await describeChain(chain, NOW)),
    },
    blocks: blockTable(chain),
  }));

const reasons = (disk: Disk): Partial<Record<Operation, Reason>> =>
  Object.fromEntries(
    OPERATIONS.flatMap((operation) => {
      const reason = reasonAgainst(disk, operation);
      return reason === null ? [] : [[operation, reason]];
    }),
  );

describe('what can be made', () => {
  it('of a dynamic disk is everything but itself and what needs a parent', async () => {
    expect(reasons(await seen(BASE))).toEqual({ dynamic: 'same-kind', flatten: 'no-parent', merge: 'no-parent' });
  });

  const NO_FIXED = {
    fixed: 'same-kind',
    compact: 'not-sparse',
    defragment: 'not-sparse',
    flatten: 'no-parent',
    merge: 'no-parent',
  };

  it('of a fixed disk is nothing that moves blocks', async () => {
    expect(reasons(await seen(FIXED))).toEqual(NO_FIXED);
  });

  it.each<[number, number, Partial<Record<Operation, Reason>>]>([
    // In sectors and bytes: Azure takes fixed disks of whole MiB, 20 MiB at least, and no file with more than them and a footer.
    [40_960, 20 * MIB + 512, { azure: 'azure-already' }],
    [40_960, 20 * MIB + 1024, {}],
    [38_912, 19 * MIB + 512, {}],
    [40_961, 20 * MIB + 1024, {}],
  ])('of a fixed disk of %i sectors in a file of %i bytes is an Azure copy, unless it is one', (sectors, fileBytes, more) => {
    expect(reasons(madeDisk({ sectors, blockBytes: BLOCK, entries: null, fileBytes }))).toEqual({ ...NO_FIXED, ...more });
  });

  it('of a child is what keeps it one, or makes one disk of the chain', async () => {
    expect(reasons(await seen(CHILD))).toEqual({ dynamic: 'has-parent', fixed: 'has-parent', raw: 'has-parent' });
  });

  it('of a child without its parent is what does not need to read it', async () => {
    expect(reasons(await diskIn(childImage().bytes))).toEqual({
      dynamic: 'has-parent',
      fixed: 'has-parent',
      raw: 'has-parent',
      compact: 'parent-missing',
      flatten: 'parent-missing',
      merge: 'parent-missing',
      azure: 'parent-missing',
    });
  });

  it('of a disk whose parents form a circle is what asks nothing of them', async () => {
    const child = await seen(CHILD);
    const loop = { childLayer: 1, state: 'loop', lookedFor: ['kid.vhd'], elsewhere: [], expectedId: '', foundId: null } as const;
    const looped = 'chain-loop';
    expect(reasons({ ...child, view: { ...child.view, parent: loop } })).toEqual({
      dynamic: 'has-parent',
      fixed: 'has-parent',
      raw: 'has-parent',
      compact: looped,
      resize: looped,
      flatten: looped,
      merge: looped,
      azure: looped,
    });
  });

  it('of a disk whose parent is there names the one that is missing', async () => {
    const child = await seen(CHILD);
    const lost = { childLayer: 1, state: 'missing', lookedFor: ['base.vhd'], elsewhere: [], expectedId: '', foundId: null } as const;
    const [top, base] = child.view.layers;
    if (top === undefined || base === undefined) throw new Error('no chain');
    const grandchild = { ...child, view: { ...child.view, parent: lost } };
    expect(reasons(grandchild)).toMatchObject({ flatten: 'grandparent-missing', azure: 'grandparent-missing' });
    const deeper = { ...child, view: { ...child.view, parent: lost, layers: [top, base, base] } };
    expect(reasons(deeper)).toMatchObject({ flatten: 'ancestor-missing', azure: 'ancestor-missing' });
    expect(REASONS['grandparent-missing']).toBe('Its grandparent, the parent of its parent, is missing. Locate it first.');
  });

  it('of a disk in a saved state is only what leaves its layout alone, or makes another disk', async () => {
    // Spec 1.0: saved state is the byte at 84.
    const saved = inBothFooters(baseImage(), (raw, at) => void (raw[at + 84] = 1));
    expect(reasons(await diskIn(saved))).toMatchObject({ compact: 'saved-state', defragment: 'saved-state', resize: 'saved-state' });
  });

  it('of a disk whose table cannot be read is nothing', async () => {
    const bytes = baseImage();
    bytes.fill(0, 512, 1536);
    expect(Object.values(reasons(await diskIn(bytes)))).toEqual(OPERATIONS.map(() => 'no-table'));
  });

  it('of a raw disk is nothing that needs a footer', () => {
    const raw = madeDisk({ kind: 'raw', sectors: 4096, blockBytes: BLOCK, entries: null, fileBytes: BLOCK, footerAt: null });
    expect(reasons(raw)).toMatchObject({ raw: 'same-kind', resize: 'no-footer', skeleton: 'no-footer' });
    expect(reasons(bareFile(10))).toMatchObject({ fixed: 'no-footer' });
  });
});

describe('lengths, by hand', () => {
  it('of two blocks of 2 MiB behind a table of one sector, on pages', () => {
    // 2048 + bitmap 512 → data at 4096; each next 2 MiB + 4096 on; the footer ends on a page: 4096 + 2 × 2 MiB + 4096 + 512 → 4,206,592.
    expect(sparseFileBytes(16_384, BLOCK, 0, 2)).toBe(4_206_592);
  });

  it('of no block are structures and a footer', () => {
    expect(sparseFileBytes(16_384, BLOCK, 0, 0)).toBe(4096);
  });

  it('of blocks too small for pages follow without a gap', () => {
    // 8 entries of 1 KiB: 2048, then twice 512 + 1024, then 512.
    expect(sparseFileBytes(16, 1024, 0, 2)).toBe(2048 + 2 * 1536 + 512);
  });
});

describe('a preview', () => {
  const lengths = async (file: string, operation: Operation, more: Partial<ConvertForm> = {}): Promise<Span> =>
    previewOf(await seen(file), form(operation, more))?.need.fileBytes ?? { least: 0, most: 0 };

  it('of a fixed disk is as long as the disk and its footer, of a raw one without', async () => {
    expect(await lengths(BASE, 'fixed')).toEqual({ least: SIZE + 512, most: SIZE + 512 });
    expect(await lengths(BASE, 'raw')).toEqual({ least: SIZE, most: SIZE });
  });

  it('needs room only for blocks that are stored', async () => {
    expect(previewOf(await seen(BASE), form('fixed'))?.need.roomBytes).toEqual({ least: 2 * BLOCK, most: 2 * BLOCK });
  });

  it('of a fixed disk needs room for all of it on Windows, where it is written in full; a raw file and a skeleton keep their holes', async () => {
    const room = async (operation: Operation, platform: string, file = BASE, more: Partial<ConvertForm> = {}): Promise<unknown> =>
      inFullOnWindows(previewOf(await seen(file), form(operation, more)), operation, platform)?.need.roomBytes.most;
    const full = SIZE + 512;
    expect([await room('fixed', 'win32'), await room('azure', 'win32', FIXED)]).toEqual([full, 20 * MIB + 512]);
    expect(await room('flatten', 'win32', CHILD, { flattenTo: 'fixed' })).toBe(full);
    expect([await room('fixed', 'linux'), await room('raw', 'win32')]).toEqual([2 * BLOCK, 2 * BLOCK]);
    expect(await room('skeleton', 'win32', FIXED)).toBe(512);
    expect(droppedText('fixed', false)).toContain('on Windows they are written, for it attaches no sparse VHD');
  });

  it('of a compact one says at most, for nobody has read the blocks', async () => {
    expect(await lengths(BASE, 'compact')).toEqual({ least: 4096, most: 4_206_592 });
    expect(previewOf(await seen(BASE), form('compact'))).toMatchObject({ blocks: { now: 2, most: 2 }, isExact: false });
  });

  it('of a compact one says whether anything can be won', async () => {
    const said = async (now: number): Promise<string | null> => gainText(now, await lengths(BASE, 'compact'));
    // Between 4,096 bytes without any block, and 4,206,592 with both.
    expect(await said(4_206_592)).toBeNull();
    expect(await said(4_197_888)).toContain('up to 8,704 bytes more than this one');
    expect(await said(2048)).toBe('Nothing can be won: the new file would have 4,096 bytes, 2,048 bytes more than this one.');
    expect(gainText(4096, { least: 4096, most: 4096 })).toContain('as long as this one');
  });

  it('of a chain counts what any layer stores', async () => {
    expect(previewOf(await seen(CHILD), form('flatten'))?.blocks).toEqual({ now: 1, most: 2 });
  });

  it('of a merge with the base has no parent any more; of a compact child it has', async () => {
    const disk = await seen(CHILD);
    const kinds = (['merge', 'compact'] as const).map((operation) => {
      const preview = previewOf(disk, form(operation));
      return preview === null ? null : [preview.kind, staysChild(preview)];
    });
    expect(kinds).toEqual([
      ['dynamic', false],
      ['differencing', true],
    ]);
  });

  it('is none while the size makes no sense', async () => {
    const disk = await seen(BASE);
    expect(previewOf(disk, form('resize', { sizeText: '' }))).toBeNull();
    expect(requestOf(disk, form('resize', { sizeText: '' }))).toBeNull();
    expect(requestOf(disk, form('resize'))).toEqual({ op: 'resize', sectors: 32_768 });
  });
});

describe('a new size', () => {
  const partitioned = madeDisk({
    sectors: 16_384,
    blockBytes: BLOCK,
    entries: [10],
    fileBytes: 8 * MIB,
    partitions: [{ number: 2, firstLba: 2048, sectors: 8192, type: 'Linux', name: '', volume: null }],
  });

  it.each<[string, unknown]>([
    ['', { fault: 'unreadable' }],
    ['2041 GiB', { fault: 'too-large' }],
    ['8 MiB', { fault: 'same' }],
    ['5 MiB', { sectors: 10_240 }],
    ['10239 sectors', { fault: { partition: 2, endLba: 10_240 } }],
  ])('of “%s” is judged', (sizeText, verdict) => {
    expect(newSectors(partitioned, form('resize', { sizeText }))).toEqual(verdict);
  });
});

/** Every operation on every disk that allows it. */
const REAL: readonly (readonly [string, string, ConvertForm])[] = [
  ...(['fixed', 'raw', 'compact', 'defragment', 'resize', 'azure', 'skeleton'] as const).map((op) => ['p.vhd', BASE, form(op)] as const),
  ...(['dynamic', 'raw', 'resize', 'azure', 'skeleton'] as const).map((op) => ['f.vhd', FIXED, form(op)] as const),
  ...(['compact', 'defragment', 'resize', 'flatten', 'merge', 'azure', 'skeleton'] as const).map(
    (op) => ['c.vhd', CHILD, form(op)] as const,
  ),
  ['c.vhd', CHILD, form('flatten', { flattenTo: 'fixed' })],
  ['c.vhd', CHILD, form('flatten', { flattenTo: 'raw' })],
  ['p.vhd', BASE, form('resize', { sizeText: '6 MiB' })],
];

test.each([
  ['a dynamic disk', BASE],
  ['a fixed disk', FIXED],
  ['a child', CHILD],
])('every operation that %s allows is tried on it', async (_, file) => {
  const refused = Object.keys(reasons(await seen(file)));
  const tried = REAL.filter(([, each]) => each === file).map(([, , { operation }]) => operation);
  expect([...refused, ...new Set(tried)].sort()).toEqual([...OPERATIONS].sort());
});

test.each(REAL)('what a job really makes of %s lies within what was promised: $2.operation', async (name, file, request) => {
  const disk = await seen(file);
  const preview = previewOf(disk, request);
  const task = requestOf(disk, request);
  if (preview === null || task === null) throw new Error('no preview');
  const target = path.join(folder, `made-${OPERATIONS.indexOf(request.operation)}-${request.flattenTo}-${request.sizeText}-${name}`);
  const world = { now: Date.now, newId: () => '10f1e2d3-c4b5-a697-8879-6a5b4c3d2e1f', program: 'Platter' };
  const made = taskOf(task, { source: sourceAt(file), overlay: [] }, { path: target, publish: { kind: 'new' } }, world);
  if (!made.ok || !('output' in made.value)) throw new Error('no task');
  const asked = { ...made.value, output: { ...made.value.output, tag: 'ab' } };
  // As after the user's yes to a longer file: these disks are packed, and new ones are not.
  const summary = await fileOf(asked.op === 'compact' ? { ...asked, unlessLarger: false } : asked);
  expect(existsSync(target)).toBe(true);
  const { size, blocks } = statSync(target);
  const { fileBytes, roomBytes, laterBytes } = preview.need;
  expect(size).toBeGreaterThanOrEqual(fileBytes.least);
  expect(size).toBeLessThanOrEqual(fileBytes.most);
  expect(size).toBeLessThanOrEqual(laterBytes);
  // Some room for what the file system itself rounds up. Under Wine no file has holes.
  if (process.platform !== 'win32') expect(blocks * 512).toBeLessThanOrEqual(roomBytes.most + 64 * 1024);
  if (preview.blocks !== null && summary.blocks !== null) expect(summary.blocks.kept).toBeLessThanOrEqual(preview.blocks.most);
  expect(summary.virtualBytes).toBe(preview.sectors * 512);
});

test('names say what was made, and end as their kind does', () => {
  const names = OPERATIONS.map((operation) => suggestedName('win.server.vhd', form(operation)));
  expect(names).toEqual([
    'win.server-dynamic.vhd',
    'win.server-fixed.vhd',
    'win.server.img',
    'win.server-compact.vhd',
    'win.server-defragmented.vhd',
    'win.server-resized.vhd',
    'win.server-flat.vhd',
    'win.server-merged.vhd',
    'win.server-azure.vhd',
    'win.server-skeleton.vhd',
  ]);
  expect(fileTypeOf(form('flatten', { flattenTo: 'raw' }))).toBe('raw');
  expect(suggestedName('a.VHD', form('flatten', { flattenTo: 'raw' }))).toBe('a-flat.img');
});

test('blocks that cannot be read are counted', async () => {
  expect(lostBlocks(await diskIn(withEntry(baseImage(), 0, 0x00ff_0000)))).toBe(1);
});
