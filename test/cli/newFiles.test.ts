/**
 * Every command that writes a new file, in one table: none takes the place of a file that it reads, by any name and whatever
 * --force says; and where somebody writes to one of them meanwhile, nothing is left. A command that is not in the table, and
 * has a place for a new file, fails the first test.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, linkSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileHash, onWindows } from '../support/cli';
import { doneHere, platterHere } from '../support/cliHere';
import { changed } from '../support/damage';
import { baseImage, BLOCK, fixedImage, SIZE } from '../support/fixtures';
import { patterned, sparseImage } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

type Row = {
  readonly command: string;
  /** FILE is the disk, OUT the new file. Other names are files of the folder. */
  readonly words: string;
  /** The files it reads. */
  readonly reads: readonly string[];
  /** The name that is written, where that is not OUT. */
  readonly written?: (out: string) => string;
  /** OUT so that `written` is this file; null where it cannot be. */
  readonly outFor?: (target: string) => string | null;
};

const CHAIN = ['kid.vhd', 'mid.vhd', 'base.vhd'];
const ROWS: readonly Row[] = [
  { command: 'create', words: 'OUT --type differencing --parent kid.vhd', reads: CHAIN },
  { command: 'export', words: 'kid.vhd OUT', reads: CHAIN },
  { command: 'export', words: 'kid.vhd OUT --lba 0 --count 8 --salvage', reads: CHAIN },
  {
    command: 'export',
    words: 'base.sha256 OUT --hash sha256',
    reads: ['base.sha256'],
    written: (out) => `${out}.sha256`,
    outFor: (target) => (target.endsWith('.sha256') ? target.slice(0, -'.sha256'.length) : null),
  },
  { command: 'import', words: 'raw.img OUT --type dynamic', reads: ['raw.img'] },
  { command: 'import', words: 'raw.img OUT --type differencing --onto mid.vhd', reads: ['raw.img', 'mid.vhd', 'base.vhd'] },
  { command: 'convert', words: 'kid.vhd OUT --type fixed', reads: CHAIN },
  { command: 'convert', words: 'kid.vhd OUT --type raw', reads: CHAIN },
  { command: 'convert', words: 'kid.vhd OUT --type fixed --azure', reads: CHAIN },
  { command: 'convert', words: 'kid.vhd OUT --type differencing --onto other.vhd', reads: [...CHAIN, 'other.vhd'] },
  { command: 'flatten', words: 'kid.vhd OUT', reads: CHAIN },
  { command: 'merge', words: 'kid.vhd --output OUT', reads: CHAIN },
  { command: 'skeleton', words: 'kid.vhd OUT', reads: ['kid.vhd'] },
  { command: 'compact', words: 'roomy.vhd --output OUT', reads: ['roomy.vhd', 'mid.vhd', 'base.vhd'] },
  { command: 'compact', words: 'kid.vhd --keep-zeros --output OUT', reads: CHAIN },
  { command: 'resize', words: 'kid.vhd --size 16MiB --output OUT', reads: CHAIN },
  { command: 'repair', words: 'kid.vhd --output OUT', reads: CHAIN },
  { command: 'repair', words: 'tableless.vhd --rebuild --output OUT', reads: ['tableless.vhd'] },
  { command: 'repair', words: 'footless.vhd --output OUT', reads: ['footless.vhd'] },
  { command: 'repair', words: 'far.vhd --choose F04=cut-tail --output OUT', reads: ['far.vhd'] },
  { command: 'read', words: 'kid.vhd --lba 0 --count 4096 --out OUT', reads: CHAIN },
  { command: 'read', words: 'kid.vhd --file-bytes --out OUT', reads: ['kid.vhd'] },
  { command: 'compare', words: 'other.vhd mid.vhd --patch OUT', reads: ['other.vhd', 'mid.vhd', 'base.vhd'] },
  { command: 'report', words: 'kid.vhd --out OUT', reads: CHAIN },
  { command: 'report', words: 'kid.vhd --format html --deep --out OUT', reads: CHAIN },
];

/** Commands that only print, or change the disk itself. */
const OTHERS = ['info', 'check', 'map', 'hash', 'search', 'write', 'apply', 'set', 'reconnect'];

const root = tempDir();
let count = 0;

const template = path.join(root, 'template');

/** A folder with what the row reads. */
function folderOf({ reads }: Row): string {
  rmSync(path.join(root, `${count}`), { recursive: true, force: true });
  count += 1;
  const folder = path.join(root, `${count}`);
  mkdirSync(folder);
  for (const name of reads) cpSync(path.join(template, name), path.join(folder, name), { preserveTimestamps: true });
  return folder;
}

beforeAll(async () => {
  const folder = template;
  mkdirSync(folder);
  const at = (name: string): string => path.join(folder, name);
  writeFileSync(at('base.vhd'), baseImage());
  await doneHere('create', at('mid.vhd'), '--type', 'differencing', '--parent', at('base.vhd'));
  await doneHere('create', at('kid.vhd'), '--type', 'differencing', '--parent', at('mid.vhd'));
  // A block that is as its parent has it, so that there is something to win.
  await doneHere('create', at('roomy.vhd'), '--type', 'differencing', '--parent', at('mid.vhd'));
  writeFileSync(at('sector'), patterned(BLOCK, 3).subarray(0, 512));
  await doneHere('write', at('roomy.vhd'), '--lba', '0', '--in', at('sector'));
  writeFileSync(at('base.sha256'), baseImage());
  await doneHere('create', at('other.vhd'), '--type', 'dynamic', '--size', String(SIZE));
  const raw = patterned(SIZE, 7);
  writeFileSync(at('raw.img'), raw);
  writeFileSync(
    at('footless.vhd'),
    changed(raw, (b) => b.fill(0, 446, 510).set([0x55, 0xaa], 510)),
  );
  writeFileSync(at('far.vhd'), Buffer.concat([fixedImage(), Buffer.alloc(5 * 1024 * 1024, 0xe5)]));
  writeFileSync(at('tableless.vhd'), tableless());
});

/** A block with an MBR that names its place, and a table that has lost it. */
function tableless(): Uint8Array {
  const first = changed(patterned(BLOCK, 3), (d) => d.fill(0, 446, 510).set([0x55, 0xaa], 510));
  const { bytes } = sparseImage({ size: 4 * BLOCK, blockBytes: BLOCK, blocks: [{ index: 0, data: first }] });
  return changed(bytes, (b) => b.fill(0, 1536, 1536 + 16));
}

const wordsOf = ({ command, words }: Row, folder: string, out: string): string[] => [
  command,
  ...words.split(' ').map((word) => (word === 'OUT' ? out : /\.(vhd|img|sha256)$/.test(word) ? path.join(folder, word) : word)),
];

const named = ROWS.map((row) => [`${row.command} ${row.words}`, row] as const);

test('every command is in the table, or writes no new file', async () => {
  const help = await doneHere('--help');
  const commands = Array.from(help.matchAll(/^ {2}([a-z]+) .*(?:\[options\]|\[command\])/gm), ([, name = '']) => name);
  const known = new Set([...ROWS.map(({ command }) => command), ...OTHERS, 'help']);
  expect(commands.filter((name) => !known.has(name))).toEqual([]);
  for (const name of OTHERS) {
    // No argument or option of theirs is a place for a file.
    expect(await doneHere('help', name)).not.toMatch(/<OUT>|--out\b|--output\b|new file/);
  }
});

test.each(named)('“%s” writes its new file', async (_name, row) => {
  const folder = folderOf(row);
  const out = path.join(folder, 'new.file');
  const ran = await platterHere(wordsOf(row, folder, out));
  expect({ ...ran, code: ran.code === 2 ? 0 : ran.code }).toMatchObject({ code: 0 });
  expect(readdirSync(folder)).toContain(path.basename(row.written?.(out) ?? out));
});

describe('no new file takes the place of one that is read', () => {
  const NAMES: readonly (readonly [string, (file: string) => string])[] = [
    ['its own name', (file) => file],
    [
      'a symbolic link',
      (file) => {
        symlinkSync(file, `${file}.link.sha256`);
        return `${file}.link.sha256`;
      },
    ],
    [
      'another name',
      (file) => {
        linkSync(file, `${file}.name.sha256`);
        return `${file}.name.sha256`;
      },
    ],
  ];

  test.each(named)('“%s”', async (_name, row) => {
    for (const [how, named] of onWindows ? NAMES.slice(0, 1) : NAMES) {
      for (const source of row.reads) {
        const folder = folderOf(row);
        const before = row.reads.map((name) => fileHash(path.join(folder, name)));
        const target = named(path.join(folder, source));
        const files = readdirSync(folder);
        const out = row.outFor === undefined ? target : row.outFor(target);
        if (out === null) throw new Error(`no name of the new file makes it write ${target}`);
        const ran = await platterHere([...wordsOf(row, folder, out), '--force']);
        expect({ how, source, ...ran }).toMatchObject({
          code: 1,
          err: expect.stringMatching(/would take the place of .*which it is made from/),
        });
        expect(row.reads.map((name) => fileHash(path.join(folder, name)))).toEqual(before);
        expect(readdirSync(folder)).toEqual(files);
      }
    }
  });
});

describe.skipIf(onWindows)('a link that leads nowhere is called one, and stays', () => {
  test.each(named)('“%s”', async (_name, row) => {
    for (const [name, target] of [
      ['loop.vhd', 'loop.vhd'],
      ['dangling.vhd', 'nowhere.vhd'],
    ] as const) {
      const folder = folderOf(row);
      const out = path.join(folder, name);
      const link = row.written?.(out) ?? out;
      symlinkSync(row.written?.(target) ?? target, link);
      const files = readdirSync(folder);
      for (const force of [[], ['--force']]) {
        const ran = await platterHere([...wordsOf(row, folder, out), ...force]);
        expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining('it is a symbolic link that leads nowhere') as string });
        expect(ran.err).toContain(path.basename(link));
        expect(readdirSync(folder)).toEqual(files);
        expect(lstatSync(link).isSymbolicLink()).toBe(true);
      }
    }
  });
});

describe('a new file in a folder that is not there', () => {
  test.each(named)('“%s” is refused, and the folder is named', async (_name, row) => {
    const folder = folderOf(row);
    const missing = path.join(folder, 'no such folder');
    writeFileSync(path.join(folder, 'plain'), '');
    const files = readdirSync(folder);
    const ran = await platterHere(wordsOf(row, folder, path.join(missing, 'out.vhd')));
    expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`there is no folder ${missing}. Make it first`) as string });
    const inFile = await platterHere(wordsOf(row, folder, path.join(folder, 'plain', 'out.vhd')));
    expect(inFile).toMatchObject({ code: 1, out: '', err: expect.stringContaining('plain is no folder') as string });
    expect(readdirSync(folder)).toEqual(files);
  });
});

describe.skipIf(onWindows)('a pipe is not replaced by a file, --force or not', () => {
  test.each(named)('“%s”', async (_name, row) => {
    const folder = folderOf(row);
    const out = path.join(folder, 'pipe.vhd');
    const pipe = row.written?.(out) ?? out;
    execFileSync('mkfifo', [pipe]);
    for (const force of [[], ['--force']]) {
      const ran = await platterHere([...wordsOf(row, folder, out), ...force]);
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('it is a device or a pipe') });
      expect(lstatSync(pipe).isFIFO()).toBe(true);
    }
  });
});

describe('a file that is written to while it is read leaves no new file', () => {
  /** Whoever asks for a tag for the temporary name is about to write: a moment later the source changes. */
  test.each(named.filter(([, { outFor }]) => outFor === undefined))('“%s”', async (_name, row) => {
    for (const source of row.reads) {
      const folder = folderOf(row);
      const out = path.join(folder, 'new.file');
      const files = readdirSync(folder);
      let time = 1_600_000_000;
      const touch = (): void => {
        time += 10;
        utimesSync(path.join(folder, source), time, time);
      };
      const ran = await platterHere(wordsOf(row, folder, out), {
        cli: (cli) => ({
          ...cli,
          world: {
            ...cli.world,
            newId: () => {
              touch();
              return cli.world.newId();
            },
          },
          startJob: (request, report) =>
            cli.startJob(request, (phase) => {
              if (phase.name !== 'opening') touch();
              report(phase);
            }),
        }),
      });
      expect({ source, ...ran }).toMatchObject({ code: 1, err: expect.stringMatching(/changed/) });
      expect(readdirSync(folder)).toEqual(files);
    }
  });
});
