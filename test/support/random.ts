/** Random numbers that come again: mulberry32 from a fixed seed. */
export type Random = {
  /** An integer from 0 to `below` - 1. */
  readonly below: (below: number) => number;
  readonly bytes: (count: number) => Uint8Array;
  readonly pick: <T>(from: readonly T[]) => T;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  };
}
