/**
 * Plans writes of whole sectors of the virtual disk. Bits of written sectors are set, never cleared. A missing block of a
 * differencing disk is added even for zeros, because otherwise the parent would show through; on a dynamic disk, zeros into
 * a missing block change nothing and need no room.
 */
import { append } from '../../../shared/append';
import type { IoError, PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED, type Lba } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, dataAt, extentSectors, touchesCore, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';
import { firstAbove } from '../format/places';
import type { Plan, Step } from './plan';
import { isAllZero } from '../read/sameBytes';
import { clearedInBatmap } from './batmapBits';
import { growBy, setBits, type BlockPiece, type NewBlock } from './growth';
import { MAX_EDIT_BYTES, overlapping, patchAt, planOf, refusalOf } from './patches';

/** Whole sectors from `lba`. */
export type SectorEdit = { readonly lba: Lba; readonly bytes: Uint8Array };

type Steps = Promise<Result<Step[], PlanError | IoError>>;

/**
 * One plan for all the edits, which must not overlap. `image` is as its file is now; the plan is empty when nothing would
 * change.
 */
export async function planWrites(image: Image, edits: readonly SectorEdit[]): Promise<Result<Plan, PlanError>> {
  const sorted = [...edits].sort((a, b) => a.lba - b.lba);
  const refusal = refusalOf(image) ?? editsRefusal(image, sorted);
  if (refusal !== null) return err(refusal);
  if (image.kind === 'fixed' || image.kind === 'raw') {
    const steps = await flatSteps(image, sorted);
    return steps.ok ? ok(planOf(image, steps.value)) : steps;
  }
  return image.map === null ? err({ kind: 'no-block-map' }) : sparsePlan(image, image.map, sorted);
}

function editsRefusal(image: Image, sorted: readonly SectorEdit[]): PlanError | null {
  const total = sorted.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > MAX_EDIT_BYTES) return { kind: 'too-much', bytes: total, most: MAX_EDIT_BYTES };
  let end = 0;
  for (const { lba, bytes } of sorted) {
    const sectors = bytes.length / SECTOR_BYTES;
    if (!Number.isInteger(sectors)) return { kind: 'not-whole-sectors', bytes: bytes.length };
    if (!Number.isInteger(lba) || lba < 0 || lba + sectors > image.sectors) {
      return { kind: 'out-of-range', at: lba, sectors, diskSectors: image.sectors };
    }
    if (lba < end) return { kind: 'overlapping-edits', at: lba };
    end = lba + sectors;
  }
  return null;
}

/** Fixed and raw: the disk's bytes are the file's. A file cut short lacks sectors that the footer claims. */
async function flatSteps(image: Image, edits: readonly SectorEdit[]): Steps {
  const steps: Step[] = [];
  for (const { lba, bytes } of edits) {
    const at = lba * SECTOR_BYTES;
    if (at + bytes.length > image.dataEnd)
      return err({
        kind: 'out-of-range',
        at: lba,
        sectors: bytes.length / SECTOR_BYTES,
        diskSectors: Math.floor(image.dataEnd / SECTOR_BYTES),
      });
    const step = await patchAt(image.file, at, bytes, { stage: 'data', why: 'payload' });
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  return ok(steps);
}

/** The edits, cut at block borders; blocks in ascending order. */
function byBlock(map: BlockMap, edits: readonly SectorEdit[]): Map<number, BlockPiece[]> {
  const pieces = new Map<number, BlockPiece[]>();
  for (const { lba, bytes } of edits) {
    for (let done = 0; done < bytes.length; ) {
      const at = lba + done / SECTOR_BYTES;
      const block = Math.floor(at / map.blockSectors);
      const sector = at - block * map.blockSectors;
      const take = Math.min(bytes.length - done, (map.blockSectors - sector) * SECTOR_BYTES);
      const piece = { sector, bytes: bytes.subarray(done, done + take) };
      const others = pieces.get(block);
      if (others === undefined) pieces.set(block, [piece]);
      else others.push(piece);
      done += take;
    }
  }
  return pieces;
}

async function sparsePlan(image: Image, map: BlockMap, edits: readonly SectorEdit[]): Promise<Result<Plan, PlanError>> {
  const steps: Step[] = [];
  const fresh: NewBlock[] = [];
  const onExtras = placesOnExtras(map);
  for (const [block, pieces] of byBlock(map, edits)) {
    if (map.states[block] === BLOCK_STATE.damaged) return err({ kind: 'damaged-block', block });
    if (map.states[block] === BLOCK_STATE.overlapping) return err(overlapping(map, block));
    if (map.entries[block] === UNALLOCATED) {
      if (block >= map.tableEntries) return err({ kind: 'cannot-grow', why: 'table-too-small' });
      const kept = image.kind === 'dynamic' ? pieces.filter(({ bytes }) => !isAllZero(bytes)) : pieces;
      if (kept.length > 0) fresh.push({ block, pieces: kept });
      continue;
    }
    const more = await storedSteps(image, map, { block, pieces }, onExtras);
    if (!more.ok) return more;
    append(steps, more.value);
  }
  return fresh.length === 0 ? ok(planOf(image, steps)) : withNewBlocks(image, map, steps, fresh);
}

/**
 * Places, ascending, of blocks that lie over a locator or a batmap and are read nevertheless. Blocks over header or table
 * hold nothing.
 */
function placesOnExtras(map: BlockMap): Uint32Array {
  if (map.faults.structure.blocks === 0) return new Uint32Array();
  return map.entries
    .filter((at, block) => at !== UNALLOCATED && map.states[block] === BLOCK_STATE.overlapping && !touchesCore(map, block))
    .sort();
}

/**
 * Whether another block, one that lies over a locator or a batmap, shares bytes with this one. Blocks that only overlap each
 * other are known by their state.
 */
function sharesPlace(map: BlockMap, block: number, onExtras: Uint32Array): boolean {
  const [at, extent] = [map.entries[block] as number, extentSectors(map)];
  const first = firstAbove(onExtras, at - extent);
  const own = map.states[block] === BLOCK_STATE.overlapping && !touchesCore(map, block) ? 1 : 0;
  let near = 0;
  for (let i = first; i < onExtras.length && near <= own && (onExtras[i] as number) < at + extent; i++) near += 1;
  return near > own;
}

/** Writes into an existing block: data first, and bits only for sectors whose data is durable. */
async function storedSteps(image: Image, map: BlockMap, { block, pieces }: NewBlock, onExtras: Uint32Array): Steps {
  if (touchesCore(map, block)) return err({ kind: 'damaged-block', block });
  if (sharesPlace(map, block, onExtras)) return err(overlapping(map, block));
  const steps: Step[] = [];
  const at = bitmapAt(map, block);
  const read = await image.file.read(at, map.bitmapSectors * SECTOR_BYTES);
  if (!read.ok) return read;
  const bitmap = read.value.slice();
  for (const { sector, bytes } of pieces) {
    const from = dataAt(map, block) + sector * SECTOR_BYTES;
    if (from + bytes.length > image.dataEnd) return err({ kind: 'damaged-block', block });
    const step = await patchAt(image.file, from, bytes, { stage: 'data', why: 'payload' });
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
    setBits(bitmap, sector, bytes.length / SECTOR_BYTES);
  }
  for (let from = 0; from < bitmap.length; from += SECTOR_BYTES) {
    const before = read.value.slice(from, from + SECTOR_BYTES);
    const after = bitmap.slice(from, from + SECTOR_BYTES);
    if (after.some((byte, i) => byte !== before[i])) {
      steps.push({ kind: 'patch', at: fileOffset(at + from), before, after, stage: 'bitmaps', why: 'bitmap' });
    }
  }
  return ok(steps);
}

async function withNewBlocks(
  image: Image,
  map: BlockMap,
  steps: readonly Step[],
  fresh: readonly NewBlock[],
): Promise<Result<Plan, PlanError>> {
  const grown = growBy(image, map, fresh);
  if (!grown.ok) return grown;
  const table = await tableSteps(image, map, grown.value.entries);
  if (!table.ok) return table;
  const partial = image.kind === 'dynamic' ? [] : fresh.map(({ block }) => block);
  const hints = await clearedInBatmap(image, partial);
  if (!hints.ok) return hints;
  const plan = planOf(image, [...steps, ...grown.value.steps, ...hints.value, ...table.value]);
  const notes = hints.value.length === 0 ? plan.notes : [...plan.notes, 'batmap-bit-cleared' as const];
  return ok({ ...plan, lengthAfter: grown.value.lengthAfter, newBlocks: fresh.map(({ block }) => block), notes });
}

/** Whole sectors of the table; bytes behind the last entry stay as they are. */
async function tableSteps(image: Image, map: BlockMap, entries: readonly { readonly block: number; readonly sector: number }[]): Steps {
  const bySector = new Map<number, { block: number; sector: number }[]>();
  for (const entry of entries) {
    const at = map.tableAt + Math.floor((entry.block * 4) / SECTOR_BYTES) * SECTOR_BYTES;
    const others = bySector.get(at);
    if (others === undefined) bySector.set(at, [entry]);
    else others.push(entry);
  }
  const steps: Step[] = [];
  for (const [at, some] of bySector) {
    const read = await image.file.read(fileOffset(at), SECTOR_BYTES);
    if (!read.ok) return read;
    const after = read.value.slice();
    const view = new DataView(after.buffer);
    for (const { block, sector } of some) view.setUint32(map.tableAt + block * 4 - at, sector);
    steps.push({ kind: 'patch', at: fileOffset(at), before: read.value, after, stage: 'table', why: 'bat-entry' });
  }
  return ok(steps);
}
