/**
 * Repairs on real files: through the journal into the file itself, and as a new file; both give the bytes that were
 * checked in memory. A source that cannot be read leaves nothing behind.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../main/io/applyPlan';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { writeNewFile } from '../../main/io/replaceFile';
import type { Extent } from '../../main/vhd/ops/newFile';
import { fileOffset } from '../../shared/vhd/units';
import { CATALOGUE } from '../support/damageChecks';
import { mended } from '../support/damageRepairs';
import { contextOver } from '../support/saving';
import { tempDir } from '../support/tempDir';

const into = tempDir();
const files = nodeFileSystem();
const context = contextOver(files);
/** One of each kind: both footers, growth, split, header, bitmaps, batmap, locators, and files that get shorter. */
const SOME = CATALOGUE.filter(({ id }) =>
  [
    'A01',
    'A04',
    'A05',
    'A06',
    'A07',
    'A12',
    'B03',
    'B05',
    'B12',
    'C05',
    'D03',
    'D14',
    'E01',
    'E08',
    'F02',
    'F09',
    'G03',
    'G05b',
    'H04',
    'H10',
  ].includes(id),
).map((damage) => [damage.id, damage.what, damage] as const);

describe('a repair that is saved', () => {
  test.each(SOME)('%s: %s', async (id, _what, damage) => {
    const { repair, bytes } = await mended(damage, damage.mend ?? {});
    const image = path.join(into, `${id}.vhd`);
    writeFileSync(image, damage.make());
    const expected = await files.stat(image);
    if (!expected.ok) throw new Error(expected.error.kind);
    if (repair.copyOnly === null) {
      const saved = await applyPlan({ path: image, plan: repair.plan, expected: expected.value, keepUndoAs: null }, context);
      expect(saved.ok && saved.value.afterwards).toBeNull();
      expect(Buffer.compare(readFileSync(image), bytes)).toBe(0);
    }
    const target = path.join(into, `${id}-copy.vhd`);
    const written = await writeNewFile(
      { target, content: repair.copy.content, publish: { kind: 'new' }, fill: 'sparse', tag: 'a1b2' },
      files,
    );
    expect(written.ok).toBe(true);
    expect(Buffer.compare(readFileSync(target), bytes)).toBe(0);
  });
});

test('a copy whose source cannot be read leaves nothing behind', async () => {
  const content = {
    bytes: 1024,
    extentBytes: 512,
    async *extents(): AsyncIterable<Extent> {
      yield { at: fileOffset(0), data: await Promise.reject<Uint8Array>(new Error('cannot read')) };
    },
    closing: [],
  };
  const before = readdirSync(into).length;
  const target = path.join(into, 'none.vhd');
  await expect(writeNewFile({ target, content, publish: { kind: 'new' }, fill: 'sparse', tag: 'c3d4' }, files)).rejects.toThrow(
    'cannot read',
  );
  expect(readdirSync(into).length).toBe(before);
});
