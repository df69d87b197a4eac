/** Where blocks lie, judged for the whole table at once and beside a judge that compares every block with every other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgePlaces, membersOf, type Room } from '../../../../../main/vhd/format/places';
import { UNALLOCATED } from '../../../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../../../shared/views';
import { seeded, type Random } from '../../../../support/random';

const EXTENT = 9;
const ROOM: Room = {
  backed: 64,
  extent: EXTENT,
  lastStored: EXTENT,
  end: 100_000,
  endsInFooter: true,
  core: [{ from: 0, to: 4 }],
  extras: [],
};

/** Places as writers leave them: block behind block, on pages, with gaps, twice, or anywhere. */
function placesOf(random: Random): number[] {
  const stride = random.pick([EXTENT, 16, 16, 11]);
  const spread = random.pick([1, 1, 2, 40]);
  const count = 1 + random.below(60);
  return Array.from({ length: count }, () => {
    if (random.below(12) === 0) return UNALLOCATED;
    const onGrid = 4 + stride * random.below(count * spread);
    return random.below(40) === 0 ? onGrid + random.below(stride) : onGrid;
  });
}

const isShared = (places: readonly number[], block: number): boolean =>
  places.some((at, other) => other !== block && at !== UNALLOCATED && Math.abs(at - (places[block] as number)) < EXTENT);

/** Sectors behind the structures that no block takes, as many bytes as make a gap. */
function freeBytes(places: readonly number[]): number {
  const taken = new Uint8Array(ROOM.end);
  taken.fill(1, 0, 4);
  for (const at of places) if (at !== UNALLOCATED) taken.fill(1, at, at + EXTENT);
  const first = Math.min(ROOM.end, ...places);
  let bytes = 0;
  for (let from = 0; from < ROOM.end; ) {
    if (taken[from] === 1) {
      from += 1;
      continue;
    }
    const next = taken.indexOf(1, from);
    const to = next < 0 ? ROOM.end : next;
    // Alignment: less than 4 KiB between blocks, less than 32 KiB before the first.
    const least = from < first ? 32_768 : 4096;
    if ((to - from) * 512 >= least) bytes += (to - from) * 512;
    from = to;
  }
  return bytes;
}

test('blocks that share, and the room between them, are what comparing each with each finds', () => {
  const random = seeded(17);
  let shared = 0;
  for (let turn = 0; turn < 400; turn++) {
    const places = placesOf(random);
    const { states, faults, gaps } = judgePlaces(Uint32Array.from(places), [], ROOM);
    const expected = places.map((at, block) =>
      at === UNALLOCATED ? BLOCK_STATE.unallocated : isShared(places, block) ? BLOCK_STATE.overlapping : BLOCK_STATE.unscanned,
    );
    expect([...states]).toEqual(expected);
    const wrong = expected.filter((state) => state === BLOCK_STATE.overlapping).length;
    expect(faults.shared).toEqual({ blocks: wrong, first: Math.max(0, expected.indexOf(BLOCK_STATE.overlapping)) });
    expect(gaps.bytes).toBe(freeBytes(places));
    shared += wrong;
  }
  expect(shared).toBeGreaterThan(1000);
});

test('places far beyond 2³¹ sectors are told apart', () => {
  const far = { ...ROOM, end: UNALLOCATED - 1 };
  const last = UNALLOCATED - 1 - EXTENT;
  const places = [last, 4, last - EXTENT, 4_000_000_000, last - 1];
  const { states } = judgePlaces(Uint32Array.from(places), [], far);
  const { unscanned, overlapping } = BLOCK_STATE;
  expect([...states]).toEqual([overlapping, unscanned, overlapping, unscanned, overlapping]);
});

describe('whether a number is among others', () => {
  test('is told as a set tells it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 40 }), fc.nat({ max: 50 }), (numbers, spread) => {
        // Some close together, some far apart.
        const all = [...numbers, ...numbers.map((n) => Math.min(2 ** 32 - 1, n + spread))];
        const isIn = membersOf(Uint32Array.from(all).sort());
        const set = new Set(all);
        for (const n of [...all, ...all.map((one) => one + 1), ...all.map((one) => one - 1), 0, 2 ** 32 - 1])
          expect(isIn(n)).toBe(set.has(n));
      }),
    );
  });
});
