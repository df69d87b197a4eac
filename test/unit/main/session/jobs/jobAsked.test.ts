/** What the threads are asked to do for a window's request: of real sessions over real files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importOf, taskOf, wantedOf, type RequestWorld } from '../../../../../main/session/jobs/jobTask';
import { openSession, type ImageSession } from '../../../../../main/session/image/imageSession';
import type { JobRequest } from '../../../../../shared/jobList';
import type { ImageId, OpenAs } from '../../../../../shared/views';
import { endOf } from '../../../../support/jobs';
import { createAt, diskSpec, realContext, writeAt } from '../../../../support/newDisks';
import { seeded } from '../../../../support/random';
import { tempDir } from '../../../../support/tempDir';

// 2026-01-01 is 26 × 365 + 7 days after 2000-01-01: 820,540,800 seconds.
const world: RequestWorld = { now: () => Date.UTC(2026, 0, 1), newId: () => '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0', program: 'Platter 1' };
const target = { path: '/out/new.vhd', publish: { kind: 'new' } } as const;
const EXPORT: JobRequest = {
  op: 'export',
  range: null,
  layer: false,
  full: true,
  salvage: true,
  known: true,
  sidecar: true,
  unsaved: true,
};

async function opened(as: OpenAs = 'disk'): Promise<ImageSession> {
  const file = path.join(tempDir(), 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 8 * 1024 * 1024 }));
  await writeAt(file, { lba: 3, bytes: seeded(1).bytes(512) });
  const session = await openSession({
    id: 'i' as ImageId,
    path: file,
    as,
    now: () => 1_800_000_000,
    newId: randomUUID,
    context: realContext(),
  });
  if (!session.ok) throw new Error(session.error.kind);
  return session.value;
}
const put = (session: ImageSession, space: 'disk' | 'file', at: number, ...bytes: number[]) =>
  session.stage(session.edits().revision, { kind: 'bytes', how: 'typing', space, at, bytes: Uint8Array.from(bytes), joins: false });

describe('a task', () => {
  it('names the saved file, and what a new disk gets from outside', async () => {
    const session = await opened();
    const wanted = await wantedOf(session, { op: 'convert', to: 'fixed' });
    if (!wanted.ok) throw new Error(wanted.error.kind);
    expect(taskOf({ op: 'convert', to: 'fixed' }, wanted.value, target, world)).toMatchObject({
      ok: true,
      value: {
        op: 'convert',
        source: { path: session.path, as: 'disk', parents: [] },
        type: 'fixed',
        fresh: { uniqueId: '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0', timeStamp: 820_540_800 },
      },
    });
    expect(taskOf({ op: 'convert', to: 'fixed' }, wanted.value, null, world)).toEqual({ ok: false, error: { kind: 'place-needed' } });
    await session.close();
  });

  it('of an export asks for the digest its sidecar needs, and for zeros where they are wanted', async () => {
    const session = await opened();
    const wanted = await wantedOf(session, EXPORT);
    if (!wanted.ok) throw new Error(wanted.error.kind);
    expect(taskOf(EXPORT, wanted.value, target, world)).toMatchObject({
      value: { op: 'export', known: true, output: { full: true, salvage: true, hash: ['sha256'], verify: true } },
    });
    await session.close();
  });

  it('carries staged bytes of the disk, the later over the earlier', async () => {
    const session = await opened();
    session.setEditing(true);
    await put(session, 'disk', 100, 1, 2, 3, 4);
    await put(session, 'disk', 102, 9);
    await put(session, 'disk', 50, 5);
    const overlay = await wantedOf(session, EXPORT);
    expect(overlay).toMatchObject({
      value: {
        overlay: [
          { at: 50, bytes: Uint8Array.of(5) },
          { at: 100, bytes: Uint8Array.of(1, 2, 9, 4) },
        ],
      },
    });
    expect(await wantedOf(session, { ...EXPORT, unsaved: false })).toMatchObject({ value: { overlay: [] } });
    await session.close();
  });

  it('is refused where unsaved structures could move sectors', async () => {
    const session = await opened();
    session.setEditing(true);
    await put(session, 'file', 0, 0x43);
    expect(await wantedOf(session, EXPORT)).toEqual({ ok: false, error: { kind: 'unsaved-structures' } });
    expect((await wantedOf(session, { ...EXPORT, unsaved: false })).ok).toBe(true);
    await session.close();
  });

  it('of a file shown as bytes can only be of its bytes', async () => {
    const session = await opened('bytes');
    expect(await wantedOf(session, EXPORT)).toEqual({ ok: false, error: { kind: 'no-disk' } });
    const dump: JobRequest = { op: 'dump', of: { kind: 'file', at: 0, bytes: 8 }, format: 'bytes', sidecar: false, unsaved: false };
    const wanted = await wantedOf(session, dump);
    if (!wanted.ok) throw new Error(wanted.error.kind);
    const out = path.join(tempDir(), 'cookie.bin');
    const task = taskOf(dump, wanted.value, { path: out, publish: { kind: 'new' } }, world);
    if (!task.ok) throw new Error(task.error.kind);
    expect(await endOf(task.value)).toMatchObject({ kind: 'done' });
    expect(readFileSync(out, 'latin1')).toBe('conectix');
    await session.close();
  });

  it('of an import takes the raw file as a disk', async () => {
    const raw = path.join(tempDir(), 'raw.img');
    writeFileSync(raw, seeded(2).bytes(1000 * 512));
    const out = path.join(tempDir(), 'disk.vhd');
    const task = importOf({ to: 'fixed', blockBytes: 0, pad: false, geometry: null }, raw, { path: out, publish: { kind: 'new' } }, world);
    expect(await endOf(task)).toMatchObject({ kind: 'done', summary: { virtualBytes: 1000 * 512 } });
    expect(
      readFileSync(out)
        .subarray(0, 1000 * 512)
        .equals(readFileSync(raw)),
    ).toBe(true);
  });

  it('of an import fills up the last sector and takes a geometry where that is result', async () => {
    const raw = path.join(tempDir(), 'raw.img');
    writeFileSync(raw, seeded(2).bytes(12 * 17 * 4 * 512 - 100));
    const out = path.join(tempDir(), 'disk.vhd');
    const request = { to: 'fixed', blockBytes: 0, geometry: { cylinders: 4, heads: 12, sectorsPerTrack: 17 } } as const;
    const into = { path: out, publish: { kind: 'new' } } as const;
    expect(await endOf(importOf({ ...request, pad: false }, raw, into, world))).toMatchObject({ error: { kind: 'not-whole-sectors' } });
    expect(await endOf(importOf({ ...request, pad: true }, raw, into, world))).toMatchObject({ kind: 'done' });
    // Spec 1.0: cylinders at 56 of the footer, two bytes; heads and sectors, one each.
    const footer = readFileSync(out).subarray(12 * 17 * 4 * 512);
    expect([...footer.subarray(56, 60)]).toEqual([0, 4, 12, 17]);
  });
});
