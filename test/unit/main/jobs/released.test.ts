/** What a job says of the blocks it left out: of those that were in the file, and not of those that never were. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sparseImage } from '../../../support/imageBuilder';
import { CREATOR, fileOf, outputAt, sourceAt } from '../../../support/jobs';
import { tempDir } from '../../../support/tempDir';

const BLOCK = 65_536;
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);

/** Ten blocks: 0 and 7 with data, 3 of zeros, the others not in the file. */
const data = new Uint8Array(BLOCK).fill(0x5a);
const stored = new Map([
  [0, data],
  [3, new Uint8Array(BLOCK)],
  [7, data],
]);
const file = at('a.vhd');
writeFileSync(
  file,
  sparseImage({ size: 10 * BLOCK, blockBytes: BLOCK, blocks: [...stored].map(([index, bytes]) => ({ index, data: bytes })) }).bytes,
);
const source = sourceAt(file);

test('compacting leaves one block out, which was zeros', async () => {
  const { blocks, notes } = await fileOf({ op: 'compact', source, output: outputAt(at('compact.vhd')), creator: CREATOR });
  expect(blocks).toEqual({ kept: 2, dropped: 8, released: 1 });
  expect(notes).toEqual([]);
});

test('compacting it again leaves none out, and says that nothing was gained', async () => {
  const again = await fileOf({ op: 'compact', source: sourceAt(at('compact.vhd')), output: outputAt(at('again.vhd')), creator: CREATOR });
  expect(again.blocks).toEqual({ kept: 2, dropped: 8, released: 0 });
  const bytes = statSync(at('compact.vhd')).size;
  expect(again.notes).toEqual([{ kind: 'not-smaller', bytes, source: bytes }]);
  expect(readFileSync(at('again.vhd')).length).toBe(bytes);
});

test('a larger disk keeps every block that is in the file, and the blocks that it has more were never left out', async () => {
  const resized = {
    op: 'resize',
    source,
    output: outputAt(at('more.vhd')),
    sectors: (20 * BLOCK) / 512,
    force: false,
    creator: CREATOR,
  } as const;
  expect((await fileOf(resized)).blocks).toEqual({ kept: 3, dropped: 17, released: 0 });
});

test('a smaller disk leaves out the block that stood behind its end', async () => {
  const resized = {
    op: 'resize',
    source,
    output: outputAt(at('less.vhd')),
    sectors: (5 * BLOCK) / 512,
    force: true,
    creator: CREATOR,
  } as const;
  expect((await fileOf(resized)).blocks).toEqual({ kept: 2, dropped: 3, released: 1 });
});
