/** New disks through the session, in real folders: what it refuses, what it keeps, what it leaves. */
import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNewDisks, type NewDisks, type NewDiskWorld } from '../../../../../main/session/newdisk/newDisk';
import type { NewDiskError, OtherWriter } from '../../../../../shared/errors';
import { NEW_DISK_SPEC } from '../../../../support/newDiskSpec';
import type { NewDiskProgress, NewDiskSpec, PlaceInfo } from '../../../../../shared/newDisk';
import type { PlaceWorld } from '../../../../../main/session/newdisk/newDiskPlace';
import { createPlaces } from '../../../../../main/session/app/places';
import type { OpenTicket } from '../../../../../shared/views';
import { createAt, diskSpec, DISK_ID, realFiles } from '../../../../support/newDisks';
import { openedChain } from '../../../../support/openedChain';
import { tempDir } from '../../../../support/tempDir';

const WINDOW = 1;
const PLACE = 'place' as OpenTicket;
const MIB = 1024 * 1024;

type World = NewDiskWorld & PlaceWorld;

function world(more: Partial<World> = {}): World {
  const place = {
    files: realFiles,
    otherWriters: async () => [],
    isOpenHere: () => false,
    platform: 'linux',
    now: Date.now,
    ...more,
  } as const;
  return { ...place, places: createPlaces(place), newId: randomUUID, randomBytes, note: () => {}, ...more };
}

type Request = { readonly spec?: Partial<NewDiskSpec>; readonly parentPath?: string; readonly tell?: (progress: NewDiskProgress) => void };

/** Creates as the window would; null when it worked. */
async function made(newDisks: NewDisks, target: string, { spec, parentPath, tell = () => {} }: Request = {}): Promise<NewDiskError | null> {
  const job = { spec: { ...NEW_DISK_SPEC, place: PLACE, ...spec }, target, parentPath: parentPath ?? null };
  const answer = await newDisks.create(WINDOW, job, tell);
  return answer.ok ? null : answer.error;
}

const look = ({ places }: World, target: string, parentPath: string | null = null): Promise<PlaceInfo> =>
  places.inspect(WINDOW, { ticket: PLACE, path: target, parentPath });

const child = (parentPath: string): Request => ({ spec: { kind: 'differencing', parent: 'parent' as OpenTicket }, parentPath });
const LOCK: OtherWriter = { pid: 7, command: 'qemu', by: 'lock' };

describe('a new disk', () => {
  it('gets its name when it is complete', async () => {
    const folder = tempDir();
    expect(await made(createNewDisks(world()), path.join(folder, 'a.vhd'))).toBeNull();
    expect(readdirSync(folder)).toEqual(['a.vhd']);
    expect(await openedChain(path.join(folder, 'a.vhd'))).toMatchObject({ kinds: ['dynamic'], findings: [] });
  });

  it('tells how far it is at most ten times a second, and when it is done', async () => {
    const told: NewDiskProgress[] = [];
    let clock = 0;
    const here = world({ now: () => (clock += 30) });
    const newDisks = createNewDisks(here);
    const spec = { kind: 'fixed', sizeBytes: 16 * MIB, fill: 'full' } as const;
    await made(newDisks, path.join(tempDir(), 'a.vhd'), { spec, tell: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ doneBytes: 16 * MIB, totalBytes: 16 * MIB });
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThanOrEqual(8);
  });

  it('is noted from its beginning to its end, for whoever keeps the system awake', async () => {
    const noted: (NewDiskProgress | null | undefined)[] = [];
    const newDisks = createNewDisks(world({ note: (_window, progress) => noted.push(progress) }));
    await made(newDisks, path.join(tempDir(), 'a.vhd'), { spec: { kind: 'fixed', sizeBytes: MIB, fill: 'full' } });
    expect([noted[0], noted.at(-1)]).toEqual([null, undefined]);
    expect(noted.at(-2)).toEqual({ doneBytes: MIB, totalBytes: MIB });
    noted.length = 0;
    expect(await made(newDisks, path.join(tempDir(), 'gone', 'a.vhd'))).not.toBeNull();
    expect(noted).toEqual([null, undefined]);
  });

  it('replaces what the user saw, and nothing that came after', async () => {
    const folder = tempDir();
    const target = path.join(folder, 'a.vhd');
    writeFileSync(target, 'old');
    const here = world();
    const newDisks = createNewDisks(here);
    expect(await made(newDisks, target, { spec: { replace: true } })).toMatchObject({ kind: 'exists' });
    expect(await look(here, target)).toMatchObject({ existing: { disk: null, fileBytes: 3, obstacle: null } });
    expect(await made(newDisks, target)).toMatchObject({ kind: 'exists' });
    appendFileSync(target, 'er');
    expect(await made(newDisks, target, { spec: { replace: true } })).toMatchObject({ kind: 'changed-on-disk' });
    expect(readFileSync(target, 'utf8')).toBe('older');
    await look(here, target);
    expect(await made(newDisks, target, { spec: { replace: true } })).toBeNull();
    expect(statSync(target).size).toBeGreaterThan(2048);
    expect(readdirSync(folder)).toEqual(['a.vhd']);
  });

  it('is not put over a file with several names, or one that is in use or open here', async () => {
    const folder = tempDir();
    const target = path.join(folder, 'a.vhd');
    writeFileSync(target, 'old');
    const obstacle = async (more: Partial<World>): Promise<string | undefined> =>
      (await look(world(more), target)).existing?.obstacle?.kind;
    expect(await obstacle({})).toBeUndefined();
    expect(await obstacle({ otherWriters: async () => [LOCK] })).toBe('in-use');
    expect(await obstacle({ isOpenHere: () => true })).toBe('open-here');
    linkSync(target, path.join(folder, 'b.vhd'));
    expect(await obstacle({})).toBe('several-names');
  });

  it('is not put over a file that somebody opened while it was written', async () => {
    const folder = tempDir();
    const target = path.join(folder, 'a.vhd');
    writeFileSync(target, 'old');
    let asked = 0;
    // Once for the look, once when it begins; the third time it is complete.
    const here = world({ otherWriters: async () => (++asked < 3 ? [] : [LOCK]) });
    const newDisks = createNewDisks(here);
    await look(here, target);
    const error = await made(newDisks, target, { spec: { replace: true } });
    expect(error).toEqual({ kind: 'obstacle', obstacle: { kind: 'in-use', by: [LOCK] } });
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.vhd']);
  });

  it('is one at a time in a window, and cancelled with it', async () => {
    const folder = tempDir();
    const here = world();
    const newDisks = createNewDisks(here);
    expect(newDisks.cancelAll()).toBeNull();
    const first = made(newDisks, path.join(folder, 'a.vhd'), { spec: { kind: 'fixed', fill: 'full', sizeBytes: 512 * MIB } });
    expect(await made(newDisks, path.join(folder, 'b.vhd'))).toEqual({ kind: 'busy' });
    await newDisks.cancelAll();
    expect(await first).toEqual({ kind: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
    expect(await made(newDisks, path.join(folder, 'b.vhd'))).toBeNull();
  });
});

describe('a new child', () => {
  it('names its parent so that it is found, relative and absolute as result', async () => {
    const folder = tempDir();
    const parent = path.join(folder, 'bäse.vhd');
    await createAt(parent, diskSpec());
    const here = world();
    const newDisks = createNewDisks(here);
    expect(await newDisks.inspectParent(parent)).toMatchObject({
      ok: true,
      value: {
        name: 'bäse.vhd',
        kind: 'dynamic',
        sectors: 131_072,
        uniqueId: DISK_ID,
        errors: 0,
        warnings: 0,
        layers: [{ name: 'bäse.vhd' }],
      },
    });
    for (const [name, namesAbsolute, paths] of [
      ['a.vhd', true, ['.\\bäse.vhd', parent]],
      ['b.vhd', false, ['.\\bäse.vhd']],
    ] as const) {
      const request = child(parent);
      expect(await made(newDisks, path.join(folder, name), { ...request, spec: { ...request.spec, namesAbsolute } })).toBeNull();
      expect(await openedChain(path.join(folder, name))).toEqual({ kinds: ['differencing', 'dynamic'], findings: [], paths });
    }
  });

  it('is refused over a parent that is damaged, gone, in use, or of another size', async () => {
    const folder = tempDir();
    const parent = path.join(folder, 'base.vhd');
    await createAt(parent, diskSpec());
    const target = path.join(folder, 'a.vhd');
    const request = child(parent);
    expect(await made(createNewDisks(world()), target, { ...request, spec: { ...request.spec, sizeBytes: MIB } })).toMatchObject({
      kind: 'parent-size',
    });
    expect(await made(createNewDisks(world({ otherWriters: async () => [LOCK] })), target, request)).toEqual({
      kind: 'locked',
      by: [LOCK],
    });
    const bytes = readFileSync(parent);
    bytes[600] = (bytes[600] ?? 0) ^ 1;
    writeFileSync(parent, bytes);
    expect(await made(createNewDisks(world()), target, request)).toEqual({ kind: 'parent-damaged' });
    expect(await made(createNewDisks(world()), target, child(path.join(folder, 'gone.vhd')))).toEqual({ kind: 'parent-unusable' });
    expect(readdirSync(folder)).toEqual(['base.vhd']);
  });

  it('is thrown away when its parent changed meanwhile', async () => {
    const folder = tempDir();
    const parent = path.join(folder, 'base.vhd');
    await createAt(parent, diskSpec());
    const target = path.join(folder, 'a.vhd');
    const tell = (): void => appendFileSync(parent, 'x');
    expect(await made(createNewDisks(world()), target, { ...child(parent), tell })).toEqual({ kind: 'parent-changed' });
    expect(readdirSync(folder)).toEqual(['base.vhd']);
  });

  it('never takes the place of its parent, and a parent of others keeps its place', async () => {
    const folder = tempDir();
    const parent = path.join(folder, 'base.vhd');
    await createAt(parent, diskSpec());
    const here = world();
    const newDisks = createNewDisks(here);
    expect((await look(here, parent, parent)).existing?.obstacle).toEqual({ kind: 'own-parent' });
    expect((await look(here, parent)).existing).toMatchObject({ disk: { kind: 'dynamic', sectors: 131_072 }, obstacle: null });
    expect(await made(newDisks, path.join(folder, 'a.vhd'), child(parent))).toBeNull();
    expect((await look(here, parent)).existing?.obstacle).toEqual({ kind: 'is-parent', of: ['a.vhd'] });
  });
});
