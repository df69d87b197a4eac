/** Temporary folders, gone when the test file is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A fresh folder; removed after the test file's last test. `parent`: on which file system. */
export function tempDir(parent = tmpdir()): string {
  const folder = mkdtempSync(path.join(parent, 'platter-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
