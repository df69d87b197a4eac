/**
 * Finds out who else writes to a file, on Linux: processes that have it open for writing or hold a lock on it, locks whose
 * owner we may not look at, and loop devices over it. The kernel tells by /proc/locks, /proc/PID/fd and fdinfo, and
 * /sys/block. We cannot see the files of other users' processes, but we see their locks. On other systems the lock taken by
 * opening decides.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { OtherWriter } from '../../shared/errors';
import type { Identity } from './fileSystem';

type FileNumber = Pick<Identity, 'dev' | 'ino'>;

/** Where /proc and /sys are, and our process id; tests have their own. */
export type KernelBooks = { readonly proc: string; readonly sys: string; readonly pid: number };
const BOOKS: KernelBooks = { proc: '/proc', sys: '/sys', pid: process.pid };

/** O_WRONLY and O_RDWR, the low bits of the flags that fdinfo gives in octal. */
const ACCESS_MODE = 3;

const orElse = <T>(work: Promise<T>, otherwise: T): Promise<T> => work.catch(() => otherwise);
const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** The file as /proc/locks writes it: major and minor in hex, inode in decimal. */
export const lockPlace = ({ dev, ino }: FileNumber): string => {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  return `${major.toString(16).padStart(2, '0')}:${minor.toString(16).padStart(2, '0')}:${ino}`;
};

export type KernelLock = { readonly kind: string; readonly pid: number | null; readonly place: string; readonly range: string };

/** Parses lines such as `1: OFDLCK ADVISORY READ -1 fe:00:1234 100 101`; waiting locks (`->`) do not count. */
export function parseLocks(text: string): KernelLock[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\d+:\s+(\w+)\s+\w+\s+(\w+)\s+(-?\d+)\s+(\S+:\S+:\d+)\s+(\d+\s+\S+)/.exec(line.replace(/^lock:\s*/, ''));
    if (match === null) return [];
    const pid = Number(match[3]);
    return [{ kind: match[1] as string, pid: pid > 0 ? pid : null, place: match[4] as string, range: `${match[2]} ${match[5]}` }];
  });
}

type Holding = { readonly pid: number; readonly isWriter: boolean; readonly locks: readonly KernelLock[] };

/** How a process uses the file, if we may look. */
async function holdingsOf(books: KernelBooks, pid: number, file: FileNumber): Promise<Holding[]> {
  const folder = path.join(books.proc, String(pid));
  const holdings: Holding[] = [];
  for (const fd of await orElse(readdir(path.join(folder, 'fd')), [])) {
    const now = await orElse(stat(path.join(folder, 'fd', fd), { bigint: true }), null);
    if (now === null || now.dev !== file.dev || now.ino !== file.ino) continue;
    const info = await orElse(readFile(path.join(folder, 'fdinfo', fd), 'utf8'), '');
    const flags = Number.parseInt(/^flags:\s+(\d+)/m.exec(info)?.[1] ?? '0', 8);
    holdings.push({ pid, isWriter: (flags & ACCESS_MODE) !== 0, locks: parseLocks(info) });
  }
  return holdings;
}

const commandOf = (books: KernelBooks, pid: number): Promise<string | null> =>
  orElse(
    readFile(path.join(books.proc, String(pid), 'comm'), 'utf8').then((text) => text.trim()),
    null,
  );

/** Loop devices over the file. Their paths come from the kernel, not from any image. */
async function loopsOver(books: KernelBooks, file: FileNumber): Promise<OtherWriter[]> {
  const loops: OtherWriter[] = [];
  const devices = await orElse(readdir(path.join(books.sys, 'block')), []);
  for (const device of devices.filter((name) => name.startsWith('loop'))) {
    const backing = await orElse(readFile(path.join(books.sys, 'block', device, 'loop', 'backing_file'), 'utf8'), null);
    const now = backing === null ? null : await orElse(stat(backing.trim(), { bigint: true }), null);
    if (now !== null && now.dev === file.dev && now.ino === file.ino) loops.push({ pid: null, command: device, by: 'loop-device' });
  }
  return loops;
}

/** Everybody except ourselves. */
export async function otherWriters(file: FileNumber, books: KernelBooks = BOOKS): Promise<readonly OtherWriter[]> {
  const pids = (await orElse(readdir(books.proc), [])).filter(isNumber).map(Number);
  const holdings = (await Promise.all(pids.map((pid) => holdingsOf(books, pid, file)))).flat();
  const others = holdings.filter(({ pid, isWriter, locks }) => pid !== books.pid && (isWriter || locks.length > 0));
  const found = new Map<number, OtherWriter>();
  for (const { pid, locks } of others) {
    if (found.get(pid)?.by === 'lock') continue;
    found.set(pid, { pid, command: await commandOf(books, pid), by: locks.length > 0 ? 'lock' : 'open-file' });
  }
  const known = new Set(holdings.flatMap(({ locks }) => locks.map(({ kind, range }) => `${kind} ${range}`)));
  const locks = parseLocks(await orElse(readFile(path.join(books.proc, 'locks'), 'utf8'), '')).filter(
    ({ place }) => place === lockPlace(file),
  );
  const hidden = locks.filter(({ kind, range, pid }) => !known.has(`${kind} ${range}`) && pid !== books.pid && !found.has(pid ?? 0));
  const named = await Promise.all(hidden.map(async ({ pid }) => ({ pid, command: pid === null ? null : await commandOf(books, pid) })));
  return [...found.values(), ...uniquePids(named), ...(await loopsOver(books, file))];
}

const uniquePids = (named: readonly { readonly pid: number | null; readonly command: string | null }[]): OtherWriter[] =>
  named.filter(({ pid }, i) => named.findIndex((other) => other.pid === pid) === i).map((writer) => ({ ...writer, by: 'lock' }));
