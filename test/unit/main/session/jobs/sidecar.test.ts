/** What a job leaves beside its file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeSidecars } from '../../../../../main/session/jobs/sidecar';
import type { FileSummary } from '../../../../../shared/jobs';
import { tempDir } from '../../../../support/tempDir';

const summary = (file: string, more: Partial<FileSummary> = {}): FileSummary => ({
  kind: 'file',
  path: file,
  fileBytes: 512,
  virtualBytes: 512,
  blocks: null,
  writtenBytes: 512,
  lostSectors: 0,
  lost: [],
  hash: { sha256: 'ab'.repeat(32) },
  uniqueId: null,
  verified: true,
  afterwards: null,
  ...more,
});

const lost = {
  lostSectors: 4,
  lost: [
    { firstLba: 3, sectors: 1 },
    { firstLba: 1000, sectors: 3 },
  ],
};

test('a digest as sha256sum reads it, and the sectors that were given up', async () => {
  const file = path.join(tempDir(), 'disk.img');
  expect(await writeSidecars({ sidecar: true }, summary(file, lost))).toBeNull();
  expect(readFileSync(`${file}.sha256`, 'utf8')).toBe(`${'ab'.repeat(32)}  disk.img\n`);
  expect(readFileSync(`${file}.lost.csv`, 'utf8')).toBe('first LBA,sectors\n3,1\n1000,3\n');
});

test('nothing where nothing was lost and no digest is wanted', async () => {
  const file = path.join(tempDir(), 'disk.img');
  expect(await writeSidecars({ sidecar: false }, summary(file))).toBeNull();
  expect([existsSync(`${file}.sha256`), existsSync(`${file}.lost.csv`)]).toEqual([false, false]);
});

test('what could not be written is told', async () => {
  const file = path.join(tempDir(), 'disk.img');
  mkdirSync(`${file}.lost.csv`);
  expect(await writeSidecars({ sidecar: false }, summary(file, lost))).toBe('lost-list');
  mkdirSync(`${file}.sha256`);
  expect(await writeSidecars({ sidecar: true }, summary(file, lost))).toBe('sidecar');
});

/** SHA-256 of no bytes at all, and of "abc" (FIPS 180-4). */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('a new export of the same name renews them', async () => {
  const file = path.join(tempDir(), 'a.img');
  expect(await writeSidecars({ sidecar: true }, summary(file, { ...lost, hash: { sha256: EMPTY } }))).toBeNull();
  expect(
    await writeSidecars({ sidecar: true }, summary(file, { lostSectors: 1, lost: [{ firstLba: 9, sectors: 1 }], hash: { sha256: ABC } })),
  ).toBeNull();
  expect(readFileSync(`${file}.sha256`, 'utf8')).toBe(`${ABC}  a.img\n`);
  expect(readFileSync(`${file}.lost.csv`, 'utf8')).toBe('first LBA,sectors\n9,1\n');
});

test.each([
  ['of another file', `${EMPTY}  b.img\n`],
  ['of several files', `${EMPTY}  a.img\n${ABC}  b.img\n`],
  ['that is something else', 'notes\n'],
])('a file %s is left alone, and that is told', async (_what, text) => {
  const file = path.join(tempDir(), 'a.img');
  writeFileSync(`${file}.sha256`, text);
  expect(await writeSidecars({ sidecar: true }, summary(file, { hash: { sha256: ABC } }))).toBe('sidecar-exists');
  expect(readFileSync(`${file}.sha256`, 'utf8')).toBe(text);
  writeFileSync(`${file}.lost.csv`, 'mine');
  expect(await writeSidecars({ sidecar: false }, summary(file, lost))).toBe('lost-list-exists');
  expect(readFileSync(`${file}.lost.csv`, 'utf8')).toBe('mine');
});
