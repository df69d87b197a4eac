/**
 * Disks that fill up: on a real file system of eight mebibytes, at every size around the limit, and in the middle of
 * giving a block its place. QEMU loses data there: it keeps the table entry of the write that failed, and hands the
 * same place to the next block.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../main/io/fileSystem';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { journalPath } from '../../main/io/saveContext';
import { ok } from '../../shared/result';
import { edited, smallDisk, type Edit } from '../support/editScripts';
import { errorOf } from '../support/faultLoop';
import { faultFileSystem } from '../support/faultFileSystem';
import { patterned, sparseImage } from '../support/imageBuilder';
import { bytesOf, cloneVolume, volumeOf } from '../support/memoryVolume';
import { readPlainly, sameBytes } from '../support/plainReader';
import { DISK } from '../support/powercut';
import { contextOver, recoverImage, saveEdits } from '../support/saving';
import { tempDir } from '../support/tempDir';
import { traceFileSystem } from '../support/traceFileSystem';

const MOUNT = tempDir();

/** A file system of eight mebibytes at MOUNT, or the reason why there is none. */
function mounted(): string | null {
  if (process.platform !== 'linux') return 'only on Linux';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', MOUNT], { stdio: 'pipe' });
    return null;
  } catch {
    return 'no right to mount one';
  }
}
const refusal = mounted();
if (refusal !== null) console.warn(`SKIPPED: a file system of 8 MiB: ${refusal}`);
afterAll(() => {
  if (refusal === null) execFileSync('umount', [MOUNT]);
});

/** Notes whether a byte that the old file had was written to. */
function watched(files: FileSystem, image: string, length: number, touched: () => void): FileSystem {
  return {
    ...files,
    open: async (name, mode, rights) => {
      const opened = await files.open(name, mode, rights);
      if (!opened.ok || name !== image || mode === 'read') return opened;
      const file = opened.value;
      return ok({
        ...file,
        write: (at, data) => {
          if (at < length) touched();
          return file.write(at, data);
        },
      });
    },
  };
}

const BLOCK = 65_536;
const SIZES = 200;

describe.skipIf(refusal !== null)('a file system of 8 MiB', () => {
  const image = path.join(MOUNT, 'disk.vhd');
  const ballast = path.join(MOUNT, 'ballast');
  const { bytes } = sparseImage({ size: 64 * BLOCK, blockBytes: BLOCK, blocks: [{ index: 0, data: patterned(BLOCK, 1) }] });
  const edits: Edit[] = [1, 2, 3].map((block) => ({ lba: (block * BLOCK) / 512, bytes: patterned(BLOCK, block) }));

  /** Leaves this many bytes free, in whole pages. */
  function fill(free: number): void {
    rmSync(ballast, { force: true });
    const { bavail, bsize } = statfsSync(MOUNT);
    writeFileSync(ballast, new Uint8Array(Math.max(0, bavail * bsize - free)));
  }

  it('is found full before a byte of the old file is touched', async () => {
    const counts = { saved: 0, refused: 0, touched: 0 };
    // The save needs about 390 KiB of journal and room each; the limit lies somewhere between.
    for (let turn = 0; turn < SIZES; turn++) {
      writeFileSync(image, bytes);
      truncateSync(image, bytes.length);
      fill(turn * 4096);
      let touched = false;
      const files = watched(nodeFileSystem({ pauseMs: 1 }), image, bytes.length, () => (touched = true));
      // What the system says of free room is advice: here it lies, so that the writes themselves must find out.
      const lying: FileSystem = { ...files, freeBytes: async () => ok(2 ** 40) };
      const saved = await saveEdits(contextOver(turn % 2 === 0 ? lying : files), image, edits);
      const now = new Uint8Array(readFileSync(image));
      if (saved.ok) counts.saved += 1;
      else {
        counts.refused += 1;
        if (touched) counts.touched += 1;
        expect(saved.error).toMatchObject({ at: 'save', error: { fileState: expect.stringMatching(/untouched|old-restored/) } });
        expect(sameBytes(now, bytes)).toBe(true);
      }
      const disk = readPlainly(now);
      expect(disk.faults).toEqual([]);
      expect(existsSync(journalPath(image))).toBe(false);
      expect(readdirSync(MOUNT).filter((name) => name.includes('platter'))).toEqual([]);
    }
    console.log(
      `disk full: ${SIZES} sizes, ${counts.saved} saved, ${counts.refused} refused, ${counts.touched} after a live byte was touched`,
    );
    expect(counts.saved).toBeGreaterThan(20);
    expect(counts.refused).toBeGreaterThan(20);
    expect(counts.touched / counts.refused).toBeLessThanOrEqual(0.01);
  });
});

describe('a disk that fills up while a block gets its place', () => {
  const HOLES = [3, 4, 6];
  const perBlock = 8;
  const disk = smallDisk('dynamic', 4096);
  const writeTo = (block: number): Edit => ({ lba: block * perBlock, bytes: patterned(4096, 90 + block) });

  /** Tries to write block `i` while call `at` fails, then writes `j`, then `i` again. Answers whether the first try met the fault. */
  async function aliasing(i: number, j: number, at: number): Promise<boolean> {
    const volume = cloneVolume(volumeOf({ [DISK]: disk.file }));
    const calm = contextOver(traceFileSystem(volume));
    let met = false;
    const faulty = faultFileSystem(
      traceFileSystem(volume),
      { at, errno: 'ENOSPC', sticky: false, partial: 512 },
      { errorOf, onCall: ({ index }) => (met ||= index === at) },
    );
    const first = await saveEdits(contextOver(faulty), DISK, [writeTo(i)]);
    await recoverImage(calm, DISK);
    let raw = first.ok ? edited(disk.raw, [writeTo(i)]) : disk.raw;
    for (const block of [j, i]) {
      const saved = await saveEdits(calm, DISK, [writeTo(block)]);
      expect(saved.ok).toBe(true);
      raw = edited(raw, [writeTo(block)]);
    }
    const reading = readPlainly(bytesOf(volume, DISK) ?? new Uint8Array());
    expect(reading.faults).toEqual([]);
    expect(sameBytes(reading.disk ?? new Uint8Array(), raw)).toBe(true);
    return met;
  }

  it('gives no place to two blocks, whatever call failed, for all pairs', async () => {
    let runs = 0;
    for (const i of HOLES) for (const j of HOLES) for (let at = 0; i !== j && (await aliasing(i, j, at)); at++) runs += 1;
    console.log(`aliasing: ${runs} failed allocations, each followed by two others`);
    expect(runs).toBeGreaterThan(100);
  });
});
