/** What is kept of staged changes: written aside, offered again, never over a file where they do not fit. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryRecord, headRecord, readDraft, type Draft } from '../../../../../main/session/edit/draftFile';
import { NO_SEAL, readRecords, sealed, writeRecords, type Sealed } from '../../../../../main/io/sealedFile';
import { createDrafts, type Drafts } from '../../../../../main/session/edit/drafts';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { createSaving } from '../../../../../main/session/edit/saving';
import type { EditLabel } from '../../../../../shared/edits';
import type { ImageId } from '../../../../../shared/views';
import { baseImage, childImage } from '../../../../support/fixtures';
import { createAt, diskSpec, realContext, writeAt } from '../../../../support/newDisks';
import { seeded } from '../../../../support/random';
import { tempDir } from '../../../../support/tempDir';

const context = realContext();
const saving = createSaving(context);
const AT = 3 * 512 + 5;
const MADE = '2026-11-24T14:02:00.000Z';

type Place = { readonly file: string; readonly folder: string };

async function place(): Promise<Place> {
  const folder = tempDir();
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  await writeAt(file, { lba: 0, bytes: seeded(1).bytes(4096) });
  return { file, folder: path.join(folder, 'drafts') };
}

let names = 0;
/** As another run of the program would have them: nothing is remembered but the folder. */
const another = (folder: string): Promise<Drafts> =>
  createDrafts({ folder, files: context.files, now: () => new Date(MADE), newId: () => String((names += 1)), waitMs: 1 });

async function open({ file, folder }: Place, drafts?: Drafts): Promise<ImageSession> {
  const known = drafts ?? (await another(folder));
  const session = await openSession({
    id: 'i' as ImageId,
    path: file,
    as: 'disk',
    now: () => 1_800_000_000,
    newId: () => 'fresh',
    context,
    drafts: known,
  });
  if (!session.ok) throw new Error(session.error.kind);
  return session.value;
}

async function type(session: ImageSession, at: number, ...bytes: readonly number[]): Promise<void> {
  const { revision } = session.edits();
  const request = { kind: 'bytes', how: 'typing', space: 'disk', at, bytes: Uint8Array.from(bytes), joins: false } as const;
  expect(await session.stage(revision, request)).toEqual({ ok: true, value: undefined });
}

/** Stages bytes and ends without a word, as a crash does; what was noted is on the drive by then. */
async function crashed(where: Place): Promise<void> {
  const session = await open(where);
  expect((await saving.begin(session)).ok).toBe(true);
  await type(session, AT, 0xde, 0xad);
  await type(session, 5 * 1024 * 1024, 0xbe);
  await session.close();
}

const kept = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.draft'));
const diskByte = async (session: ImageSession, at: number): Promise<number | undefined> => {
  const page = await session.readPage('disk', Math.floor(at / 65_536), 'honour');
  return page.ok ? page.value.bytes[at % 65_536] : undefined;
};

describe('changes that a crash interrupted', () => {
  it('are known of before the disk is opened, and not while it is, nor once they are let go', async () => {
    const where = await place();
    expect(await (await another(where.folder)).waitFor(where.file)).toBe(false);
    await crashed(where);
    const drafts = await another(where.folder);
    expect(await drafts.waitFor(where.file)).toBe(true);
    expect(await drafts.waitFor(`${where.file}.other`)).toBe(false);
    const session = await open(where, drafts);
    expect((await saving.begin(session)).ok).toBe(true);
    expect((await session.restoreDraft()).ok).toBe(true);
    // They are the window's own again.
    expect(await drafts.waitFor(where.file)).toBe(false);
    await session.discardDraft();
    await session.close();
    expect(await drafts.waitFor(where.file)).toBe(false);
  });

  it('are offered for the same file, put back byte for byte, and the file is not touched for it', async () => {
    const where = await place();
    const before = readFileSync(where.file);
    await crashed(where);
    const session = await open(where);
    expect(session.view().draft).toEqual({ made: MADE, changes: 2, file: 'unchanged', fits: true, isCut: false });
    expect((await saving.begin(session)).ok).toBe(true);
    expect((await session.restoreDraft()).ok).toBe(true);
    expect(session.view().draft).toBeNull();
    expect(await diskByte(session, AT)).toBe(0xde);
    expect(await diskByte(session, AT + 1)).toBe(0xad);
    expect(await diskByte(session, 5 * 1024 * 1024)).toBe(0xbe);
    expect(session.edits().latest.map(({ label }) => label)).toEqual([{ kind: 'typing' }, { kind: 'typing' }]);
    expect(readFileSync(where.file).equals(before)).toBe(true);
    await session.close();
  });

  it('are still kept after they were put back, until they are saved', async () => {
    const where = await place();
    await crashed(where);
    const session = await open(where);
    await saving.begin(session);
    await session.restoreDraft();
    await session.close();
    const again = await open(where);
    expect(again.view().draft).toMatchObject({ changes: 2, fits: true, isCut: false });
    await saving.begin(again);
    await again.restoreDraft();
    expect((await saving.save(again, again.edits().revision)).ok).toBe(true);
    await again.close();
    expect(kept(where.folder)).toEqual([]);
  });

  it('are put back only in edit mode, and only where nothing else is staged', async () => {
    const where = await place();
    await crashed(where);
    const session = await open(where);
    expect(await session.restoreDraft()).toEqual({ ok: false, error: { kind: 'not-editing' } });
    await saving.begin(session);
    await type(session, 9, 0x77);
    expect(await session.restoreDraft()).toEqual({ ok: false, error: { kind: 'changes-first' } });
    await session.close();
  });

  it('are not offered for another file, nor while the window that makes them is there', async () => {
    const where = await place();
    const other = path.join(path.dirname(where.file), 'other.vhd');
    copyFileSync(where.file, other);
    const drafts = await another(where.folder);
    const session = await open(where, drafts);
    await saving.begin(session);
    await type(session, AT, 0xde);
    await expect.poll(() => kept(where.folder)).toHaveLength(1);
    const second = await open(where, drafts);
    expect(second.view().draft).toBeNull();
    await second.close();
    await session.close();
    const elsewhere = await open({ ...where, file: other });
    expect(elsewhere.view().draft).toBeNull();
    await elsewhere.close();
  });

  it('can be let go of', async () => {
    const where = await place();
    await crashed(where);
    const session = await open(where);
    await session.forgetDraft();
    expect(session.view().draft).toBeNull();
    expect(kept(where.folder)).toEqual([]);
    await session.close();
  });
});

describe('changes that two windows offer', () => {
  async function two() {
    const where = await place();
    await crashed(where);
    const drafts = await another(where.folder);
    const [first, second] = [await open(where, drafts), await open(where, drafts)];
    for (const session of [first, second]) {
      expect(session.view().draft).toMatchObject({ changes: 2 });
      expect((await saving.begin(session)).ok).toBe(true);
    }
    const close = async (): Promise<void> => {
      await first.close();
      await second.close();
    };
    return { where, drafts, first, second, close };
  }

  it('are kept for the window that restored them when the other one discards what it offered', async () => {
    const { where, drafts, first, second, close } = await two();
    expect((await first.restoreDraft()).ok).toBe(true);
    await drafts.flush();
    await second.forgetDraft();
    expect(kept(where.folder)).toHaveLength(1);
    await type(first, 9, 0x77);
    await close();
    const again = await open(where);
    expect(again.view().draft).toMatchObject({ changes: 3, fits: true, isCut: false });
    await again.close();
  });

  it('are restored by one of them only, even at the same moment', async () => {
    const { where, first, second, close } = await two();
    const both = [first, second];
    const answers = await Promise.all(both.map((session) => session.restoreDraft()));
    // Either may be the faster one: each reads the draft on a thread of its own.
    const loser = answers[0]?.ok === true ? 1 : 0;
    expect(answers[1 - loser]).toEqual({ ok: true, value: undefined });
    expect(answers[loser]).toEqual({ ok: false, error: { kind: 'no-draft' } });
    expect(both.map((session) => session.edits().changes)).toEqual(loser === 1 ? [2, 0] : [0, 2]);
    await close();
    expect(kept(where.folder)).toHaveLength(1);
  });

  it('are restored by none once one of them discarded them, and both stop offering them', async () => {
    const { where, first, second, close } = await two();
    await first.forgetDraft();
    expect(second.view().draft).toBeNull();
    expect(await second.lookForDraft()).toBe(true);
    expect(await second.lookForDraft()).toBe(false);
    expect(await second.restoreDraft()).toEqual({ ok: false, error: { kind: 'no-draft' } });
    await close();
    expect(kept(where.folder)).toEqual([]);
  });

  it('are offered again after the window that restored them left them', async () => {
    const { where, first, second, close } = await two();
    expect((await first.restoreDraft()).ok).toBe(true);
    await close();
    expect(second.view().draft).toBeNull();
    const again = await open(where);
    expect(again.view().draft).toMatchObject({ changes: 2 });
    await again.close();
  });
});

describe('changes of a child whose parent had to be located', () => {
  it('fit again when it is located again, and say until then that they do not', async () => {
    const folder = tempDir();
    const where = { file: path.join(folder, 'child.vhd'), folder: path.join(folder, 'drafts') };
    const parent = path.join(tempDir(), 'elsewhere.vhd');
    writeFileSync(where.file, childImage().bytes);
    writeFileSync(parent, baseImage());
    const session = await open(where);
    expect((await session.useParent(parent)).ok).toBe(true);
    await saving.begin(session);
    // One byte of a sector that is the parent's.
    await type(session, 3 * 512, 0x5a);
    await session.close();
    const again = await open(where);
    expect(again.view().draft).toMatchObject({ file: 'unchanged', fits: false });
    const located = await again.useParent(parent);
    expect(located.ok && located.value.draft).toMatchObject({ file: 'unchanged', fits: true, isCut: false });
    await again.close();
  });
});

describe('what is kept goes', () => {
  const staged = async (where: Place): Promise<ImageSession> => {
    const session = await open(where);
    await saving.begin(session);
    await type(session, AT, 0xde);
    await expect.poll(() => kept(where.folder)).toHaveLength(1);
    return session;
  };

  it('when all of it was undone', async () => {
    const where = await place();
    const before = readFileSync(where.file);
    const session = await staged(where);
    await session.undo(session.edits().revision);
    await expect.poll(() => kept(where.folder)).toEqual([]);
    expect(readFileSync(where.file).equals(before)).toBe(true);
    await session.close();
  });

  it('when it was discarded or saved', async () => {
    const where = await place();
    const session = await staged(where);
    await session.discard();
    await expect.poll(() => kept(where.folder)).toEqual([]);
    await type(session, AT, 0xdf);
    await expect.poll(() => kept(where.folder)).toHaveLength(1);
    expect((await saving.save(session, session.edits().revision)).ok).toBe(true);
    await expect.poll(() => kept(where.folder)).toEqual([]);
    await session.close();
  });

  it('when the user lets it go with the window', async () => {
    const where = await place();
    const session = await staged(where);
    await type(session, AT, 0xee);
    await session.discardDraft();
    await session.close();
    expect(kept(where.folder)).toEqual([]);
  });

  it('until the user, who discarded them for another disk, changes something in this one after all', async () => {
    const where = await place();
    const session = await staged(where);
    await session.discardDraft();
    expect(kept(where.folder)).toEqual([]);
    await type(session, AT, 0xee);
    await session.close();
    expect(kept(where.folder)).toHaveLength(1);
  });

  it('when all of it stands in the file already', async () => {
    const where = await place();
    await crashed(where);
    const folder = path.join(path.dirname(where.file), 'aside');
    mkdirSync(folder);
    const aside = path.join(folder, kept(where.folder)[0] ?? '');
    copyFileSync(path.join(where.folder, path.basename(aside)), aside);
    const session = await open(where);
    await saving.begin(session);
    await session.restoreDraft();
    expect((await saving.save(session, session.edits().revision)).ok).toBe(true);
    await session.close();
    copyFileSync(aside, path.join(where.folder, path.basename(aside)));
    const again = await open(where);
    expect(again.view().draft).toBeNull();
    expect(kept(where.folder)).toEqual([]);
    await again.close();
  });
});

describe('a file that changed since', () => {
  const after = async (change: (file: string) => void): Promise<{ readonly session: ImageSession; readonly where: Place }> => {
    const where = await place();
    await crashed(where);
    change(where.file);
    return { session: await open(where), where };
  };

  it('takes them back when only its times changed, and says that it changed', async () => {
    const { session } = await after((file) => utimesSync(file, 1_000_000_000, 1_000_000_000));
    expect(session.view().draft).toMatchObject({ file: 'changed', fits: true, isCut: false });
    await session.close();
  });

  it('does not take them back over bytes that are others now, and keeps them', async () => {
    const { session, where } = await after((file) => {
      const bytes = readFileSync(file);
      // The sector that was typed into: footer copy, header and table end at 2048, and one sector of bitmap comes first.
      bytes[2048 + 512 + 3 * 512] = (bytes[2048 + 512 + 3 * 512] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    });
    expect(session.view().draft).toMatchObject({ file: 'changed', fits: false });
    await saving.begin(session);
    expect(await session.restoreDraft()).toEqual({ ok: false, error: { kind: 'draft-misfit' } });
    expect(session.edits().changes).toBe(0);
    expect(kept(where.folder)).toHaveLength(1);
    await session.close();
  });

  it('does not take them back where it has grown: a new block would lie elsewhere', async () => {
    const { session } = await after((file) => appendFileSync(file, new Uint8Array(512)));
    expect(session.view().draft).toMatchObject({ file: 'changed', fits: false });
    await session.close();
  });

  it('does not take them back when it is quite another disk', async () => {
    const where = await place();
    await crashed(where);
    const fresh = `${where.file}.new`;
    await createAt(fresh, diskSpec({ sizeBytes: 4 * 1024 * 1024 }));
    renameSync(fresh, where.file);
    const session = await open(where);
    expect(session.view().draft).toMatchObject({ file: 'changed', fits: false });
    await session.close();
  });
});

it('a draft holds every kind of change, in order, with its bytes, and only its owner may read it', async () => {
  const file = path.join(tempDir(), 'a.draft');
  const labels: readonly EditLabel[] = [
    { kind: 'typing' },
    { kind: 'paste' },
    { kind: 'fill' },
    { kind: 'content' },
    { kind: 'bits', how: 'match' },
    { kind: 'replace', places: 12 },
    { kind: 'field', structure: 'footer', field: 'currentSize' },
    { kind: 'repair', repairs: [{ code: 'F02', method: 'recompute-checksum' }] },
  ];
  const entries = labels.map((label, i) => ({
    label,
    joins: i === 1,
    made: MADE,
    plan: `digest ${i}`,
    edits: [
      { space: 'file', at: i, bytes: Uint8Array.of(i, 255 - i) },
      { space: 'disk', at: 2 ** 40 + i, bytes: Uint8Array.of(i) },
    ] as const,
  }));
  const draft: Draft = { path: '/disks/a.vhd', as: 'disk', identity: '1:2:3:4', entries, isCut: false };
  const records: Sealed[] = [await headRecord({ path: draft.path, as: draft.as, identity: draft.identity })];
  for (const entry of entries) records.push(await entryRecord(records.at(-1)?.seal ?? new Uint8Array(), entry));
  await writeRecords(file, records);
  expect(await readDraft(file)).toEqual(draft);
  // Windows has access lists, and the folder's own say who reads there.
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
});

describe('the folder of drafts', () => {
  const spoiled = async (spoil: (draft: Buffer) => Buffer): Promise<ImageSession> => {
    const where = await place();
    await crashed(where);
    const draft = path.join(where.folder, kept(where.folder)[0] ?? '');
    writeFileSync(draft, spoil(readFileSync(draft)));
    return open(where);
  };

  it('offers nothing of a draft that is damaged at its beginning, and of one that is damaged later what comes before', async () => {
    // A head of some 150 bytes, then a record for each of two changes.
    for (const [at, changes] of [
      [3, null],
      [60, null],
      [-40, 1],
      [-1, 1],
    ] as const) {
      const session = await spoiled((draft) => {
        const place = at < 0 ? draft.length + at : at;
        draft[place] = (draft[place] ?? 0) ^ 0x20;
        return draft;
      });
      expect(session.view().draft?.changes ?? null).toBe(changes);
      expect(session.view().draft?.isCut, 'what comes after that is said to be damaged').toBe(changes === null ? undefined : true);
      await session.close();
    }
    const cut = await spoiled((draft) => draft.subarray(0, 10));
    expect(cut.view().draft).toBeNull();
    await cut.close();
  });

  it('offers nothing of another version, whole as it may be, and leaves it there', async () => {
    const where = await place();
    await crashed(where);
    const name = kept(where.folder)[0] ?? '';
    const file = path.join(where.folder, name);
    const records: Sealed[] = [];
    for (const { head, bytes } of (await readRecords(file, 1_000_000)).records) {
      const newer = records.length === 0 ? { ...(head as object), version: 3 } : head;
      records.push(await sealed(records.at(-1)?.seal ?? NO_SEAL, newer, [bytes]));
    }
    await writeRecords(file, records);
    const session = await open(where);
    expect(session.view().draft).toBeNull();
    await session.close();
    expect(kept(where.folder)).toEqual([name]);
  });

  it('holds no draft above 64 MiB, and says so', async () => {
    const where = await place();
    const session = await open(where);
    await saving.begin(session);
    // The same 8 MiB again and again: every change counts, though a save would write the last one only.
    for (let byte = 1; byte <= 8; byte++) {
      const request = { kind: 'fill', space: 'disk', at: 0, bytes: 8 * 1024 * 1024, pattern: Uint8Array.of(byte) } as const;
      expect((await session.stage(session.edits().revision, request)).ok).toBe(true);
    }
    expect(session.edits().unkept).toBeNull();
    await type(session, AT, 0xde);
    expect(session.edits().unkept).toBe('too-large');
    await session.close();
    expect(kept(where.folder)).toEqual([]);
  });

  it('keeps the newest sixteen, and nothing half-written', async () => {
    const folder = tempDir();
    for (let i = 0; i < 20; i++) {
      const file = path.join(folder, `${i}.draft`);
      writeFileSync(file, '');
      utimesSync(file, 1_700_000_000 + i, 1_700_000_000 + i);
    }
    writeFileSync(path.join(folder, 'a.draft.7.tmp'), '');
    await another(folder);
    expect(readdirSync(folder).sort()).toEqual(Array.from({ length: 16 }, (_, i) => `${i + 4}.draft`).sort());
  });

  it('says so when it cannot be written', async () => {
    const where = await place();
    writeFileSync(where.folder, 'a file where the folder should be');
    const session = await open(where);
    await saving.begin(session);
    await type(session, AT, 0xde);
    await expect.poll(() => session.edits().unkept).toBe('failed');
    await session.close();
  });
});
