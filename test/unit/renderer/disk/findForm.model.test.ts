/** What is filled in to search for: its request, its faults, and whether bytes still are what was found. */
import { describe, expect, it } from 'vitest';
import { faultOf, fits, NEW_FIND, patternsOf, placeOf, placesOf, requestOf, type FindForm } from '../../../../renderer/disk/findForm.model';
import { STRUCTURE_NAMES } from '../../../../shared/find/structures';
import type { PartitionView } from '../../../../shared/views';
import { baseImage, childImage } from '../../../support/fixtures';
import { bareFile, diskIn } from '../support/disks';

const form = (change: Partial<FindForm>): FindForm => ({ ...NEW_FIND, ...change });

describe('what is searched for', () => {
  it('keeps its text when another kind is chosen', () => {
    expect(patternsOf(form({ text: 'CAFE' }))).toEqual([{ kind: 'text', text: 'CAFE', encoding: 'utf8', ignoreCase: true }]);
    expect(patternsOf(form({ text: 'CAFE', kind: 'hex' }))).toEqual([{ kind: 'hex', hex: 'CAFE' }]);
    expect(patternsOf(form({ kind: 'structure' })).length).toBe(STRUCTURE_NAMES.length);
  });

  it.each([
    [{}, 'empty'],
    [{ text: 'ABC', kind: 'hex' }, 'hex'],
    [{ text: '(', kind: 'regex' }, 'regex'],
    [{ text: '300', kind: 'number', bits: 8 }, 'number-size'],
    [{ text: 'ä', encoding: 'latin1' }, null],
    [{ kind: 'structure', structure: 'boot-sector' }, null],
  ] as const)('%j is judged while it is typed: %s', (change, fault) => {
    expect(faultOf(form(change))).toBe(fault);
  });
});

describe('where is searched', () => {
  it('is what the disk has', async () => {
    const [disk, child, bare] = [(await diskIn(baseImage())).view, (await diskIn(childImage().bytes)).view, bareFile(4096).view];
    const selection = { space: 'file', at: 512, bytes: 3 } as const;
    expect(placesOf({ view: disk, selection: null })).toEqual(['disk', 'file']);
    expect(placesOf({ view: child, selection })).toEqual(['disk', 'layer', 'file', 'selection']);
    expect(placesOf({ view: bare, selection: { ...selection, bytes: 1 } })).toEqual(['file']);
    expect(placeOf(form({ where: 'selection' }), { view: disk, selection: null })).toBe('disk');
    expect(placeOf(form({ where: 'disk' }), { view: bare, selection: null })).toBe('file');
  });

  it('is asked for in bytes', async () => {
    const { view } = await diskIn(baseImage());
    const partition = { number: 2, firstLba: 8, sectors: 16 } as PartitionView;
    const { disk } = view;
    const parted = disk === null ? view : { ...view, disk: { ...disk, partitions: { ...disk.partitions, entries: [partition] } } };
    const selection = { space: 'file', at: 512, bytes: 3 } as const;
    const asked = (change: Partial<FindForm>): unknown => {
      const { space, layer, range } = requestOf(form({ text: 'a', ...change }), { view: parted, selection });
      return [space, layer, range];
    };
    expect(asked({})).toEqual(['disk', false, null]);
    expect(asked({ where: 'file' })).toEqual(['file', false, null]);
    expect(asked({ where: 'selection' })).toEqual(['file', false, { at: 512, bytes: 3 }]);
    expect(asked({ where: 'partition 2' })).toEqual(['disk', false, { at: 4096, bytes: 8192 }]);
  });
});

it('tells whether bytes still are what was found', () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  expect(fits({ kind: 'text', text: 'Boot', encoding: 'utf8', ignoreCase: true }, bytes('bOOT'))).toBe(true);
  expect(fits({ kind: 'text', text: 'Boot', encoding: 'utf8', ignoreCase: false }, bytes('bOOT'))).toBe(false);
  expect(fits({ kind: 'hex', hex: '42 ?? 4?' }, bytes('B.O'))).toBe(true);
  expect(fits({ kind: 'hex', hex: '42 ?? 4?' }, bytes('B.o'))).toBe(false);
  expect(fits({ kind: 'regex', source: 'a+', ignoreCase: false }, bytes('aaa'))).toBe(true);
  expect(fits({ kind: 'regex', source: 'a+', ignoreCase: false }, bytes('aab'))).toBe(false);
  expect(fits({ kind: 'regex', source: '[^b]\\$', ignoreCase: false }, bytes('b$'))).toBe(false);
  // What stands around a hit is not known here, so nothing is said of it.
  for (const source of ['(?<=x)a', 'a(?=x)', '(?<!x)a', 'a(?!x)', '\\ba', 'a\\B', '^a', 'a$'])
    expect(fits({ kind: 'regex', source, ignoreCase: false }, bytes('a'))).toBe(true);
});
