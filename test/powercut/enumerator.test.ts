/** The simulator itself: it must find the states it is there to find, and no impossible ones. Counted by hand. */
import { describe, expect, it } from 'vitest';
import { crashCuts, LIMITS, type Op } from '../support/crashEnumerator';
import { bytesOf, volumeOf, type Volume } from '../support/memoryVolume';

const sector = (fill: number, count = 1): Uint8Array => new Uint8Array(512 * count).fill(fill);
const write = (at: number, data: Uint8Array, ino = 100): Op => ({ kind: 'write', ino, at, data });
const sync = (ino = 100): Op => ({ kind: 'sync', ino });
const base = (): Volume => volumeOf({ '/d/a': sector(1, 2) });

/** First byte of each sector of /d/a, for each cut; `-` where there is no such file. */
const states = (ops: readonly Op[], path = '/d/a'): string[] =>
  [...crashCuts(base(), ops)].map(({ volume }) => {
    const bytes = bytesOf(volume, path);
    if (bytes === null) return '-';
    return Array.from({ length: Math.ceil(bytes.length / 512) }, (_, i) => (bytes[i * 512] as number).toString(16)).join(',');
  });
const distinct = (ops: readonly Op[], path?: string): string[] => [...new Set(states(ops, path))].sort();

describe('power cuts', () => {
  it('keep or lose each write that was not synced', () => {
    expect(distinct([write(0, sector(2)), write(512, sector(3))])).toEqual(['1,1', '1,3', '2,1', '2,3']);
  });

  it('cannot undo what was synced', () => {
    expect(distinct([write(0, sector(2)), sync(), write(512, sector(3))])).toEqual(['1,1', '2,1', '2,3']);
  });

  it('tear a write between sectors', () => {
    expect(distinct([write(0, sector(2, 2))])).toEqual(['1,1', '1,2', '2,1', '2,2']);
  });

  it('leave a longer file without its data, as zeros or as what was on the disk before', () => {
    expect(distinct([write(1024, sector(2))])).toEqual(['1,1', '1,1,0', '1,1,2', '1,1,a5']);
  });

  it('leave what was skipped over unknown', () => {
    expect(distinct([write(1536, sector(2))])).toContain('1,1,a5,2');
  });

  it('lose a new name whose folder was not synced, though the file was', () => {
    const ops: Op[] = [{ kind: 'name', change: { kind: 'create', path: '/d/b', ino: 200 } }, write(0, sector(5), 200), sync(200)];
    expect(distinct(ops, '/d/b')).toEqual(['', '-', '0', '5', 'a5']);
  });

  it('rename to the old or the new, never to neither', () => {
    const ops: Op[] = [
      { kind: 'name', change: { kind: 'create', path: '/d/b', ino: 200 } },
      write(0, sector(5), 200),
      sync(200),
      { kind: 'sync-folder', folder: '/d' },
      { kind: 'name', change: { kind: 'rename', from: '/d/b', to: '/d/a' } },
    ];
    expect(distinct(ops)).toEqual(['1,1', '5']);
    const [last] = [...crashCuts(base(), [...ops, { kind: 'sync-folder', folder: '/d' }, write(0, sector(6), 200)])].slice(-1);
    expect([...(last?.volume.names.keys() ?? [])]).toEqual(['/d/a']);
  });

  it('hold an answered save to its answer: the same bytes are judged again after it', () => {
    const cuts = [...crashCuts(base(), [{ kind: 'begun' }, write(0, sector(2)), { kind: 'acked' }])];
    expect(cuts.filter(({ acked }) => acked === 1)).toHaveLength(2);
  });

  it('take prefixes, gaps and random subsets where there are too many writes for all', () => {
    const ops = Array.from({ length: 20 }, (_, i) => write(0, sector(i + 2)));
    const few = [...crashCuts(base(), ops, { ...LIMITS, exhaustive: 3, random: 8 })].length;
    expect(few).toBeGreaterThan(20);
    expect(few).toBeLessThan(5000);
  });

  it('are the same for the same seed', () => {
    const ops = [write(0, sector(2, 2)), write(1024, sector(4, 9)), write(512, sector(3))];
    expect(states(ops)).toEqual(states(ops));
  });
});
