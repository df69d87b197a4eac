/** Who else has a file: against real processes, real locks of QEMU, and kernel's books made by hand for what is rare. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lockPlace, otherWriters, parseLocks } from '../../../../main/io/otherWriters';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import { lacks, run } from '../../../support/oracles';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const placeOf = (file: string): { dev: bigint; ino: bigint } => statSync(file, { bigint: true });
const file = (name: string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, new Uint8Array(4096));
  return at;
};

/** Starts a program and waits until it says something. */
async function started(command: string, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  return child;
}
const opener = (flags: string, at: string): Promise<ChildProcess> =>
  started(
    process.execPath,
    '-e',
    `require('fs').openSync(process.argv[1], '${flags}'); console.log('open'); setInterval(() => 0, 1000)`,
    at,
  );

describe.skipIf(process.platform !== 'linux')('other writers', () => {
  it('are none when only we have the file, or others only read', async () => {
    const at = file('own');
    const fd = openSync(at, 'r+');
    await opener('r', at);
    expect(await otherWriters(placeOf(at))).toEqual([]);
    closeSync(fd);
  });

  it('are named when they have it open for writing', async () => {
    const at = file('open');
    const child = await opener('r+', at);
    expect(await otherWriters(placeOf(at))).toEqual([{ pid: child.pid, command: expect.any(String) as string, by: 'open-file' }]);
  });

  it.skipIf(lacks('qemu-io', 'qemu-img'))('are named when QEMU holds the image, and cannot get it while we do', async () => {
    const at = path.join(folder, 'disk.vhd');
    run('qemu-img', 'create', '-q', '-f', 'vpc', at, '4M');
    const child = await started('qemu-io', '-f', 'vpc', at);
    const found = await otherWriters(placeOf(at));
    expect(found).toEqual([{ pid: child.pid, command: 'qemu-io', by: 'lock' }]);
    const files = nodeFileSystem();
    const ours = await files.open(at, 'write');
    if (!ours.ok) throw new Error(ours.error.kind);
    expect(await ours.value.tryLock()).toEqual({ ok: true, value: false });
    await ours.value.close();
    child.stdin?.end('quit\n');
    await new Promise((resolve) => child.once('close', resolve));
    const again = await files.open(at, 'write');
    if (!again.ok) throw new Error(again.error.kind);
    expect(await again.value.tryLock()).toEqual({ ok: true, value: true });
    expect(() => run('qemu-io', '-f', 'vpc', '-c', 'write 0 512', at)).toThrow(/lock/);
    await again.value.close();
    run('qemu-io', '-f', 'vpc', '-c', 'write 0 512', at);
  });
});

describe.skipIf(process.platform === 'win32')('the kernel’s books', () => {
  it('name places by major, minor and inode', () => {
    expect(lockPlace({ dev: 0xfe00n, ino: 1234n })).toBe('fe:00:1234');
    expect(lockPlace({ dev: 0x10_0123n, ino: 5n })).toBe('01:123:5');
  });

  it('list locks that are held, not those that wait', () => {
    const text =
      '1: OFDLCK ADVISORY  READ -1 fe:00:1234 100 101\n1: -> OFDLCK ADVISORY  WRITE -1 fe:00:1234 100 101\n2: POSIX  ADVISORY  WRITE 77 00:2f:9 0 EOF\n';
    expect(parseLocks(text)).toEqual([
      { kind: 'OFDLCK', pid: null, place: 'fe:00:1234', range: 'READ 100 101' },
      { kind: 'POSIX', pid: 77, place: '00:2f:9', range: 'WRITE 0 EOF' },
    ]);
  });

  it('tell of locks whose owners may not be looked at, and of loop devices', async () => {
    const at = file('hidden');
    const place = placeOf(at);
    const books = { proc: path.join(folder, 'proc'), sys: path.join(folder, 'sys'), pid: 5 };
    mkdirSync(path.join(books.proc, '88'), { recursive: true });
    mkdirSync(path.join(books.proc, '5', 'fd'), { recursive: true });
    writeFileSync(path.join(books.proc, '88', 'comm'), 'vmm\n');
    symlinkSync(at, path.join(books.proc, '5', 'fd', '3'));
    const lock = (n: number, kind: string, pid: number): string => `${n}: ${kind} ADVISORY WRITE ${pid} ${lockPlace(place)} ${n} ${n}\n`;
    const locks = lock(1, 'OFDLCK', -1) + lock(2, 'POSIX', 88) + lock(3, 'POSIX', 88) + lock(4, 'POSIX', 5);
    writeFileSync(path.join(books.proc, 'locks'), locks);
    for (const [device, backing] of [
      ['loop0', at],
      ['loop1', '/nowhere'],
      ['sda', at],
    ] as const) {
      mkdirSync(path.join(books.sys, 'block', device, 'loop'), { recursive: true });
      writeFileSync(path.join(books.sys, 'block', device, 'loop', 'backing_file'), `${backing}\n`);
    }
    mkdirSync(path.join(books.sys, 'block', 'loop2'));
    expect(await otherWriters(place, books)).toEqual([
      { pid: null, command: null, by: 'lock' },
      { pid: 88, command: 'vmm', by: 'lock' },
      { pid: null, command: 'loop0', by: 'loop-device' },
    ]);
    expect(await otherWriters(place, { proc: '/none', sys: '/none', pid: 1 })).toEqual([]);
  });
});
