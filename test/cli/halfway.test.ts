/**
 * Ctrl-C in the middle of every command that can run long, on a drive that is slow from that moment on: the program ends
 * within a few calls of the system, with code 130, leaves nothing behind, and the files are as they were. A change in place
 * that has begun is finished, as an interrupted one would have to be taken back. `stopped.test` tries the other moments.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FULL } from '../support/budget';
import { CLI, fileHash } from '../support/cli';
import { joined } from '../support/fixtures';
import { BASE_ID, footerBytes, patterned, put32, sparseImage, utf16 } from '../support/imageBuilder';
import { memoryDir } from '../support/memoryDir';
import { preloaded } from '../support/preload';

const library = preloaded('interrupting');
const KIB = 1024;
const BLOCK = 512 * KIB;
const BLOCKS = 24;
const SIZE = BLOCKS * BLOCK;
const content = (seed: number): Uint8Array => patterned(SIZE, seed);
const CHILD_ID = new Uint8Array(16).fill(0xc1);

function dynamic(seed: number): Uint8Array {
  const all = content(seed);
  const blocks = Array.from({ length: BLOCKS }, (_, index) => ({ index, data: all.subarray(index * BLOCK, (index + 1) * BLOCK) }));
  return sparseImage({ size: SIZE, blockBytes: BLOCK, blocks }).bytes;
}

/** Every second block, and of some of them every second sector: a piece of those is put together from hundreds of places. */
function child(): Uint8Array {
  const all = content(5);
  const alternating = new Uint8Array(BLOCK / 512 / 8).fill(0x55);
  const blocks = Array.from({ length: BLOCKS / 2 }, (_, i) => {
    const index = i * 2;
    const data = all.slice(index * BLOCK, (index + 1) * BLOCK);
    if (index % 8 !== 4) return { index, data };
    for (let sector = 0; sector < BLOCK / 512; sector += 2) data.fill(0, sector * 512, (sector + 1) * 512);
    return { index, data, bitmap: alternating };
  });
  return sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    type: 4,
    blocks,
    footer: { uuid: CHILD_ID },
    header: { parentId: BASE_ID, parentName: 'disk.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\disk.vhd', 'le') }],
  }).bytes;
}

const changed = (bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array => {
  change(bytes);
  return bytes;
};
const orphan = (): Uint8Array =>
  sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    type: 4,
    blocks: [],
    footer: { uuid: CHILD_ID },
    header: { parentId: new Uint8Array(16).fill(0xee), parentName: 'gone.vhd' },
  }).bytes;

const FILES: Readonly<Record<string, () => Uint8Array>> = {
  'disk.vhd': () => dynamic(3),
  'other.vhd': () => dynamic(4),
  'kid.vhd': child,
  'orphan.vhd': orphan,
  'fixed.vhd': () => joined(content(3), footerBytes({ type: 2, size: SIZE })),
  'raw.img': () => changed(content(3), (bytes) => bytes.fill(0, 446, 510).set([0x55, 0xaa], 510)),
  /** The checksum of the footer at the end is wrong. */
  'broken.vhd': () => changed(dynamic(3), (bytes) => put32(bytes, bytes.length - 512 + 64, 1)),
  /** No footer at either end. */
  'lost.vhd': () =>
    changed(dynamic(3), (bytes) => {
      bytes.fill(0, 0, 512);
      bytes.fill(0, bytes.length - 512);
    }),
  /** Zeros where the block table was. */
  'tableless.vhd': () => changed(dynamic(3), (bytes) => bytes.fill(0, 1536, 2048)),
  /** Data under clear bits in every block, which all of it can be zeroed; and a gap, for which nothing but trials tell what it goes with. */
  'hidden.vhd': () => {
    const all = content(3);
    const bitmap = new Uint8Array(BLOCK / 512 / 8);
    const blocks = Array.from({ length: BLOCKS }, (_, index) => ({
      index,
      data: all.subarray(index * BLOCK, (index + 1) * BLOCK),
      bitmap,
    }));
    return sparseImage({ size: SIZE, blockBytes: BLOCK, gapSectors: 2, blocks }).bytes;
  },
  'sectors.bin': () => new Uint8Array(1024 * KIB).fill(9),
};
const made = new Map<string, Uint8Array>();
function bytesOf(name: string): Uint8Array {
  const bytes = made.get(name) ?? (FILES[name] as () => Uint8Array)();
  made.set(name, bytes);
  return bytes;
}

const root = memoryDir();
const folder = path.join(root, 'files');
const tellAt = path.join(root, 'told');

/** Fresh files of the same times. */
function lay(names: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of names) {
    writeFileSync(path.join(folder, name), bytesOf(name));
    utimesSync(path.join(folder, name), 1_700_000_000, 1_700_000_000);
  }
}

const found = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, fileHash(path.join(folder, name))]),
  );

type Ran = { readonly code: number | null; readonly err: string; readonly calls: number; readonly firstWrite: number };

function run(words: readonly string[], moment: number): Ran {
  rmSync(tellAt, { force: true });
  const env = {
    ...process.env,
    LD_PRELOAD: library ?? '',
    INTERRUPT_UNDER: `${folder}/`,
    INTERRUPT_AT: String(moment),
    INTERRUPT_TELL: tellAt,
  };
  const ran = spawnSync(process.execPath, [CLI, ...words], { cwd: folder, env, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  const [calls = 0, firstWrite = 0] = readFileSync(tellAt, 'utf8').trim().split(' ').map(Number);
  return { code: ran.status, err: ran.stderr.toString(), calls, firstWrite };
}

/** Bitmaps are asked for so many at a time; a thread of a job has one read in its hands. */
const MAX_CALLS_AFTERWARDS = 32;

const COMMANDS: readonly string[] = [
  'info kid.vhd',
  'check disk.vhd',
  'check kid.vhd --deep',
  'check fixed.vhd --deep',
  'map kid.vhd',
  'map kid.vhd --sectors --json',
  'report kid.vhd --deep',
  'report kid.vhd --format html --out new.html',
  'read kid.vhd --lba 0 --count 8000 --hex',
  'read fixed.vhd --lba 0 --count 20000 --out new.bin',
  'read disk.vhd --file-bytes --out new.bin',
  'compare disk.vhd other.vhd',
  'compare disk.vhd raw.img',
  'compare other.vhd disk.vhd --patch new.json',
  'hash kid.vhd --algorithm sha256,md5',
  'search kid.vhd --text nowhere',
  'search disk.vhd --regex nowhere --all',
  'repair broken.vhd --deep',
  'repair broken.vhd --deep --output new.vhd',
  'repair lost.vhd',
  'repair lost.vhd --output new.vhd',
  'repair raw.img --output new.vhd',
  'repair tableless.vhd --rebuild',
  'repair tableless.vhd --rebuild --output new.vhd',
  'compact disk.vhd --force',
  'compact kid.vhd --output new.vhd --force',
  'compact disk.vhd --keep-zeros --backup',
  'resize disk.vhd --size 64MiB --output new.vhd',
  'resize disk.vhd --size 6MiB --force',
  'resize fixed.vhd --size 6MiB --force --output new.vhd',
  'export kid.vhd new.img',
  'export kid.vhd new.img --full --verify --hash sha256',
  'export kid.vhd new.img --lba 1000 --count 20000',
  'export kid.vhd new.img --layer',
  'export fixed.vhd new.img --salvage',
  'import raw.img new.vhd --type dynamic',
  'import raw.img new.vhd --type fixed --azure',
  'import raw.img new.vhd --type differencing --onto other.vhd',
  'convert kid.vhd new.vhd --type fixed',
  'convert fixed.vhd new.vhd --type dynamic --block-size 2MiB',
  'convert kid.vhd new.img --type raw --no-verify',
  'convert fixed.vhd new.vhd --type differencing --onto other.vhd',
  'flatten kid.vhd new.vhd',
  'flatten kid.vhd new.vhd --type fixed',
  'merge kid.vhd --output new.vhd',
  'merge kid.vhd --output new.vhd --no-verify',
  'skeleton kid.vhd new.vhd',
  'create new.vhd --type fixed --size 64MiB --preallocate full',
  'create new.vhd --type differencing --parent disk.vhd',
];

/** What looks through a folder of many disks: for a parent that is not there, for children, for disks with the same id. */
const IN_A_CROWD: readonly string[] = [
  'info orphan.vhd',
  'check orphan.vhd',
  'hash orphan.vhd --layer',
  'export orphan.vhd new.img --layer',
  'skeleton orphan.vhd new.vhd',
  'set disk.vhd footer.uniqueId=new',
];
const CROWD = 60;

/** Changes in place: before the first byte is written they end, afterwards they are finished. */
const IN_PLACE: readonly string[] = [
  'write disk.vhd --lba 100 --in sectors.bin',
  'write fixed.vhd --lba 100 --in sectors.bin',
  'set disk.vhd footer.creatorApplication=test',
  'reconnect kid.vhd --parent other.vhd --force',
  'repair broken.vhd --yes',
  'repair broken.vhd --deep --yes',
  'resize disk.vhd --size 13MiB',
];

/** Everything the blocks hold is overwritten: the largest change a repair of this disk makes. */
const ZEROED = '--deep --choose B15=zero-hidden --loss';

/** Every line in the proofs; in CI the first of each command, which tries what the command does and not all of its ways. */
const tried = (lines: readonly string[]): readonly string[] =>
  lines.filter((line, i) => FULL || lines.findIndex((other) => other.split(' ')[0] === line.split(' ')[0]) === i);

const namesOf = (words: readonly string[]): string[] => {
  const named = words.filter((word) => word in FILES);
  return named.includes('kid.vhd') && !named.includes('disk.vhd') ? [...named, 'disk.vhd'] : named;
};

describe.skipIf(library === null)('Ctrl-C half-way', () => {
  /** The command runs to its end, and then again with a Ctrl-C at each of these shares of it. */
  function expectStopped(line: string, fill: () => void, shares: readonly number[] = [0.5]): void {
    const words = line.split(' ');
    fill();
    const whole = run(words, 0);
    expect({ ...whole, isDone: whole.code === 0 || whole.code === 2 }).toMatchObject({ isDone: true });
    for (const share of shares) {
      fill();
      const before = found();
      const moment = Math.ceil(whole.calls * share);
      const stopped = { share, ...run(words, moment) };
      expect(stopped).toMatchObject({ code: 130, err: expect.stringMatching(/(^|\n)platter: Cancelled[^\n]*\n$/) as string });
      expect(stopped.calls - moment).toBeLessThanOrEqual(MAX_CALLS_AFTERWARDS);
      expect(found()).toEqual(before);
    }
  }

  test.each(tried(COMMANDS))('ends platter %s, and nothing of it is left', { timeout: 60_000 }, (line) => {
    expectStopped(line, () => lay(namesOf(line.split(' '))));
  });

  test.each(tried(IN_A_CROWD))('ends platter %s among many other disks', { timeout: 60_000 }, (line) => {
    const small = footerBytes({ type: 2, size: 512, uuid: new Uint8Array(16).fill(0x77) });
    expectStopped(line, () => {
      lay(namesOf(line.split(' ')));
      for (let n = 0; n < CROWD; n++) writeFileSync(path.join(folder, `${n}.vhd`), joined(new Uint8Array(512), small));
    });
  });

  /** Where in the course of it a repair looks at the disk, tries out what it offers, and works out what it would write. */
  const SHARES = FULL ? [0.1, 0.3, 0.5, 0.7, 0.9, 0.97] : [0.3, 0.7, 0.97];
  test.each(['repair hidden.vhd --deep', `repair hidden.vhd ${ZEROED}`])(
    'ends platter %s, and its trials, anywhere',
    { timeout: 120_000 },
    (line) => {
      expectStopped(line, () => lay(['hidden.vhd']), SHARES);
    },
  );

  test('ends a repair that changes 12 MiB at every moment before the first of them is written, and lets it finish afterwards', {
    timeout: 120_000,
  }, () => {
    const words = `repair hidden.vhd ${ZEROED} --yes`.split(' ');
    lay(['hidden.vhd']);
    const before = found();
    const whole = run(words, 0);
    expect(whole).toMatchObject({ code: 0 });
    const after = found();
    // The journal has old and new bytes, and is written a mebibyte at a time.
    for (const moment of [-5, 0, ...(FULL ? [5] : []), 11].map((calls) => whole.firstWrite + calls)) {
      lay(['hidden.vhd']);
      const stopped = run(words, moment);
      expect({ moment, ...stopped }).toMatchObject({ code: 130, err: expect.stringMatching(/Cancelled[^\n]*\n$/) as string });
      expect(stopped.calls - moment).toBeLessThanOrEqual(MAX_CALLS_AFTERWARDS);
      expect(found()).toEqual(before);
    }
    for (const share of FULL ? [0.5, 0.9] : [0.5]) {
      lay(['hidden.vhd']);
      const moment = Math.ceil(whole.firstWrite + (whole.calls - whole.firstWrite) * share);
      expect(run(words, moment)).toMatchObject({ code: 0 });
      expect(found()['hidden.vhd']).toBe(after['hidden.vhd']);
    }
  });

  test.each(tried(IN_PLACE))('ends platter %s before it writes, and lets it finish afterwards', { timeout: 60_000 }, (line) => {
    const words = line.split(' ');
    const names = namesOf(words);
    lay(names);
    const before = found();
    const whole = run(words, 0);
    const after = found();
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.firstWrite).toBeGreaterThan(2);
    lay(names);
    expect(run(words, Math.floor(whole.firstWrite / 2))).toMatchObject({ code: 130 });
    expect(found()).toEqual(before);
    lay(names);
    expect(run(words, Math.ceil((whole.firstWrite + whole.calls) / 2))).toMatchObject({ code: 0 });
    expect(Object.keys(found())).toEqual(Object.keys(after));
    for (const name of names) expect(found()[name]).toBe(after[name]);
  });
});
