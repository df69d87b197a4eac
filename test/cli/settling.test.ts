/**
 * The command that settles a half-saved disk stands in every message about one, and works when it is pasted from the folder
 * the user stands in: for a disk in another folder, with a space in its name, behind a link, and for a parent.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { CLI, onWindows, platter } from '../support/cli';
import { BYTES, cutAt } from '../support/cutSave';
import { baseImage, childImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = tempDir();
  mkdirSync(at("Ann's disks"));
  mkdirSync(at('links'));
  writeFileSync(at("Ann's disks/disk.vhd"), baseImage());
  writeFileSync(at("Ann's disks/kid.vhd"), childImage().bytes);
  writeFileSync(at('kid.vhd'), childImage().bytes);
  writeFileSync(at('data'), BYTES);
  await cutAt(at("Ann's disks/disk.vhd"), 'data');
  if (!onWindows) symlinkSync(at("Ann's disks/disk.vhd"), at('links/link.vhd'));
});

const DISK = "Ann's disks/disk.vhd";
const CASES: readonly (readonly string[])[] = [
  ['info', DISK],
  ['info', "Ann's disks/kid.vhd"],
  ['repair', DISK],
  ['repair', DISK, '--yes'],
  ['export', DISK, 'out'],
  ['export', "Ann's disks/kid.vhd", 'out'],
  ['export', 'kid.vhd', 'out', '--parent', DISK],
  ['info', 'kid.vhd', '--parent', DISK],
  ['hash', 'links/link.vhd'],
  ['compare', 'data', DISK],
  ['write', DISK, '--lba', '0', '--in', 'data', '--force'],
  ['set', 'links/link.vhd', 'footer.uniqueId=new', '--force'],
  ['compact', DISK, '--force'],
  ['resize', DISK, '--size', '64MiB', '--force'],
  ['create', 'out', '--type', 'differencing', '--parent', DISK],
  ['reconnect', 'kid.vhd', '--parent', DISK],
];

describe.skipIf(onWindows)('the command that settles the save', () => {
  test.each(CASES)('%s %s', (...words) => {
    const { err } = platter(words, { cwd: folder });
    const command = /platter (repair .* --interrupted) finish \(or undo\)/.exec(err)?.[1];
    expect({ err, isThere: command !== undefined }).toMatchObject({ isThere: true });
    execFileSync('sh', ['-c', `"${process.execPath}" "${CLI}" ${command} undo`], { cwd: folder });
    expect(readFileSync(at(DISK)).equals(Buffer.from(baseImage()))).toBe(true);
    expect(readdirSync(at("Ann's disks"))).toEqual(['disk.vhd', 'kid.vhd']);
  });
});

test('check finds the save that was cut off, also under another name, and repair proposes nothing until it is settled', () => {
  if (!onWindows) execFileSync('ln', [at(DISK), at("Ann's disks/hard.vhd")]);
  for (const name of onWindows ? [DISK] : [DISK, "Ann's disks/hard.vhd"]) {
    const { findings } = JSON.parse(platter(['check', name, '--json'], { cwd: folder }).out) as { findings: { code: string }[] };
    expect(findings.map(({ code }) => code)).toContain('E07');
    const repair = platter(['repair', name], { cwd: folder });
    expect(repair).toMatchObject({ code: 1, out: '' });
    expect(repair.err).toContain('an earlier save was cut off');
  }
});
