/** What a journal beside a file says of the file's bytes, and how its save can be settled (edit-safety, "Opening beside a journal"). */
import { describe, expect, test } from 'vitest';
import type { Journal } from '../../../../main/io/journal';
import { halfSaved, settlingOf, type SaveBeside } from '../../../../main/io/openImageFile';

const journal = (state: Journal['state']): Journal => ({ state }) as Journal;
const PLACES = { of: '/disks/base.vhd', path: '/disks/link.vhd' };

type Row = readonly [what: string, save: SaveBeside, why: string | null, ways: readonly string[]];
const ROWS: readonly Row[] = [
  ['somebody has the journal open and lets nobody read it', { ...PLACES, kind: 'live', journal: null }, 'held', []],
  ['somebody saves', { ...PLACES, kind: 'live', journal: journal('prepared') }, 'running', []],
  ['somebody has saved, and is about to put the journal away', { ...PLACES, kind: 'live', journal: journal('committed') }, null, []],
  ['the journal cannot be read', { ...PLACES, kind: 'unreadable' }, 'unreadable', []],
  ['a journal of another version', { ...PLACES, kind: 'unusable', why: 'bad-version' }, 'unreadable', ['set-aside']],
  ['a damaged journal', { ...PLACES, kind: 'unusable', why: 'bad-hash' }, 'unusable', ['set-aside']],
  ['something that is no file', { ...PLACES, kind: 'unusable', why: 'not-a-file' }, 'not-a-file', ['set-aside']],
  [
    'a journal that was cut off before the file was touched',
    { ...PLACES, kind: 'unusable', why: 'bad-hash', isUntouched: true },
    null,
    ['set-aside'],
  ],
  [
    'old and new bytes',
    { ...PLACES, kind: 'own', journal: journal('prepared'), verdict: { kind: 'mixed' } },
    'partly-written',
    ['finish', 'undo'],
  ],
  [
    'bytes of somebody else',
    { ...PLACES, kind: 'own', journal: journal('prepared'), verdict: { kind: 'foreign', at: 0 } },
    'changed-since',
    ['set-aside'],
  ],
  ['the old bytes alone', { ...PLACES, kind: 'own', journal: journal('prepared'), verdict: { kind: 'all-old' } }, null, ['finish', 'undo']],
  ['the new bytes alone', { ...PLACES, kind: 'own', journal: journal('prepared'), verdict: { kind: 'all-new' } }, null, ['finish', 'undo']],
  ['a save that is complete', { ...PLACES, kind: 'own', journal: journal('committed'), verdict: { kind: 'committed' } }, null, ['finish']],
];

describe.each(ROWS)('%s', (_what, save, why, ways) => {
  test('says whether the bytes are a disk of one time', () => {
    const said = halfSaved(save);
    expect(said).toEqual(why === null ? null : { kind: 'half-saved', name: 'base.vhd', path: '/disks/link.vhd', why });
  });
  test('says how it can be settled', () => expect(settlingOf(save)).toEqual({ ways }));
});

test('of a disk that was moved since, both say so', () => {
  const save: SaveBeside = { ...PLACES, kind: 'moved', journal: journal('prepared'), verdict: { kind: 'mixed' } };
  expect(halfSaved(save)).toMatchObject({ why: 'partly-written', moved: true });
  expect(settlingOf(save)).toEqual({ ways: ['finish', 'undo'], moved: true });
});

test('where there is no journal, nothing is said', () => expect(halfSaved(null)).toBeNull());
