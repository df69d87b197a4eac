/** What cannot be resized or compacted is refused for the same reason, whether it is tried or only asked what would change. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { platterHere } from '../support/cliHere';
import { baseImage, fixedImage, inBothFooters, inHeader } from '../support/fixtures';
import { put32, put8 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

let folder = '';
const at = (name: string): string => path.join(folder, name);

/** Of 8 MiB each. */
beforeEach(() => {
  folder = tempDir();
  writeFileSync(at('fixed'), fixedImage());
  writeFileSync(at('dynamic'), baseImage());
  const suspended = inBothFooters(baseImage(), (bytes, footer) => put8(bytes, footer + 84, 1));
  writeFileSync(at('suspended'), suspended);
  // Blocks of 1 GiB, which no table can be read by.
  writeFileSync(
    at('no-table'),
    inHeader(baseImage(), (bytes, header) => put32(bytes, header + 32, 2 ** 30)),
  );
});

test.each([
  ['fixed', '8MiB', 'it has that size already'],
  ['dynamic', '8MiB', 'it has that size already'],
  ['fixed', '2041GiB', '2,191,507,062,784 bytes are more than such a disk can have'],
  ['dynamic', '2041GiB', '2,191,507,062,784 bytes are more than such a disk can have'],
  ['suspended', '4MiB', 'the disk is in a saved state'],
  ['no-table', '20MiB', 'the block table cannot be used'],
])('%s, to %s: %s', async (name, size, why) => {
  const before = readFileSync(at(name));
  const tried = await platterHere(['resize', at(name), '--size', size]);
  expect(tried).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`cannot resize ${at(name)}: ${why}`) });
  expect(await platterHere(['resize', at(name), '--size', size, '--dry-run'])).toMatchObject({ code: 1, out: '', err: tried.err });
  expect(readFileSync(at(name)).equals(before)).toBe(true);
});

test('a smaller size takes a new file, and a dry run says that', async () => {
  const asked = await platterHere(['resize', at('fixed'), '--size', '7MiB', '--dry-run']);
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('this size takes a new file') });
});

test('a dynamic disk whose table cannot be used is not said to be none', async () => {
  const refused = await platterHere(['compact', at('no-table')]);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the block table cannot be used') });
});

test('a fixed disk is', async () => {
  const refused = await platterHere(['compact', at('fixed')]);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('it is not a dynamic or differencing disk') });
});
