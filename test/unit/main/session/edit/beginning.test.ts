/**
 * Editing does not begin on a disk beside which a journal stands, whatever state that journal is in: the next save would meet
 * it, and what is edited may be half of the last one. The command line refuses the same (cli/damagedJournals.test.ts).
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSaving } from '../../../../../main/session/edit/saving';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { sourceOf } from '../../../../../main/session/jobs/jobTask';
import type { InterruptedView } from '../../../../../shared/edits';
import type { ImageId } from '../../../../../shared/views';
import { cutAt } from '../../../../support/cutSave';
import { baseImage } from '../../../../support/fixtures';
import { realContext } from '../../../../support/newDisks';
import { tempDir } from '../../../../support/tempDir';

const context = realContext();
const saving = createSaving(context);
let file = '';

beforeEach(() => {
  file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, baseImage());
});

const journal = (): string => `${file}.platter-journal`;
const cutShort = (): void => truncateSync(journal(), statSync(journal()).size - 512);
function put(offset: number, byte: number): void {
  const raw = readFileSync(journal());
  raw[offset] = byte;
  writeFileSync(journal(), raw);
}

async function opened(): Promise<ImageSession> {
  const session = await openSession({ id: 'i' as ImageId, path: file, as: 'disk', now: () => 1_800_000_000, newId: randomUUID, context });
  if (!session.ok) throw new Error(session.error.kind);
  return session.value;
}

/** Time goes on between the tests, and on a busy machine much of it. */
const later = (): number => Date.now() + 10_000;
const CASES: readonly [what: string, make: () => Promise<void>, state: InterruptedView['state'], jobs: boolean][] = [
  [
    'a byte of its records flipped',
    async () => {
      await cutAt(file, 'data', undefined, later());
      put(1100, 0xee);
    },
    'damaged',
    false,
  ],
  [
    'lost everything',
    async () => {
      await cutAt(file, 'data', undefined, later());
      truncateSync(journal(), 0);
    },
    'damaged',
    false,
  ],
  [
    'been cut off while it was written',
    async () => {
      await cutAt(file, 'journal', undefined, later());
      cutShort();
    },
    'never-began',
    true,
  ],
  ['been left by a save that can be taken back', () => cutAt(file, 'data'), 'partly-written', false],
];

describe.each(CASES)('a disk whose journal has %s', (_what, make, state, jobs) => {
  beforeEach(make);

  test('is shown read-only, and says what is there', async () => {
    const session = await opened();
    expect(session.view().interrupted?.state).toBe(state);
    expect(await saving.begin(session)).toEqual({ ok: false, error: { kind: 'interrupted-save' } });
    expect(session.edits().editing).toBe(false);
    await session.close();
  });

  test(`${jobs ? 'is' : 'is not'} read by jobs`, async () => {
    const session = await opened();
    expect((await sourceOf(session)).ok).toBe(jobs);
    await session.close();
  });
});

test('once its journal is put aside, the disk as it stands is edited', async () => {
  await cutAt(file, 'data', undefined, later());
  put(1100, 0xee);
  const before = readFileSync(file);
  const session = await opened();
  expect(await saving.recover(session, 'set-aside')).toEqual({ ok: true, value: undefined });
  expect(session.view().interrupted).toBeNull();
  expect(await saving.begin(session)).toEqual({ ok: true, value: undefined });
  expect(readFileSync(file).equals(before)).toBe(true);
  await session.close();
});

test('a journal that came after the disk was opened is seen when editing is to begin', async () => {
  const session = await opened();
  writeFileSync(journal(), 'torn');
  expect(await saving.begin(session)).toEqual({ ok: false, error: { kind: 'journal-exists' } });
  await session.close();
});

describe('a change that switches edit mode on for itself', () => {
  test('leaves it as it was when it is refused: off if it was off, on if it was on', async () => {
    const session = await opened();
    const patch = path.join(path.dirname(file), 'patch.json');
    writeFileSync(patch, 'no patch');
    const apply = () => saving.inEditMode(session, () => session.stagePatch(session.edits().revision, patch, 'disk'));
    expect((await apply()).ok).toBe(false);
    expect(session.edits().editing).toBe(false);
    expect(await saving.inEditMode(session, () => session.restoreDraft())).toEqual({ ok: false, error: { kind: 'no-draft' } });
    expect(session.edits().editing).toBe(false);
    expect(await saving.inEditMode(session, () => session.stageRepair(99))).toEqual({ ok: false, error: { kind: 'stale-plan' } });
    expect(session.edits().editing).toBe(false);
    session.setEditing(true);
    expect((await apply()).ok).toBe(false);
    expect(session.edits().editing).toBe(true);
    await session.close();
  });

  test('leaves it off when the work itself breaks', async () => {
    const session = await opened();
    await expect(saving.inEditMode(session, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(session.edits().editing).toBe(false);
    await session.close();
  });

  test('leaves it on when it is staged', async () => {
    const session = await opened();
    const patch = path.join(path.dirname(file), 'patch.json');
    const page = await session.readPage('disk', 0, 'honour');
    if (!page.ok) throw new Error(page.error.kind);
    const before = Buffer.from(page.value.bytes.subarray(3, 4)).toString('hex');
    const changes = [{ space: 'disk', offset: 3, before, after: before === '5a' ? '5B' : '5A' }];
    writeFileSync(patch, JSON.stringify({ format: 'platter-patch', version: 1, disk: null, changes }));
    const done = await saving.inEditMode(session, () => session.stagePatch(session.edits().revision, patch, 'disk'));
    expect(done).toEqual({ ok: true, value: { otherDisk: null } });
    expect(session.edits()).toMatchObject({ editing: true, changes: 1 });
    // The same bytes, but made from another disk: it is staged, and that is told.
    const [id, back] = ['00112233-4455-6677-8899-aabbccddeeff', { ...changes[0], before: changes[0]?.after, after: before }];
    const other = { format: 'platter-patch', version: 1, disk: { uniqueId: id.toUpperCase(), virtualBytes: 1 }, changes: [back] };
    writeFileSync(patch, JSON.stringify(other));
    expect(await session.stagePatch(session.edits().revision, patch, 'disk')).toEqual({ ok: true, value: { otherDisk: id } });
    await session.close();
  });
});
