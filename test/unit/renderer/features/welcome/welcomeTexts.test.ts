/** What the first page and the bar of kept changes say. */
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../../../../renderer/app/keys.model';
import { parseGoTo } from '../../../../../renderer/disk/goTo.model';
import { draftText } from '../../../../../renderer/disk/draft.text';
import { recentSummary } from '../../../../../renderer/app/recents.text';
import { firstTip, TIPS } from '../../../../../renderer/features/welcome/tips.text';
import type { DraftView } from '../../../../../shared/edits';
import { COMMANDS } from '../../../../../shared/commands';
import type { RecentId } from '../../../../../shared/settings';
import { baseImage } from '../../../../support/fixtures';
import { diskIn } from '../../support/disks';

describe('tips', () => {
  it('name keys exactly where they have a command, and that command has keys everywhere', () => {
    for (const { text, command } of TIPS) {
      expect(text.includes('{keys}')).toBe(command !== null);
      if (command !== null) expect([keysOf(command, false), keysOf(command, true)]).not.toContain(null);
    }
  });

  it('are true: what they say to type leads somewhere, and commands they name are called that', async () => {
    const disk = await diskIn(baseImage());
    const places = TIPS.flatMap(({ text, command }) =>
      command === 'go.to' ? [...text.matchAll(/“([^”]+)”/g)].map(([, typed]) => typed) : [],
    );
    expect(places).toHaveLength(3);
    for (const typed of places) expect(parseGoTo(typed ?? '', { disk, cursor: { space: 'disk', at: 0 } }).ok).toBe(true);
    expect(TIPS.some(({ text }) => text.includes(`“${COMMANDS['file.undoSave'].label}”`))).toBe(true);
  });

  it('begin with another one each day', () => {
    const day = (date: number): number => firstTip(new Date(Date.UTC(2026, 10, date)));
    expect(day(2)).toBe((day(1) + 1) % TIPS.length);
    expect(new Set(Array.from({ length: 28 }, (_, i) => day(i + 1))).size).toBe(TIPS.length);
  });
});

describe('kept changes', () => {
  const now = new Date(2026, 10, 24, 18, 0);
  const kept = (more: Partial<DraftView> = {}): DraftView => ({
    made: new Date(2026, 10, 24, 14, 2).toISOString(),
    changes: 3,
    file: 'unchanged',
    fits: true,
    isCut: false,
    ...more,
  });

  it('say when they were made, by the hour today and with the day before that', () => {
    expect(draftText(kept(), false, now)).toEqual({
      title: 'Unsaved changes from 14:02 were kept.',
      detail: '3 changes. The file hasn’t changed since.',
      canRestore: true,
    });
    const older = draftText(kept({ made: new Date(2026, 10, 22, 9, 5).toISOString() }), false, now);
    expect(older.title).toBe('Unsaved changes from 2026-11-22 09:05 were kept.');
  });

  it('say that later ones are damaged', () => {
    expect(draftText(kept({ changes: 1, isCut: true }), false, now).detail).toBe(
      '1 change can be read, and the last may be incomplete; what was kept after that is damaged. The file hasn’t changed since.',
    );
  });

  it('can be put back where the file changed elsewhere, and not where they were made or while others wait', () => {
    expect(draftText(kept({ file: 'changed' }), false, now)).toMatchObject({
      detail: '3 changes. The file has changed since, but not where they were made.',
      canRestore: true,
    });
    expect(draftText(kept({ file: 'changed', fits: false }), false, now)).toMatchObject({ canRestore: false });
    expect(draftText(kept({ fits: false }), false, now).detail).toMatch(/a parent may be missing/);
    expect(draftText(kept(), true, now)).toMatchObject({ canRestore: false, detail: expect.stringMatching(/Save or discard/) });
  });
});

it('a recent disk is summed up by kind, health and time; bytes have no health', () => {
  const now = new Date(2026, 10, 24, 18, 0);
  const recent = {
    recent: 'r' as RecentId,
    name: 'a.vhd',
    folder: '/disks',
    summary: 'Dynamic · 8 MiB',
    health: 'good',
    opened: new Date(2026, 10, 23, 18, 0).toISOString(),
    kind: 'dynamic',
    pinned: false,
    missing: false,
    hasDraft: false,
    tab: null,
  } as const;
  expect(recentSummary(recent, now)).toBe('Dynamic · 8 MiB · healthy · yesterday');
  expect(recentSummary({ ...recent, kind: 'bytes', summary: 'Bytes · 3 bytes' }, now)).toBe('Bytes · 3 bytes · yesterday');
  expect(recentSummary({ ...recent, missing: true }, now)).toBe('Not found');
});
