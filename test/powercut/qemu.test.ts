/**
 * Thousands of moments in the middle of saves, before any recovery, opened by QEMU: it must open them, and read in every
 * sector what stood there before or what was to stand there after. Through qemu-io, which opens hundreds in one process.
 */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FULL } from '../support/budget';
import { lacks, run } from '../support/oracles';
import { bytesOf } from '../support/memoryVolume';
import { readPlainly, sameBytes } from '../support/plainReader';
import { DEPTH, DISK, type Depth, type Sampler } from '../support/powercut';
import { tempDir } from '../support/tempDir';
import { exploreAll, scriptsOf, writerOf } from './savesOf';

const FOLDER = tempDir();
const WANTED = FULL ? 6000 : 2000;
const BATCH = 250;
/** States of the volume only; their recoveries are others' business. */
const COMMITS_ONLY: Depth = { ...DEPTH, commit: { ...DEPTH.commit, sectors: 60 }, recoveryEvery: Number.MAX_SAFE_INTEGER };

type Sample = { readonly file: Uint8Array; readonly raws: readonly Uint8Array[] };

/** Runs of sectors that are filled with one byte, as all these disks' sectors are. */
function fillsOf(disk: Uint8Array): { readonly at: number; readonly bytes: number; readonly fill: number }[] {
  const fills: { at: number; bytes: number; fill: number }[] = [];
  for (let at = 0; at < disk.length; at += 512) {
    const fill = disk[at] as number;
    const last = fills.at(-1);
    if (last !== undefined && last.fill === fill) last.bytes += 512;
    else fills.push({ at, bytes: 512, fill });
  }
  return fills;
}

const optionsOf = (file: string): string => `driver=vpc,force_size_calc=current_size,file.filename=${file}`;

/** Everything it says, complaints included. */
function asked(commands: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync('qemu-io', { input: `${commands.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error !== undefined) throw error;
  return `${stdout}\n${stderr}`;
}

/** What qemu-io has to say against these files. */
function judged(folder: string, samples: readonly Sample[]): string[] {
  const commands: string[] = [];
  samples.forEach(({ file }, i) => {
    const name = path.join(folder, `${i}.vhd`);
    writeFileSync(name, file);
    const reading = readPlainly(file);
    commands.push(`open -r -o ${optionsOf(name)}`);
    // It looks at no bitmaps.
    for (const { at, bytes, fill } of fillsOf(reading.loose ?? reading.disk ?? new Uint8Array()))
      commands.push(`read -q -P ${fill} ${at} ${bytes}`);
    commands.push('close');
  });
  const said = asked(commands);
  samples.forEach((_, i) => rmSync(path.join(folder, `${i}.vhd`)));
  return said
    .replaceAll('qemu-io> ', '')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** Readers without bitmaps may see data a moment before its bit is set: still old or new, sector by sector. */
function looseFault({ file, raws }: Sample): string | null {
  const seen = readPlainly(file).loose;
  if (seen === null) return null;
  for (let at = 0; at < seen.length; at += 512)
    if (!raws.some((raw) => sameBytes(raw.subarray(at, at + 512), seen.subarray(at, at + 512)))) return `sector ${at / 512}`;
  return null;
}

describe.skipIf(lacks('qemu-io', 'qemu-img'))('QEMU', () => {
  it('opens an image at any moment of a save', async () => {
    const complaints: string[] = [];
    let pending: Sample[] = [];
    let opened = 0;
    let turn = 0;
    const flush = (): void => {
      complaints.push(...judged(FOLDER, pending));
      opened += pending.length;
      pending = [];
    };
    const sample: Sampler = ({ volume, acked, begun }, { raws }) => {
      const file = bytesOf(volume, DISK) as Uint8Array;
      const isBetween = !raws.some((raw) => sameBytes(readPlainly(file).disk ?? file, raw));
      if (!isBetween && turn++ % 16 !== 0) return;
      const one = { file, raws: raws.slice(acked, begun + 1) };
      const loose = looseFault(one);
      if (loose !== null) complaints.push(loose);
      pending.push(one);
      if (pending.length >= BATCH) flush();
    };
    for (const scripts of [scriptsOf('dynamic', 4096), scriptsOf('fixed', 4096)]) {
      const enough = opened + WANTED / 2;
      for (const script of scripts.toReversed()) {
        if (opened >= enough) break;
        const { counts } = await exploreAll([script], writerOf(), COMMITS_ONLY, sample);
        expect(counts.failures).toEqual([]);
      }
      flush();
    }
    console.log(`power cut, QEMU: ${opened} moments of saves opened and read by qemu-io, ${complaints.length} complaints`);
    expect(complaints.slice(0, 5)).toEqual([]);
    expect(opened).toBeGreaterThanOrEqual((WANTED * 5) / 6);
  });

  it('says so when a sector is not what is expected, and when an image cannot be opened', () => {
    const script = scriptsOf('dynamic', 4096, 1)[0];
    const file = (script?.disk.file ?? new Uint8Array()).slice();
    const damaged = file.slice();
    damaged.fill(0, 0, 512);
    expect(judged(FOLDER, [{ file: damaged, raws: [] }])).not.toEqual([]);
    const name = path.join(FOLDER, 'other.vhd');
    writeFileSync(name, file);
    const said = asked([`open -r -o ${optionsOf(name)}`, 'read -q -P 77 0 512']);
    expect(said).toContain('Pattern verification failed');
    expect(run('qemu-img', 'info', '--image-opts', optionsOf(name))).toContain('file format: vpc');
  });
});
