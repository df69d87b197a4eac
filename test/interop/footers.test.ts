/** What is said of other programs where the footer is missing, or not at the very end, is what they do. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingText } from '../../shared/text/findings';
import { baseContent } from '../support/damage';
import { baseImage, fixedImage, FOOTER_AT, joined, SIZE } from '../support/fixtures';
import { memoryDir } from '../support/memoryDir';
import { memoryFile } from '../support/memoryFile';
import { findingsOf } from '../support/opened';
import { hashOutput, lacks, qemuConvert, run } from '../support/oracles';

const into = memoryDir();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const opens = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};
const ended = (end: (bytes: Uint8Array) => void): Uint8Array => {
  const bytes = baseImage();
  end(bytes);
  return bytes;
};

describe.skipIf(lacks('qemu-img', '7z', 'vhdiinfo'))('with bytes behind its footer', () => {
  test.each([
    ['a dynamic disk', baseImage, baseContent, true],
    ['a fixed disk', fixedImage, () => fixedImage().subarray(0, SIZE), false],
  ] as const)('%s', async (name, make, contentOf, hasCopy) => {
    const bytes = joined(make(), new Uint8Array(512).fill(1));
    const [found] = await findingsOf(memoryFile(bytes));
    expect(found).toMatchObject({ code: 'F04', severity: hasCopy ? 'warning' : 'error', facts: { hasCopy } });
    const file = path.join(into, `behind ${name}.vhd`);
    writeFileSync(file, bytes);
    const content = sha256(contentOf());
    expect(opens(() => run('vhdiinfo', file))).toBe(false);
    if (hasCopy) expect(await hashOutput('7z', 'x', '-tvhd', '-so', file)).toBe(content);
    expect(opens(() => qemuConvert(file, `${file}.raw`))).toBe(hasCopy);
  });
});

describe.skipIf(lacks('qemu-img', '7z', 'vhdiinfo'))('without its footer', () => {
  test.each([
    ['blank', ended((bytes) => bytes.fill(0, FOOTER_AT))],
    ['other bytes', ended((bytes) => bytes.fill(0x5a, FOOTER_AT))],
    ['a wrong cookie', ended((bytes) => bytes.fill(0x78, FOOTER_AT, FOOTER_AT + 1))],
    ['cut off', baseImage().subarray(0, FOOTER_AT)],
    ['cut off but for a byte', baseImage().subarray(0, FOOTER_AT + 1)],
  ])('%s', async (name, bytes) => {
    const found = (await findingsOf(memoryFile(bytes))).find(({ code }) => code === 'F01');
    const said = found === undefined ? '' : findingText(found).effect;
    const file = path.join(into, `${name}.vhd`);
    writeFileSync(file, bytes);
    const content = sha256(baseContent());
    expect(said).toContain('libvhdi will not open the file');
    expect(opens(() => run('vhdiinfo', file))).toBe(false);
    const isRead = (await hashOutput('7z', 'x', '-tvhd', '-so', file)) === content;
    expect(said).toContain(isRead ? '7-Zip warns of an unexpected end' : '7-Zip may refuse it');
    expect(said).toContain('QEMU reads the copy');
    qemuConvert(file, `${file}.raw`);
    expect(sha256(readFileSync(`${file}.raw`))).toBe(content);
  });
});
