/** How the command line behaves: help, wrong usage, hostile files, pipes, signals, terminals. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { infoDocument } from '../../shared/documents/info';
import { CLI, documentOf, done, fileHash, interrupted, platter, tool } from '../support/cli';
import { baseImage, childImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const at = (name: string): string => path.join(folder, name);
const disk = at('disk.vhd');

/** As in the contract, and nothing else. */
const COMMANDS =
  'info check map read compare hash search report write set compact resize repair reconnect create export import convert flatten merge skeleton'.split(
    ' ',
  );

beforeAll(() => {
  writeFileSync(disk, baseImage());
});

describe('help', () => {
  const listed = (): string[] =>
    Array.from(done('--help').matchAll(/^ {2}([a-z]+) .*(?:\[options\]|\[command\])/gm), ([, name = '']) => name);

  test('lists the commands of the contract, and nothing else', () => {
    expect(
      listed()
        .filter((name) => name !== 'help')
        .sort(),
    ).toEqual([...COMMANDS].sort());
  });

  test.each(COMMANDS)('of %s says what it does, on standard output, and names every option', (name) => {
    const help = done('help', name);
    expect(done(name, '--help')).toBe(help);
    expect(help).toMatch(new RegExp(`^Usage: platter ${name} `));
    // Every option and argument has its words.
    for (const line of help.split('\n').filter((part) => /^ {2}(-|<)/.test(part) && !/--json\b/.test(part)))
      expect(line).toMatch(/^ {2}\S.*? {2,}\S|^ {2}\S+( \S+)*$/);
    expect(help.split('\n').every((line) => line.length <= 110)).toBe(true);
  });

  test('tells of exit codes and sizes', () => {
    const help = done('--help');
    for (const words of ['64 wrong usage', '130 cancelled', '10GiB', 'Examples:']) expect(help).toContain(words);
    expect(done('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
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
  ] as const)('platter %j is answered by 64 and a line', (words, said) => {
    const ran = platter(words);
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

  test.each(reading)('%s says so in one line', (name) => {
    const ran = platter(wordsFor(name, at('absent.vhd')));
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^platter: cannot [^\n]*no such file\. [^\n]+\n$/);
    expect(platter(wordsFor(name, folder))).toMatchObject({ code: 1, err: expect.stringContaining('folder') as string });
  });

  test.each(['QFI\u00fb\0\0\0\u0003', 'vhdxfile', 'PK\u0003\u0004', 'library ieee;\nuse ieee.std_logic_1164.all;\nentity a is end;\n', ''])(
    '%j is named for what it is',
    (start) => {
      const file = at('other.vhd');
      writeFileSync(
        file,
        Buffer.concat([Buffer.from(start, 'latin1'), start.startsWith('lib') || start === '' ? Buffer.alloc(0) : Buffer.alloc(4096)]),
      );
      const ran = platter(['info', file]);
      expect(ran.code).toBe(1);
      expect(ran.err).toMatch(/QCOW2|VHDX|compressed|VHDL|empty/);
    },
  );
});

describe('hostile files', () => {
  const corpus = path.resolve('test/fixtures/fuzz');
  const files = (): string[] => readdirSync(corpus).filter((name) => !name.endsWith('.md') && statSync(path.join(corpus, name)).isFile());

  test('never bring a stack trace, an endless wait or an odd exit code', () => {
    expect(files().length).toBeGreaterThan(0);
    for (const name of files().slice(0, 40)) {
      const file = path.join(corpus, name);
      for (const words of [
        ['info', '--json', file],
        ['check', file],
        ['map', '--json', file],
      ]) {
        const { code, out } = platter(words);
        expect([0, 1, 2]).toContain(code);
        if (code === 0 && words.includes('--json')) expect(() => JSON.parse(out) as unknown).not.toThrow();
      }
    }
  });

  test('of which every byte of the structures is changed, in turn, are told of in documents', () => {
    const base = baseImage();
    for (const place of [0, 8, 12, 16, 24, 28, 48, 56, 60, 64, 68, 512, 520, 528, 536, 540, 544, 548, 1536, 1540]) {
      const bytes = base.slice();
      bytes.fill(0xff, place, place + 4);
      const file = at('hostile.vhd');
      writeFileSync(file, bytes);
      expect(documentOf(infoDocument, ['info', file]).fileBytes).toBe(base.length);
    }
  });

  test('cannot drive the terminal by their names', () => {
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
      const ran = platter(words);
      expect(`${ran.out}${ran.err}`).not.toMatch(/[\u001b\u009b\u202e]/);
    }
    expect(documentOf(infoDocument, ['info', file]).dynamicHeader?.parentUnicodeName).toBe(name);
  });
});

describe('pipes and terminals', () => {
  const shell = (line: string): { code: number | null; out: string; err: string } => {
    const ran = spawnSync('bash', ['-c', line], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  };
  const platterWord = `${process.execPath} ${CLI}`;

  test('a reader that leaves is no error and gets no complaint', () => {
    done('create', at('large.vhd'), '--type', 'fixed', '--size', '64MiB');
    const ran = shell(`${platterWord} read ${at('large.vhd')} --lba 0 --count 131072 | head -c 512 | wc -c; echo "\${PIPESTATUS[0]}"`);
    expect([ran.out, ran.err]).toEqual(['512\n0\n', '']);
  });

  test.skipIf(process.platform !== 'linux')('an output that is full is', () => {
    expect(shell(`${platterWord} read ${disk} --lba 0 --count 100 > /dev/full`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('ENOSPC') as string,
    });
  });

  test('only results are on standard output', () => {
    const ran = platter(['compare', disk, at('large.vhd'), '--json']);
    expect(() => JSON.parse(ran.out) as unknown).not.toThrow();
    writeFileSync(at('plain.raw'), new Uint8Array(1024));
    expect(platter(['compare', disk, at('plain.raw'), '--json']).err).toContain('raw disk');
  });

  test.skipIf(spawnSync('script', ['--version']).status !== 0)('colour is for terminals, and not for those who want none', () => {
    const escape = '\u001b[';
    const onTerminal = (more: string): string => shell(`${more} script -qec "${platterWord} check ${disk}" /dev/null`).out;
    expect(onTerminal('TERM=xterm')).toContain(escape);
    expect(onTerminal('NO_COLOR=1')).not.toContain(escape);
    expect(done('check', disk)).not.toContain(escape);
    expect(shell(`script -qec "${platterWord} read ${disk} --lba 0" /dev/null`).out).toContain('--hex');
  });
});

describe('Ctrl-C', () => {
  const temporary = (): string[] => readdirSync(folder).filter((name) => name.includes('platter-part'));

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops a conversion, and leaves nothing of it', async (signal) => {
    done('create', at('huge.vhd'), '--type', 'fixed', '--size', '900MiB', '--force');
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
  test('are told of, refuse further writing, and are settled by repair', () => {
    writeFileSync(at('cut.vhd'), baseImage());
    writeFileSync(at('cut.vhd.platter-journal'), 'not a journal');
    const before = fileHash(at('cut.vhd'));
    expect(platter(['info', at('cut.vhd')])).toMatchObject({ code: 0, err: expect.stringContaining('cut off') as string });
    const words = ['write', at('cut.vhd'), '--lba', '0', '--in', at('plain.raw')];
    expect(platter(words)).toMatchObject({ code: 1, err: expect.stringContaining('--interrupted') as string });
    expect(platter(['repair', at('cut.vhd'), '--interrupted', 'finish'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be used') as string,
    });
    expect(platter(['compact', at('cut.vhd')])).toMatchObject({ code: 1 });
    expect(fileHash(at('cut.vhd'))).toBe(before);
  });
});

describe('the program', () => {
  test('starts quickly: only what a command needs is loaded', () => {
    const time = (words: readonly string[]): number => {
      const runs = Array.from({ length: 7 }, () => {
        const start = performance.now();
        spawnSync(process.execPath, words);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    const bare = time(['-e', '0']);
    expect(time([CLI, 'info', disk]) - bare).toBeLessThan(120);
  });

  test('needs neither Electron nor a package beside it', () => {
    const alone = tempDir();
    tool('cp', CLI, path.join(alone, 'cli.cjs'));
    tool('cp', '-r', path.join(path.dirname(CLI), 'worker'), alone);
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
