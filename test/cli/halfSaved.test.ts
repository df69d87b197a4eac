/**
 * A `write` that is killed in the middle leaves old and new sectors mixed in the file. Whoever looks at the disk is shown the
 * one before that save, and told so; whoever makes something of it is refused, and told what to do.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { journalPath } from '../../main/io/saveContext';
import { done, interrupted, platter } from '../support/cli';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const NEW_BYTES = 24 * 1024 * 1024;
const disk = path.join(folder, 'disk.vhd');
const link = path.join(folder, 'elsewhere', 'link.vhd');
const kid = path.join(folder, 'kid.vhd');
/** The same disk as it was before the save, in a folder of its own. */
const before = path.join(folder, 'before', 'disk.vhd');
const OLD = Buffer.alloc(512, 0x11);

/** Starts the write and kills it once the file itself has changed; the journal then stands beside it. */
async function killedInTheMiddle(): Promise<void> {
  const data = path.join(folder, 'new.bin');
  writeFileSync(data, Buffer.alloc(NEW_BYTES, 0x22));
  for (let attempt = 0; attempt < 20; attempt++) {
    copyFileSync(before, disk);
    const { mtimeMs } = statSync(disk);
    const ended = await interrupted(
      ['write', disk, '--lba', '0', '--in', data, '--force'],
      'SIGKILL',
      () => existsSync(journalPath(disk)) && statSync(disk).mtimeMs !== mtimeMs,
    );
    const isHalf = ended.code === null && existsSync(journalPath(disk)) && !readFileSync(disk).equals(readFileSync(before));
    if (isHalf && platter(['info', disk]).err.includes('before that save')) return;
    done('repair', disk, '--interrupted', 'undo');
  }
  throw new Error('no write could be killed in the middle');
}

beforeAll(async () => {
  mkdirSync(path.join(folder, 'elsewhere'));
  mkdirSync(path.join(folder, 'before'));
  done('create', before, '--type', 'dynamic', '--size', '64MiB');
  writeFileSync(path.join(folder, 'old.bin'), OLD);
  done('write', before, '--lba', '0', '--in', path.join(folder, 'old.bin'));
  copyFileSync(before, disk);
  done('create', kid, '--type', 'differencing', '--parent', disk);
  symlinkSync(disk, link);
  await killedInTheMiddle();
});

const out = path.join(folder, 'out');

test.each([
  ['export', disk, out],
  ['export', kid, out],
  ['hash', link],
  ['convert', disk, out, '--type', 'fixed'],
  ['compare', before, kid],
  ['search', disk, '--hex', '22 22'],
  ['merge', kid, '--output', out],
  ['compact', disk, '--output', out],
  ['resize', disk, '--size', '128MiB', '--output', out],
  ['skeleton', link, out],
  ['repair', disk],
  ['repair', link, '--json'],
  ['create', out, '--type', 'differencing', '--parent', link],
])('%s %s is refused, says what to do, and leaves nothing', (...words) => {
  const ran = platter(words);
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toContain('--interrupted');
  expect(existsSync(out)).toBe(false);
});

test.each([['info'], ['map'], ['report', '--deep']])('%s shows the disk before the save, and says so', (...words) => {
  const ofOld = platter([words[0] as string, 'disk.vhd', ...words.slice(1)], { cwd: path.dirname(before) });
  const ran = platter([words[0] as string, 'disk.vhd', ...words.slice(1)], { cwd: folder });
  expect(ran.err).toContain('before that save');
  expect(ran.err).toContain('--interrupted');
  const undated = (text: string): string => text.replace(/^.*modified.*$/gim, '');
  // That a save was interrupted is the one finding more.
  const told = undated(ran.out).replace(/^Findings\n +warning +E07 .*\n(?: {16}.*\n)+/m, 'Findings: none\n');
  expect(told).toBe(undated(ofOld.out));
});

test('check, through a link, finds nothing but the journal', () => {
  const ran = platter(['check', link, '--deep', '--json']);
  expect(ran.err).toContain('before that save');
  expect((JSON.parse(ran.out) as { findings: { code: string }[] }).findings.map(({ code }) => code)).toEqual(['E07']);
});

test('sectors and bytes of the file are those before the save, through a link and through a child', () => {
  for (const file of [link, kid]) {
    const first = platter(['read', file, '--lba', '0']);
    expect(first.err).toContain('before that save');
    expect(first.bytes.equals(OLD)).toBe(true);
  }
  const bytes = platter(['read', link, '--file-bytes']);
  expect(bytes.err).toContain('before that save');
  expect(bytes.bytes.equals(readFileSync(before))).toBe(true);
});

test('a repaired copy is one of the disk before the save', () => {
  const copy = path.join(folder, 'copy.vhd');
  const made = platter(['repair', disk, '--output', copy]);
  expect(made.code).toBe(0);
  expect(made.out).toContain('before the save that was cut off');
  expect(made.out).not.toMatch(/no problems|the same as/);
  expect(readFileSync(copy).equals(readFileSync(before))).toBe(true);
});
