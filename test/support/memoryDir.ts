/** A temporary folder in memory where the system has such a place: what is made sure of there costs nothing. */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const IN_MEMORY = '/dev/shm';

/** Bytes that must be free there: a container's own is often of 64 MiB, which a few disks would fill. */
const ROOM = 1024 ** 3;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}

/** Removed after the test file's last test. */
export function memoryDir(): string {
  const folder = mkdtempSync(path.join(hasRoom() ? IN_MEMORY : tmpdir(), 'platter-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
