/** What other programs make of table entries that lead behind the end of the file, as the findings say it. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { findingText } from '../../shared/text/findings';
import { baseImage, FOOTER_AT, HEADER_AT, inHeader, TABLE_AT, withEntry } from '../support/fixtures';
import { put32 } from '../support/imageBuilder';
import { memoryFile } from '../support/memoryFile';
import { findingsOf } from '../support/opened';
import { lacks } from '../support/oracles';
import { tempDir } from '../support/tempDir';

/** A fifth entry, which no block of the disk has. */
const behindDisk = (sector: number): Uint8Array =>
  inHeader(baseImage(), (b) => {
    put32(b, HEADER_AT + dynamicHeader.fields.maxTableEntries.at, 5);
    put32(b, TABLE_AT + 16, sector);
  });

const takes = (tool: string, ...args: string[]): boolean => spawnSync(tool, args, { stdio: 'ignore' }).status === 0;
const effectOf = async (bytes: Uint8Array, code: string): Promise<string> => {
  const found = (await findingsOf(memoryFile(bytes))).find((one) => one.code === code);
  return found === undefined ? '' : findingText(found).effect;
};

test.skipIf(lacks('qemu-img', '7z', 'vhdiinfo')).each<[string, Uint8Array, string, boolean]>([
  ['an entry of the disk', withEntry(baseImage(), 1, 0x7fff_0000), 'B01', false],
  ['an entry behind the disk', behindDisk(0x7fff_0000), 'B05', false],
  ['an entry behind the disk that names the footer', behindDisk(FOOTER_AT / 512), 'B05', false],
  ['an entry behind the disk that names room in the file', behindDisk(4), 'B05', true],
])('%s', async (_, bytes, code, isTaken) => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, bytes);
  expect(takes('qemu-img', 'info', '-f', 'vpc', file)).toBe(isTaken);
  expect((await effectOf(bytes, code)).includes('QEMU refuses')).toBe(!isTaken);
  expect(takes('vhdiinfo', file)).toBe(true);
  // 7-Zip wants just as many entries as the disk needs, and all blocks in the file.
  expect(takes('7z', 't', '-tvhd', file)).toBe(false);
});
