import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import { shownBytes, shownRows } from '../../../../../main/session/image/shownPlan';
import { BLOCK_STATE, PAGE_BYTES, SECTOR_MARK, type ImageId, type OpenAs } from '../../../../../shared/views';
import { dynamicWithBits } from '../../../../support/bitmapDisks';
import { baseImage, childImage, fixedImage, FOOTER_AT, inBothFooters, SIZE } from '../../../../support/fixtures';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const ID = '00112233-4455-6677-8899-aabbccddeeff';
const folder = tempDir();
let files = 0;
const write = (bytes: Uint8Array, name = 'disk.vhd'): string => {
  files += 1;
  const own = path.join(folder, String(files));
  mkdirSync(own);
  const file = path.join(own, name);
  writeFileSync(file, bytes);
  return file;
};

async function withSession(file: string, use: (session: ImageSession) => Promise<void>, as: OpenAs = 'disk'): Promise<void> {
  const session = await openSession({ id: 'i' as ImageId, path: file, as, now: () => NOW, newId: () => ID, context: realContext() });
  if (!session.ok) throw new Error(session.error.kind);
  try {
    await use(session.value);
  } finally {
    await session.value.close();
  }
}

describe('one open image', () => {
  test('is told by its name, without a path in the name', async () => {
    await withSession(write(baseImage(), 'base.vhd'), async (session) => {
      expect(session.view()).toMatchObject({ image: 'i', name: 'base.vhd', fileBytes: FOOTER_AT + 512, findings: [] });
    });
  });

  test('gives pages of the disk and pages of the file', async () => {
    const bytes = fixedImage();
    await withSession(write(bytes), async (session) => {
      const disk = await session.readPage('disk', 1, 'honour');
      expect(disk.ok && Buffer.from(disk.value.bytes).equals(bytes.subarray(PAGE_BYTES, 2 * PAGE_BYTES))).toBe(true);
      const last = await session.readPage('file', Math.floor(SIZE / PAGE_BYTES), 'honour');
      expect(last.ok && Buffer.from(last.value.bytes).equals(bytes.subarray(SIZE))).toBe(true);
      expect(await session.readPage('disk', SIZE / PAGE_BYTES, 'honour')).toEqual({ ok: false, error: { kind: 'out-of-range' } });
    });
  });

  test('says where the sectors of a block come from', async () => {
    await withSession(write(baseImage()), async (session) => {
      const runs = await session.readBlockMap(2, 'honour');
      expect(runs.ok && runs.value).toEqual([{ lba: 8192, sectors: 4096, source: 'file', layer: 0, at: 4101 * 512 + 512 }]);
      expect((await session.readBlockMap(4, 'honour')).ok).toBe(false);
    });
  });

  test('gives a block’s sectors in pieces, with what is staged', async () => {
    const built = dynamicWithBits();
    await withSession(write(built.bytes), async (session) => {
      const first = await session.readSectors(1, 0);
      expect(first.ok && first.value?.length).toBe(4096);
      const next = await session.readSectors(1, 1);
      expect(next.ok && next.value?.length).toBe(0);
      expect(await session.readSectors(16, 0)).toEqual({ ok: false, error: { kind: 'out-of-range' } });
      session.setEditing(true);
      expect((await session.stage(0, { kind: 'bits', how: 'clear', lba: 4096, sectors: 1377 })).ok).toBe(true);
      const cleared = await session.readSectors(1, 0);
      // Every bit that was set is now changed, and none of them is set.
      const marks = cleared.ok ? Array.from(cleared.value ?? []) : [];
      expect(marks.filter((mark) => (mark & SECTOR_MARK.set) !== 0)).toHaveLength(0);
      expect(marks.filter((mark) => (mark & SECTOR_MARK.edited) !== 0)).toHaveLength(1377);
      expect([...(await session.readBits([1])).states]).toEqual([BLOCK_STATE.unset]);
    });
  });

  test('shows the bytes of what is staged, part by part, while it is what would be saved', async () => {
    await withSession(write(baseImage()), async (session) => {
      session.setEditing(true);
      expect((await session.stage(0, { kind: 'fill', space: 'disk', at: 4096, bytes: 200_000, pattern: Uint8Array.of(7, 8, 9) })).ok).toBe(
        true,
      );
      const of = { kind: 'staged', revision: session.edits().revision } as const;
      const rows = shownRows(session, of, 0);
      const filled = rows.ok ? rows.value.rows.find(({ bytes }) => bytes > 100_000) : undefined;
      if (filled === undefined) throw new Error('no row of the fill');
      const part = shownBytes(session, { of, at: filled.at, from: 131_072 });
      // 131,072 is 43,690 patterns of three bytes and two more.
      expect(part.ok && [part.value.after.length, ...part.value.after.subarray(0, 3)]).toEqual([65_536, 9, 7, 8]);
      expect(shownBytes(session, { of, at: filled.at + 1, from: 0 })).toEqual({ ok: false, error: { kind: 'stale-plan' } });
      expect(shownRows(session, { ...of, revision: of.revision - 1 }, 0)).toEqual({ ok: false, error: { kind: 'stale-plan' } });
      expect(shownRows(session, { kind: 'repair', plan: 1 }, 0)).toEqual({ ok: false, error: { kind: 'stale-plan' } });
      expect(shownRows(null, of, 0)).toEqual({ ok: false, error: { kind: 'image-closed' } });
    });
  });

  test('may be looked at as bytes only, whatever it is', async () => {
    await withSession(
      write(Uint8Array.of(1, 2, 3)),
      async (session) => {
        expect(session.view().disk).toBeNull();
        const page = await session.readPage('file', 0, 'honour');
        expect(page.ok && [...page.value.bytes]).toEqual([1, 2, 3]);
      },
      'bytes',
    );
  });

  test('refuses what is no disk, with the reason', async () => {
    const session = await openSession({
      id: 'i' as ImageId,
      path: write(Uint8Array.of(1, 2, 3)),
      as: 'disk',
      now: () => NOW,
      newId: () => ID,
      context: realContext(),
    });
    expect(session).toEqual({ ok: false, error: { kind: 'too-small', fileBytes: 3 } });
  });

  test('takes a parent that the user points to, and no other', async () => {
    await withSession(write(childImage().bytes), async (session) => {
      expect(session.view().parent?.state).toBe('missing');
      const stranger = inBothFooters(baseImage(), (b, at) => b.fill(9, at + 68, at + 84));
      expect(await session.useParent(write(stranger))).toMatchObject({ ok: false, error: { kind: 'wrong-parent' } });
      expect(session.view().layers).toHaveLength(1);
      const taken = await session.useParent(write(baseImage(), 'moved.vhd'));
      expect(taken.ok && taken.value.layers.map(({ name }) => name)).toEqual(['disk.vhd', 'moved.vhd']);
      expect(session.view().parent).toBeNull();
    });
  });
});
