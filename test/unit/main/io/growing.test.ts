/** A fixed disk that grows in place: what is written, read and kept, counted. */
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applyPlan } from '../../../../main/io/applyPlan';
import { crc32c, crc32cOfZeros } from '../../../../main/io/crc32c';
import type { FileSystem, OpenFile } from '../../../../main/io/fileSystem';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import { isUndoable, undoSaved } from '../../../../main/io/recover';
import { planGrowInPlace } from '../../../../main/vhd/ops/growInPlace';
import { fixedImage, SIZE } from '../../../support/fixtures';
import { memoryFile } from '../../../support/memoryFile';
import { imageIn } from '../../../support/opened';
import { contextOver } from '../../../support/saving';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
// On Windows, files have no holes unless they are asked for, so the drive must have the room.
const GROWN = (process.platform === 'win32' ? 1 : 64) * 2 ** 30;

type Counts = { read: number; written: number };

function counting(files: FileSystem, counts: Counts): FileSystem {
  const counted = (file: OpenFile): OpenFile => ({
    ...file,
    read: (at, bytes) => {
      counts.read += bytes;
      return file.read(at, bytes);
    },
    write: (at, data) => {
      counts.written += data.length;
      return file.write(at, data);
    },
  });
  return {
    ...files,
    open: async (...words) => {
      const opened = await files.open(...words);
      return opened.ok ? { ok: true, value: counted(opened.value) } : opened;
    },
  };
}

async function grown(name: string, bytes: number) {
  const place = path.join(folder, name);
  writeFileSync(place, fixedImage());
  const counts: Counts = { read: 0, written: 0 };
  const files = counting(nodeFileSystem(), counts);
  const context = contextOver(files);
  const plan = await planGrowInPlace(await imageIn(memoryFile(fixedImage())), bytes / 512);
  const now = await files.stat(place);
  if (!plan.ok || plan.value === null || !now.ok) throw new Error('it does not grow');
  const undo = `${place}.platter-undo-1`;
  const saved = await applyPlan({ path: place, plan: plan.value, expected: now.value, keepUndoAs: undo }, context);
  return { place, undo, counts, context, saved };
}

test('many GiB more take no room, are not written and not read back, nor read when editing begins', async () => {
  const { place, undo, counts, context, saved } = await grown('large.vhd', GROWN);
  expect(saved).toMatchObject({ ok: true, value: { afterwards: null } });
  const stat = statSync(place);
  expect(stat.size).toBe(GROWN + 512);
  expect(stat.blocks * 512).toBeLessThan(SIZE + 65_536);
  expect(await isUndoable(place, undo, context)).toBe(true);
  expect(counts.written).toBeLessThan(65_536);
  expect(counts.read).toBeLessThan(262_144);
});

test('the growth can be taken back, and is not where somebody has used the new room since', async () => {
  const { place, undo, context } = await grown('back.vhd', SIZE + 65_536);
  expect(await undoSaved(place, undo, context)).toEqual({ ok: true, value: undefined });
  expect(statSync(place).size).toBe(fixedImage().length);
  const used = await grown('used.vhd', SIZE + 65_536);
  const file = await nodeFileSystem().open(used.place, 'write');
  if (!file.ok) throw new Error(file.error.kind);
  await file.value.write((SIZE + 8192) as Parameters<OpenFile['write']>[0], Uint8Array.of(7));
  await file.value.close();
  expect(await undoSaved(used.place, used.undo, used.context)).toMatchObject({ ok: false });
});

test('the sum of zeros is the one of RFC 3720, and of any length without summing them', () => {
  expect(crc32cOfZeros(32)).toBe(0x8a91_36aa);
  for (const bytes of [0, 1, 3, 512, 4099]) expect(crc32cOfZeros(bytes)).toBe(crc32c(new Uint8Array(bytes)));
});
