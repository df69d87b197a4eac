import { describe, expect, it, test } from 'vitest';
import {
  creatorText,
  fillsOn,
  idText,
  NEW_FORM,
  outcomeOf,
  specOf,
  type NewDiskForm,
  type Outcome,
} from '../../../../../renderer/features/newdisk/newDisk.model';
import { FILL_NAMES, kindText } from '../../../../../renderer/features/newdisk/newDisk.text';
import { parentDraft, placeDraft } from '../../support/newDisk';

const form = (more: Partial<NewDiskForm> = {}): NewDiskForm => ({ ...NEW_FORM, ...more });
const outcome = (more: Partial<NewDiskForm>): Outcome => outcomeOf(form(more));

describe('what a description comes to', () => {
  it('of 127 GiB: sectors, blocks, and the geometry that covers all but 1.98 MiB', () => {
    const { sectors, geometry, beyondGeometry, layout } = outcome({});
    expect(sectors).toBe(266_338_304);
    expect(layout?.entries).toBe(65_024);
    expect(geometry).toEqual({ cylinders: 65_278, heads: 16, sectorsPerTrack: 255 });
    // 4,064 sectors.
    expect(beyondGeometry).toBe(2_080_768);
  });

  it('made exact, is a size that geometry can say', () => {
    // QEMU 7.2 makes 1,073,995,776 bytes of a request for 1 GiB.
    const exact = outcome({ sizeText: '1', byGeometry: true });
    expect(exact).toMatchObject({ sectors: 1_073_995_776 / 512, beyondGeometry: 0 });
  });

  it('has the geometry that was typed, where it says exactly the size', () => {
    const typed = { sizeText: '87227 sectors', geometryText: '733/7/17' };
    const geometry = { cylinders: 733, heads: 7, sectorsPerTrack: 17 };
    expect(outcome(typed)).toMatchObject({ geometry, geometryFault: null, beyondGeometry: 0 });
    expect(outcome({ ...typed, geometryText: '733/7/16' }).geometryFault).toEqual({ kind: 'other-size', says: 82_096, sectors: 87_227 });
  });

  it('for Azure, is whole MiB, and 20 MiB at least', () => {
    expect(outcome({ kind: 'fixed', azure: true, sizeText: '10 MiB' }).sectors).toBe(40_960);
    expect(outcome({ kind: 'fixed', azure: true, sizeText: '20 GiB', unit: 'GiB' }).sectors).toBe(20 * 2 ** 21);
    expect(outcome({ kind: 'fixed', azure: true, sizeText: '21474836481 b' }).sectors).toBe((20_481 * 2 ** 20) / 512);
  });

  it('past 127.5 GiB has no geometry, and past 2040 GiB nothing at all', () => {
    expect(outcome({ sizeText: '1 TiB' })).toMatchObject({ isPastGeometry: true });
    expect(outcome({ sizeText: '2040 GiB' }).sectors).toBe(0xff00_0000);
    expect(outcome({ sizeText: '2190433320961 bytes' })).toMatchObject({ sectors: null, layout: null });
    expect(outcome({ sizeText: 'nonsense' })).toMatchObject({ read: null, sectors: null });
  });

  it('of a child is the size of its parent, once that is known', () => {
    expect(outcome({ kind: 'differencing' }).sectors).toBeNull();
    const child = outcome({ kind: 'differencing', parent: parentDraft({ sectors: 16_384 }), sizeText: '5 TiB' });
    expect(child.sectors).toBe(16_384);
    expect(child.layout?.parts.find(({ kind }) => kind === 'locators')?.bytes).toBe(8192);
  });

  it('has no layout where the partition table does not fit', () => {
    expect(outcome({ sizeText: '67 sectors', partitions: 'gpt' }).layout).toBeNull();
    expect(outcome({ sizeText: '68 sectors', partitions: 'gpt' }).layout).not.toBeNull();
  });
});

describe('a creator', () => {
  test.each([
    ['win ', '', 'win '],
    ['own', 'ab', 'ab  '],
    ['own', 'PLTR', 'PLTR'],
    ['own', '', null],
    ['own', 'żółw', null],
  ] as const)('%s “%s”', (creator, ownCreator, text) => {
    expect(creatorText(form({ creator, ownCreator }))).toBe(text);
  });
});

describe('the room of a fixed disk', () => {
  it('is taken at once on Windows, which attaches no sparse VHD; elsewhere that is for the user to choose', () => {
    const labels = (platform: string): string[] => fillsOn(platform).map((fill) => FILL_NAMES[fill]);
    expect(labels('win32')).toEqual(['Zeros: the space is taken now']);
    expect(labels('linux')).toEqual(['Zeros: the space is taken now', 'Sparse: space is taken when it is used']);
    expect(NEW_FORM.fill).toBe('full');
    expect(kindText('fixed', null)).toContain('Takes all its space now.');
  });
});

describe('the card of a fixed disk', () => {
  // Azure: a whole number of MiB, 20 MiB at least.
  test.each([
    ['20 MiB', {}, 'Azure takes this kind and this size.'],
    ['127 GiB', {}, 'Azure takes this kind and this size.'],
    ['19 MiB', {}, 'Azure takes this kind, but not this size: it has to be whole MiB, at least 20.'],
    ['20971521 bytes', {}, 'Azure takes this kind, but not this size: it has to be whole MiB, at least 20.'],
    ['20971521 bytes', { azure: true }, 'Azure takes this kind and this size.'],
    ['', {}, 'Azure takes this kind, of whole MiB and at least 20 MiB.'],
  ] as const)('says of %s %j what Azure says of it', (sizeText, more, said) => {
    const { sectors } = outcomeOf(form({ kind: 'fixed', sizeText, ...more }));
    expect(kindText('fixed', sectors)).toBe(`Takes all its space now. Simplest layout. ${said}`);
  });
});

describe('an id', () => {
  const id = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
  test.each([
    ['', null],
    [id, id],
    // In braces it is read as Windows prints it: the first three groups turned round.
    ['{3C2D1E0F-5A4B-7869-8796-A5B4C3D2E1F0} ', id],
    [id.replaceAll('-', ''), id],
    ['0f1e2d3c', undefined],
    ['00000000-0000-0000-0000-000000000000', undefined],
    [`${id}0`, undefined],
  ])('%j', (text, read) => {
    expect(idText(form({ id: text }))).toBe(read);
  });
});

describe('the request', () => {
  const whole = form({ place: placeDraft() });

  it('is there once a size and a place are', () => {
    expect(specOf(whole, outcomeOf(whole))).toEqual({
      kind: 'dynamic',
      sizeBytes: 136_365_211_648,
      sizeRule: 'exact',
      geometry: null,
      blockBytes: 2_097_152,
      uniqueId: null,
      creator: 'win ',
      partitions: 'none',
      fill: 'sparse',
      parent: null,
      namesAbsolute: true,
      place: 'place-1',
      replace: false,
    });
    expect(specOf(form(), outcomeOf(form()))).toBeNull();
    const nameless = { ...whole, id: 'x' };
    expect(specOf(nameless, outcomeOf(nameless))).toBeNull();
  });

  it('agrees to a loss only where the file was seen', () => {
    const existing = { disk: null, fileBytes: 3, modified: '2026-01-01T00:00:00Z', obstacle: null };
    const over = { ...whole, place: placeDraft({ existing }) };
    expect(specOf(over, outcomeOf(over))?.replace).toBe(true);
  });

  it('of a child leaves out what its parent decides', () => {
    const child = form({
      kind: 'differencing',
      azure: true,
      byGeometry: true,
      partitions: 'gpt',
      parent: parentDraft({}),
      place: placeDraft(),
    });
    expect(specOf(child, outcomeOf(child))).toMatchObject({ sizeRule: 'exact', partitions: 'none', parent: 'parent-1', fill: 'sparse' });
  });

  it('takes all space for fixed disks alone', () => {
    const fixed = { ...whole, kind: 'fixed' as const, azure: true };
    expect(specOf(fixed, outcomeOf(fixed))).toMatchObject({ fill: 'full', sizeRule: 'azure' });
  });
});
