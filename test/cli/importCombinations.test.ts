/** Every combination of what import and convert can be asked: what is refused names a command line, and that one works as it is. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { tempDir } from '../support/tempDir';

const folder = tempDir();
const MIB = 1024 * 1024;
const at = (name: string): string => path.join(folder, name);
let count = 0;

beforeAll(async () => {
  writeFileSync(at('whole'), Buffer.alloc(4 * MIB, 1));
  writeFileSync(at('odd'), Buffer.alloc(4 * MIB + 1, 1));
  writeFileSync(at('empty'), '');
  mkdirSync(at('out'));
  await doneHere('create', at('same.vhd'), '--type', 'dynamic', '--size', '4MiB');
  await doneHere('create', at('larger.vhd'), '--type', 'fixed', '--size', '8MiB');
  await doneHere('create', at('source.vhd'), '--type', 'dynamic', '--size', '4MiB');
});

const ONTO = [[], ['--onto', 'same.vhd'], ['--onto', 'larger.vhd']] as const;
const TYPES = ['fixed', 'dynamic', 'differencing'] as const;
// 4 MiB is 8,192 sectors: 64/8/16; 128/8/16 says more.
const GEOMETRIES = [[], ['--geometry', '64/8/16'], ['--geometry', '128/8/16']] as const;
const OTHERS = [[], ['--azure'], ['--pad'], ['--size', '8MiB'], ['--size', '4194305'], ['--block-size', '3MiB']] as const;

/** The command lines in a refusal: each ends with the sentence, or before another one. */
const linesIn = (text: string): string[] =>
  [...text.matchAll(/platter ((?:import|convert|create) .+?)(?=[.;](?:\s|$))/g)].map(([, line]) => line as string);

const inFolder = (words: readonly string[]): string[] =>
  words.map((word) => (/^(whole|odd|empty|\w+\.vhd|out\/.+)$/.test(word) ? at(word) : word));

/** Runs it, and whatever a refusal names; a way out may take one more, and then it works. */
async function leadsOut(words: readonly string[], depth = 0): Promise<string> {
  const ran = await platterHere(inFolder(words));
  if (ran.code === 0) return 'done';
  const lines = linesIn(ran.err.replaceAll(`${folder}/`, ''));
  const asked = words.join(' ');
  if (lines.length === 0) return `${asked}: ${ran.err.trim()} (names no command line)`;
  if (depth === 4) return `${asked}: ${ran.err.trim()} (never ends)`;
  for (const line of lines) {
    const end = await leadsOut(line.split(' '), depth + 1);
    if (end !== 'done') return `${asked} → ${end}`;
  }
  return 'done';
}

describe.each(['whole', 'odd', 'empty'])('import of %s', (raw) => {
  describe.each(TYPES)('as %s', (type) => {
    test.each(ONTO.map((onto) => [onto.join(' ') || 'no parent', onto] as const))('with %s', async (_name, onto) => {
      const wrong: string[] = [];
      // One that is not a whole disk is tried with less.
      for (const geometry of raw === 'whole' ? GEOMETRIES : [[]]) {
        for (const others of OTHERS.slice(0, raw === 'whole' ? OTHERS.length : 3)) {
          const out = `out/${count++}.vhd`;
          const end = await leadsOut(['import', raw, out, '--type', type, ...onto, ...geometry, ...others, '--force']);
          if (end !== 'done') wrong.push(end);
        }
      }
      expect(wrong).toEqual([]);
    });
  });
});

test.each(['fixed', 'dynamic', 'differencing', 'raw'])('convert to %s', async (type) => {
  const wrong: string[] = [];
  for (const onto of ONTO) {
    for (const others of [[], ['--azure'], ['--block-size', '3MiB'], ['--full']]) {
      const end = await leadsOut(['convert', 'source.vhd', `out/${count++}.vhd`, '--type', type, ...onto, ...others, '--force']);
      if (end !== 'done') wrong.push(end);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['--size', '1MiB'],
  ['--size', '3TiB'],
  ['--geometry', '1/1/1'],
  ['--azure', '--geometry', '64/8/16'],
  ['--azure', '--pad', '--size', '21MiB'],
])('one wrong word is put right at once: %s %s', async (...words) => {
  const { err } = await platterHere(inFolder(['import', 'whole', `out/${count++}.vhd`, '--type', 'fixed', ...words]));
  for (const line of linesIn(err)) expect((await platterHere(line.split(' '))).code).toBe(0);
});

test('a refusal of options says which does not go with which', async () => {
  const said = async (...words: string[]): Promise<string> => (await platterHere(inFolder(['import', 'whole', 'out/x.vhd', ...words]))).err;
  expect(await said('--type', 'fixed', '--azure', '--geometry', '64/8/16')).toContain('Leave --geometry out: platter import');
  expect(await said('--type', 'differencing')).toContain('a differencing disk needs a parent. Name it with --onto PARENT');
  expect(await said('--type', 'dynamic', '--onto', 'same.vhd')).toContain('only a differencing disk has a parent');
  expect(await said('--type', 'differencing', '--onto', 'larger.vhd')).toMatch(/the parent has 8,388,608 bytes.+Name another parent, or/);
});

test.each([
  ['whole', '--size', '1000001'],
  ['whole', '--size', '9000001'],
  ['whole', '--size', '9000001', '--geometry', '64/8/16'],
  ['whole', '--size', '9000001', '--azure'],
  ['whole', '--size', '5000000000001'],
  ['odd', '--size', '1000001'],
  ['odd', '--size', '9000001'],
  ['odd', '--size', '1000001', '--pad'],
  ['odd', '--size', '9000001', '--pad'],
])('a size that is no whole number of sectors leads to one that the raw file fits into at once: %s %s %s %s', async (raw, ...words) => {
  const refused = await platterHere(inFolder(['import', raw, `out/${count++}.vhd`, '--type', 'fixed', ...words]));
  expect(refused.code).toBe(1);
  const lines = linesIn(refused.err);
  expect(lines).toHaveLength(1);
  for (const line of lines) expect(await platterHere(line.split(' '))).toMatchObject({ code: 0 });
});

test('a size that is smaller than the raw file is refused for that, whether or not it is whole sectors', async () => {
  for (const size of ['1000001', '1000448']) {
    const { err } = await platterHere(inFolder(['import', 'whole', 'out/less.vhd', '--type', 'fixed', '--size', size]));
    expect(err).toMatch(/ are fewer than the [\d,]+ bytes that it would have to hold\. Leave --size out: /);
  }
});

test.each([
  ['convert source.vhd', 'raw', '--id 11223344-5566-4788-99aa-bbccddeeff00', 'fixed or dynamic or differencing'],
  ['convert source.vhd', 'raw', '--creator abcd', 'fixed or dynamic or differencing'],
  ['convert source.vhd', 'raw', '--block-size 2MiB', 'dynamic or differencing'],
  ['convert source.vhd', 'fixed', '--block-size 2MiB', 'dynamic or differencing'],
  ['convert source.vhd', 'dynamic', '--full', 'fixed or raw'],
  ['import whole', 'fixed', '--block-size 2MiB', 'dynamic or differencing'],
  ['import whole', 'fixed', '--azure --block-size 2MiB', 'dynamic or differencing'],
])('%s --type %s %s is wrong usage: it would change nothing', async (verb, type, option, types) => {
  const words = [...verb.split(' '), `out/${count++}.vhd`, '--type', type, ...option.split(' ')];
  const refused = await platterHere(inFolder(words));
  expect(refused).toMatchObject({ code: 64, out: '', err: expect.stringContaining(`choose --type ${types}.`) as string });
  const lines = linesIn(refused.err);
  expect(lines).toHaveLength(1);
  for (const line of lines) expect(await platterHere(line.split(' '))).toMatchObject({ code: 0 });
});

test('so it is where a chain is flattened to a raw file, or a fixed disk created', async () => {
  const [id, out] = ['11223344-5566-4788-99aa-bbccddeeff00', `out/${count++}`];
  for (const words of [
    ['flatten', 'source.vhd', out, '--type', 'raw', '--id', id],
    ['flatten', 'source.vhd', out, '--type', 'raw', '--creator', 'abcd'],
    ['create', out, '--type', 'fixed', '--size', '4MiB', '--block-size', '2MiB'],
    ['create', out, '--type', 'fixed', '--size', '4MiB', '--aligned'],
  ])
    expect(await platterHere(inFolder(words))).toMatchObject({ code: 64, err: expect.stringContaining('choose --type dynamic') as string });
});
