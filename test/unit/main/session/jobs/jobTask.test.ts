/** What a job may begin with: a source that is what the window shows, and a target that is nobody's file. */
import { appendFileSync, linkSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { taskOf, sourceOf } from '../../../../../main/session/jobs/jobTask';
import { createPlaces } from '../../../../../main/session/app/places';
import { createSessions } from '../../../../../main/session/image/sessions';
import type { ImageSession } from '../../../../../main/session/image/imageSession';
import type { PlaceInfo } from '../../../../../shared/newDisk';
import type { OpenTicket } from '../../../../../shared/views';
import { baseImage, childImage, fixedImage } from '../../../../support/fixtures';
import { realContext, realFiles } from '../../../../support/newDisks';
import { NOW, stampFile } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const WINDOW = 1;
const TICKET = 'place' as OpenTicket;

const sessions = createSessions(
  () => 'i',
  () => NOW,
  realContext(),
);
afterAll(() => sessions.close(WINDOW));
const places = createPlaces({
  files: realFiles,
  otherWriters: async () => [],
  isOpenHere: (identity) => sessions.holds(identity),
  platform: 'linux',
  now: Date.now,
});

async function opened(file: string): Promise<ImageSession> {
  const session = await sessions.open(WINDOW, file, 'disk');
  if (!session.ok) throw new Error(session.error.kind);
  return session.value;
}

/** A child and its parent, the child open. */
async function chain(): Promise<{ readonly folder: string; readonly child: string; readonly parent: string }> {
  const folder = tempDir();
  const parent = path.join(folder, 'p.vhd');
  const child = path.join(folder, 'c.vhd');
  writeFileSync(parent, baseImage());
  writeFileSync(child, childImage().bytes);
  stampFile(parent, 2 ** 29);
  await opened(child);
  return { folder, child, parent };
}

const onWindows = process.platform === 'win32';
const at = (file: string) => ({ ticket: TICKET, path: file, parentPath: null });
const seen = (file: string): Promise<PlaceInfo> => places.inspect(WINDOW, at(file));

type Target = [string, (at: { readonly folder: string; readonly child: string; readonly parent: string }) => string, string];
/** On Windows only few may make symbolic links. */
const BY_LINKS: readonly Target[] = onWindows
  ? []
  : [
      [
        'the source by the way of a linked folder',
        ({ folder, child }) => {
          const other = path.join(tempDir(), 'elsewhere');
          symlinkSync(folder, other);
          return path.join(other, path.basename(child));
        },
        'open-here',
      ],
      [
        'the source by a symbolic link',
        ({ folder, child }) => {
          symlinkSync(child, path.join(folder, 's.vhd'));
          return path.join(folder, 's.vhd');
        },
        'link',
      ],
      [
        'a link that leads nowhere',
        ({ folder }) => {
          symlinkSync(path.join(folder, 'nowhere.vhd'), path.join(folder, 'l.vhd'));
          return path.join(folder, 'l.vhd');
        },
        'link',
      ],
    ];

describe('a target', () => {
  test.each<Target>([
    ['the source itself', ({ child }) => child, 'open-here'],
    ['its parent', ({ parent }) => parent, 'open-here'],
    [
      'the source by another name of the same file',
      ({ folder, child }) => {
        linkSync(child, path.join(folder, 'h.vhd'));
        return path.join(folder, 'h.vhd');
      },
      'several-names',
    ],
    [
      'a folder',
      ({ folder }) => {
        mkdirSync(path.join(folder, 'd.vhd'));
        return path.join(folder, 'd.vhd');
      },
      'not-a-file',
    ],
    ...BY_LINKS,
  ])('that is %s is refused, before and even when the user insists', async (_name, make, kind) => {
    const target = make(await chain());
    expect((await seen(target)).existing?.obstacle).toMatchObject({ kind });
    expect(await places.publish(WINDOW, at(target), true)).toMatchObject({ ok: false, error: { kind: 'obstacle', obstacle: { kind } } });
  });

  // The command line refuses the same names (cli/guardedNames.test.ts).
  test.each<Target>([
    ['a half-saved disk', ({ folder }) => guarded(folder, 'half.vhd', 'half.vhd.platter-journal'), 'has-journal'],
    ['a journal', ({ folder }) => guarded(folder, 'half.vhd.platter-journal'), 'journal-name'],
    ['a name that only journals have', ({ folder }) => path.join(folder, 'new.vhd.platter-journal'), 'journal-name'],
    [
      'free, and the journal of an earlier file stands there',
      ({ folder }) => guarded(folder, 'new.img', 'new.img.platter-journal'),
      'journal-left',
    ],
  ])('that is %s is kept from new files, before and even when the user insists', async (_name, make, kind) => {
    const target = make(await chain());
    if (kind === 'journal-left') unlinkSync(target);
    expect((await seen(target)).existing?.obstacle).toMatchObject({ kind });
    expect(await places.publish(WINDOW, at(target), true)).toMatchObject({ ok: false, error: { kind: 'obstacle', obstacle: { kind } } });
  });

  it('that is somebody’s parent is refused', async () => {
    const { folder, parent } = await chain();
    await opened(writtenTo(path.join(tempDir(), 'other.vhd'), fixedImage()));
    expect((await seen(parent)).existing?.obstacle).toEqual({ kind: 'is-parent', of: ['c.vhd'] });
    expect(await places.publish(WINDOW, at(path.join(folder, 'free.vhd')), false)).toEqual({ ok: true, value: { kind: 'new' } });
  });

  it('in a folder that went away says so', async () => {
    expect(await seen(path.join(tempDir(), 'gone', 'n.vhd'))).toMatchObject({ canWrite: 'missing' });
  });

  it('with a name that the drive refuses as too long says so', async () => {
    expect(await seen(path.join(tempDir(), `${'n'.repeat(252)}.vhd`))).toMatchObject({ canWrite: 'name-too-long', existing: null });
  });

  it('that exists is replaced only where the user has seen it', async () => {
    const { folder } = await chain();
    const target = writtenTo(path.join(folder, 'old.img'), Uint8Array.of(1));
    const unseen = 'another ticket' as OpenTicket;
    expect(await places.publish(WINDOW, { ...at(target), ticket: unseen }, true)).toMatchObject({ error: { kind: 'exists' } });
    await seen(target);
    expect(await places.publish(WINDOW, at(target), false)).toMatchObject({ error: { kind: 'exists' } });
    expect(await places.publish(WINDOW, at(target), true)).toMatchObject({ ok: true, value: { kind: 'replace' } });
  });
});

/** Files of these names in the folder, some bytes each; answers the first. */
function guarded(folder: string, ...names: readonly [string, ...string[]]): string {
  for (const name of names) writtenTo(path.join(folder, name), Uint8Array.of(1));
  return path.join(folder, names[0]);
}

function writtenTo(file: string, bytes: Uint8Array): string {
  writeFileSync(file, bytes);
  return file;
}

describe('a source', () => {
  const disk = (): string => writtenTo(path.join(tempDir(), 'a.vhd'), baseImage());

  it('is the file that is shown, with the parents the user chose', async () => {
    const file = disk();
    expect(await sourceOf(await opened(file))).toEqual({ ok: true, value: { path: file, as: 'disk', parents: [] } });
  });

  it('that somebody changed since is not taken for what is shown', async () => {
    const file = disk();
    const session = await opened(file);
    appendFileSync(file, 'more');
    expect(await sourceOf(session)).toEqual({ ok: false, error: { kind: 'source-changed' } });
  });

  // Windows moves and removes no file that is open.
  it.skipIf(onWindows)('that another file has taken the place of is not taken either', async () => {
    const file = disk();
    const session = await opened(file);
    renameSync(disk(), file);
    expect(await sourceOf(session)).toEqual({ ok: false, error: { kind: 'source-changed' } });
  });

  it.skipIf(onWindows)('that is gone is said to be', async () => {
    const file = disk();
    const session = await opened(file);
    unlinkSync(file);
    expect(await sourceOf(session)).toEqual({ ok: false, error: { kind: 'source-gone' } });
  });

  it('without a disk in it is refused', async () => {
    const session = await sessions.open(WINDOW, writtenTo(path.join(tempDir(), 'b.vhd'), Uint8Array.of(1, 2)), 'bytes');
    if (!session.ok) throw new Error(session.error.kind);
    expect(await sourceOf(session.value)).toEqual({ ok: false, error: { kind: 'no-disk' } });
  });
});

test('whatever makes a file needs a place; hashing needs none', () => {
  const wanted = { source: { path: '/d/a.vhd', as: 'disk', parents: [] }, overlay: [] } as const;
  const world = { now: () => 0, newId: () => 'id', program: 'Platter' };
  expect(taskOf({ op: 'compact' }, wanted, null, world)).toEqual({ ok: false, error: { kind: 'place-needed' } });
  expect(taskOf({ op: 'hash', layer: false, part: null }, wanted, null, world)).toMatchObject({ ok: true, value: { op: 'hash' } });
});
