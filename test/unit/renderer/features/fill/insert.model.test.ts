import { describe, expect, it } from 'vitest';
import { contentOutcome } from '../../../../../renderer/features/fill/insert.model';
import { newBlocks } from '../../../../../renderer/disk/newBlocks.model';
import { contentLine } from '../../../../../renderer/features/fill/insert.text';
import { FREE, madeDisk } from '../../support/disks';

const MIB = 1024 * 1024;
/** Eight MiB in four blocks, of which this file holds the second. */
const disk = madeDisk({ sectors: 16_384, blockBytes: 2 * MIB, entries: [FREE, 8, FREE, FREE], fileBytes: 3 * MIB });
const outcome = (bytes: number, text: string) => contentOutcome({ bytes }, text, disk);

describe('a file that is written into the disk', () => {
  it('names the sectors it touches, whole ones or not', () => {
    expect(outcome(4096, '4096')).toMatchObject({ kind: 'ready', at: 2 * MIB, firstLba: 4096, lastLba: 4103, newBlocks: null });
    expect(outcome(513, '0x200001')).toMatchObject({ at: 2 * MIB + 1, firstLba: 4096, lastLba: 4097 });
  });

  it('tells which blocks it brings into the file: data and one bitmap sector each', () => {
    const ready = outcome(4 * MIB, '2048');
    expect(ready).toMatchObject({ newBlocks: { first: 0, count: 2, growthBytes: 2 * (2 * MIB + 512) } });
    if (ready.kind !== 'ready') throw new Error();
    expect(contentLine(ready)).toBe(
      'Writes 4,194,304 bytes at LBA 2,048–10,239. 2 blocks are not in this file yet: it grows by at least 4,195,328 bytes when you save. It is a change like any other: nothing is written before you save.',
    );
  });

  it.each([
    [0, '0', 'empty'],
    [17 * MIB, '0', 'too-large'],
    [1, 'somewhere', 'bad-address'],
    [1, 'f:0', 'not-the-disk'],
    [513, '16383', 'beyond-end'],
  ])('%i bytes at %s: %s', (bytes, text, why) => {
    expect(outcome(bytes, text)).toMatchObject({ kind: 'problem', why });
  });

  it('fits to the last byte', () => {
    expect(outcome(512, '16383')).toMatchObject({ kind: 'ready', lastLba: 16_383 });
  });
});

describe('new blocks', () => {
  it('are none in the file’s own bytes, or where everything is there', () => {
    expect([newBlocks(disk, 'file', 0, 8 * MIB), newBlocks(disk, 'disk', 2 * MIB, 2 * MIB)]).toEqual([null, null]);
  });
});
