/** A copy of a disk with holes: they are neither read nor compared, and what stands in one all the same is noticed. */
import { expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { isDisk } from '../../../../../main/vhd/read/image';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import { copyOf, firstWrongByte, type Copy } from '../../../../../main/vhd/repair/patchedCopy';
import { patchedFile } from '../../../../../main/vhd/repair/patched';
import { footerBytes } from '../../../../support/imageBuilder';
import { sparseFile, spyOn } from '../../../../support/memoryFile';

const SIZE = 2 ** 40;
const MIB = 1024 * 1024;
const DATA_AT = 2 ** 39;

type Piece = readonly [number, Uint8Array];
const PIECES: readonly Piece[] = [
  [DATA_AT, new Uint8Array(4096).fill(7)],
  [SIZE, footerBytes({ type: 2, size: SIZE })],
];

function holed(pieces: readonly Piece[]): BlockFile {
  return {
    ...sparseFile(SIZE + 512, pieces),
    takenBytes: 8192,
    dataAfter: async (at) => {
      const next = pieces.find(([from, { length }]) => from + length > at);
      return next === undefined ? null : { at: Math.max(at, next[0]), end: next[0] + next[1].length };
    },
  };
}

/** Of a disk of 1 TiB with 4 KiB of data, and one edit in a hole. */
async function copied(file: BlockFile): Promise<Copy> {
  const edits = [{ at: MIB, bytes: new Uint8Array(512).fill(9), why: 'bytes' as const }];
  const image = await openImage(patchedFile({ base: file, bytes: file.bytes, edits }), 'disk');
  if (!image.ok || !isDisk(image.value)) throw new Error('no disk');
  const copy = await copyOf(image.value);
  if (!copy.ok) throw new Error('no copy');
  return copy.value;
}

const SAME: readonly Piece[] = [[MIB, new Uint8Array(512).fill(9)], ...PIECES];

test('only data is read', async () => {
  const spy = spyOn(holed(PIECES));
  const { content, file } = await copied(spy.file);
  const places: number[] = [];
  for await (const { at } of content.extents()) places.push(at);
  expect(places).toEqual([MIB, DATA_AT]);
  expect(await firstWrongByte({ content, file }, holed(SAME))).toEqual({ ok: true, value: null });
  expect(spy.bytes).toBeLessThan(4 * MIB);
});

test.each<{ what: string; pieces: readonly Piece[]; at: number }>([
  {
    what: 'bytes in a hole',
    pieces: [...SAME.slice(0, 1), [DATA_AT - 9 * MIB, new Uint8Array(3).fill(1)], ...PIECES],
    at: DATA_AT - 9 * MIB,
  },
  { what: 'an edit that is missing', pieces: PIECES, at: MIB },
  { what: 'data that is missing', pieces: [...SAME.slice(0, 1), ...PIECES.slice(1)], at: DATA_AT },
])('$what is noticed', async ({ pieces, at }) => {
  expect(await firstWrongByte(await copied(holed(PIECES)), holed(pieces))).toEqual({ ok: true, value: at });
});
