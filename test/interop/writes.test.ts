/**
 * Saves into disks of every maker, judged by others; and others' writes into ours, judged by us. The content is worked
 * out in a plain array from the list of writes.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { undoSaved } from '../../main/io/recover';
import { checkChain } from '../../main/vhd/check/checkImage';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import type { DiskSpec } from '../../main/vhd/ops/createDisk';
import { lba } from '../../shared/vhd/units';
import { patterned } from '../support/imageBuilder';
import { expectSound, hashBy, type Judge } from '../support/judges';
import { createAt, diskSpec, realContext, saveAt, writeAt } from '../support/newDisks';
import { contentOf, hashOf, NOW, withChain } from '../support/opened';
import { lacks, run } from '../support/oracles';
import { seeded, type Random } from '../support/random';
import { samplesFolder, sha256Of, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';

const MIB = 1024 * 1024;
const into = tempDir();
const missing = lacks('qemu-img', 'qemu-io', 'img_cat', '7z');
const samples = samplesFolder();
const JUDGES = ['7z', 'qemu', 'libvhdi'] as const satisfies readonly Judge[];
const counts = { ours: 0, theirs: 0, readings: 0, samples: 0 };

type Write = { readonly lba: number; readonly sectors: number; readonly value: number };
const writeIn = (random: Random, sectors: number): Write => {
  const count = 1 + random.below(Math.min(400, sectors));
  return { lba: random.below(sectors - count + 1), sectors: count, value: 1 + random.below(255) };
};
const bytesOf = ({ sectors, value }: Write): Uint8Array => new Uint8Array(sectors * 512).fill(value);

const byQemu = (file: string, writes: readonly Write[]): void => {
  const commands = writes.flatMap((write) => ['-c', `write -q -P ${write.value} ${write.lba * 512} ${write.sectors * 512}`]);
  run('qemu-io', '--image-opts', ...commands, `driver=vpc,force_size_calc=current_size,file.filename=${file}`);
};

async function rawOf(file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await withChain(file, async (chain) => contentOf(chain, (bytes) => parts.push(bytes)));
  return new Uint8Array(Buffer.concat(parts));
}

const errorsIn = (file: string): Promise<string[]> =>
  withChain(file, async (chain) => checkChain(chain, NOW).flatMap(({ code, severity }) => (severity === 'error' ? [code] : [])));

async function expectAgreement(file: string, raw: Uint8Array, judges: readonly Judge[] = JUDGES): Promise<void> {
  const expected = sha256Of(raw);
  expect(await withChain(file, hashOf)).toBe(expected);
  for (const judge of judges) expect([judge, await hashBy(judge, file)]).toEqual([judge, expected]);
  counts.readings += judges.length;
}

describe.skipIf(missing)('writers by turns', () => {
  test.each<[string, Partial<DiskSpec> | 'qemu']>([
    ['ours, dynamic', {}],
    ['ours, dynamic in blocks of 64 KiB', { blockBytes: 65_536 }],
    ['ours, dynamic in blocks of 16 MiB', { blockBytes: 16 * MIB }],
    ['ours, fixed', { kind: 'fixed' }],
    ['ours, with a partition table', { partitions: { scheme: 'gpt', diskId: new Uint8Array(16).fill(3) } }],
    ['QEMU’s, dynamic', 'qemu'],
  ])('%s: QEMU and we write in turn, and all read the same', async (name, spec) => {
    const file = path.join(into, `turns-${name.replaceAll(/\W+/g, '-')}.vhd`);
    if (spec === 'qemu') run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'force_size=on', file, String(24 * MIB));
    else await createAt(file, diskSpec({ sizeBytes: 24 * MIB + 1024, ...spec }));
    const raw = await rawOf(file);
    const random = seeded(name.length);
    for (let turn = 0; turn < 4; turn++) {
      const ours = Array.from({ length: 2 }, () => writeIn(random, raw.length / 512));
      for (const write of ours) await writeAt(file, { lba: write.lba, bytes: bytesOf(write) });
      const theirs = Array.from({ length: 2 }, () => writeIn(random, raw.length / 512));
      byQemu(file, theirs);
      for (const write of [...ours, ...theirs]) raw.set(bytesOf(write), write.lba * 512);
      expect(await errorsIn(file)).toEqual([]);
      counts.ours += ours.length;
      counts.theirs += theirs.length;
    }
    expectSound(file);
    await expectAgreement(file, raw);
  });

  test('QEMU leaves an aligned disk’s old footer inside the block it adds, which is why ours are packed', async () => {
    const file = path.join(into, 'aligned.vhd');
    await createAt(file, diskSpec({ sizeBytes: 8 * MIB, isAligned: true }));
    await writeAt(file, { lba: 0, bytes: patterned(512, 1) });
    byQemu(file, [{ lba: 4096 + 100, sectors: 1, value: 0x77 }]);
    // Seven sectors behind the last block stood the footer: bitmap, six sectors of data, and there it is.
    const raw = await rawOf(file);
    expect(String.fromCharCode(...raw.subarray((4096 + 6) * 512, (4096 + 6) * 512 + 8))).toBe('conectix');
    expect(await hashBy('qemu', file)).toBe(sha256Of(raw));
  });

  test('undo takes back what QEMU did not touch since, and refuses what it did', async () => {
    const file = path.join(into, 'undo.vhd');
    const undo = `${file}.platter-undo-1`;
    await createAt(file, diskSpec({ sizeBytes: 8 * MIB }));
    const before = readFileSync(file);
    const save = (): ReturnType<typeof saveAt> =>
      saveAt(file, (image) => planWrites(image, [{ lba: lba(5), bytes: patterned(4096, 9) }]), undo);
    expect((await save()).ok).toBe(true);
    expect((await undoSaved(file, undo, realContext())).ok).toBe(true);
    expect(Buffer.compare(readFileSync(file), before)).toBe(0);
    expect((await save()).ok).toBe(true);
    byQemu(file, [{ lba: 6, sectors: 1, value: 0x77 }]);
    const now = readFileSync(file);
    expect(await undoSaved(file, undo, realContext())).toMatchObject({ ok: false, error: { kind: 'not-all-new' } });
    expect(Buffer.compare(readFileSync(file), now)).toBe(0);
    // A block that QEMU has made since is not in the journal, and would be lost by the old length.
    const other = path.join(into, 'undo-grown.vhd');
    await createAt(other, diskSpec({ sizeBytes: 8 * MIB }));
    const kept = `${other}.platter-undo-1`;
    expect((await saveAt(other, (image) => planWrites(image, [{ lba: lba(5), bytes: patterned(512, 9) }]), kept)).ok).toBe(true);
    byQemu(other, [{ lba: 9000, sectors: 1, value: 0x77 }]);
    expect(await undoSaved(other, kept, realContext())).toMatchObject({ ok: false, error: { kind: 'foreign-bytes' } });
    expectSound(other);
  });
});

describe.skipIf(missing || samples === null)('disks of other makers', () => {
  test.each([
    'canonical-qem2-fixed-1m-gpt.vhd',
    'canonical-qemu-dynamic-gpt.vhd',
    'dfvfs-qemu-ext2-2019.vhd',
    'plaso-qemu-nulluuid-ext2.vhd',
    'win10-dynamic-512m-gpt-ntfs-fat.vhd',
    'win10-fixed-10m-mbr-fat12.vhd',
    'disk2vhd-dynamic-251m-zerofilled.vhd',
  ])('%s: others read what we saved, and what was there', async (name) => {
    const file = path.join(into, `own-${name}`);
    copyFileSync(unpack(samples ?? '', name, into), file);
    const judges: Judge[] = [];
    const original = await withChain(file, hashOf);
    for (const judge of JUDGES) if ((await hashBy(judge, file).catch(() => '')) === original) judges.push(judge);
    const raw = await rawOf(file);
    const random = seeded(name.length * 7);
    const errors = await errorsIn(file);
    const writes = Array.from({ length: 5 }, () => writeIn(random, raw.length / 512));
    for (const write of writes) {
      await writeAt(file, { lba: write.lba, bytes: bytesOf(write) });
      raw.set(bytesOf(write), write.lba * 512);
    }
    expect(judges.length).toBeGreaterThan(0);
    await expectAgreement(file, raw, judges);
    expect(await errorsIn(file)).toEqual(errors);
    counts.samples += 1;
    counts.ours += writes.length;
  });

  test.each(['hyperv2012r2-dynamic-127g-empty.vhd', 'virtualpc-dynamic-127g-empty.vhd', 'win10-dynamic-10g-empty-a.vhd'])(
    '%s: an empty disk gets its first blocks, at both ends',
    async (name) => {
      const file = path.join(into, `own-${name}`);
      copyFileSync(unpack(samples ?? '', name, into), file);
      const sectors = await withChain(file, async ({ layers: [top] }) => top.sectors);
      const isAligned = readFileSync(file).length % 4096 === 0;
      await writeAt(file, { lba: 0, bytes: patterned(512, 1) }, { lba: sectors - 1, bytes: patterned(512, 2) });
      const image = `driver=vpc,force_size_calc=current_size,file.filename=${file}`;
      const said = run('qemu-io', '-r', '--image-opts', '-c', 'read -P 0x2 0 512', '-c', `read -P 0x3 ${(sectors - 1) * 512} 512`, image);
      expect(said).not.toContain('failed');
      expect(run('7z', 'l', '-slt', '-tvhd', file)).toContain(`Size = ${sectors * 512}`);
      expect(await errorsIn(file)).toEqual([]);
      expect(readFileSync(file).length % 4096 === 0).toBe(isAligned);
      counts.samples += 1;
    },
  );
});

test('(how many)', () => {
  console.log(
    `writes: ${counts.ours} saves of ours and ${counts.theirs} writes of QEMU in turn, ${counts.samples} disks of other makers, ${counts.readings} readings by others the same`,
  );
  expect(counts.readings).toBeGreaterThanOrEqual(missing ? 0 : 18);
});
