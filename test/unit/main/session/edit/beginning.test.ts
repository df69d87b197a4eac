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
