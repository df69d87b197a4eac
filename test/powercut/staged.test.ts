/** Power cuts while changes are saved that were staged one over another: a second block lies over the footer that the first brought. */
import { expect, test } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import { nothingStaged, planOfStaged, stage } from '../../main/session/edit/editSession';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { applied } from '../support/appliedPlan';
import { crashCuts, LIMITS, type Op } from '../support/crashEnumerator';
import { smallDisk } from '../support/editScripts';
import { bytesOf, cloneVolume, volumeOf } from '../support/memoryVolume';
import { memoryFile } from '../support/memoryFile';
import { chainOf } from '../support/opened';
import { sameBytes } from '../support/plainReader';
import { DISK } from '../support/powercut';
import { contextOver, recoverImage } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';

/** Holes 3, 4 and 6; block 0 is there; the time stamp of the footer, which stands at a new end by then. */
async function grownTwice(file: Uint8Array, blockBytes: number) {
  let now = nothingStaged(await chainOf(memoryFile(file)));
  for (const [block, sector] of [
    [4, 1],
    [3, 0],
    [0, 2],
    [4, 3],
    [6, 1],
  ] as const) {
    const at = block * blockBytes + sector * SECTOR_BYTES;
    const next = await stage(now, { kind: 'bytes', how: 'typing', space: 'disk', at, bytes: Uint8Array.of(0xab, block), joins: false });
    if (!next.ok) throw new Error(next.error.kind);
    now = next.value;
  }
  const field = await stage(now, { kind: 'field', structure: 'footer', field: 'timeStamp', value: 0x2e00_0000 });
  const plan = field.ok ? planOfStaged(field.value) : null;
  if (plan === null) throw new Error('nothing is staged');
  return plan;
}

test.each(['back', 'forward'] as const)('all old or all new after any cut, going %s', { timeout: 300_000 }, async (direction) => {
  const blockBytes = 2048;
  const { file: old } = smallDisk('dynamic', blockBytes);
  const plan = await grownTwice(old, blockBytes);
  const grown = applied(old, plan);
  const base = volumeOf({ [DISK]: old });
  const saved = cloneVolume(base);
  const log: Op[] = [];
  const context = contextOver(traceFileSystem(saved, log));
  const now = await context.files.stat(DISK);
  if (!now.ok) throw new Error(now.error.kind);
  expect((await applyPlan({ path: DISK, plan, expected: now.value, keepUndoAs: null }, context)).ok).toBe(true);
  expect(sameBytes(bytesOf(saved, DISK) ?? new Uint8Array(), grown)).toBe(true);
  let states = 0;
  let noTrailing = 0;
  for (const { volume } of crashCuts(base, log, { ...LIMITS, sectors: 3 })) {
    const between = bytesOf(volume, DISK) ?? new Uint8Array();
    if (String.fromCharCode(...between.subarray(between.length - 512, between.length - 504)) !== 'conectix') noTrailing += 1;
    const after = cloneVolume(volume);
    await recoverImage(contextOver(traceFileSystem(after)), DISK, { direction });
    const bytes = bytesOf(after, DISK) ?? new Uint8Array();
    expect(sameBytes(bytes, old) || sameBytes(bytes, grown)).toBe(true);
    states += 1;
  }
  expect(states).toBeGreaterThan(100);
  expect(noTrailing / states).toBeLessThanOrEqual(0.05);
});
