/**
 * `--parent` names a parent, and the file that is named is the one that is read, by every command alike: in place of one
 * that lies beside the child, and with the same checks. What each command shows is compared with what it shows of a folder
 * in which the named file is the neighbour.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tool } from '../support/cli';
import { doneHere, platterHere } from '../support/cliHere';
import { baseImage, BLOCK, childImage, CHILD_ID, GEOMETRY } from '../support/fixtures';
import { patterned } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const root = tempDir();
const here = (name: string): string => path.join(root, 'here', name);
const elsewhere = (name: string): string => path.join(root, 'elsewhere', name);
const out = path.join(root, 'out');

/** A parent of the same id, whose blocks hold something else. */
function otherBase(): Uint8Array {
  const bytes = baseImage().slice();
  for (const [seed, other] of [
    [3, 7],
    [91, 97],
  ] as const) {
    const at = Buffer.from(bytes.buffer).indexOf(patterned(BLOCK, seed));
    bytes.set(patterned(BLOCK, other), at);
  }
  return bytes;
}

beforeAll(() => {
  for (const folder of ['here', 'elsewhere']) mkdirSync(path.join(root, folder));
  writeFileSync(here('p.vhd'), baseImage());
  writeFileSync(elsewhere('p.vhd'), otherBase());
  for (const at of [here, elsewhere]) writeFileSync(at('kid.vhd'), childImage().bytes);
  writeFileSync(here('stranger.vhd'), childImage({ footer: { uuid: CHILD_ID.map((byte) => byte ^ 1), geometry: GEOMETRY } }).bytes);
  writeFileSync(here('text'), 'no disk at all, and too short for one');
  tool('mkfifo', here('pipe'));
});

type Words = (child: string) => readonly string[];

const COMMANDS: readonly (readonly [string, Words])[] = [
  ['info', (kid) => ['info', kid, '--json']],
  ['check', (kid) => ['check', kid, '--deep', '--json']],
  ['map', (kid) => ['map', kid, '--sectors']],
  ['read', (kid) => ['read', kid, '--lba', '3', '--count', '2', '--hex']],
  ['report', (kid) => ['report', kid]],
  ['hash', (kid) => ['hash', kid]],
  ['search', (kid) => ['search', kid, '--hex', Buffer.from(patterned(BLOCK, 7).subarray(4000, 4016)).toString('hex')]],
  ['export', (kid) => ['export', kid, out]],
  ['convert', (kid) => ['convert', kid, out, '--type', 'dynamic', '--id', CHILD_UUID]],
  ['flatten', (kid) => ['flatten', kid, out, '--id', CHILD_UUID]],
  ['merge', (kid) => ['merge', kid, '--output', out]],
  ['compact', (kid) => ['compact', kid, '--output', out]],
  ['repair', (kid) => ['repair', kid]],
];

const CHILD_UUID = '11111111-2222-4333-8444-555555555555';

async function ran(words: readonly string[]): Promise<{ code: number | null; shown: string; made: string | null; err: string }> {
  rmSync(out, { force: true });
  const { code, out: shown, err } = await platterHere(words);
  const made = existsSync(out) ? Buffer.from(readFileSync(out)).toString('latin1') : null;
  return { code, shown, made, err };
}

describe.each(COMMANDS)('%s', (_name, words) => {
  test.each([
    ['a stranger', here('stranger.vhd'), 'and the child names'],
    ['the child itself', here('kid.vhd'), 'the file is in the chain already'],
    ['what is no disk', here('text'), ''],
    ['a pipe', here('pipe'), 'ordinary file'],
    ['a device', '/dev/zero', 'ordinary file'],
    ['nothing', here('nothing.vhd'), ''],
  ])('refuses %s as the parent, truly', async (_what, parent, why) => {
    const refused = await ran([...words(here('kid.vhd')), '--parent', parent]);
    expect(refused).toMatchObject({ code: 1, made: null });
    expect(refused.err).toContain(`cannot take ${parent} as the parent: `);
    expect(refused.err).toContain(why);
    expect(refused.err).not.toContain('00000000-0000-0000-0000-000000000000');
  });

  test('refuses a parent too many', async () => {
    const refused = await ran([...words(here('kid.vhd')), '--parent', elsewhere('p.vhd'), '--parent', here('p.vhd')]);
    expect(refused).toMatchObject({ code: 1, made: null });
    expect(refused.err).toContain(`cannot take ${here('p.vhd')} as the parent: every disk of the chain has its parent without it`);
  });
});

test.each([
  ['hash', ['hash', here('kid.vhd')]],
  ['read', ['read', here('kid.vhd'), '--lba', '3', '--hex']],
  ['export', ['export', here('kid.vhd'), out]],
  ['flatten', ['flatten', here('kid.vhd'), out, '--type', 'raw']],
  ['convert', ['convert', here('kid.vhd'), out, '--type', 'raw']],
  ['search', COMMANDS.find(([name]) => name === 'search')?.[1](here('kid.vhd')) ?? []],
])('%s reads the parent that is named, and not the neighbour', async (_name, words) => {
  const named = await ran([...words, '--parent', elsewhere('p.vhd')]);
  const neighbour = await ran(words);
  const wanted = await ran(words.map((word) => (word === here('kid.vhd') ? elsewhere('kid.vhd') : word)));
  const undated = ({ shown, made }: typeof named): unknown => [shown.replaceAll(elsewhere(''), here('')), made];
  expect(named.code).toBe(0);
  expect(undated(named)).toEqual(undated(wanted));
  expect(undated(named)).not.toEqual(undated(neighbour));
});

test('a grandparent is named alone where the parent lies beside its child', async () => {
  const folder = path.join(root, 'three');
  mkdirSync(path.join(folder, 'far'), { recursive: true });
  const at = (name: string): string => path.join(folder, name);
  writeFileSync(at('p.vhd'), baseImage());
  writeFileSync(at('kid.vhd'), childImage().bytes);
  await doneHere('create', at('top.vhd'), '--type', 'differencing', '--parent', at('kid.vhd'));
  const whole = await doneHere('read', at('top.vhd'), '--lba', '3', '--hex');
  tool('mv', at('p.vhd'), at('far/p.vhd'));
  expect(await doneHere('read', at('top.vhd'), '--lba', '3', '--hex', '--parent', at('far/p.vhd'))).toBe(whole);
  expect((await ran(['hash', at('top.vhd'), '--parent', at('far/p.vhd')])).code).toBe(0);
  expect((await ran(['hash', at('top.vhd'), '--parent', at('kid.vhd'), '--parent', at('far/p.vhd')])).code).toBe(0);
});

test.each(['hash', 'info'])('%s of a disk that has no parent refuses one', async (command) => {
  expect((await ran([command, here('p.vhd'), '--parent', elsewhere('p.vhd')])).err).toContain('every disk of the chain has its parent');
});
