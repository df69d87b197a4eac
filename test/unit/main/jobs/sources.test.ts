/** What a job reads stays what it is: a source that changes fails the job, and no new file takes a source’s place. */
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cancel, type Control } from '../../../../main/io/bulk/control';
import type { JobTask, SourceRef } from '../../../../main/jobs/tasks';
import type { JobPhase } from '../../../../shared/jobs';
import { CREATOR, endOf, FRESH, outputAt, sourceAt } from '../../../support/jobs';
import { createAt, diskSpec, realFiles, writeAt } from '../../../support/newDisks';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

const MIB = 1024 * 1024;
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const [base, child, other] = [at('base.vhd'), at('child.vhd'), at('other.vhd')];
const spec = { sizeBytes: 8 * MIB };
await createAt(base, diskSpec(spec));
await writeAt(base, { lba: 0, bytes: seeded(3).bytes(64 * 512) });
await createAt(other, diskSpec({ ...spec, uniqueId: FRESH.uniqueId }));
const link = {
  uniqueId: diskSpec().uniqueId,
  modified: 0,
  name: 'base.vhd',
  relativePath: '.\\base.vhd',
  windowsPath: null,
  posixPath: null,
  sizeBytes: 8 * MIB,
};
await createAt(child, diskSpec({ ...spec, kind: 'differencing', uniqueId: '33333333-0000-4000-8000-000000000003', parent: link }));

const output = outputAt(at('new.vhd'));
const READING: readonly JobTask[] = [
  { op: 'compare', source: sourceAt(other), with: sourceAt(base), most: 10 },
  { op: 'hash', source: sourceAt(child), algorithms: ['sha256'], layer: false },
  { op: 'search', source: sourceAt(base), patterns: [{ kind: 'hex', hex: '00 01' }], all: false, most: 10 },
  { op: 'export', source: sourceAt(child), output, range: null, layer: false },
  { op: 'flatten', source: sourceAt(child), output, type: 'dynamic', fresh: FRESH },
  { op: 'skeleton', source: sourceAt(base), output },
  { op: 'dump', source: sourceAt(child), output, of: { kind: 'disk', at: 0, bytes: 512, layer: false }, format: 'hex', overlay: [] },
  { op: 'table', source: sourceAt(base), output, table: 'bat', format: 'csv', now: 0 },
  { op: 'report', source: sourceAt(base), output, program: 'test', now: 0 },
];

test.each(READING)('$op fails where somebody writes to the base disk meanwhile, and leaves nothing', async (request) => {
  let time = 1_700_000_000;
  const touch = ({ name }: JobPhase): void => {
    time += 1;
    if (name !== 'opening') utimesSync(base, time, time);
  };
  expect(await endOf(request, { onPhase: touch })).toMatchObject({ kind: 'failed', error: { kind: 'changed-on-disk' } });
  expect(existsSync(at('new.vhd'))).toBe(false);
});

describe('a raw file that is cut off meanwhile makes no shorter disk', () => {
  const [raw, bytes] = [at('cut.raw'), 12 * MIB];
  const fresh = (): void => {
    writeFileSync(raw, new Uint8Array(0));
    truncateSync(raw, bytes);
  };
  const cut = (): void => truncateSync(raw, bytes / 2);
  const request = (source: SourceRef): JobTask => ({ op: 'convert', source, output, type: 'fixed', blockBytes: null, fresh: FRESH });
  const refused = { kind: 'failed', error: { kind: 'changed-on-disk' } };

  test('while all of it is searched for a footer', async () => {
    fresh();
    const onPhase = ({ name, totalBytes }: JobPhase): void => {
      if (name === 'opening' && totalBytes > 0) cut();
    };
    expect(await endOf(request(sourceAt(raw, 'raw')), { onPhase })).toMatchObject(refused);
    expect(existsSync(at('new.vhd'))).toBe(false);
  });

  test('when the search is over and the file is opened again for the copy', async () => {
    fresh();
    let searched = (): boolean => false;
    const source: SourceRef = {
      ...sourceAt(raw, 'raw'),
      get path() {
        if (searched()) cut();
        return raw;
      },
    };
    const onControl = ({ done }: Control): void => {
      searched = () => Atomics.load(done, 0) === BigInt(bytes);
    };
    expect(await endOf(request(source), { onControl })).toMatchObject(refused);
    expect(statSync(raw).size).toBe(bytes / 2);
    expect(existsSync(at('new.vhd'))).toBe(false);
  });
});

describe('a new file that would take the place of one that is read', () => {
  const over = async (file: string) => {
    const expected = await realFiles.stat(file);
    if (!expected.ok) throw new Error(expected.error.kind);
    return outputAt(file, { publish: { kind: 'replace', expected: expected.value, keepAs: null } });
  };
  const REQUESTS: readonly (readonly [string, (file: string) => Promise<JobTask>, string])[] = [
    [
      'export over the disk itself',
      async (file) => ({ op: 'export', source: sourceAt(child), output: await over(file), range: null, layer: false }),
      child,
    ],
    [
      'flatten over the parent',
      async (file) => ({ op: 'flatten', source: sourceAt(child), output: await over(file), type: 'dynamic', fresh: FRESH }),
      base,
    ],
    [
      'merge over the parent',
      async (file) => ({ op: 'merge', source: sourceAt(child), output: await over(file), ancestors: 1, creator: CREATOR }),
      base,
    ],
    [
      'compact over the parent',
      async (file) => ({ op: 'compact', source: sourceAt(child), output: await over(file), creator: CREATOR }),
      base,
    ],
    [
      'a report over the disk',
      async (file) => ({ op: 'report', source: sourceAt(base), output: await over(file), program: 'test', now: 0 }),
      base,
    ],
    [
      'a conversion over its new parent',
      async (file) => ({
        op: 'convert-child',
        source: sourceAt(other),
        output: await over(file),
        parent: sourceAt(base),
        link,
        blockBytes: null,
        fresh: FRESH,
      }),
      base,
    ],
  ];
  test.each(REQUESTS)('is refused: %s', async (_name, request, file) => {
    const before = readFileSync(file);
    expect(await endOf(await request(file))).toEqual({ kind: 'failed', error: { kind: 'target-in-chain', name: path.basename(file) } });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('is made where it is the same disk anew', async () => {
    expect(await endOf({ op: 'compact', source: sourceAt(other), output: await over(other), creator: CREATOR })).toMatchObject({
      kind: 'done',
    });
  });
});

describe('a parent that the user chose', () => {
  const away = tempDir();
  const [kid, parent] = [path.join(away, 'kid.vhd'), path.join(tempDir(), 'elsewhere.vhd')];
  copyFileSync(child, kid);
  copyFileSync(base, parent);
  const hashing = (...parents: string[]): JobTask => ({
    op: 'hash',
    source: { path: kid, as: 'disk', parents },
    algorithms: ['sha256'],
    layer: false,
  });

  test('is taken, and one more than the chain wants is refused', async () => {
    const whole = await endOf({ ...hashing(), source: sourceAt(child) } as JobTask);
    expect(await endOf(hashing(parent))).toEqual(whole);
    expect(await endOf(hashing(parent, at('nobody.vhd')))).toMatchObject({
      kind: 'failed',
      error: { kind: 'bad-parent', path: at('nobody.vhd') },
    });
  });

  test('and is another disk is refused with both ids', async () => {
    const why = { kind: 'wrong-parent', name: path.basename(other), expectedId: diskSpec().uniqueId, foundId: FRESH.uniqueId };
    expect(await endOf(hashing(other))).toEqual({ kind: 'failed', error: { kind: 'bad-parent', path: other, why } });
  });

  test('and is no disk, or not there, is refused for what it is', async () => {
    const text = path.join(away, 'text.vhd');
    writeFileSync(text, 'no disk at all '.repeat(100));
    expect(await endOf(hashing(text))).toMatchObject({ kind: 'failed', error: { kind: 'bad-parent', why: { kind: 'no-footer' } } });
    expect(await endOf(hashing(at('nobody.vhd')))).toMatchObject({
      kind: 'failed',
      error: { kind: 'bad-parent', why: { kind: 'not-found' } },
    });
  });

  test('and that was not named is missing, whoever else stands beside the disk', async () => {
    copyFileSync(other, path.join(away, 'other.vhd'));
    expect(await endOf(hashing())).toMatchObject({ kind: 'failed', error: { kind: 'parent-missing', expectedId: diskSpec().uniqueId } });
    const cancelled = await endOf(hashing(), { onControl: (control) => cancel(control) });
    expect(cancelled).toEqual({ kind: 'cancelled' });
  });
});

describe('the search for a footer before a raw image is made a disk', () => {
  const raw = at('large.raw');
  writeFileSync(raw, Buffer.alloc(9 * MIB, 0xe5));
  const making: JobTask = { op: 'convert', source: sourceAt(raw, 'raw'), output, type: 'dynamic', blockBytes: null, fresh: FRESH };

  test('is told as a part of opening, with all there is to read', async () => {
    const phases: JobPhase[] = [];
    expect(await endOf(making, { phases })).toMatchObject({ kind: 'done' });
    expect(phases).toContainEqual({ name: 'opening', doneBytes: 0, totalBytes: 9 * MIB, cancellable: true });
    unlinkSync(at('new.vhd'));
  });

  test('ends where the job is cancelled, and nothing is made', async () => {
    let stop = (): void => {};
    const onPhase = ({ totalBytes }: JobPhase): void => void (totalBytes === 9 * MIB && stop());
    const end = await endOf(making, { onControl: (control) => (stop = () => cancel(control)), onPhase });
    expect(end).toEqual({ kind: 'cancelled' });
    expect(existsSync(at('new.vhd'))).toBe(false);
  });

  test('is not made for what only reads the image', async () => {
    const phases: JobPhase[] = [];
    await endOf({ op: 'hash', source: sourceAt(raw, 'raw'), algorithms: ['md5'], layer: false }, { phases });
    expect(phases.filter(({ name }) => name === 'opening').map(({ totalBytes }) => totalBytes)).toEqual([0]);
  });
});
