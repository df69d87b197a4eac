/**
 * What is said to be saved: bytes of the file that differ afterwards, counted here by comparing the file before and after,
 * as cmp would; not the bytes that were typed, and not the steps they were typed in.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createSaving } from '../../../../../main/session/edit/saving';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import type { ImageId } from '../../../../../shared/views';
import { createAt, diskSpec, realContext, writeAt } from '../../../../support/newDisks';
import { tempDir } from '../../../../support/tempDir';

const context = realContext();
const saving = createSaving(context);
const MIB = 1024 * 1024;

/** A disk whose first sector holds 0x11. */
async function editing(): Promise<{ readonly file: string; readonly session: ImageSession }> {
  const file = path.join(tempDir(), 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * MIB }));
  await writeAt(file, { lba: 0, bytes: new Uint8Array(512).fill(0x11) });
  const session = await openSession({ id: 'i' as ImageId, path: file, as: 'disk', now: () => 1_800_000_000, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  expect((await saving.begin(session.value)).ok).toBe(true);
  return { file, session: session.value };
}

type Typed = readonly [at: number, ...bytes: number[]];
async function type(session: ImageSession, [at, ...bytes]: Typed): Promise<void> {
  const request = { kind: 'bytes', how: 'typing', space: 'disk', at, bytes: Uint8Array.from(bytes), joins: false } as const;
  expect((await session.stage(session.edits().revision, request)).ok).toBe(true);
}

const differing = (before: Buffer, after: Buffer): number => before.reduce((count, byte, at) => count + (byte === after[at] ? 0 : 1), 0);

test.each<[what: string, typed: readonly Typed[], changes: number]>([
  ['four bytes, one of which stands there already', [[0, 0xde, 0x11, 0xbe, 0xef]], 1],
  [
    'one byte twice',
    [
      [7, 0x22],
      [7, 0x33],
    ],
    2,
  ],
  [
    'a byte and back again, beside another',
    [
      [7, 0x22],
      [7, 0x11],
      [9, 0x44],
    ],
    3,
  ],
  ['a byte where the disk has no block yet', [[5 * MIB, 0x01]], 1],
])('typing %s: as many bytes as the file differs in', async (_what, typed, changes) => {
  const { file, session } = await editing();
  for (const each of typed) await type(session, each);
  const review = session.review();
  const before = readFileSync(file);
  expect(session.edits().changes).toBe(changes);
  expect((await saving.save(session, session.edits().revision)).ok).toBe(true);
  const after = readFileSync(file);
  expect(review?.changedBytes).toBe(differing(before, after));
  expect(review?.growthBytes).toBe(after.length - before.length);
  await session.close();
});

test('typing what stands there already comes to nothing that could be saved', async () => {
  const { session } = await editing();
  await type(session, [0, 0x11, 0x11]);
  expect([session.edits().changes, session.review()]).toEqual([1, null]);
  await session.close();
});
