/**
 * Every repairable entry of the damage catalogue, repaired, and opened by QEMU, 7-Zip and libvhdi with the content it had:
 * as far as each supports the case. QEMU and libvhdi misread chains, so children are judged by 7-Zip alone.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FULL } from '../support/budget';
import { baseContent, type Damage, type Judge } from '../support/damage';
import { CATALOGUE } from '../support/damageChecks';
import { mended } from '../support/damageRepairs';
import { baseImage } from '../support/fixtures';
import { hashOutput, lacks, qemuConvert, type Tool } from '../support/oracles';
import { memoryDir } from '../support/memoryDir';

const into = memoryDir();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

type Repaired = { readonly file: string; readonly expected: string };

/** The repaired file; a child has its parent beside it. */
async function repaired(damage: Damage): Promise<Repaired> {
  const folder = path.join(into, damage.id);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'disk.vhd');
  writeFileSync(file, (await mended(damage, damage.mend ?? {})).bytes);
  if (damage.child === true) writeFileSync(path.join(folder, 'p.vhd'), baseImage());
  return { file, expected: sha256((damage.mend?.content ?? baseContent)()) };
}

/** Who opens what with the content it must have. */
const JUDGES: Readonly<Record<Judge, { readonly tool: Tool; readonly hash: (file: string) => Promise<string> | string }>> = {
  qemu: {
    tool: 'qemu-img',
    hash: (file) => {
      qemuConvert(file, `${file}.raw`);
      return sha256(readFileSync(`${file}.raw`));
    },
  },
  '7z': { tool: '7z', hash: (file) => hashOutput('7z', 'x', '-tvhd', '-so', file) },
  libvhdi: { tool: 'img_cat', hash: (file) => hashOutput('img_cat', '-i', 'vhd', file) },
};
const NAMES = Object.keys(JUDGES) as Judge[];
const LACKED = new Set(NAMES.filter((name) => lacks(JUDGES[name].tool)));

const judgesOf = ({ mend, child }: Damage): Judge[] =>
  mend === undefined ? [] : NAMES.filter((name) => (child !== true || name === '7z') && (mend.judges ?? NAMES).includes(name));
/** In the proofs all of them; in CI one, each in turn. */
const turn = (judges: readonly Judge[], i: number): readonly Judge[] => (FULL ? judges : judges.slice(i % judges.length).slice(0, 1));
const JUDGED = CATALOGUE.filter((damage) => judgesOf(damage).length > 0).map(
  (damage, i) => [damage.id, damage.what, damage, turn(judgesOf(damage), i)] as const,
);

describe.each(JUDGED)('%s: %s', (_id, _what, damage, judges) => {
  let made: Repaired;
  beforeAll(async () => {
    made = await repaired(damage);
  });
  afterAll(() => rmSync(path.join(into, damage.id), { recursive: true, force: true }));

  for (const name of judges) {
    test.skipIf(LACKED.has(name))(`opened by ${name}`, async () => expect(await JUDGES[name].hash(made.file)).toBe(made.expected));
  }
});
