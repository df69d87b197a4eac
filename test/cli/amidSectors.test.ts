/**
 * A disk whose size is no whole number of sectors has an end that no program shows: “others round down”. What is made of it
 * lacks that end, and says so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { platterHere } from '../support/cliHere';
import { footerBytes } from '../support/imageBuilder';
import { baseImage, inBothFooters, GEOMETRY } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const run = (words: string): ReturnType<typeof platterHere> =>
  platterHere(words.split(' ').map((word) => (['DISK', 'SPARSE', 'OUT', 'WHOLE'].includes(word) ? at(word) : word)));

const WHOLE_BYTES = 3 * 512;
const LEFT = 488;

beforeEach(() => {
  folder = tempDir();
  const size = WHOLE_BYTES + LEFT;
  const raw = footerBytes({ type: 2, size, geometry: GEOMETRY });
  writeFileSync(at('DISK'), Buffer.concat([Buffer.alloc(size, 0x41), raw]));
  writeFileSync(
    at('WHOLE'),
    Buffer.concat([Buffer.alloc(WHOLE_BYTES, 0x41), footerBytes({ type: 2, size: WHOLE_BYTES, geometry: GEOMETRY })]),
  );
  // The last sector loses its last byte.
  const sparse = inBothFooters(baseImage(), (bytes, footer) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setBigUint64(footer + 48, view.getBigUint64(footer + 48) - 1n);
  });
  writeFileSync(at('SPARSE'), sparse);
});

const WARNED = /^platter: warning: The size of DISK is no whole number of sectors: 488 bytes behind its last whole one are not read\.$/m;

test.each([
  'export DISK OUT',
  'export DISK OUT --layer',
  'hash DISK',
  'hash DISK --layer',
  'convert DISK OUT --type dynamic',
  'convert DISK OUT --type raw',
  'flatten DISK OUT',
  'compare DISK WHOLE',
  'compare WHOLE DISK',
  'search DISK --text A --limit 1',
  'resize DISK --size 20MiB --output OUT',
])('%s says that the end is not read', async (words) => {
  const { code, err } = await run(words);
  expect(err).toMatch(WARNED);
  expect(err.match(/no whole number of sectors/g)).toHaveLength(1);
  expect(code).toBe(0);
});

test.each(['resize DISK --size 20MiB', 'compact SPARSE', 'compact SPARSE --backup'])(
  '%s does not take the place of the only file that has the end',
  async (words) => {
    const before = [readFileSync(at('DISK')), readFileSync(at('SPARSE'))];
    const { code, err } = await run(words);
    expect(err).toMatch(/no whole number of sectors, and its last (488|511) bytes would be lost\. Repair its size first \(F07\)/);
    expect(code).toBe(1);
    expect([readFileSync(at('DISK')).equals(before[0] as Buffer), readFileSync(at('SPARSE')).equals(before[1] as Buffer)]).toEqual([
      true,
      true,
    ]);
  },
);

test('with its size mended it is resized', async () => {
  expect((await run('repair DISK --choose F07=round-size-up --yes')).code).toBe(0);
  expect((await run('resize DISK --size 20MiB')).code).toBe(0);
  expect(
    readFileSync(at('DISK'))
      .subarray(0, WHOLE_BYTES + LEFT)
      .equals(Buffer.alloc(WHOLE_BYTES + LEFT, 0x41)),
  ).toBe(true);
});

test('the rest is there', async () => {
  await run('export DISK OUT');
  expect(readFileSync(at('OUT')).equals(Buffer.alloc(WHOLE_BYTES, 0x41))).toBe(true);
});

test('a dynamic disk says it too, and documents have it', async () => {
  const { out, err } = await run('hash SPARSE --json');
  expect(err).toContain('The size of SPARSE is no whole number of sectors: 511 bytes behind its last whole one are not read.');
  expect(JSON.parse(out)).toMatchObject({ notes: [{ kind: 'end-not-read' }] });
});

test.each(['hash WHOLE', 'export WHOLE OUT', 'skeleton DISK OUT'])('%s has nothing to say', async (words) => {
  expect((await run(words)).err).not.toContain('no whole number');
});
