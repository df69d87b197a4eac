/** How the command line behaves: help, wrong usage, hostile files, pipes, signals, terminals. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { infoDocument } from '../../shared/documents/info';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import { CLI, fileHash, interrupted, platter } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { baseImage, childImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const disk = at('disk.vhd');

/** As in the contract, and nothing else. */
const COMMANDS =
  'info check map read compare hash search report write apply set compact resize repair reconnect create export import convert flatten merge skeleton'.split(
    ' ',
  );

beforeAll(async () => {
  writeFileSync(disk, baseImage());
  await doneHere('create', at('large.vhd'), '--type', 'fixed', '--size', '64MiB');
});

describe('help', () => {
  const listed = async (): Promise<string[]> =>
    Array.from((await doneHere('--help')).matchAll(/^ {2}([a-z]+) .*(?:\[options\]|\[command\])/gm), ([, name = '']) => name);

  test('lists the commands of the contract, and nothing else', async () => {
    expect((await listed()).filter((name) => name !== 'help').sort()).toEqual([...COMMANDS].sort());
  });

  test.each(COMMANDS)('of %s says what it does, on standard output, and names every option', async (name) => {
    const help = await doneHere('help', name);
    expect(await doneHere(name, '--help')).toBe(help);
    expect(help).toMatch(new RegExp(`^Usage: platter ${name} `));
    // Every option and argument has its words.
    for (const line of help.split('\n').filter((part) => /^ {2}(-|<)/.test(part) && !/--json\b/.test(part)))
      expect(line).toMatch(/^ {2}\S.*? {2,}\S|^ {2}\S+( \S+)*$/);
    expect(help.split('\n').every((line) => line.length <= 110)).toBe(true);
  });

  test('of set names every field of footer and dynamic header', async () => {
    const [, ofFooter = '', ofHeader = ''] = /\nfooter: (.*)\nheader: (.*)$/s.exec(await doneHere('help', 'set')) ?? [];
    // The creator's host and the geometry are named as `info --json` has them.
    const namesIn = (text: string): string[] => text.toLowerCase().split(/[\s.]+/);
    const unnamed = (keys: readonly string[], text: string): string[] => keys.filter((key) => !namesIn(text).includes(key.toLowerCase()));
    expect(unnamed(footer.keys, ofFooter)).toEqual([]);
    expect(unnamed(dynamicHeader.keys, ofHeader)).toEqual([]);
  });

  test('tells of exit codes and sizes', async () => {
    const help = await doneHere('--help');
    for (const words of ['64 wrong usage', '130 cancelled', '10GiB', 'Examples:']) expect(help).toContain(words);
    expect(await doneHere('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong usage', () => {
  test.each([
    [[], 'say what to do'],
    [['frobnicate'], 'unknown command'],
    [['inof', 'x'], 'Did you mean info'],
    [['info'], 'missing required argument'],
    [['info', 'a', 'b'], 'too many arguments'],
    [['info', disk, '--nonsense'], 'unknown option'],
    [['read', disk], '--lba'],
    [['read', disk, '--lba', '-1'], 'lba'],
    [['read', disk, '--lba', '0', '--count', '0'], 'at least 1'],
    [['read', disk, '--file-bytes', '--lba', '0'], '--offset'],
    [['read', disk, '--lba', '0', '--hex', '--out', 'x'], '--hex or --out'],
    [['map', disk, '--json', '--jsonl'], '--jsonl'],
    [['create', 'x', '--type', 'fixed', '--size', '10 apples'], 'size'],
    [['convert', disk, 'x', '--type', 'dynamic', '--azure'], 'Azure'],
    [['convert', disk, 'x', '--type', 'differencing'], '--onto'],
    [['merge', disk], '--output'],
    [['set', disk], 'missing required argument'],
    [['create', 'x', '--type', 'differencing'], 'needs its parent'],
    [['create', 'x', '--type', 'dynamic', '--size', '8M', '--parent', disk], 'only a differencing disk has a parent'],
    [['create', 'x', '--type', 'fixed'], '--size 10GiB'],
    [['create', 'x', '--type', 'fixed', '--geometry', '240/4/17', '--chs'], 'leave --chs and --azure out'],
    [['create', 'x', '--type', 'fixed', '--geometry', '240/4/17', '--azure'], 'leave --chs and --azure out'],
    [['create', 'x', '--type', 'dynamic', '--size', '32M', '--azure'], 'Azure takes fixed disks'],
    [['create', 'x', '--type', 'dynamic', '--size', '8M', '--preallocate', 'full'], 'leave --preallocate out'],
    [['create', 'x', '--type', 'fixed', '--size', '8M', '--creator', 'qemuu'], 'one to four letters'],
    [['import', disk, 'x', '--type', 'differencing', '--onto', disk, '--size', '8M'], 'Leave --size out'],
    [['hash', disk, '--algorithm', ' , '], 'name an algorithm'],
    [['read', disk, '--file-bytes', '--layer'], 'leave --layer and --parent out'],
    [['read', disk, '--file-bytes', '--parent', disk], 'leave --layer and --parent out'],
    [['read', disk, '--lba', '0', '--length', '512'], 'go with --file-bytes'],
    [['read', disk, '--lba', '0', '--offset', '0'], 'go with --file-bytes'],
    [['repair', disk, '--only', 'F02,X99'], 'there is no finding X99'],
    [['repair', disk, '--choose', 'F02'], 'chooses nothing'],
    [['repair', disk, '--choose', 'F02=magic'], 'chooses nothing'],
    [['set', disk, 'footer.colour=blue'], 'there is no field footer.colour'],
    [['set', disk, 'savedState=1'], 'sets nothing'],
  ] as const)('platter %j is answered by 64 and a line', async (words, said) => {
    const ran = await platterHere(words);
    expect(ran).toMatchObject({ code: 64, out: '' });
    expect(ran.err).toMatch(/^platter: /);
    expect(ran.err).toContain(said);
    if (words.length > 0) expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('files that are not there, or no disks', () => {
  const reading = COMMANDS.filter((name) => !['create', 'compare'].includes(name));
  const wordsFor = (name: string, file: string): string[] => {
    const more: Readonly<Record<string, readonly string[]>> = {
      read: ['--lba', '0', '--hex'],
      write: ['--lba', '0', '--in', disk],
      apply: [at('patch.json')],
      set: ['footer.savedState=0'],
      resize: ['--size', '1M'],
      merge: ['--output', at('never')],
      reconnect: ['--parent', disk],
      search: ['--text', 'a'],
      import: [at('never'), '--type', 'dynamic'],
      convert: [at('never'), '--type', 'fixed'],
      export: [at('never')],
      flatten: [at('never')],
      skeleton: [at('never')],
    };
    return [name, file, ...(more[name] ?? [])];
  };

  test.each(reading)('%s says so in one line', async (name) => {
    const ran = await platterHere(wordsFor(name, at('absent.vhd')));
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^platter: cannot [^\n]*no such file\. [^\n]+\n$/);
    expect(await platterHere(wordsFor(name, folder))).toMatchObject({ code: 1, err: expect.stringContaining('folder') as string });
  });

  test.each(['QFI\u00fb\0\0\0\u0003', 'vhdxfile', 'PK\u0003\u0004', 'library ieee;\nuse ieee.std_logic_1164.all;\nentity a is end;\n', ''])(
    '%j is named for what it is',
    async (start) => {
      const file = at('other.vhd');
      writeFileSync(
        file,
        Buffer.concat([Buffer.from(start, 'latin1'), start.startsWith('lib') || start === '' ? Buffer.alloc(0) : Buffer.alloc(4096)]),
      );
      const ran = await platterHere(['info', file]);
      expect(ran.code).toBe(1);
      expect(ran.err).toMatch(/QCOW2|VHDX|compressed|VHDL|empty/);
    },
  );
});

describe('hostile files', () => {
  const corpus = path.resolve('test/fixtures/fuzz');
  const files = (): string[] => readdirSync(corpus).filter((name) => !name.endsWith('.md') && statSync(path.join(corpus, name)).isFile());

  test('never bring a stack trace, an endless wait or an odd exit code', async () => {
    expect(files().length).toBeGreaterThan(0);
    for (const name of files().slice(0, 40)) {
      const file = path.join(corpus, name);
      for (const words of [
        ['info', '--json', file],
        ['check', file],
        ['map', '--json', file],
      ]) {
        const { code, out } = await platterHere(words);
        expect([0, 1, 2]).toContain(code);
        if (code === 0 && words.includes('--json')) expect(() => JSON.parse(out) as unknown).not.toThrow();
      }
    }
  });

  test('of which every byte of the structures is changed, in turn, are told of in documents', async () => {
    const base = baseImage();
    for (const place of [0, 8, 12, 16, 24, 28, 48, 56, 60, 64, 68, 512, 520, 528, 536, 540, 544, 548, 1536, 1540]) {
      const bytes = base.slice();
      bytes.fill(0xff, place, place + 4);
      const file = at('hostile.vhd');
      writeFileSync(file, bytes);
      expect((await documentHere(infoDocument, ['info', file])).fileBytes).toBe(base.length);
    }
  });

  test('cannot drive the terminal by their names', async () => {
    const image = childImage();
    const name = '\u001b[2Jp\u202evhd\u009b31m.vhd';
    const raw = Buffer.alloc(512);
    for (let i = 0; i < name.length; i++) raw.writeUInt16BE(name.charCodeAt(i), i * 2);
    image.bytes.set(raw, 512 + 64);
    const file = at('named.vhd');
    writeFileSync(file, image.bytes);
    for (const words of [
      ['info', file],
      ['info', file, '--json'],
      ['check', file],
      ['report', file],
      ['report', file, '--format', 'html'],
    ]) {
      const ran = await platterHere(words);
      expect(`${ran.out}${ran.err}`).not.toMatch(/[\u001b\u009b\u202e]/);
    }
    expect((await documentHere(infoDocument, ['info', file])).dynamicHeader?.parentUnicodeName).toBe(name);
  });
});

describe('pipes and terminals', () => {
  const shell = (line: string): { code: number | null; out: string; err: string } => {
    const ran = spawnSync('bash', ['-c', line], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  };
  const platterWord = `${process.execPath} ${CLI}`;

  test.skipIf(process.platform === 'win32')('a reader that leaves is no error and gets no complaint', () => {
    const ran = shell(`${platterWord} read ${at('large.vhd')} --lba 0 --count 131072 | head -c 512 | wc -c; echo "\${PIPESTATUS[0]}"`);
    expect([ran.out, ran.err]).toEqual(['512\n0\n', '']);
  });

  test.skipIf(process.platform !== 'linux')('an output that is full is', () => {
    expect(shell(`${platterWord} read ${disk} --lba 0 --count 100 > /dev/full`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('ENOSPC') as string,
    });
  });

  test('only results are on standard output', async () => {
    const ran = await platterHere(['compare', disk, at('large.vhd'), '--json']);
    expect(() => JSON.parse(ran.out) as unknown).not.toThrow();
    writeFileSync(at('plain.raw'), new Uint8Array(1024));
    expect((await platterHere(['compare', disk, at('plain.raw'), '--json'])).err).toContain('raw disk');
  });

  test.skipIf(spawnSync('script', ['--version']).status !== 0)('colour is for terminals, and not for those who want none', async () => {
    const escape = '\u001b[';
    const onTerminal = (more: string): string => shell(`${more} script -qec "${platterWord} check ${disk}" /dev/null`).out;
    expect(onTerminal('TERM=xterm')).toContain(escape);
    expect(onTerminal('NO_COLOR=1')).not.toContain(escape);
    expect(await doneHere('check', disk)).not.toContain(escape);
    expect(shell(`script -qec "${platterWord} read ${disk} --lba 0" /dev/null`).out).toContain('--hex');
  });
});

// No process can send another one Ctrl-C on Windows: what Node calls a signal there ends it without a word.
describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  const temporary = (): string[] => readdirSync(folder).filter((name) => name.includes('platter-part'));

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops a conversion, and leaves nothing of it', async (signal) => {
    await doneHere('create', at('huge.vhd'), '--type', 'fixed', '--size', '900MiB', '--force');
    const before = statSync(at('huge.vhd'));
    const words = ['convert', at('huge.vhd'), at('result.vhd'), '--type', 'fixed', '--full'];
    const ended = await interrupted(words, signal, () => temporary().length > 0);
    expect(ended.code).toBe(130);
    expect(ended.err).toMatch(/^platter: Cancelled[^\n]*\n$/);
    expect(temporary()).toEqual([]);
    expect(readdirSync(folder)).not.toContain('result.vhd');
    expect(statSync(at('huge.vhd')).mtimeMs).toBe(before.mtimeMs);
  });

  test('stops a creation that takes its room', async () => {
    const ended = await interrupted(
      ['create', at('room.vhd'), '--type', 'fixed', '--size', '2GiB', '--preallocate', 'full'],
      'SIGINT',
      () => temporary().length > 0,
    );
    expect(ended.code).toBe(130);
    expect([temporary(), readdirSync(folder).includes('room.vhd')]).toEqual([[], false]);
  });
});

describe('saves that were cut off', () => {
  test('are told of, refuse further writing, and are settled by repair', async () => {
    writeFileSync(at('cut.vhd'), baseImage());
    writeFileSync(at('cut.vhd.platter-journal'), 'not a journal');
    const before = fileHash(at('cut.vhd'));
    expect(await platterHere(['info', at('cut.vhd')])).toMatchObject({
      code: 0,
      err: expect.stringContaining('the journal of an earlier save stands beside') as string,
    });
    const words = ['write', at('cut.vhd'), '--lba', '0', '--in', at('plain.raw')];
    expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('--interrupted') as string });
    expect(await platterHere(['repair', at('cut.vhd'), '--interrupted', 'finish'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be used') as string,
    });
    expect(await platterHere(['compact', at('cut.vhd')])).toMatchObject({ code: 1 });
    expect(fileHash(at('cut.vhd'))).toBe(before);
  });
});

describe('the program', () => {
  test('as it is built answers with results on standard output, complaints on standard error, and a code', () => {
    expect(platter(['info', disk, '--json'])).toMatchObject({ code: 0, err: '' });
    expect(platter(['info', at('absent.vhd')])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^platter: cannot /) as string,
    });
    expect(platter(['compare', disk, at('large.vhd')])).toMatchObject({ code: 2, err: '' });
    expect(platter(['frobnicate'])).toMatchObject({ code: 64, out: '' });
    for (const name of COMMANDS) expect(platter(['help', name])).toMatchObject({ code: 0, err: '' });
  });

  /** Functions of the program that are run at all, as V8 counts them, and how many it has; the bytes that Node reads for it. */
  function workOf(...words: string[]): { ran: number; of: number; bytes: number } {
    const into = tempDir();
    const { status } = spawnSync(process.execPath, [CLI, ...words], { env: { ...process.env, NODE_V8_COVERAGE: into } });
    expect(status).toBe(0);
    const counts = readdirSync(into).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(path.join(into, name), 'utf8')) as {
        readonly result: readonly {
          readonly url: string;
          readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
        }[];
      };
      return result
        .filter(({ url }) => url.endsWith('/cli.cjs'))
        .flatMap(({ functions }) => functions.map(({ ranges }) => ranges[0]?.count ?? 0));
    });
    return { ran: counts.filter((count) => count > 0).length, of: counts.length, bytes: statSync(CLI).size };
  }

  test('starts quickly: only what a command needs is run', () => {
    const help = workOf('--help');
    // 251: the parser, the words of the commands, and what they are made of. Of no command is anything run.
    expect(help.ran).toBeLessThan(300);
    // 905: identifying, checking and telling; on Windows also the names of its drives. Exports, repairs and jobs stay asleep.
    expect(workOf('info', disk).ran).toBeLessThan(process.platform === 'win32' ? 1040 : 940);
    expect(help.of).toBeGreaterThan(1000);
    // Read and parsed at every start: 557 KB, everything that the program depends on among them.
    expect(help.bytes).toBeLessThan(600_000);
  });

  test('needs neither Electron nor a package beside it', () => {
    const alone = tempDir();
    cpSync(CLI, path.join(alone, 'cli.cjs'));
    cpSync(path.join(path.dirname(CLI), 'worker'), path.join(alone, 'worker'), { recursive: true });
    const ran = spawnSync(process.execPath, [path.join(alone, 'cli.cjs'), 'hash', disk], { encoding: 'utf8', cwd: alone, env: {} });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const text = readFileSync(CLI, 'utf8');
    expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(text).not.toMatch(/require\(["'](electron|zod)["']\)/);
    writeFileSync(at('sector.bin'), new Uint8Array(512).fill(9));
    const wrote = spawnSync(
      process.execPath,
      [path.join(alone, 'cli.cjs'), 'write', at('large.vhd'), '--lba', '3', '--in', at('sector.bin')],
      {
        encoding: 'utf8',
      },
    );
    expect([wrote.status, wrote.stderr]).toEqual([0, '']);
  });
});
