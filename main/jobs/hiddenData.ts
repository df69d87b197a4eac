/**
 * Data that a new file drops: data under clear bits of a dynamic disk’s bitmaps, where Windows and Platter show zeros and
 * QEMU shows the data; and data behind the disk’s end. The user who asks for a new file is told how much that is.
 */
import type { HiddenData } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { fileOffset, lba, SECTOR_BYTES } from '../../shared/vhd/units';
import { BLOCK_STATE } from '../../shared/views';
import { isCancelled, PIECE_BYTES, TASK } from '../io/bulk/control';
import { restOfLastBlock } from '../vhd/ops/grownPart';
import { heldWindows, runsIn, type ExtentRange } from '../vhd/read/extents';
import { sectorRuns } from '../vhd/read/readDisk';
import { zeroSectorsOf } from '../vhd/read/sameBytes';
import { CANCELLED, roundsOf, type Ended, type JobContext } from './context';
import { addRun, inBytes, unitsOf, type Unit, type View } from './windows';

/**
 * Sectors of the range that hold non-zero bytes but show as zeros because their bits are clear; null if there are none. Only
 * such sectors are read. Those that the drive cannot read do not count: no new file needs them.
 */
export async function hiddenData(context: JobContext, view: View, { from, sectors }: ExtentRange): Ended<HiddenData | null> {
  if (view.chain.layers.every(({ kind, map }) => kind !== 'dynamic' || map === null)) return ok(null);
  const found = { sectors: 0, firstLba: 0 };
  const begun = new Map<number, Unit>();
  let withData: Unit[] = [];
  const rounds = roundsOf(
    context,
    TASK.scan,
    (_piece, at, isOther) => {
      if (isOther) withData.push(begun.get(at) as Unit);
      begun.delete(at);
      return true;
    },
    () => null,
  );
  const counted = async (): Promise<void> => {
    const units = withData;
    withData = [];
    for (const unit of units) await countInto(found, view, unit);
  };
  for (const window of heldWindows([view.chain], from, from + sectors)) {
    if (isCancelled(context.workers.control)) return err(CANCELLED);
    const shown = await runsIn(view.chain, window);
    const { add, units } = unitsOf(PIECE_BYTES);
    for (const run of shown) {
      if (run.source !== 'zero') continue;
      const stored = await sectorRuns(view.chain, lba(run.lba), run.sectors, 'ignore');
      for (const each of stored) {
        await addRun(add, view, each, { at: inBytes(each.lba) });
      }
    }
    for (const unit of units()) {
      const stopped = rounds.put(unit);
      if (stopped !== null) return err(stopped);
      begun.set(unit.at, unit);
      await counted();
    }
  }
  const stopped = rounds.end();
  if (stopped !== null) return err(stopped);
  await counted();
  return ok(found.sectors === 0 ? null : { where: 'clear-bits', ...found });
}

const BEHIND_PIECE_BYTES = 1024 * 1024;

/**
 * Sectors behind the end of the top layer that hold non-zero bytes: in the rest of its last block, and in blocks of entries
 * that the disk does not use. A new file has neither.
 */
export async function dataBehindEnd(context: JobContext, { chain }: View): Ended<HiddenData | null> {
  const [top] = chain.layers;
  const { map } = top;
  if (map === null) return ok(null);
  const found = { sectors: 0, firstLba: 0 };
  const isReadable = map.states[Math.floor(top.sectors / map.blockSectors)] === BLOCK_STATE.unscanned;
  const last = isReadable ? restOfLastBlock(top) : null;
  const rest = last === null ? [] : [{ ...last, lba: top.sectors }];
  const blocks = map.surplus.places.map((at) => ({
    at: inBytes(at + map.bitmapSectors),
    sectors: map.blockSectors,
    lba: map.surplus.first * map.blockSectors,
  }));
  for (const { at, sectors, lba: first } of [...rest, ...blocks]) {
    const end = Math.min(at + inBytes(sectors), top.dataEnd);
    for (let from = at; from < end; from += BEHIND_PIECE_BYTES) {
      if (isCancelled(context.workers.control)) return err(CANCELLED);
      const read = await top.file.read(fileOffset(from), Math.min(BEHIND_PIECE_BYTES, end - from));
      if (!read.ok) continue;
      const isZero = zeroSectorsOf(read.value);
      for (let sector = 0; sector < read.value.length / SECTOR_BYTES; sector++) {
        if (isZero(sector)) continue;
        if (found.sectors === 0) found.firstLba = first + (from - at) / SECTOR_BYTES + sector;
        found.sectors += 1;
      }
    }
  }
  return ok(found.sectors === 0 ? null : { where: 'behind-end', ...found });
}

type Found = { sectors: number; firstLba: number };

async function countInto(found: Found, { chain, fds }: View, { at, sides }: Unit): Promise<void> {
  for (const segment of sides[0]) {
    const image = chain.layers.find((layer) => fds.get(layer) === segment.fd);
    const read = await image?.file.read(fileOffset(segment.at), segment.bytes);
    if (read?.ok !== true) continue;
    for (let done = 0; done < segment.bytes; done += SECTOR_BYTES) {
      if (read.value.subarray(done, done + SECTOR_BYTES).every((byte) => byte === 0)) continue;
      if (found.sectors === 0) found.firstLba = (at + segment.into + done) / SECTOR_BYTES;
      found.sectors += 1;
    }
  }
}
