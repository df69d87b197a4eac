/** Files of text that jobs write, read back by the programs they are meant for: xxd, a C compiler, Python; and by hand. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { JobTask } from '../../main/jobs/tasks';
import type { DumpFormat } from '../../shared/dumps';
import { endOf, fileOf, outputAt, sourceAt } from '../support/jobs';
import { createAt, diskSpec, writeAt } from '../support/newDisks';
import { seeded } from '../support/random';
import { isInstalled, lacks } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const MIB = 1024 * 1024;
const folder = tempDir();

/** Eight sectors of noise at LBA 100 of a dynamic disk of 64 MiB: bytes that no format may mind. */
const noise = seeded(7).bytes(8 * 512);
const disk = path.join(folder, 'disk.vhd');
await createAt(disk, diskSpec());
await writeAt(disk, { lba: 100, bytes: noise });

type Dump = Extract<JobTask, { readonly op: 'dump' }>;
const dump = async (name: string, more: Partial<Dump> & Pick<Dump, 'format'>): Promise<string> => {
  const file = path.join(folder, name);
  const of = { kind: 'disk', at: 100 * 512, bytes: 4096, layer: false } as const;
  await fileOf({ op: 'dump', source: sourceAt(disk), output: outputAt(file), of, overlay: [], ...more });
  return file;
};
describe('a dump of sectors', () => {
  it('as hex is what xxd turns back into the bytes', async () => {
    const file = await dump('a.txt', { format: 'hex' });
    // The addresses are those of the disk; without an end they would be filled up from zero.
    const back = execFileSync('xxd', ['-r', '-s', String(-100 * 512), file]);
    expect(back.equals(noise)).toBe(true);
    expect(readFileSync(file, 'latin1').slice(0, 10)).toBe('0000c800: ');
  });

  test.skipIf(!isInstalled('cc'))('as C compiles without a warning, to the bytes', async () => {
    const file = await dump('a.c', { format: 'c' });
    const main = path.join(folder, 'main.c');
    writeFileSync(
      main,
      '#include <stdio.h>\n#include "a.c"\nint main(void) { return fwrite(data, 1, data_length, stdout) != data_length; }\n',
    );
    const program = path.join(folder, 'a.out');
    execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-pedantic', '-std=c99', '-o', program, main, '-I', path.dirname(file)]);
    expect(execFileSync(program).equals(noise)).toBe(true);
  });

  it.skipIf(lacks('python3'))('as Python is a bytes object of the bytes', async () => {
    const file = await dump('a.py', { format: 'python' });
    const back = execFileSync('python3', ['-c', `exec(open(${JSON.stringify(file)}).read()); import sys; sys.stdout.buffer.write(data)`]);
    expect(back.equals(noise)).toBe(true);
  });

  test.skipIf(!isInstalled('cc') || lacks('python3'))('of no bytes is still what its language takes', async () => {
    const of = { kind: 'disk', at: 0, bytes: 0, layer: false } as const;
    // An array of C has at least one element; its length is told beside it.
    const source = await dump('none.c', { format: 'c', of });
    const main = path.join(folder, 'none-main.c');
    writeFileSync(main, '#include "none.c"\nint main(void) { return (int)data_length + data[0]; }\n');
    const program = path.join(folder, 'none.out');
    execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-pedantic', '-std=c99', '-o', program, main, '-I', path.dirname(source)]);
    expect(execFileSync(program)).toHaveLength(0);
    const python = await dump('none.py', { format: 'python', of });
    expect(execFileSync('python3', ['-c', `exec(open(${JSON.stringify(python)}).read()); print(data == b'')`], { encoding: 'utf8' })).toBe(
      'True\n',
    );
    expect(readFileSync(await dump('none.rs', { format: 'rust', of }), 'utf8')).toBe('pub static DATA: [u8; 0] = [\n];\n');
    expect(readFileSync(await dump('none.txt', { format: 'hex', of }))).toHaveLength(0);
  });

  it('as Rust is an array of that length and those numbers', async () => {
    const text = readFileSync(await dump('a.rs', { format: 'rust' }), 'utf8');
    expect(text.startsWith('pub static DATA: [u8; 4096] = [\n') && text.endsWith('];\n')).toBe(true);
    const numbers = Array.from(text.matchAll(/0x([0-9a-f]{2})/g), ([, digits = '']) => Number.parseInt(digits, 16));
    expect(Buffer.from(numbers).equals(noise)).toBe(true);
  });

  it('as Go is a slice of those numbers', async () => {
    const text = readFileSync(await dump('a.go', { format: 'go' }), 'utf8');
    expect(text.startsWith('package main\n\nvar data = []byte{\n\t0x') && text.endsWith(',\n}\n')).toBe(true);
    const numbers = Array.from(text.matchAll(/0x([0-9a-f]{2})/g), ([, digits = '']) => Number.parseInt(digits, 16));
    expect(Buffer.from(numbers).equals(noise)).toBe(true);
  });

  it('holds zeros where the disk has a hole, and the whole of what is asked for', async () => {
    const of = { kind: 'disk', at: 4096 * 512, bytes: 1200 * 512, layer: false } as const;
    const file = await dump('hole.bin', { format: 'bytes', of });
    expect(readFileSync(file).equals(Buffer.alloc(1200 * 512))).toBe(true);
  });

  it('begins and ends in the middle of sectors', async () => {
    const of = { kind: 'disk', at: 100 * 512 + 3, bytes: 1000, layer: false } as const;
    expect(readFileSync(await dump('odd.bin', { format: 'bytes', of })).equals(noise.subarray(3, 1003))).toBe(true);
  });

  it('names the SHA-256 of what it wrote', async () => {
    const file = path.join(folder, 'sum.txt');
    const of = { kind: 'disk', at: 100 * 512, bytes: 4096, layer: false } as const;
    const output = outputAt(file, { hash: ['sha256'] });
    const made = await fileOf({ op: 'dump', source: sourceAt(disk), output, of, format: 'hex', overlay: [] });
    expect(made.hash?.['sha256']).toBe(execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64));
  });

  it('shows changes that are not saved over the bytes that are', async () => {
    const overlay = [
      { at: 100 * 512 - 1, bytes: Uint8Array.of(0xaa, 0xbb) },
      { at: 108 * 512 - 1, bytes: Uint8Array.of(0xcc, 0xdd) },
    ];
    const file = await dump('over.bin', { format: 'bytes', overlay });
    expect(readFileSync(file).equals(Buffer.concat([Buffer.of(0xbb), noise.subarray(1, -1), Buffer.of(0xcc)]))).toBe(true);
  });

  it('of the file gives its bytes, and refuses what lies behind them', async () => {
    const whole = readFileSync(disk);
    const of = { kind: 'file', at: whole.length - 512, bytes: 512 } as const;
    expect(readFileSync(await dump('footer.bin', { format: 'bytes', of })).equals(whole.subarray(-512))).toBe(true);
    const refused = await endOf({
      op: 'dump',
      source: sourceAt(disk),
      output: outputAt(path.join(folder, 'none.bin')),
      of: { ...of, bytes: 513 },
      format: 'bytes',
      overlay: [],
    });
    expect(refused).toMatchObject({ kind: 'failed', error: { kind: 'out-of-range' } });
    expect(existsSync(path.join(folder, 'none.bin'))).toBe(false);
  });

  test.each<DumpFormat>(['hex', 'c', 'python', 'rust', 'go'])('cancelled as %s leaves nothing', async (format) => {
    const own = tempDir();
    const request: JobTask = {
      op: 'dump',
      source: sourceAt(disk),
      output: outputAt(path.join(own, 'x.txt')),
      of: { kind: 'disk', at: 0, bytes: 64 * MIB, layer: false },
      format,
      overlay: [],
    };
    expect(await endOf(request, { onControl: ({ words }) => Atomics.store(words, 0, 1) })).toEqual({ kind: 'cancelled' });
    expect(readdirSync(own)).toEqual([]);
  });
});

describe('an export with changes that are not saved', () => {
  it('is the disk with those bytes, and is still compared with it', async () => {
    const out = path.join(folder, 'over.img');
    const overlay = [{ at: 30 * MIB + 7, bytes: Uint8Array.of(1, 2, 3) }];
    const made = await fileOf({ op: 'export', source: sourceAt(disk), output: outputAt(out), range: null, layer: false, overlay });
    const expected = Buffer.alloc(64 * MIB);
    expected.set(noise, 100 * 512);
    expected.set([1, 2, 3], 30 * MIB + 7);
    expect(readFileSync(out).equals(expected)).toBe(true);
    expect(made.verified).toBe(true);
  });
});

describe('tables', () => {
  const table = async (name: string, what: 'bat' | 'runs' | 'problems', format: 'csv' | 'json', file = disk): Promise<string> => {
    const out = path.join(folder, name);
    await fileOf({ op: 'table', source: sourceAt(file), output: outputAt(out), table: what, format, now: 1_800_000_000 });
    return readFileSync(out, 'utf8');
  };

  it('of the BAT say what stands in the file', async () => {
    const bytes = readFileSync(disk);
    const at = Number(bytes.readBigUInt64BE(512 + 16));
    const entries = Array.from({ length: 32 }, (_, block) => bytes.readUInt32BE(at + block * 4));
    const rows = JSON.parse(await table('bat.json', 'bat', 'json')) as {
      block: number;
      fileSector: number | null;
      fileOffset: number | null;
    }[];
    expect(rows.map(({ fileSector }) => fileSector ?? 0xffff_ffff)).toEqual(entries);
    const csv = (await table('bat.csv', 'bat', 'csv')).split('\r\n');
    expect(csv.slice(0, 3)).toEqual(['block,fileSector,fileOffset', `0,${entries[0]},${(entries[0] ?? 0) * 512}`, '1,,']);
    expect(csv).toHaveLength(34);
  });

  it('of the runs cover the disk without a gap', async () => {
    const rows = JSON.parse(await table('runs.json', 'runs', 'json')) as { firstBlock: number; blocks: number; state: string }[];
    expect(rows.map(({ firstBlock, blocks, state }) => [firstBlock, blocks, state])).toEqual([
      [0, 1, 'full'],
      [1, 31, 'unallocated'],
    ]);
  });

  it.skipIf(lacks('python3'))('of the problems name code, place and what they mean; commas and quotes survive', async () => {
    const broken = path.join(folder, 'broken.vhd');
    const bytes = readFileSync(disk);
    bytes[bytes.length - 512 + 64] = (bytes[bytes.length - 512 + 64] ?? 0) ^ 0xff;
    writeFileSync(broken, bytes);
    const csv = path.join(folder, 'problems.csv');
    await table('problems.csv', 'problems', 'csv', broken);
    const read = `import csv,json; print(json.dumps(list(csv.DictReader(open(${JSON.stringify(csv)}, newline=''))), ensure_ascii=True))`;
    const rows = JSON.parse(execFileSync('python3', ['-c', read], { encoding: 'utf8' })) as Record<string, string>[];
    const json = JSON.parse(await table('problems.json', 'problems', 'json', broken)) as Record<string, unknown>[];
    expect(rows.map((row) => [row['code'], row['title'], row['detail']])).toEqual(
      json.map((row) => [row['code'], row['title'], row['detail']]),
    );
    expect(rows.some((row) => row['structure'] === 'footer' && Number(row['fileOffset']) >= bytes.length - 512)).toBe(true);
  });
});

describe('a report', () => {
  it('is one page that names the disk and needs nothing else', async () => {
    const out = path.join(folder, 'report.html');
    await fileOf({ op: 'report', source: sourceAt(disk), output: outputAt(out), program: 'Platter 1', now: 1_800_000_000 });
    const html = readFileSync(out, 'utf8');
    expect(html).toContain('<h1>disk.vhd</h1>');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<script/);
  });
});
