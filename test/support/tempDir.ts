/** Temporary folders, gone when the test file is done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A fresh folder; removed after the test file's last test. */
export function tempDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
