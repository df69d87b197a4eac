/** A temporary folder in memory where the system has such a place: what is made sure of there costs nothing. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const IN_MEMORY = '/dev/shm';

/** Removed after the test file's last test. */
export function memoryDir(): string {
  const folder = mkdtempSync(path.join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'platter-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
