/** Patch files: what is taken, and what is refused, with the reason. Bytes of IPS files are written by hand. */
import { expect, test } from 'vitest';
import { readPatch } from '../../../../main/patch/readPatch';
import { reversed, type Patch } from '../../../../main/patch/patch';
import { patchContent, patchPieces } from '../../../../main/patch/writePatch';
import { patchDocument } from '../../../../shared/documents/patch';

const ascii = (text: string): number[] => Array.from(Buffer.from(text, 'latin1'));
const ips = (...bytes: number[]): Uint8Array => Uint8Array.from([...ascii('PATCH'), ...bytes]);
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const patchOf = (...changes: object[]): Uint8Array => json({ format: 'platter-patch', version: 1, disk: null, changes });
const errorOf = (bytes: Uint8Array): unknown => {
  const read = readPatch(bytes, 'disk');
  return read.ok ? 'taken' : read.error;
};
const END = ascii('EOF');

test('IPS: a record of bytes, one that repeats a byte, and a later record over an earlier one', () => {
  const file = ips(0x01, 0x02, 0x03, 0, 2, 0xaa, 0xbb, 0x01, 0x02, 0x04, 0, 0, 0, 3, 0xcc, ...END);
  expect(readPatch(file, 'file')).toEqual({
    ok: true,
    value: { disk: null, changes: [{ space: 'file', at: 0x010203, before: null, after: Uint8Array.of(0xaa, 0xcc, 0xcc, 0xcc) }] },
  });
});

test('IPS: the place 0x454F46, which spells EOF, is a place where a record follows', () => {
  const file = ips(...END, 0, 1, 0x77, ...END);
  expect(readPatch(file, 'disk')).toMatchObject({ ok: true, value: { changes: [{ at: 0x454f46, after: Uint8Array.of(0x77) }] } });
});

test('IPS: a file that ends inside a record, or would cut the disk, is refused', () => {
  for (const file of [ips(), ips(0, 0), ips(0, 0, 0, 0), ips(0, 0, 1, 0, 3, 1, 2), ips(0, 0, 1, 0, 0, 0, 2)])
    expect(errorOf(file)).toEqual({ kind: 'patch-cut', at: 5 });
  expect(errorOf(ips(0, 0, 1, 0, 1, 9))).toEqual({ kind: 'patch-cut', at: 11 });
  expect(errorOf(ips(0, 0, 1, 0, 1, 9, ...END, 0, 0, 9))).toEqual({ kind: 'patch-cuts-file' });
  expect(errorOf(ips(...END))).toEqual({ kind: 'patch-empty' });
});

test('IPS: runs that stand for more bytes than one patch may change are refused before they are made', () => {
  const run = [0, 0, 5, 0, 0, 0xff, 0xff, 1];
  const file = ips(...Array.from({ length: 1100 }, () => run).flat(), ...END);
  expect(errorOf(file)).toMatchObject({ kind: 'patch-too-large', most: 64 * 1024 * 1024 });
  // A run of no bytes changes nothing.
  expect(errorOf(ips(0, 0, 5, 0, 0, 0, 0, 1, ...END))).toEqual({ kind: 'patch-empty' });
});

test('what is no patch, or one of a later Platter, is said to be so', () => {
  for (const bytes of [new Uint8Array(), new Uint8Array(600), json([]), json({ format: 'other' }), Uint8Array.of(0xff, 0xfe)])
    expect(errorOf(bytes)).toEqual({ kind: 'not-a-patch' });
  expect(errorOf(json({ format: 'platter-patch', version: 2 }))).toEqual({ kind: 'patch-version', version: 2 });
});

test('an id that is none is no id, whatever it would print', () => {
  const change = { space: 'disk', offset: 0, before: 'AA', after: 'BB' };
  const of = (uniqueId: unknown): unknown =>
    errorOf(json({ format: 'platter-patch', version: 1, disk: { uniqueId, virtualBytes: 1 }, changes: [change] }));
  for (const id of ['\u001b[31mX\u202e', '', 7, '0f0e0d0c-0b0a-4908-8706-050403020100 '])
    expect(of(id)).toEqual({ kind: 'bad-patch', where: 'disk.uniqueId' });
  expect([of('0F0E0D0C-0b0a-4908-8706-050403020100'), of(null)]).toEqual(['taken', 'taken']);
});

test('a damaged patch names the first field that is wrong', () => {
  const change = { space: 'disk', offset: 0, before: 'AA', after: 'BB' };
  const wrong = (more: object): unknown => errorOf(patchOf(change, { ...change, offset: 9, ...more }));
  expect(errorOf(patchOf(change, { ...change, offset: 9, before: 'aa', after: 'bb' }))).toBe('taken');
  expect(wrong({ after: 'BBB' })).toEqual({ kind: 'bad-patch', where: 'changes.1.after' });
  expect(wrong({ after: 'GG' })).toEqual({ kind: 'bad-patch', where: 'changes.1.after' });
  expect(wrong({ after: 'BBCC' })).toEqual({ kind: 'bad-patch', where: 'changes.1.before' });
  expect(wrong({ offset: -1 })).toEqual({ kind: 'bad-patch', where: 'changes.1.offset' });
  expect(wrong({ offset: 0.5 })).toEqual({ kind: 'bad-patch', where: 'changes.1.offset' });
  expect(wrong({ offset: Number.MAX_SAFE_INTEGER })).toEqual({ kind: 'bad-patch', where: 'changes.1.offset' });
  expect(wrong({ space: 'tape' })).toEqual({ kind: 'bad-patch', where: 'changes.1.space' });
  expect(errorOf(json({ format: 'platter-patch', version: 1, disk: null }))).toEqual({ kind: 'bad-patch', where: 'changes' });
  expect(errorOf(patchOf())).toEqual({ kind: 'patch-empty' });
});

test('changes may stand in any order, but not over each other', () => {
  const change = (space: string, offset: number): object => ({ space, offset, before: 'AABB', after: 'CCDD' });
  const read = readPatch(patchOf(change('disk', 9), change('disk', 4), change('disk', 7)), 'disk');
  expect(read.ok && read.value.changes.map(({ space, at }) => `${space} ${at}`)).toEqual(['disk 4', 'disk 7', 'disk 9']);
  expect(errorOf(patchOf(change('disk', 4), change('file', 9)))).toEqual({ kind: 'patch-mixed' });
  expect(errorOf(patchOf(change('disk', 5), change('disk', 4)))).toEqual({ kind: 'patch-overlaps', space: 'disk', at: 5 });
});

test('what is written is read again, and is the document of the contract', () => {
  const patch: Patch = {
    disk: { uniqueId: '0f0e0d0c-0b0a-4908-8706-050403020100', virtualBytes: 2 ** 41 },
    changes: [
      { space: 'disk', at: 2 ** 40 + 1, before: Uint8Array.of(0, 1), after: Uint8Array.of(0xfe, 0xff) },
      { space: 'disk', at: 2 ** 40 + 9, before: Uint8Array.of(7), after: Uint8Array.of(8) },
    ],
  };
  const text = [...patchPieces(patch, 'Platter 1.2.3')].join('');
  expect(patchContent(patch, 'Platter 1.2.3').bytes).toBe(text.length);
  expect(patchDocument.parse(JSON.parse(text)).changes[0]).toEqual({ space: 'disk', offset: 2 ** 40 + 1, before: '0001', after: 'FEFF' });
  expect(readPatch(new TextEncoder().encode(text), 'disk')).toEqual({ ok: true, value: patch });
});

test('backwards, before and after change places; an IPS file cannot be taken back', () => {
  const read = readPatch(patchOf({ space: 'disk', offset: 5, before: 'AA', after: 'BB' }), 'disk');
  expect(read.ok && reversed(read.value)?.changes).toEqual([
    { space: 'disk', at: 5, before: Uint8Array.of(0xbb), after: Uint8Array.of(0xaa) },
  ]);
  const other = readPatch(ips(0, 0, 1, 0, 1, 9, ...END), 'disk');
  expect(other.ok && reversed(other.value)).toBe(null);
});
