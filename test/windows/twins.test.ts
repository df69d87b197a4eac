/**
 * Every command once here and once on Windows, in twin folders: the same exit codes, the same output and, byte for byte,
 * the same files. Clock and dice are fixed, for ids and times follow from them.
 */
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { HERE, platterBy, WINDOWS } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const root = tempDir();
const FIXED = path.join(root, 'fixed.cjs');
writeFileSync(
  FIXED,
  `const crypto = require('node:crypto');
let count = 0;
crypto.randomBytes = (bytes) => Buffer.alloc(bytes, ++count);
Date.now = () => 1_800_000_000_000;
`,
);

type Twin = { readonly folder: string; readonly command: readonly string[] };
const otherFooter = (name: string, command: readonly string[]): Twin => {
  const folder = path.join(root, name);
  mkdirSync(folder);
  return { folder, command: [...command, '--require', FIXED] };
};
const TWINS = WINDOWS === null ? [] : [otherFooter('here', HERE), otherFooter('windows', WINDOWS)];

/** In both folders, with the same time: children remember their parents'. */
function put(name: string, bytes: Uint8Array): void {
  for (const { folder } of TWINS) writeFileSync(path.join(folder, name), bytes);
  stamp();
}
function stamp(): void {
  for (const { folder } of TWINS) for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), 1_700_000_000, 1_700_000_000);
}

/** Undo files say which file they are of and who wrote them; children name their parents in the way of their system. */
const isAlike = (name: string): boolean => !/platter-undo|^kid/.test(name);
const filesOf = ({ folder }: Twin): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, isAlike(name) ? readFileSync(path.join(folder, name)).toString('base64') : '']),
  );

/** What they print, without the paths of their own system, and without the warning that Wine has no access lists to copy. */
const alike = (text: string): string =>
  text
    .replaceAll('\\', '/')
    .replaceAll(/([A-Z]:)?\/\S*(here|windows)\//g, '')
    .replaceAll(/^platter: warning: .* owner, group and rights\.\n/gm, '');

function both(words: readonly string[], input?: Uint8Array): number | null {
  const [here, there] = TWINS.map(({ folder, command }) =>
    platterBy(command, words, { cwd: folder, ...(input === undefined ? {} : { input }) }),
  );
  if (here === undefined || there === undefined) throw new Error('there is no Windows here');
  expect({ words, code: there.code, out: alike(there.out), err: alike(there.err) }).toEqual({
    words,
    code: here.code,
    out: alike(here.out),
    err: alike(here.err),
  });
  stamp();
  return here.code;
}

const sectors = Uint8Array.from({ length: 3 * 512 }, (_, i) => (i * 11 + 5) % 253);
const raw = Buffer.alloc(5 * 1024 * 1024);
raw.write('Needle in the hay', 3_000_000);

/** The words, and the exit code they must come to. */
const COMMANDS: readonly (readonly [string, number])[] = [
  ['create fixed.vhd --type fixed --size 3MiB --partition-table mbr', 0],
  ['create new.vhd --type dynamic --size 40MiB --partition-table gpt', 0],
  ['import disk.raw imported.vhd --type dynamic', 0],
  ['create kid.vhd --type differencing --parent base.vhd', 0],
  ['info base.vhd', 0],
  ['info new.vhd --json', 0],
  ['check base.vhd --deep', 0],
  ['map imported.vhd --sectors', 0],
  ['read imported.vhd --lba 5859 --count 1 --hex', 0],
  ['search imported.vhd --text Needle', 0],
  ['hash imported.vhd', 0],
  ['compare base.vhd imported.vhd', 2],
  ['report base.vhd --format json --out report.json', 0],
  ['write base.vhd --lba 8000 --in sectors.bin --force', 0],
  ['set imported.vhd footer.creatorApplication=abcd', 0],
  ['write kid.vhd --lba 4', 0],
  ['export kid.vhd kid.raw', 0],
  ['reconnect kid.vhd --parent base.vhd --force', 0],
  ['export kid.vhd reconnected.raw', 0],
  ['flatten kid.vhd flat.vhd --type dynamic', 0],
  ['merge kid.vhd --output merged.vhd', 0],
  ['convert imported.vhd converted.vhd --type fixed --hash sha256', 64],
  ['convert imported.vhd converted.vhd --type fixed', 0],
  ['convert imported.vhd imported.vhd --type dynamic --force', 1],
  ['compact new.vhd --backup --force', 0],
  ['resize new.vhd --size 44MiB', 0],
  ['resize fixed.vhd --size 5MiB --output larger.vhd', 0],
  ['skeleton base.vhd bones.vhd', 0],
  ['repair damaged.vhd', 0],
  ['repair damaged.vhd --output mended.vhd', 0],
  ['repair damaged.vhd --yes', 0],
  ['export base.vhd nul.raw', 1],
  ['info missing.vhd', 1],
];

describe.skipIf(WINDOWS === null)('here and on Windows', () => {
  test('every command does the same to the same files', { timeout: 1_800_000 }, () => {
    put('base.vhd', baseImage());
    put('disk.raw', raw);
    put('sectors.bin', sectors);
    const damaged = baseImage();
    damaged[64] = 0x55;
    put('damaged.vhd', damaged);
    for (const [line, code] of COMMANDS) {
      const reads = line === 'write kid.vhd --lba 4';
      expect({ line, code: both(line.split(' '), reads ? sectors : undefined) }).toEqual({ line, code });
    }
    const [here, there] = TWINS.map(filesOf);
    expect(Object.keys(there ?? {})).toEqual(Object.keys(here ?? {}));
    // Names, not bytes: two disks that differ would fill the report.
    expect(Object.keys(here ?? {}).filter((name) => there?.[name] !== here?.[name])).toEqual([]);
  });
});
