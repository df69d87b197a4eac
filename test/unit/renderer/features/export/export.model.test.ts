import { describe, expect, it } from 'vitest';
import {
  exportName,
  NEW_EXPORT,
  outcomeOfExport,
  partitionAtCursor,
  whatIsPossible,
  type ExportForm,
  type ExportProblem,
  type ExportScene,
} from '../../../../../renderer/features/export/export.model';
import type { PartitionView } from '../../../../../shared/views';
import { GIB, largestDisk, madeDisk } from '../../support/disks';

const MIB = 1024 * 1024;
const plain = largestDisk({ 3: 90_000 });
const partitions: PartitionView[] = [
  { number: 1, firstLba: 2048, sectors: 4096, type: 'EFI system', name: '', volume: null },
  { number: 3, firstLba: 4_278_190_000, sectors: 1000, type: 'NTFS', name: 'Cut off', volume: null },
];
const big = {
  ...plain,
  view: {
    ...plain.view,
    disk: plain.view.disk === null ? null : { ...plain.view.disk, partitions: { scheme: 'gpt' as const, entries: partitions } },
  },
};
const scene: ExportScene = { disk: big, selection: null, cursor: { space: 'disk', at: 0 }, staged: 'nothing' };
const outcome = (form: Partial<ExportForm>, more: Partial<ExportScene> = {}) =>
  outcomeOfExport({ ...NEW_EXPORT, ...form }, { ...scene, ...more });

describe('what is exported', () => {
  it('is the whole disk at first, raw and sparse', () => {
    expect(outcome({})).toMatchObject({
      range: { space: 'disk', at: 0, bytes: 2040 * GIB },
      format: 'raw',
      request: { op: 'export', range: null, layer: false, full: false, unsaved: false },
      fileType: 'raw',
    });
  });

  it.each<[Partial<ExportForm>, { readonly from: number; readonly sectors: number }]>([
    [
      { what: 'range', fromText: '2048', toText: '4096', toIs: 'count' },
      { from: 2048, sectors: 4096 },
    ],
    [
      { what: 'range', fromText: '2048', toText: '2048', toIs: 'last' },
      { from: 2048, sectors: 1 },
    ],
    [
      { what: 'range', fromText: '0x100000', toText: '1,000', toIs: 'count' },
      { from: 2048, sectors: 1000 },
    ],
    [
      { what: 'range', fromText: 'p1', toText: '2*1024', toIs: 'count' },
      { from: 2048, sectors: 2048 },
    ],
    [
      { what: 'blocks', firstBlock: '3', blockCount: '2' },
      { from: 3 * 4096, sectors: 8192 },
    ],
    [
      { what: 'partition', partition: 0 },
      { from: 2048, sectors: 4096 },
    ],
  ])('%j is a range of sectors', (form, range) => {
    expect(outcome(form).request).toMatchObject({ op: 'export', range });
  });

  it.each<[Partial<ExportForm>, ExportProblem]>([
    [{ what: 'selection' }, 'no-selection'],
    [{ what: 'range', fromText: 'here' }, 'bad-from'],
    [{ what: 'range', toText: '' }, 'bad-to'],
    [{ what: 'range', toText: '0' }, 'nothing'],
    [{ what: 'range', fromText: '9', toText: '8', toIs: 'last' }, 'ends-before-start'],
    [{ what: 'range', fromText: '4278190079', toText: '2' }, 'beyond-end'],
    [{ what: 'blocks', firstBlock: '1044479', blockCount: '2' }, 'beyond-end'],
    [{ what: 'blocks', firstBlock: '-1' }, 'bad-from'],
    // Sectors 4,278,190,000 to 4,278,190,999 of 4,278,190,080.
    [{ what: 'partition', partition: 1 }, 'beyond-end'],
    [{ what: 'partition', partition: 9 }, 'no-partitions'],
  ])('%j comes to nothing, and says why', (form, problem) => {
    expect(outcome(form)).toMatchObject({ problem, request: null, range: null });
  });

  it('is bytes where a selection cuts sectors, and bytes of the file in file space', () => {
    const cut = { space: 'disk', at: 513, bytes: 10 } as const;
    expect(outcome({ what: 'selection' }, { selection: cut }).request).toMatchObject({
      op: 'dump',
      of: { kind: 'disk', at: 513, bytes: 10 },
      format: 'bytes',
    });
    const file = { space: 'file', at: 512, bytes: 1024 } as const;
    expect(outcome({ what: 'selection' }, { selection: file })).toMatchObject({
      request: { op: 'dump', of: { kind: 'file', at: 512, bytes: 1024 } },
      canBeSparse: false,
    });
  });

  it('as text is a dump of the same bytes', () => {
    expect(outcome({ what: 'range', fromText: '8', toText: '2', format: 'c' })).toMatchObject({
      request: { op: 'dump', of: { kind: 'disk', at: 4096, bytes: 1024, layer: false }, format: 'c' },
      fileType: 'c',
    });
  });

  it('as a list has the formats of lists', () => {
    expect(outcome({ what: 'table', table: 'runs' })).toMatchObject({
      formats: ['csv', 'json'],
      format: 'csv',
      request: { op: 'table', table: 'runs', format: 'csv' },
    });
    expect(outcome({ what: 'report', format: 'hex' })).toMatchObject({ format: 'html', request: { op: 'report' }, fileType: 'html' });
  });

  it('offers only what the disk has', () => {
    const fixed = madeDisk({ kind: 'fixed', sectors: 2048, blockBytes: 2 * MIB, entries: null, fileBytes: MIB + 512 });
    expect(whatIsPossible({ ...scene, disk: fixed })).toMatchObject({ selection: false, blocks: false, partition: false, disk: true });
  });
});

describe('one layer of a chain', () => {
  it('can be left alone only of a child, and of its sectors', () => {
    expect(outcome({ layer: true })).toMatchObject({ canBeLayer: false, request: { layer: false } });
    const child = madeDisk({
      kind: 'differencing',
      sectors: 4096,
      blockBytes: 2 * MIB,
      entries: [4],
      fileBytes: 4 * MIB,
      layers: ['child.vhd', 'base.vhd'],
    });
    expect(outcome({ layer: true }, { disk: child })).toMatchObject({ canBeLayer: true, request: { layer: true } });
    expect(outcome({ layer: true, what: 'report' }, { disk: child })).toMatchObject({ canBeLayer: false });
  });
});

describe('a parent that is missing', () => {
  it('is told of where its sectors would be in it, and not of one layer or of the file’s bytes', () => {
    const child = madeDisk({ kind: 'differencing', sectors: 4096, blockBytes: 2 * MIB, entries: [4], fileBytes: 4 * MIB });
    const parent = { childLayer: 0, state: 'missing', lookedFor: ['base.vhd'], elsewhere: [], expectedId: '', foundId: null } as const;
    const alone = { ...child, view: { ...child.view, parent } };
    expect(outcome({}, { disk: alone }).needsParent).toBe(true);
    expect(outcome({ layer: true }, { disk: alone }).needsParent).toBe(false);
    expect(outcome({ what: 'structure' }, { disk: alone }).needsParent).toBe(false);
    expect(outcome({}, { disk: child }).needsParent).toBe(false);
    // Zeros in its place, where they are asked for and can be listed by sectors.
    expect(outcome({ known: true }, { disk: alone })).toMatchObject({ isKnownAlone: true, request: { op: 'export', known: true } });
    expect(outcome({}, { disk: alone })).toMatchObject({ isKnownAlone: false, request: { known: false } });
    expect(outcome({ known: true, format: 'hex' }, { disk: alone }).isKnownAlone).toBe(false);
    expect(outcome({ known: true, layer: true }, { disk: alone })).toMatchObject({ isKnownAlone: false, request: { known: false } });
    expect(outcome({ known: true }, { disk: child })).toMatchObject({ isKnownAlone: false, request: { known: false } });
  });
});

describe('while the range is being typed wrong', () => {
  const child = madeDisk({
    kind: 'differencing',
    sectors: 4096,
    blockBytes: 2 * MIB,
    entries: [4],
    fileBytes: 4 * MIB,
    layers: ['a.vhd', 'base.vhd'],
  });

  it.each<[string, Partial<ExportForm>]>([
    ['beyond the end', { what: 'range', toText: '999999999' }],
    ['unreadable', { what: 'range', fromText: 'x' }],
    ['empty', { what: 'blocks', blockCount: '' }],
  ])('what can be chosen stays as it was: %s', (_how, wrong) => {
    const more = { disk: child, staged: 'disk-bytes' } as const;
    expect(outcome({ ...wrong, sidecar: true }, more)).toMatchObject({
      unsaved: 'included',
      canBeLayer: true,
      canBeSparse: true,
      canHash: true,
      request: null,
      need: null,
    });
    expect(outcome({ ...wrong, unsaved: false }, more).unsaved).toBe('left-out');
  });
});

describe('unsaved changes', () => {
  it('are in it when they are bytes of the disk, unless they are left out', () => {
    expect(outcome({}, { staged: 'disk-bytes' })).toMatchObject({ unsaved: 'included', request: { unsaved: true } });
    expect(outcome({ unsaved: false }, { staged: 'disk-bytes' })).toMatchObject({ unsaved: 'left-out', request: { unsaved: false } });
  });

  it('cannot be in it when they may move sectors, or when it is bytes of the file', () => {
    expect(outcome({}, { staged: 'structures' })).toMatchObject({ unsaved: 'impossible', request: { unsaved: false } });
    const file = { space: 'file', at: 0, bytes: 512 } as const;
    expect(outcome({ what: 'selection' }, { staged: 'disk-bytes', selection: file })).toMatchObject({ unsaved: 'impossible' });
  });
});

describe('the room it needs', () => {
  it('is at most what the blocks hold, as long as holes stay holes', () => {
    expect(outcome({}).need).toEqual({
      fileBytes: { least: 2040 * GIB, most: 2040 * GIB },
      roomBytes: { least: 0, most: 2 * MIB },
      laterBytes: 2040 * GIB,
    });
    expect(outcome({ full: true }).need?.roomBytes).toEqual({ least: 2040 * GIB, most: 2040 * GIB });
  });
  it('of text is several times the bytes', () => {
    // A row of sixteen bytes in C: four blanks, sixteen times "0x00, ", a line end instead of the last blank.
    const most = outcome({ what: 'range', toText: '2048', format: 'c' }).need?.fileBytes.most ?? 0;
    expect(most).toBeGreaterThanOrEqual((MIB / 16) * 100);
    expect(most).toBeLessThan(MIB * 7);
  });
});

describe('the name', () => {
  it.each<[Partial<ExportForm>, string]>([
    [{}, 'big.img'],
    [{ what: 'range', fromText: '2048' }, 'big-lba-2048.img'],
    [{ what: 'blocks', firstBlock: '3' }, 'big-block-3.img'],
    [{ what: 'partition', partition: 0 }, 'big-partition-1.img'],
    [{ what: 'table', table: 'bat' }, 'big-bat.csv'],
  ])('of %j is %s', (request, name) => {
    const form = { ...NEW_EXPORT, ...request };
    const named: ExportScene = { ...scene, disk: { ...big, view: { ...big.view, name: 'big.vhd' } } };
    const extension = form.what === 'table' ? 'csv' : 'img';
    expect(exportName(form, named, outcomeOfExport(form, named), extension)).toBe(name);
  });
});

it('the partition is the one at the cursor, on the disk as in the file', async () => {
  expect(partitionAtCursor({ ...scene, cursor: { space: 'disk', at: 4_278_190_000 * 512 } })).toBe(1);
  expect(partitionAtCursor({ ...scene, cursor: { space: 'disk', at: 2048 * 512 } })).toBe(0);
  expect(partitionAtCursor(scene)).toBe(0);
});
