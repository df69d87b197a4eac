/** The list of disks that were open before. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRecents, type Recents } from '../../../../../main/session/app/recents';
import { tempDir } from '../../../../support/tempDir';

let ids = 0;
let minutes = 0;
/** Every opening a minute after the one before. */
const now = (): Date => new Date(Date.UTC(2026, 10, 24, 12, (minutes += 1)));
const unexpected = (cause: unknown): void => {
  throw cause;
};
const load = (file: string, hasDraft = async (_path: string): Promise<boolean> => false, failed = unexpected): Promise<Recents> =>
  loadRecents(file, { now, newId: () => String((ids += 1)), hasDraft, failed });
const listFile = (): string => path.join(tempDir(), 'recents.json');
const add = (recents: Recents, name: string): Promise<void> =>
  recents.add({ path: path.join('/disks', name), summary: 'Dynamic · 8 MiB', health: 'good', kind: 'dynamic' });
const names = (recents: Recents): string[] => recents.views().map(({ name }) => name);
const idOf = (recents: Recents, name: string) => {
  const found = recents.views().find((view) => view.name === name);
  if (found === undefined) throw new Error(`${name} is not listed`);
  return found.recent;
};

describe('recent disks', () => {
  it('are listed newest first, and the thirteenth goes', async () => {
    const recents = await load(listFile());
    for (let i = 1; i <= 13; i++) await add(recents, `${i}.vhd`);
    expect(names(recents)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => `${i}.vhd`));
  });

  it('stay on top and on the list when they are pinned, also in the next run', async () => {
    const file = listFile();
    const recents = await load(file);
    await add(recents, 'mine.vhd');
    await recents.pin(idOf(recents, 'mine.vhd'), true);
    for (let i = 1; i <= 13; i++) await add(recents, `${i}.vhd`);
    expect(names(recents)).toHaveLength(13);
    expect(names(recents)[0]).toBe('mine.vhd');
    const later = await load(file);
    expect(later.views()[0]).toMatchObject({ name: 'mine.vhd', pinned: true });
    await later.pin(idOf(later, 'mine.vhd'), false);
    expect(names(later)).not.toContain('mine.vhd');
  });

  it('keep their pin and their place when they are opened again', async () => {
    const recents = await load(listFile());
    for (const name of ['first.vhd', 'second.vhd', 'third.vhd']) await add(recents, name);
    await recents.pin(idOf(recents, 'first.vhd'), true);
    await recents.pin(idOf(recents, 'second.vhd'), true);
    await add(recents, 'second.vhd');
    expect(recents.views().map(({ name, pinned }) => [name, pinned])).toEqual([
      ['first.vhd', true],
      ['second.vhd', true],
      ['third.vhd', false],
    ]);
  });

  it('are found again where the user says, once each', async () => {
    const recents = await load(listFile());
    const here = path.join(tempDir(), 'moved.vhd');
    writeFileSync(here, '');
    await recents.add({ path: here, summary: '', health: 'good', kind: 'fixed' });
    await add(recents, 'gone.vhd');
    await recents.refresh();
    expect(recents.views().map(({ name, missing }) => [name, missing])).toEqual([
      ['gone.vhd', true],
      ['moved.vhd', false],
    ]);
    await recents.relocate(idOf(recents, 'gone.vhd'), here);
    expect(recents.views().map(({ name, missing }) => [name, missing])).toEqual([['moved.vhd', false]]);
  });

  it('say for which of them changes wait that were never saved', async () => {
    const waiting = new Set([path.join('/disks', 'a.vhd')]);
    const recents = await load(listFile(), async (disk) => waiting.has(disk));
    for (const name of ['a.vhd', 'b.vhd']) await add(recents, name);
    const told = (): [string, boolean][] => recents.views().map(({ name, hasDraft }) => [name, hasDraft]);
    await recents.refresh();
    expect(told()).toEqual([
      ['b.vhd', false],
      ['a.vhd', true],
    ]);
    waiting.clear();
    await recents.refresh();
    expect(told().filter(([, has]) => has)).toEqual([]);
  });

  it('of a list with an entry that makes no sense are kept, but for that one', async () => {
    const file = listFile();
    const good = { path: '/disks/good.vhd', summary: '', health: 'good', opened: '2026-11-01T00:00:00Z' };
    writeFileSync(file, JSON.stringify([{ ...good, path: '/disks/later.vhd', kind: 'striped' }, { ...good, health: 7 }, null, good]));
    expect((await load(file)).views()).toMatchObject([
      { name: 'later.vhd', kind: 'unknown' },
      { name: 'good.vhd', health: 'good' },
    ]);
  });

  it('of a list that an earlier version wrote are kept', async () => {
    const file = listFile();
    writeFileSync(
      file,
      JSON.stringify([{ path: '/disks/old.vhd', summary: 'Fixed · 1 GiB', health: 'warning', opened: '2026-01-01T00:00:00Z' }]),
    );
    const recents = await load(file);
    expect(recents.views()).toMatchObject([{ name: 'old.vhd', kind: 'unknown', pinned: false, health: 'warning' }]);
    await recents.forget(idOf(recents, 'old.vhd'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it('are listed until the program ends where the list cannot be written', async () => {
    const file = listFile();
    mkdirSync(path.join(file, 'a folder of that name, which is not empty'), { recursive: true });
    const causes: unknown[] = [];
    const recents = await load(file, undefined, (cause) => void causes.push(cause));
    await add(recents, 'mine.vhd');
    expect(names(recents)).toEqual(['mine.vhd']);
    expect(causes).toHaveLength(1);
  });
});
