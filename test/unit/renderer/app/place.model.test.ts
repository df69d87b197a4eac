/** What is said of a place whose file is not known to the byte, and of files that are no disks. */
import { describe, expect, it, test } from 'vitest';
import { isBlocked, placeMessages, spaceShares, worstFirst, type PlaceNeed } from '../../../../renderer/app/place.model';
import { asksForPlace, blockedText, placeMessageText } from '../../../../renderer/app/place.text';
import type { FileType } from '../../../../shared/fileTypes';
import type { PlaceInfo } from '../../../../shared/newDisk';
import { placeDraft } from '../support/newDisk';

const GIB = 2 ** 30;
const NOW = new Date('2026-05-04T12:00:00');
const between = (least: number, most: number, laterBytes = most): PlaceNeed => ({
  fileBytes: { least, most },
  roomBytes: { least, most },
  laterBytes,
});

const said = (need: PlaceNeed | null, more: Partial<PlaceInfo>, type: FileType = 'vhd', name = 'disk.vhd', appended = false): string[] =>
  placeMessages(placeDraft(more, name, appended), need, type).map((message) => placeMessageText(message, NOW));

test.each<[string, PlaceNeed, Partial<PlaceInfo>, boolean, string[]]>([
  ['at least more than there is', between(3 * GIB, 9 * GIB), { freeBytes: 2 * GIB }, true, ['Needs 3 GiB, only 2 GiB free there.']],
  ['at most more than there is', between(GIB, 9 * GIB), { freeBytes: 2 * GIB }, false, ['May need up to 9 GiB, only 2 GiB free there.']],
  ['later more than there is', between(GIB, GIB, 9 * GIB), { freeBytes: 2 * GIB }, false, ['Can grow to 9 GiB, only 2 GiB free there.']],
  ['perhaps something, on a full drive', between(0, GIB), { freeBytes: 0 }, true, ['This drive is full. Choose a folder on another one.']],
  ['exactly what there is', between(GIB, 2 * GIB), { freeBytes: 2 * GIB }, false, []],
  [
    'at most longer than FAT allows',
    between(GIB, 4 * GIB),
    { mostFileBytes: 4 * GIB - 1 },
    false,
    ['This drive is FAT and can’t hold files over 4 GiB; the new file may take up to 4 GiB.'],
  ],
  ['as long as FAT allows', between(GIB, 4 * GIB - 1), { mostFileBytes: 4 * GIB - 1 }, false, []],
])('a file that takes %s', (_name, need, info, blocked, texts) => {
  expect(said(need, info)).toEqual(texts);
  expect(isBlocked(placeMessages(placeDraft(info), need, 'vhd'))).toBe(blocked);
});

describe('a name', () => {
  it.each([
    ['CON.vhd', 'Windows can’t open a file named CON.vhd: it keeps that name for a device.'],
    ['com1.backup.vhd', 'Windows can’t open a file named com1.backup.vhd: it keeps that name for a device.'],
    ['a:b.vhd', 'Windows can’t open a file named a:b.vhd: < > : " | ? * are not for names there.'],
    ['disk.avhd.', 'Windows can’t open a file whose name ends in a dot or a blank, as disk.avhd. does.'],
    ['console.vhd', null],
    ['disk..vhd', null],
  ])('%s is judged for Windows', (name, text) => {
    expect(said(null, {}, 'vhd', name)).toEqual(text === null ? [] : [text]);
  });

  // 255 is the limit of NTFS, ext4 and APFS; ".platter-journal" has 16 characters.
  it.each<[number, boolean, RegExp | null]>([
    [239, false, null],
    [240, false, /^Changes could not be saved under this name: it has 240 bytes/],
    [252, false, /it has 252 bytes/],
    [255, false, /it has 255 bytes/],
    [256, true, /^This name is too long for the drive\./],
  ])('of %i characters', (length, blocks, text) => {
    const name = `${'n'.repeat(length - 4)}.vhd`;
    const texts = said(null, {}, 'vhd', name);
    expect(texts).toHaveLength(text === null ? 0 : 1);
    if (text !== null) expect(texts[0]).toMatch(text);
    expect(isBlocked(placeMessages(placeDraft({}, name), null, 'vhd'))).toBe(blocks);
  });

  it('that the drive refuses as too long is said to be so once', () => {
    const name = `${'ü'.repeat(130)}.vhd`;
    expect(said(null, { canWrite: 'name-too-long' }, 'vhd', name)).toEqual([
      'This name is too long for the drive. Choose one of at most 255 characters, with the extension.',
    ]);
  });
});

describe('what stands beside the button', () => {
  it('is what has to be done or is wrong, the worst first, and nothing where nothing stands in the way', () => {
    expect(blockedText(placeMessages(null, null, 'raw'), NOW)).toBe('Choose a name and a place.');
    const full = placeMessages(placeDraft({ freeBytes: 2 * GIB, reach: 'network' }), between(3 * GIB, 3 * GIB), 'vhd');
    expect(blockedText(full, NOW)).toBe('Needs 3 GiB, only 2 GiB free there.');
    expect(blockedText(placeMessages(placeDraft({ reach: 'network' }), null, 'vhd'), NOW)).toBe('');
  });
});

describe('a place', () => {
  it('that is not chosen yet blocks without blame', () => {
    const messages = placeMessages(null, between(1, 1), 'vhd');
    expect(messages.map(({ severity }) => severity)).toEqual(['todo']);
    expect(isBlocked(messages)).toBe(true);
  });

  it('is not judged for room while nobody knows what is needed', () => {
    expect(said(null, { freeBytes: 0 })).toEqual([]);
  });

  it('of raw bytes is spoken of as a file', () => {
    const existing = { disk: null, fileBytes: 14, modified: '2026-05-03T09:00:00', obstacle: null };
    expect(said(null, { existing }, 'raw', 'disk.img', true)).toEqual([
      'Named disk.img, so that its kind shows.',
      'disk.img exists (not a VHD, 14 bytes, changed yesterday). It’s replaced only when the new file is complete.',
    ]);
  });

  it('offers another one only where that is the way out', () => {
    expect(['place-lost', 'place-missing', 'no-room'].map((code) => asksForPlace({ code }))).toEqual([true, true, false]);
  });
});

test('what blocks comes first', () => {
  const all = (['note', 'warning', 'todo', 'error'] as const).map((severity) => ({ severity }));
  expect(worstFirst(all).map(({ severity }) => severity)).toEqual(['error', 'todo', 'warning', 'note']);
});

test('the bar of a drive never runs over its end', () => {
  const place = { canWrite: 'yes', mostFileBytes: null, reach: 'local', existing: null, freeBytes: 40, totalBytes: 100 } as const;
  expect(spaceShares(place, 10, 30)).toEqual({ used: 60, certain: 10, possible: 20 });
  expect(spaceShares(place, 50, 90)).toEqual({ used: 60, certain: 40, possible: 0 });
  expect(spaceShares({ ...place, totalBytes: null }, 1, 1)).toBeNull();
});
