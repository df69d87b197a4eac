/** Operations judged by other programs: qemu-img, 7-Zip, cmp, sha256sum and grep; the jobs run in their threads, as built. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startJob } from '../../main/jobs/startJob';
import type { JobTask } from '../../main/jobs/tasks';
import type { JobSummary, SearchSummary } from '../../shared/jobs';
import { planReconnect } from '../../main/vhd/ops/reconnect';
import { planNewId } from '../../main/vhd/ops/newId';
import { planGrowInPlace } from '../../main/vhd/ops/growInPlace';
import type { Plan } from '../../main/vhd/ops/plan';
import type { PlanError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import { CREATOR, FRESH, outputAt, sourceAt, WORKER } from '../support/jobs';
import { createAt, diskSpec, saveAt, writeAt } from '../support/newDisks';
import { hashOutput, lacks, run } from '../support/oracles';
import { randomChain } from '../support/randomDisks';
import { sha256Of } from '../support/samples';
import { seeded } from '../support/random';
import { tempDir } from '../support/tempDir';

const into = tempDir();
const MIB = 1024 * 1024;

async function done(request: JobTask, helpers: 0 | 1 = 1): Promise<JobSummary> {
  const end = await startJob(request, { worker: WORKER, helpers, report: () => {} }).end;
  if (end.kind !== 'done') throw new Error(JSON.stringify(end));
  return end.summary;
}

const folderOf = (name: string): string => {
  const folder = path.join(into, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};
const vpc = (file: string): string => `driver=vpc,force_size_calc=current_size,file.filename=${file}`;
const sevenZip = (file: string): Promise<string> => hashOutput('7z', 'x', '-tvhd', '-so', file);
const sha256sum = (file: string): string => execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64);

describe.skipIf(lacks('7z', 'qemu-img'))('random chains of up to eight layers', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i layers: 7-Zip and qemu-img read what we write of them', async (layers) => {
    const folder = folderOf(`chain-${layers}`);
    const { top, content, files } = randomChain(folder, layers + 40, layers, 24_000);
    const sha256 = sha256Of(content);
    expect(await sevenZip(top)).toBe(sha256);
    const raw = path.join(folder, 'out.raw');
    await done({ op: 'export', source: sourceAt(top), output: outputAt(raw), range: null, layer: false });
    expect(sha256sum(raw)).toBe(sha256);
    for (const type of ['fixed', 'dynamic'] as const) {
      const out = path.join(folder, `${type}.vhd`);
      await done({ op: 'convert', source: sourceAt(top), output: outputAt(out), type, blockBytes: 524_288, fresh: FRESH });
      expect(run('qemu-img', 'compare', '--image-opts', vpc(out), `driver=raw,file.filename=${raw}`)).toContain('identical');
      expect(await sevenZip(out)).toBe(sha256);
    }
    const flat = path.join(folder, 'flat.vhd');
    await done({ op: 'flatten', source: sourceAt(top), output: outputAt(flat), type: 'dynamic', fresh: FRESH });
    expect(await sevenZip(flat)).toBe(sha256);
    if (layers > 1) await mergedAndCompacted(folder, top, files.length, sha256);
  });

  async function mergedAndCompacted(folder: string, top: string, layers: number, sha256: string): Promise<void> {
    const compact = path.join(folder, 'compact.vhd');
    await done({ op: 'compact', source: sourceAt(top), output: outputAt(compact), creator: CREATOR });
    expect(await sevenZip(compact)).toBe(sha256);
    for (const ancestors of new Set([1, Math.ceil(layers / 2), layers - 1])) {
      const out = path.join(folder, `merged-${ancestors}.vhd`);
      await done({
        op: 'merge',
        source: sourceAt(top),
        output: outputAt(out),
        ancestors: Math.min(ancestors, layers - 1),
        creator: CREATOR,
      });
      expect(await sevenZip(out)).toBe(sha256);
    }
  }
});

/** 40 MiB with runs of data here and there. */
async function sampleDisk(folder: string, seed: number): Promise<string> {
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 40 * MIB + 512 * 3 }));
  const random = seeded(seed);
  for (const at of [0, 5000, 33_000, 81_000]) await writeAt(file, { lba: at, bytes: random.bytes(512 * (1 + random.below(700))) });
  return file;
}

describe.skipIf(lacks('qemu-img', '7z'))('single disks', () => {
  test('a raw file comes in as qemu-img would bring it in', async () => {
    const folder = folderOf('import');
    const raw = path.join(folder, 'in.raw');
    const bytes = new Uint8Array(20 * MIB + 512 * 5);
    bytes.set(seeded(3).bytes(100_000), 3 * MIB + 100);
    bytes.set(seeded(4).bytes(700), bytes.length - 700);
    writeFileSync(raw, bytes);
    for (const type of ['fixed', 'dynamic'] as const) {
      const out = path.join(folder, `${type}.vhd`);
      await done({ op: 'convert', source: sourceAt(raw, 'raw'), output: outputAt(out), type, blockBytes: null, fresh: FRESH });
      expect(run('qemu-img', 'compare', '--image-opts', vpc(out), `driver=raw,file.filename=${raw}`)).toContain('identical');
      expect(run('7z', 't', '-tvhd', out)).toContain('Everything is Ok');
    }
    expect(
      (await done({ op: 'compare', source: sourceAt(path.join(folder, 'fixed.vhd')), with: sourceAt(raw, 'raw'), most: 1 })) as JobSummary,
    ).toMatchObject({ equal: true });
  });

  test('an export keeps the holes, and a full one has none', async () => {
    const folder = folderOf('holes');
    const disk = await sampleDisk(folder, 5);
    const [sparse, full] = [path.join(folder, 'sparse.raw'), path.join(folder, 'full.raw')];
    await done({ op: 'export', source: sourceAt(disk), output: outputAt(sparse), range: null, layer: false });
    await done({ op: 'export', source: sourceAt(disk), output: outputAt(full, { full: true }), range: null, layer: false });
    execFileSync('cmp', [sparse, full]);
    expect(statSync(sparse).blocks * 512).toBeLessThan(4 * MIB);
    expect(statSync(full).blocks * 512).toBeGreaterThanOrEqual(40 * MIB);
  });

  test('is made ready for Azure: fixed, whole mebibytes, the exact size for every qemu', async () => {
    const folder = folderOf('azure');
    const disk = await sampleDisk(folder, 6);
    const out = path.join(folder, 'azure.vhd');
    await done({ op: 'azure', source: sourceAt(disk), output: outputAt(out), fresh: FRESH });
    expect(statSync(out).size).toBe(41 * MIB + 512);
    expect(JSON.parse(run('qemu-img', 'info', '--output=json', '-f', 'vpc', out))).toMatchObject({ 'virtual-size': 41 * MIB });
    const raw = path.join(folder, 'padded.raw');
    await done({ op: 'convert', source: sourceAt(disk), output: outputAt(raw), type: 'raw', blockBytes: null, fresh: FRESH });
    execFileSync('truncate', ['-s', `${41 * MIB}`, raw]);
    execFileSync('cmp', ['-n', `${41 * MIB}`, out, raw]);
  });

  test('a search finds what grep finds in the export', async () => {
    const folder = folderOf('search');
    const disk = await sampleDisk(folder, 7);
    await writeAt(disk, { lba: 4095, bytes: Buffer.from('needle in the hay'.padEnd(1024, '.')) });
    const raw = path.join(folder, 'out.raw');
    await done({ op: 'export', source: sourceAt(disk), output: outputAt(raw), range: null, layer: false });
    const cases = [
      [{ kind: 'hex', hex: '6e 65 ?? 64 6c 65' }, '\\x6e\\x65.\\x64\\x6c\\x65'],
      [{ kind: 'hex', hex: '41 42' }, '\\x41\\x42'],
      [{ kind: 'text', text: 'NEEDLE in', encoding: 'utf8', ignoreCase: true }, '(?i)needle in'],
      [{ kind: 'regex', source: 'n[aeiou]+dl', ignoreCase: false }, 'n[aeiou]+dl'],
    ] as const;
    for (const [pattern, perl] of cases) {
      const { hits } = (await done({
        op: 'search',
        source: sourceAt(disk),
        patterns: [pattern],
        all: false,
        most: 10_000,
      })) as SearchSummary;
      const grep = execFileSync('sh', ['-c', `grep -obUaP '${perl}' ${raw} || true`], {
        encoding: 'latin1',
        env: { ...process.env, LC_ALL: 'C' },
        maxBuffer: 64 * MIB,
      });
      const expected = grep
        .split('\n')
        .map((line) => Number.parseInt(line, 10))
        .filter((at) => !Number.isNaN(at));
      expect(hits.map(({ offset }) => offset)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    }
  });

  test('a skeleton has the same structures and none of the data', async () => {
    const folder = folderOf('skeleton');
    const disk = await sampleDisk(folder, 8);
    const out = path.join(folder, 'skeleton.vhd');
    await done({ op: 'skeleton', source: sourceAt(disk), output: outputAt(out) });
    expect(run('vhdiinfo', out).replace(/File.*|.*filename.*/g, '')).toBe(run('vhdiinfo', disk).replace(/File.*|.*filename.*/g, ''));
    expect(run('7z', 'l', '-slt', '-tvhd', out).replaceAll(out, '')).toContain('Method = Dynamic');
    expect(statSync(out).blocks * 512).toBeLessThan(256 * 1024);
    expect(await sevenZip(out)).toBe(sha256Of(new Uint8Array(40 * MIB + 512 * 3)));
  });
});

async function saved(file: string, planner: Parameters<typeof saveAt>[1]): Promise<void> {
  const answer = await saveAt(file, planner);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
}

describe.skipIf(lacks('7z', 'qemu-img'))('changes in place', () => {
  const PARENT_ID = 'aaaaaaaa-0000-4000-8000-000000000001';
  const parentSpec = (name: string, uniqueId = PARENT_ID) => ({
    uniqueId,
    modified: 800_000_000,
    name,
    relativePath: `.\\${name}`,
    windowsPath: null,
    posixPath: `/disks/${name}`,
  });

  async function pair(folder: string): Promise<{ child: string; parent: string }> {
    const [parent, child] = [path.join(folder, 'parent.vhd'), path.join(folder, 'child.vhd')];
    await createAt(parent, diskSpec({ uniqueId: PARENT_ID, sizeBytes: 8 * MIB }));
    await writeAt(parent, { lba: 9, bytes: seeded(1).bytes(5120) });
    await createAt(
      child,
      diskSpec({ kind: 'differencing', sizeBytes: 8 * MIB, parent: { ...parentSpec('parent.vhd'), sizeBytes: 8 * MIB } }),
    );
    await writeAt(child, { lba: 12, bytes: seeded(2).bytes(1024) });
    return { child, parent };
  }

  test('a renamed parent is found by 7-Zip once the child is reconnected', async () => {
    const folder = folderOf('reconnect');
    const { child, parent } = await pair(folder);
    const before = await sevenZip(child);
    const name = 'the parent under a name that is rather longer than before.vhd';
    const moved = path.join(folderOf('reconnect/elsewhere'), name);
    const childThere = path.join(path.dirname(moved), 'child.vhd');
    copyFileSync(parent, moved);
    copyFileSync(child, childThere);
    await saved(childThere, (image) => planReconnect(image, parentSpec(name), false) as Promise<Result<Plan, PlanError>>);
    expect(await sevenZip(childThere)).toBe(before);
    expect(run('vhdiinfo', childThere)).toContain(name);
    expect(readFileSync(childThere).includes(Buffer.from(`file://localhost/disks/${encodeURIComponent(name)}`))).toBe(true);
    expect(readFileSync(childThere).includes(Buffer.from(`.\\${name}`, 'utf16le'))).toBe(true);
  });

  test('paths that fit nowhere go to the end, and the disk stays whole', async () => {
    const folder = folderOf('long');
    const { child, parent } = await pair(folder);
    const name = 'parent.vhd';
    const before = await sevenZip(child);
    const longPath = `/${'a long way/'.repeat(600)}${name}`;
    await saved(
      child,
      (image) => planReconnect(image, { ...parentSpec(name), posixPath: longPath }, false) as Promise<Result<Plan, PlanError>>,
    );
    expect(await sevenZip(child)).toBe(before);
    expect(run('7z', 't', '-tvhd', child)).toContain('Everything is Ok');
    expect(readFileSync(parent).length).toBeGreaterThan(0);
    await writeAt(child, { lba: 9000, bytes: seeded(3).bytes(512) });
    expect(run('7z', 't', '-tvhd', child)).toContain('Everything is Ok');
  });

  test('another id is refused without force, and nothing is written', async () => {
    const folder = folderOf('mismatch');
    const { child } = await pair(folder);
    const before = sha256sum(child);
    const other = 'bbbbbbbb-0000-4000-8000-000000000002';
    const answer = await saveAt(
      child,
      (image) => planReconnect(image, parentSpec('parent.vhd', other), false) as Promise<Result<Plan, PlanError>>,
    );
    expect(answer).toMatchObject({ ok: false, error: { kind: 'parent-mismatch', expectedId: PARENT_ID, foundId: other } });
    expect(sha256sum(child)).toBe(before);
  });

  test('a new id is in both footers', async () => {
    const folder = folderOf('id');
    const disk = await sampleDisk(folder, 9);
    await saved(disk, (image) => planNewId(image, FRESH.uniqueId));
    const bytes = readFileSync(disk);
    expect(bytes.subarray(0, 512)).toEqual(bytes.subarray(bytes.length - 512));
    expect(bytes.subarray(68, 84).toString('hex')).toBe(FRESH.uniqueId.replaceAll('-', ''));
    expect(run('7z', 't', '-tvhd', disk)).toContain('Everything is Ok');
  });

  test.each(['fixed', 'dynamic'] as const)('a %s disk grows in place', async (kind) => {
    const folder = folderOf(`grow-${kind}`);
    const disk = path.join(folder, 'disk.vhd');
    await createAt(disk, diskSpec({ kind, sizeBytes: 40 * MIB }));
    await writeAt(disk, { lba: 70_000, bytes: seeded(10).bytes(2048) });
    const raw = path.join(folder, 'before.raw');
    await done({ op: 'export', source: sourceAt(disk), output: outputAt(raw), range: null, layer: false });
    execFileSync('truncate', ['-s', `${77 * MIB}`, raw]);
    await saved(disk, async (image) => {
      const plan = await planGrowInPlace(image, (77 * MIB) / 512);
      if (!plan.ok || plan.value === null) throw new Error('it does not');
      return { ok: true, value: plan.value };
    });
    expect(run('qemu-img', 'compare', '--image-opts', vpc(disk), `driver=raw,file.filename=${raw}`)).toContain('identical');
    expect(run('7z', 't', '-tvhd', disk)).toContain('Everything is Ok');
  });
});

test('a source that somebody writes to meanwhile is noticed, and no file is made', async () => {
  const folder = folderOf('changed');
  const disk = path.join(folder, 'disk.vhd');
  await createAt(disk, diskSpec({ kind: 'fixed', sizeBytes: 64 * MIB }));
  writeFileSync(path.join(folder, 'noise'), seeded(1).bytes(8));
  const job = startJob(
    {
      op: 'convert',
      source: sourceAt(disk),
      output: outputAt(path.join(folder, 'out.vhd')),
      type: 'dynamic',
      blockBytes: null,
      fresh: FRESH,
    },
    { worker: WORKER, helpers: 0, report: ({ name }) => (name === 'reading' ? utimesSync(disk, 1, 1) : undefined) },
  );
  expect(await job.end).toMatchObject({ kind: 'failed', error: { kind: 'changed-on-disk' } });
  expect(execFileSync('ls', ['-A', folder], { encoding: 'utf8' }).split('\n').filter(Boolean).sort()).toEqual(['disk.vhd', 'noise']);
});
