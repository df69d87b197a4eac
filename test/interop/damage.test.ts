/**
 * Every repairable entry of the damage catalogue, repaired, and opened by QEMU, 7-Zip and libvhdi with the content it had:
 * as far as each supports the case. QEMU and libvhdi misread chains, so children are judged by 7-Zip alone.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { baseContent, type Damage, type Judge } from '../support/damage';
import { CATALOGUE } from '../support/damageChecks';
import { mended } from '../support/damageRepairs';
import { baseImage } from '../support/fixtures';
import { hashOutput, lacks, qemuConvert } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const into = tempDir();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const repairable = CATALOGUE.filter(({ mend }) => mend !== undefined);
const judgedBy = (judge: Judge): (readonly [string, string, Damage])[] =>
  repairable
    .filter(({ mend, child }) => (child !== true || judge === '7z') && (mend?.judges ?? [judge]).includes(judge))
    .map((damage) => [damage.id, damage.what, damage]);

/** The repaired file; a child has its parent beside it. */
async function fileOf(damage: Damage): Promise<{ file: string; expected: string }> {
  const folder = path.join(into, damage.id);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'disk.vhd');
  writeFileSync(file, (await mended(damage, damage.mend ?? {})).bytes);
  if (damage.child === true) writeFileSync(path.join(folder, 'p.vhd'), baseImage());
  return { file, expected: sha256((damage.mend?.content ?? baseContent)()) };
}

describe.skipIf(lacks('qemu-img'))('opened by QEMU', () => {
  test.each(judgedBy('qemu'))('%s: %s', async (_id, _what, damage) => {
    const { file, expected } = await fileOf(damage);
    qemuConvert(file, `${file}.raw`);
    expect(sha256(readFileSync(`${file}.raw`))).toBe(expected);
  });
});

describe.skipIf(lacks('7z'))('opened by 7-Zip', () => {
  test.each(judgedBy('7z'))('%s: %s', async (_id, _what, damage) => {
    const { file, expected } = await fileOf(damage);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', file)).toBe(expected);
  });
});

describe.skipIf(lacks('img_cat'))('opened by libvhdi', () => {
  test.each(judgedBy('libvhdi'))('%s: %s', async (_id, _what, damage) => {
    const { file, expected } = await fileOf(damage);
    expect(await hashOutput('img_cat', '-i', 'vhd', file)).toBe(expected);
  });
});
