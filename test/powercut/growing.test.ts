/** Power cuts while a fixed disk grows in place: the zeros between the old and the new footer are written by nobody. */
import { expect, test } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import { planGrowInPlace } from '../../main/vhd/ops/growInPlace';
import { applied } from '../support/appliedPlan';
import { crashCuts, LIMITS, type Op } from '../support/crashEnumerator';
import { smallDisk } from '../support/editScripts';
import { bytesOf, cloneVolume, volumeOf } from '../support/memoryVolume';
import { memoryFile } from '../support/memoryFile';
import { imageIn } from '../support/opened';
import { sameBytes } from '../support/plainReader';
import { DISK } from '../support/powercut';
import { contextOver, recoverImage } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';

test.each(['back', 'forward'] as const)('a growing fixed disk is old or new after any power cut, going %s', async (direction) => {
  const { file: old } = smallDisk('fixed', 512);
  const image = await imageIn(memoryFile(old));
  const plan = await planGrowInPlace(image, image.sectors + 20);
  if (!plan.ok || plan.value === null) throw new Error('it does not grow');
  const grown = applied(old, plan.value);
  const base = volumeOf({ [DISK]: old });
  const saved = cloneVolume(base);
  const log: Op[] = [];
  const context = contextOver(traceFileSystem(saved, log));
  const now = await context.files.stat(DISK);
  if (!now.ok) throw new Error(now.error.kind);
  const answer = await applyPlan({ path: DISK, plan: plan.value, expected: now.value, keepUndoAs: null }, context);
  expect(answer.ok).toBe(true);
  expect(sameBytes(bytesOf(saved, DISK) ?? new Uint8Array(), grown)).toBe(true);
  let states = 0;
  for (const { volume } of crashCuts(base, log, { ...LIMITS, sectors: 4 })) {
    const after = cloneVolume(volume);
    await recoverImage(contextOver(traceFileSystem(after)), DISK, { direction });
    const bytes = bytesOf(after, DISK) ?? new Uint8Array();
    expect(sameBytes(bytes, old) || sameBytes(bytes, grown)).toBe(true);
    states += 1;
  }
  expect(states).toBeGreaterThan(20);
});
