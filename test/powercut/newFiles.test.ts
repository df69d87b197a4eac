/**
 * Power cuts and failing calls while a whole new disk is written: under its name stands nothing, or what stood there
 * before, or the complete new disk; an unfinished one is never taken for a disk.
 */
import { describe, expect, it } from 'vitest';
import { crashCuts, finalCuts, LIMITS, type Op } from '../support/crashEnumerator';
import { ERRNOS, errorOf } from '../support/faultLoop';
import { faultFileSystem } from '../support/faultFileSystem';
import { bytesOf, cloneVolume, volumeOf, type Volume } from '../support/memoryVolume';
import { KEPT, newDisk, TARGET, TEMPORARY, WAYS, writeDisk, type Way } from '../support/writtenDisks';
import { readPlainly, sameBytes } from '../support/plainReader';
import { traceFileSystem } from '../support/traceFileSystem';

const OLD = new Uint8Array(3000).fill(9);
const startOf = (way: Way): Volume => volumeOf(way === 'new' ? {} : { [TARGET]: OLD });

const CASES = (['fixed', 'dynamic'] as const).flatMap((kind) =>
  WAYS.flatMap((way) => (['sparse', 'full'] as const).map((fill) => ({ kind, way, fill }))),
);

/** What stands under the disk's name. */
function standing(volume: Volume, whole: Uint8Array): 'nothing' | 'old' | 'new' | 'something else' {
  const file = bytesOf(volume, TARGET);
  if (file === null) return 'nothing';
  if (sameBytes(file, OLD)) return 'old';
  return sameBytes(file, whole) ? 'new' : 'something else';
}

/** Why this state must not be; null when it may. `told`: what the user was told, if anything. */
function fault(volume: Volume, way: Way, whole: Uint8Array, told: boolean | null): string | null {
  const found = standing(volume, whole);
  const before = way === 'new' ? 'nothing' : 'old';
  if (told === true && found !== 'new') return `told that it is there, and there is ${found}`;
  if (told === false && found !== before) return `told that nothing happened, and there is ${found}`;
  if (found !== before && found !== 'new') return `there is ${found}`;
  const kept = bytesOf(volume, KEPT);
  if (way === 'replace and keep' && found === 'new' && (kept === null || !sameBytes(kept, OLD))) return 'the old file is not kept';
  const part = bytesOf(volume, TEMPORARY);
  const reading = part === null || isWhole(part, whole) ? null : readPlainly(part);
  return reading?.trailing === true && reading.faults.length === 0 ? 'an unfinished file looks like a disk' : null;
}

/** But for what was never written: some file systems show there what the disk held before, and no sync helps. */
const isWhole = (part: Uint8Array, whole: Uint8Array): boolean =>
  part.length === whole.length && part.every((byte, i) => byte === whole[i] || (byte === 0xa5 && whole[i] === 0));

async function wholeOf(
  kind: 'fixed' | 'dynamic',
  way: Way,
  fill: 'sparse' | 'full',
): Promise<{ whole: Uint8Array; log: Op[]; calls: number }> {
  const volume = startOf(way);
  const log: Op[] = [{ kind: 'begun' }];
  let calls = 0;
  const counted = faultFileSystem(traceFileSystem(volume, log), null, { errorOf, onCall: () => (calls += 1) });
  expect(await writeDisk(counted, newDisk(kind), way, fill)).toBe(true);
  log.push({ kind: 'acked' });
  return { whole: (bytesOf(volume, TARGET) ?? new Uint8Array()).slice(), log, calls };
}

describe.each(CASES)('a $kind disk, $way, $fill', ({ kind, way, fill }) => {
  it('is there wholly or not at all after a power cut', async () => {
    const { whole, log } = await wholeOf(kind, way, fill);
    expect(readPlainly(whole).faults).toEqual([]);
    const faults = new Set<string>();
    let cuts = 0;
    for (const { volume, acked } of crashCuts(startOf(way), log, { ...LIMITS, exhaustive: 9, random: 64, sectors: 40 })) {
      cuts += 1;
      const why = fault(volume, way, whole, acked === 1 ? true : null);
      if (why !== null) faults.add(why);
    }
    expect([...faults]).toEqual([]);
    expect(cuts).toBeGreaterThan(10);
  });

  it('is what is said of it, whatever call fails', async () => {
    const { whole, calls } = await wholeOf(kind, way, fill);
    const faults = new Set<string>();
    for (let at = 0; at < calls; at++) {
      for (const errno of ERRNOS) {
        for (const sticky of [false, true]) {
          const volume = startOf(way);
          const log: Op[] = [];
          const onLostSync = (path: string): void => {
            log.push({ kind: 'lost-sync', ino: volume.names.get(path) ?? -1 });
          };
          const start = cloneVolume(volume);
          const faulty = faultFileSystem(traceFileSystem(volume, log), { at, errno, sticky, partial: at % 3 }, { errorOf, onLostSync });
          const told = await writeDisk(faulty, newDisk(kind), way, fill);
          const now = fault(volume, way, whole, told);
          if (now !== null) faults.add(`call ${at}, ${errno}: ${now}`);
          if (errno !== 'EIO') continue;
          for (const later of finalCuts(start, log, { ...LIMITS, states: 60, exhaustive: 5, random: 8 })) {
            const then = fault(later, way, whole, told === true ? true : null);
            if (then !== null) faults.add(`call ${at}, ${errno}, then a power cut: ${then}`);
          }
        }
      }
    }
    expect([...faults].slice(0, 5)).toEqual([]);
  });
});
