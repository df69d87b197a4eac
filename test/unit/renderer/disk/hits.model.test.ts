/** The list of hits: in order whatever order they come in, found by place, and bounded. */
import { describe, expect, it } from 'vitest';
import { addHits, firstFrom, hitAt, hitsWithin, linesWithHits, NO_HITS, type Hits } from '../../../../renderer/disk/hits.model';

const part = (...places: readonly number[]): Float64Array => Float64Array.from(places.flatMap((at) => [at, 4, 0]));
const places = (hits: Hits): (number | undefined)[] => Array.from({ length: hits.count }, (_, i) => hitAt(hits, i)?.at);

describe('hits', () => {
  it('of parts that follow one another are one list', () => {
    const hits = addHits(addHits(NO_HITS, part(1, 5)), part(9, 2 ** 40));
    expect(places(hits)).toEqual([1, 5, 9, 2 ** 40]);
    expect(hitAt(hits, 3)).toEqual({ at: 2 ** 40, bytes: 4, pattern: 0 });
    expect([hitAt(hits, -1), hitAt(hits, 4)]).toEqual([null, null]);
  });

  it('that another pattern has before the edge of a part come in their place', () => {
    const first = addHits(NO_HITS, part(1, 5, 9));
    expect(places(addHits(first, part(7, 8, 12)))).toEqual([1, 5, 7, 8, 9, 12]);
    expect(places(first), 'the older list stays').toEqual([1, 5, 9]);
  });

  it('are as many as there is room for, in any number of parts', () => {
    let hits = NO_HITS;
    for (let at = 0; at < 1000; at += 10) hits = addHits(hits, part(...Array.from({ length: 10 }, (_, i) => at + i)), 995);
    expect(places(hits)).toEqual(Array.from({ length: 995 }, (_, i) => i));
  });

  it('are found by place, and by the bytes that they have in a range', () => {
    const hits = addHits(NO_HITS, part(10, 20, 30));
    expect([0, 10, 11, 30, 31].map((at) => firstFrom(hits, at))).toEqual([0, 0, 1, 2, 3]);
    const within = (from: number, end: number): number[] => hitsWithin(hits, from, end).map(({ at }) => at);
    expect(within(0, 10)).toEqual([]);
    expect(within(13, 21)).toEqual([10, 20]);
    expect(within(14, 20)).toEqual([]);
  });

  it('are marked on every line of a scrollbar that they have bytes on', () => {
    const hits = addHits(NO_HITS, part(0, 18, 99, 350));
    expect(linesWithHits(hits, 40, (line) => line * 10)).toEqual([0, 1, 2, 9, 10, 35]);
    expect(linesWithHits(NO_HITS, 40, (line) => line * 10)).toEqual([]);
  });
});
