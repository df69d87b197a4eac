import { describe, expect, it } from 'vitest';
import {
  discarded,
  editsView,
  nextChange,
  nothingStaged,
  planOfStaged,
  redo,
  reviewOf,
  stage,
  undo,
  type Staged,
} from '../../../../../main/session/edit/editSession';
import { chainThrough } from '../../../../../main/vhd/ops/planEdits';
import { readSectors } from '../../../../../main/vhd/read/readDisk';
import { planRebuild } from '../../../../../main/vhd/repair/rebuild';
import type { BitChange, EditRequest, LostRoom } from '../../../../../shared/edits';
import { lba, UNALLOCATED } from '../../../../../shared/vhd/units';
import { dynamicWithBits } from '../../../../support/bitmapDisks';
import { baseImage, BLOCK, FOOTER_AT, withEntry } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

/** The table names no block any more. */
const wiped = (): Uint8Array => [0, 1, 2, 3].reduce((bytes, block) => withEntry(bytes, block, UNALLOCATED), baseImage());
const base = async () => chainOf(memoryFile(baseImage()));
const typed = (at: number, ...bytes: number[]): EditRequest => ({
  kind: 'bytes',
  how: 'typing',
  space: 'disk',
  at,
  bytes: Uint8Array.from(bytes),
  joins: false,
});
const done = (answer: { readonly ok: true; readonly value: Staged } | { readonly ok: false; readonly error: unknown }): Staged => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};
const firstBytes = async (staged: Staged, sector: number): Promise<number[]> => {
  const read = await readSectors(staged.chain, lba(sector), 1, 'honour');
  return Array.from(read.bytes.subarray(0, 4));
};

describe('what is staged', () => {
  it('is read as if it were saved', async () => {
    const chain = await base();
    const staged = done(await stage(nothingStaged(chain), typed(0, 0xde, 0xad)));
    expect((await firstBytes(staged, 0)).slice(0, 2)).toEqual([0xde, 0xad]);
    expect((await firstBytes(nothingStaged(chain), 0)).slice(0, 2)).not.toEqual([0xde, 0xad]);
  });

  it('lets the file grow when it lies in a hole, by block, bitmap and no more', async () => {
    const chain = await base();
    // Block 1 is not in the file.
    const staged = done(await stage(nothingStaged(chain), typed(2 * 1024 * 1024, 7)));
    expect(editsView(staged, true, false).growthBytes).toBe(2 * 1024 * 1024 + 512);
    expect(reviewOf(chain, staged, NOW)).toMatchObject({ newBlocks: 1, growthBytes: 2 * 1024 * 1024 + 512 });
  });

  it('takes checksum and footer copy along with a field, as one change', async () => {
    const chain = await base();
    const request: EditRequest = { kind: 'field', structure: 'footer', field: 'savedState', value: 1 };
    const staged = done(await stage(nothingStaged(chain), request));
    const view = editsView(staged, true, false);
    expect([view.changes, view.of]).toEqual([1, 'structures']);
    const places = staged.stack.changedIn(1, 0, FOOTER_AT + 512).map(({ at }) => at);
    // The last byte of the sum and the field's byte, in the copy and in the footer.
    expect(places).toEqual([67, 84, FOOTER_AT + 67, FOOTER_AT + 84]);
  });

  it('refuses a value the field cannot hold, and changes nothing', async () => {
    const chain = await base();
    const answer = await stage(nothingStaged(chain), { kind: 'field', structure: 'footer', field: 'savedState', value: 256 });
    expect(answer).toEqual({ ok: false, error: { kind: 'bad-value', field: 'savedState' } });
    const unknown = await stage(nothingStaged(chain), { kind: 'field', structure: 'footer', field: 'nothing', value: 1 });
    expect(unknown.ok).toBe(false);
  });

  it('is gone after undo, back after redo, and gone for good when discarded', async () => {
    const chain = await base();
    const staged = done(await stage(nothingStaged(chain), typed(0, 0xde, 0xad)));
    const back = done(await undo(chain, staged));
    expect(planOfStaged(back)).toBeNull();
    expect((await firstBytes(done(await redo(chain, back)), 0)).slice(0, 2)).toEqual([0xde, 0xad]);
    expect(planOfStaged(discarded(chain, staged))).toBeNull();
    expect(await undo(chain, nothingStaged(chain))).toEqual({ ok: false, error: { kind: 'nothing-to-undo' } });
  });

  it('says in the review what is there and what would be, byte by byte', async () => {
    const chain = await base();
    const before = await firstBytes(nothingStaged(chain), 3);
    const staged = done(await stage(nothingStaged(chain), typed(3 * 512, 0x00, 0x01)));
    const review = reviewOf(chain, staged, NOW);
    expect(review?.rows).toHaveLength(1);
    expect(Array.from(review?.rows[0]?.before ?? [])).toEqual(before.slice(0, 2));
    expect(Array.from(review?.rows[0]?.after ?? [])).toEqual([0x00, 0x01]);
    expect(review).toMatchObject({ changedBytes: 2, growthBytes: 0, rowsLeftOut: 0 });
  });

  it('names in the review what somebody set and told not to be followed', async () => {
    const chain = await base();
    const request = { kind: 'field', structure: 'footer', field: 'savedState', value: 1 } as const;
    const left = async (follow: { readonly checksum: boolean; readonly otherFooter: boolean }) =>
      reviewOf(chain, done(await stage(nothingStaged(chain), { ...request, follow })), NOW)?.left;
    expect(await left({ checksum: true, otherFooter: true })).toEqual([]);
    expect(await left({ checksum: true, otherFooter: false })).toEqual(['footers-differ']);
    expect(await left({ checksum: false, otherFooter: true })).toContain('footer-checksum');
  });

  it('says in the review that a new block takes the place of a lost one', async () => {
    // The table names blocks 0 and 2; without these entries nothing names what stands in the file.
    const chain = await chainOf(memoryFile(wiped()));
    const room = async (at: number, bytes: Uint8Array = wiped()): Promise<LostRoom | null | undefined> => {
      const over = await chainOf(memoryFile(bytes));
      return reviewOf(over, done(await stage(nothingStaged(over), typed(at, 7))), NOW)?.lost;
    };
    expect(await room(0)).toEqual({ blocks: 2, isFound: false, isTableEmpty: true });
    const half = withEntry(baseImage(), 2, UNALLOCATED);
    expect(await room(2 * BLOCK, half)).toEqual({ blocks: 1, isFound: false, isTableEmpty: false });
    // Where the disk has the block already nothing is taken, and a sound disk has lost none.
    expect(await room(0, half)).toBeNull();
    expect(await room(BLOCK, baseImage())).toBeNull();

    // After such a save the rebuild knows the new block, and has no place for the lost one.
    const plan = planOfStaged(done(await stage(nothingStaged(chain), typed(0, 7))));
    const written = plan === null ? null : await chainThrough(chain, plan);
    const after = written?.ok === true ? await planRebuild(written.value, { place: new Map(), now: NOW, mayGuess: true }) : null;
    expect(after?.ok === true && after.value.placements.map(({ block }) => block)).not.toContain(0);
  });

  it('warns in the review of errors that a save would bring', async () => {
    const chain = await base();
    const request: EditRequest = { kind: 'bytes', how: 'typing', space: 'file', at: FOOTER_AT + 64, bytes: Uint8Array.of(0), joins: false };
    const review = reviewOf(chain, done(await stage(nothingStaged(chain), request)), NOW);
    expect(review).toMatchObject({ errorsBefore: 0, errorsAfter: 1 });
  });
});

describe('bits of sector bitmaps', () => {
  const built = dynamicWithBits();
  const bitmapAt = built.blockAt.get(1) ?? 0;
  const bits = (how: BitChange, first: number, sectors: number): EditRequest => ({ kind: 'bits', how, lba: 4096 + first, sectors });
  const holding = async () => chainOf(memoryFile(built.bytes));

  it('are bytes of the file, one change, undone like any other', async () => {
    const chain = await holding();
    // Sectors 1,377 to 1,399: the rest of byte 172, and two bytes more.
    const staged = done(await stage(nothingStaged(chain), bits('set', 1377, 23)));
    const view = editsView(staged, true, false);
    expect(view.latest.map(({ label }) => label)).toEqual([{ kind: 'bits', how: 'set' }]);
    expect(staged.stack.changedIn(1, 0, built.bytes.length)).toEqual([{ at: bitmapAt + 172, bytes: 3 }]);
    expect([view.of, view.touched]).toEqual(['structures', [1]]);
    expect(view.growthBytes).toBe(0);
    expect(reviewOf(chain, staged, NOW)).toMatchObject({ changedBytes: 3, newBlocks: 0 });
    expect(planOfStaged(done(await undo(chain, staged)))).toBeNull();
  });

  it('decide at once what is read there', async () => {
    const chain = await holding();
    // Old data under clear bits comes to light; sector 0 goes.
    const lit = done(await stage(nothingStaged(chain), bits('match', 0, 4096)));
    expect(await firstBytes(lit, 4096 + 2000)).toEqual(Array.from(built.bytes.subarray(bitmapAt + 512 + 2000 * 512).subarray(0, 4)));
    const gone = done(await stage(lit, bits('clear', 0, 1)));
    expect(await firstBytes(gone, 4096)).toEqual([0, 0, 0, 0]);
  });

  it('change nothing where they are as wanted', async () => {
    const chain = await holding();
    const staged = done(await stage(nothingStaged(chain), bits('set', 0, 1377)));
    expect(staged.log.entries).toEqual([]);
  });

  it('stay where a sector holds a change that is not saved, and may be set there', async () => {
    const chain = await holding();
    const written = done(await stage(nothingStaged(chain), typed((4096 + 12) * 512, 1)));
    expect(await stage(written, bits('clear', 10, 5))).toEqual({ ok: false, error: { kind: 'bit-needed', lba: 4096 + 12 } });
    expect((await stage(written, bits('clear', 10, 2))).ok).toBe(true);
    expect((await stage(written, bits('set', 10, 2000))).ok).toBe(true);
  });
});

describe('going from change to change', () => {
  it('takes adjacent edits for one, goes round the ends, and knows both spaces', async () => {
    const chain = await base();
    let staged = nothingStaged(chain);
    for (const request of [typed(10, 0xfe), typed(11, 0xfd), typed(5000, 0xfc)]) staged = done(await stage(staged, request));
    const walk = (space: 'disk' | 'file', from: number, by: 1 | -1): unknown => nextChange(staged, space, from, by);
    expect(walk('disk', 0, 1)).toEqual({ at: 10, bytes: 2 });
    expect(walk('disk', 10, 1)).toEqual({ at: 5000, bytes: 1 });
    expect(walk('disk', 5000, 1)).toEqual({ at: 10, bytes: 2 });
    expect(walk('disk', 10, -1)).toEqual({ at: 5000, bytes: 1 });
    // Block 0 begins at byte 2,560 of the file, behind its bitmap.
    expect(walk('file', 0, 1)).toEqual({ at: 2570, bytes: 2 });
    expect(walk('file', 2570, 1)).toEqual({ at: 7560, bytes: 1 });
    expect(nextChange(nothingStaged(chain), 'disk', 0, 1)).toBe(null);
  });
});
