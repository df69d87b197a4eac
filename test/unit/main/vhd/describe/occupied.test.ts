/** What stands where, on disks whose every byte is known from how they were built. */
import { describe, expect, test } from 'vitest';
import { heldRoom, occupied } from '../../../../../main/vhd/describe/occupied';
import {
  baseImage,
  BLOCK,
  childImage,
  fixedImage,
  FOOTER_AT,
  inHeader,
  joined,
  SIZE,
  TABLE_AT,
  withEntry,
  xenImage,
} from '../../../../support/fixtures';
import { put32, utf16 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const EXTENT = 512 + BLOCK;
const of = async (bytes: Uint8Array): Promise<ReturnType<typeof occupied>> => occupied(await imageIn(memoryFile(bytes)));
const kinds = ({ structures }: ReturnType<typeof occupied>): [string, number, number][] =>
  structures.map(({ kind, from, to }) => [kind, from, to]);

describe('structures', () => {
  test('of a dynamic disk', async () => {
    expect(kinds(await of(baseImage()))).toEqual([
      ['footer-copy', 0, 512],
      ['dynamic-header', 512, 1536],
      ['bat', 1536, 2048],
      ['footer', FOOTER_AT, FOOTER_AT + 512],
    ]);
  });

  test('of a fixed disk, with bytes behind its footer', async () => {
    expect(kinds(await of(joined(fixedImage(), new Uint8Array(100).fill(1))))).toEqual([
      ['data', 0, SIZE],
      ['footer', SIZE, SIZE + 512],
      ['trailing', SIZE + 512, SIZE + 612],
    ]);
  });

  test('of a disk from Xen, batmap included', async () => {
    expect(kinds(await of(xenImage()))).toContainEqual(['batmap', 2048, 2560]);
    expect(kinds(await of(xenImage()))).toContainEqual(['batmap', 2560, 3072]);
  });

  test('where no table can be read, every byte may be a block’s', async () => {
    const broken = inHeader(baseImage(), (b, at) => put32(b, at + 20, 1537));
    expect((await of(broken)).inRange(4_000_000, 4_000_001)?.kind).toBe('unknown');
  });
});

describe('questions', () => {
  test('a block is in the way with its whole extent, and named', async () => {
    const { inRange, nextFrom } = await of(baseImage());
    expect(inRange(2048 + EXTENT - 1, 2048 + EXTENT)).toEqual({ kind: 'block', index: 0, from: 2048, to: 2048 + EXTENT });
    expect(inRange(2048 + EXTENT, 2048 + EXTENT + 1)).toMatchObject({ kind: 'block', index: 2 });
    expect(inRange(1535, 1537)?.kind).toBe('dynamic-header');
    expect(nextFrom(1536)).toBe(1536);
  });

  test('room that was left is free, up to the next thing', async () => {
    const { inRange, nextFrom } = await of(withEntry(baseImage(), 0, 0xffff_ffff));
    expect(inRange(2048, 2048 + EXTENT)).toBeNull();
    expect(nextFrom(2048)).toBe(2048 + EXTENT);
  });

  test('blocks behind the disk’s end take room too', async () => {
    const hidden = inHeader(withEntry(baseImage(), 2, 0xffff_ffff), (b, at) => put32(b, at + 28, 8));
    withEntry(hidden, 5, (2048 + EXTENT) / 512);
    expect((await of(hidden)).inRange(2048 + EXTENT, 2048 + EXTENT + 512)?.kind).toBe('block');
  });

  test('the end lies behind all of the last block, also where the file is shorter', async () => {
    expect((await of(baseImage())).end).toBe(FOOTER_AT);
    const short = joined(baseImage().subarray(0, FOOTER_AT - 1024), baseImage().subarray(FOOTER_AT));
    expect((await of(short)).end).toBe(FOOTER_AT);
  });

  test('what the caller writes anew is not in its own way', async () => {
    const image = await imageIn(memoryFile(baseImage()));
    expect(occupied(image, ({ kind }) => kind === 'bat').nextFrom(TABLE_AT)).toBe(2048);
  });
});

describe('a locator’s room', () => {
  const rooms = async (...spaces: number[]): Promise<number[]> => {
    const data = utf16('.\\p.vhd', 'le');
    const image = await imageIn(
      memoryFile(childImage({ locators: spaces.map((space, slot) => ({ slot, code: slot === 0 ? 'W2ru' : 'Abcd', data, space })) }).bytes),
    );
    return image.locators.map((locator) => heldRoom(image, locator));
  };

  test('is what its entry claims, as far as nothing else stands there', async () => {
    expect(await rooms(512)).toEqual([512]);
    expect(await rooms(4096)).toEqual([512]);
    expect(await rooms(4096, 512)).toEqual([512, 512]);
    expect(await rooms(1, 65_536)).toEqual([512, 512]);
  });
});
