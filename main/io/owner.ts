/** Who we are, as a journal stores it, and whether the process that wrote a journal still runs. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Owner } from './saveContext';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** `app` is the program's version. */
export async function thisOwner(app: string): Promise<Owner> {
  const text = await readFile(BOOT_ID, 'utf8').catch(() => '');
  const digits = text.trim().replaceAll('-', '');
  const bootId = /^[0-9a-f]{32}$/.test(digits) ? Uint8Array.from(Buffer.from(digits, 'hex')) : new Uint8Array(16);
  return { pid: process.pid, bootId, host: hostname(), app };
}

/**
 * The process may be alive if one of that number runs and the machine was not restarted since. A journal of our own process
 * counts as finished.
 */
export function isOwnerAlive(owner: Pick<Owner, 'pid' | 'bootId'>, self: Owner): boolean {
  if (owner.pid === self.pid || owner.pid <= 0 || Buffer.compare(owner.bootId, self.bootId) !== 0) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
