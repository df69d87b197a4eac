/** A save beside other programs: a real QEMU that holds the image, and a file that changed since it was looked at. */
import { execFile, spawn } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import type { Identity } from '../../main/io/fileSystem';
import { nodeSaveContext } from '../../main/io/nodeSaveContext';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { PROTOCOL } from '../../main/io/protocol';
import type { SaveContext } from '../../main/io/saveContext';
import type { Plan } from '../../main/vhd/ops/plan';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import { lba } from '../../shared/vhd/units';
import { patterned } from '../support/imageBuilder';
import { createAt, diskSpec } from '../support/newDisks';
import { imageIn } from '../support/opened';
import { lacks, run } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const into = tempDir();
const context = (): Promise<SaveContext> => nodeSaveContext({ app: '0.0.0', now: () => 0, newId: () => new Uint8Array(16) });

type Prepared = { readonly path: string; readonly plan: Plan; readonly expected: Identity; readonly keepUndoAs: null };

/** A disk, and a change of it that is ready to be saved. */
async function prepared(name: string): Promise<Prepared> {
  const file = path.join(into, name);
  await createAt(file, diskSpec({ sizeBytes: 4 * 1024 * 1024, blockBytes: 65_536 }));
  const { files } = await context();
  const opened = await openReadOnly(file);
  const expected = await files.stat(file);
  if (!opened.ok || !expected.ok) throw new Error('no disk');
  const plan = await planWrites(await imageIn(opened.value), [{ lba: lba(3), bytes: patterned(2048, 8) }]);
  await opened.value.close();
  if (!plan.ok) throw new Error(plan.error.kind);
  return { path: file, plan: plan.value, expected: expected.value, keepUndoAs: null };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(process.platform !== 'linux' || lacks('qemu-io', 'qemu-img'))('beside a QEMU', () => {
  it('that holds the image nothing is saved, and it is named', async () => {
    const save = await prepared('held.vhd');
    const before = readFileSync(save.path);
    const qemu = spawn('qemu-io', ['-f', 'vpc', save.path], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise<void>((resolve) => qemu.stdout.once('data', () => resolve()));
    expect(await applyPlan(save, await context())).toEqual({
      ok: false,
      error: { fileState: 'untouched', cause: { kind: 'locked', by: [{ pid: qemu.pid, command: 'qemu-io', by: 'lock' }] } },
    });
    expect(Buffer.compare(readFileSync(save.path), before)).toBe(0);
    qemu.stdin.end('quit\n');
    await new Promise((resolve) => qemu.once('close', resolve));
    expect((await applyPlan(save, await context())).ok).toBe(true);
  });

  it('that comes in the middle of a save is kept out until it is over', async () => {
    const save = await prepared('ours.vhd');
    const refusals: string[] = [];
    const protocol = {
      ...PROTOCOL,
      barrier: async (...[name, sync]: Parameters<typeof PROTOCOL.barrier>) => {
        await promisify(execFile)('qemu-io', ['-f', 'vpc', '-c', 'write 0 512', save.path]).catch((cause: unknown) =>
          refusals.push(`${name}: ${String(cause)}`),
        );
        return sync();
      },
    };
    expect((await applyPlan({ ...save, protocol }, await context())).ok).toBe(true);
    // From the journal's first sync to the last one, when its name goes: eight of them.
    expect(refusals.length).toBe(8);
    expect(refusals.every((text) => /Failed to (get|lock)|lock byte/.test(text))).toBe(true);
    run('qemu-io', '-f', 'vpc', '-c', 'read -P 0x9 1536 512', save.path);
  });

  it('two of our own programs do not save at once', async () => {
    const save = await prepared('two.vhd');
    const other: unknown[] = [];
    const protocol = {
      ...PROTOCOL,
      barrier: async (...[name, sync]: Parameters<typeof PROTOCOL.barrier>) => {
        if (name === 'data') other.push(await applyPlan(save, await context()));
        return sync();
      },
    };
    expect((await applyPlan({ ...save, protocol }, await context())).ok).toBe(true);
    expect(other).toMatchObject([{ ok: false, error: { fileState: 'untouched', cause: { kind: 'locked' } } }]);
  });
});

/** What may happen to a file between looking at it and saving; and what the save must say. */
const CHANGES: readonly [string, (file: string) => void | Promise<void>, unknown][] = [
  ['another program wrote to it', (file) => run('qemu-io', '-f', 'vpc', '-c', 'write -q 1M 512', file) as never, { what: 'identity' }],
  [
    'it was written to and its time put back',
    (file) => {
      const { atime, mtime } = statSync(file);
      const bytes = readFileSync(file);
      bytes[1540] = 5;
      writeFileSync(file, bytes);
      utimesSync(file, atime, mtime);
    },
    { what: 'identity' },
  ],
  ['the same bytes were written again', (file) => writeFileSync(file, readFileSync(file)), { what: 'identity' }],
  ['it was cut', (file) => truncateSync(file, 4096), { what: 'identity' }],
  ['it grew', (file) => writeFileSync(file, new Uint8Array(512), { flag: 'a' }), { what: 'identity' }],
  [
    'another file was moved over it',
    (file) => {
      copyFileSync(file, `${file}.new`);
      renameSync(`${file}.new`, file);
    },
    { what: 'replaced' },
  ],
  [
    'it was removed and made anew',
    (file) => {
      const bytes = readFileSync(file);
      // Something else takes its inode's place first.
      linkSync(file, `${file}.old`);
      rmSync(file);
      writeFileSync(file, bytes);
    },
    { what: 'replaced' },
  ],
  ['it was removed', (file) => rmSync(file), { kind: 'not-found' }],
  [
    'its name became a link',
    (file) => {
      renameSync(file, `${file}.real`);
      symlinkSync(`${file}.real`, file);
    },
    { kind: 'not-a-file' },
  ],
  ['its rights or its time were changed', (file) => utimesSync(file, 1, 1), { what: 'identity' }],
  ['it got a second name', (file) => linkSync(file, `${file}.second`), { what: 'identity' }],
];

describe.skipIf(lacks('qemu-io'))('a file that changed since it was looked at is not saved into when', () => {
  it.each(CHANGES)('%s', async (name, change, cause) => {
    const save = await prepared(`${name.replaceAll(' ', '-')}.vhd`);
    await pause(20);
    await change(save.path);
    expect(await applyPlan(save, await context())).toMatchObject({ ok: false, error: { fileState: 'untouched', cause } });
  });

  it('bytes under the change are others, though the system says nothing of it', async () => {
    const save = await prepared('silent.vhd');
    const bytes = readFileSync(save.path);
    bytes[1537] = 7;
    writeFileSync(save.path, bytes);
    const now = await (await context()).files.stat(save.path);
    if (!now.ok) throw new Error(now.error.kind);
    expect(await applyPlan({ ...save, expected: now.value }, await context())).toEqual({
      ok: false,
      error: { fileState: 'untouched', cause: { kind: 'changed-on-disk', what: 'bytes', at: 1537 } },
    });
  });

  it('nothing of the kind happened, it is', async () => {
    const save = await prepared('still.vhd');
    readFileSync(save.path);
    expect((await applyPlan(save, await context())).ok).toBe(true);
  });
});
