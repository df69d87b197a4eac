/** Node's synchronous calls with short counts and failures under them, for `vi.mock('node:fs', …)`. */
import type * as fs from 'node:fs';

export type SyncCall = 'openSync' | 'fstatSync' | 'readSync' | 'writeSync' | 'ftruncateSync' | 'fsync';

/** What is planted now; `calm` takes it away. */
export const planted = {
  /** The most bytes that one read or write moves. */
  most: Number.MAX_SAFE_INTEGER,
  /** The code a call fails with; `at` is its place in the file and `bytes` its length, 0 where it has none, `name` the file as it was opened. */
  refuse: (_call: SyncCall, _at: number, _bytes: number, _name: string): string | null => null,
  /** Files have no numbers, as on some network file systems. */
  isUnnumbered: false,
};
export function calm(): void {
  planted.most = Number.MAX_SAFE_INTEGER;
  planted.refuse = () => null;
  planted.isUnnumbered = false;
}

/** Names of the files that are open, by their descriptors. */
const names = new Map<number, string>();

function strike(
  call: SyncCall,
  { at = 0, bytes = 0, name = '' }: { readonly at?: number; readonly bytes?: number; readonly name?: string } = {},
): void {
  const code = planted.refuse(call, at, bytes, name);
  if (code !== null) throw Object.assign(new Error(code), { code });
}

/** Node's own calls, each asked first whether it may. */
export function withFaults(real: typeof fs): typeof fs {
  const calls = {
    openSync: (name: string, flags: number, mode?: number) => {
      strike('openSync', { name });
      const fd = real.openSync(name, flags, mode);
      names.set(fd, name);
      return fd;
    },
    fstatSync: (fd: number, options: { readonly bigint: true }) => {
      strike('fstatSync');
      const stats = real.fstatSync(fd, options);
      return planted.isUnnumbered ? Object.assign(stats, { ino: 0n }) : stats;
    },
    readSync: (fd: number, buffer: Uint8Array, offset: number, bytes: number, at: number) => {
      strike('readSync', { at, bytes, name: names.get(fd) ?? '' });
      return real.readSync(fd, buffer, offset, Math.min(bytes, planted.most), at);
    },
    writeSync: (fd: number, buffer: Uint8Array, offset: number, bytes: number, at: number) => {
      strike('writeSync', { at, bytes, name: names.get(fd) ?? '' });
      return planted.most === 0 ? 0 : real.writeSync(fd, buffer, offset, Math.min(bytes, planted.most), at);
    },
    ftruncateSync: (fd: number, bytes: number) => {
      strike('ftruncateSync', { at: bytes });
      real.ftruncateSync(fd, bytes);
    },
    fsync: (fd: number, done: (cause: Error | null) => void) => {
      try {
        strike('fsync');
        real.fsync(fd, done);
      } catch (cause) {
        done(cause as Error);
      }
    },
  };
  return { ...real, ...calls } as unknown as typeof fs;
}
