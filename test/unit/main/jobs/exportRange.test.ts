/** A part of a disk with unsaved changes over it: exactly its bytes, with exactly the changes that fall into it, and checked. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { writeAll } from '../../../../main/io/bulk/workers';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import type { Overlay } from '../../../../main/jobs/tasks';
import { fileOffset } from '../../../../shared/vhd/units';
import { endOf, fileOf, outputAt, sourceAt } from '../../../support/jobs';
import { createAt, diskSpec, writeAt } from '../../../support/newDisks';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
const disk = path.join(folder, 'disk.vhd');
const noise = seeded(5).bytes(64 * 512);
await createAt(disk, diskSpec());
await writeAt(disk, { lba: 4080, bytes: noise });
/** What the disk's first 8,192 sectors hold. */
const content = new Uint8Array(8192 * 512);
content.set(noise, 4080 * 512);

const FROM = 4090;
const SECTORS = 20;
const filled = (at: number, length: number, value: number) => ({ at, bytes: new Uint8Array(length).fill(value) });
/** Before the range, over its start, inside a sector, over its end, behind it. */
const CHANGES: Overlay = [
  filled(0, 512, 0xa1),
  filled(4000 * 512, 3, 0xa2),
  filled(FROM * 512 - 700, 1000, 0xa3),
  filled((FROM + 5) * 512 + 17, 40, 0xa4),
  filled((FROM + SECTORS) * 512 - 1, 600, 0xa5),
  filled((FROM + SECTORS + 3) * 512, 512, 0xa6),
];
const changed = content.slice();
for (const { at, bytes } of CHANGES) changed.set(bytes, at);
const wanted = changed.subarray(FROM * 512, (FROM + SECTORS) * 512);
const range = { from: FROM, sectors: SECTORS };

const request = (name: string, more: Parameters<typeof outputAt>[1] = {}) =>
  ({
    op: 'export',
    source: sourceAt(disk),
    output: outputAt(path.join(folder, name), more),
    range,
    layer: false,
    overlay: CHANGES,
  }) as const;

describe('a range with unsaved changes', () => {
  test.each([false, true])('is those bytes and no others (every byte written: %s)', async (full) => {
    const name = `part-${full}.raw`;
    const summary = await fileOf(request(name, { full, hash: ['sha256'] }));
    const out = readFileSync(path.join(folder, name));
    expect(out.equals(wanted)).toBe(true);
    expect(summary).toMatchObject({ verified: true, hash: { sha256: createHash('sha256').update(wanted).digest('hex') } });
  });

  it.each([
    ['in a sector without changes', 2 * 512 + 9],
    ['in a byte that was changed', 5 * 512 + 20],
    ['beside the changed bytes of a sector', 5 * 512 + 2],
  ])('is thrown away where the drive gives back another byte %s', async (_where, at) => {
    const spoil = (): void => {
      const [part] = readdirSync(folder).filter((name) => name.startsWith('.spoilt.raw.platter-part'));
      const fd = openSync(path.join(folder, part as string), 'r+');
      writeSync(fd, Buffer.from([0x77]), 0, 1, at);
      closeSync(fd);
    };
    const end = await endOf(request('spoilt.raw'), { onPhase: ({ name }) => void (name === 'verifying' && spoil()) });
    expect(end).toEqual({ kind: 'failed', error: { kind: 'verify-failed', lba: FROM + Math.floor(at / 512) } });
    expect(readdirSync(folder).filter((name) => name.includes('spoilt'))).toEqual([]);
  });
});

test.each([-512, -1, 0.5, Number.NaN, 2 ** 53])('nothing is ever written at offset %s', async (at) => {
  const file = path.join(folder, `offset-${at}`);
  const fd = openSync(file, 'w+');
  expect(() => writeAll(fd, new Uint8Array(8), at)).toThrow(RangeError);
  closeSync(fd);
  const opened = await nodeFileSystem().open(file, 'write');
  if (!opened.ok) throw new Error(opened.error.kind);
  await expect(opened.value.write(fileOffset(at), new Uint8Array(8))).rejects.toThrow(RangeError);
  await opened.value.close();
  expect(readFileSync(file).length).toBe(0);
});
