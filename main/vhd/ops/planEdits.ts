/**
 * One plan for everything that is staged: bytes of the file and bytes of the disk. The file's own bytes come first, and
 * the disk is written as it is then; where both meet in a sector, the disk's write is the later one.
 */
import type { IoError, PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import type { ByteEdit } from '../../../shared/edits';
import { fileOffset, lba, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import type { BlockMap } from '../bat';
import type { Chain } from '../chain';
import type { Image } from '../image';
import { openImage } from '../openImage';
import { plannedFile } from '../plannedFile';
import type { Plan, Step } from '../plan';
import { readSectors, sectorRuns } from '../readDisk';
import { planBytes, sameBytes } from './patches';
import { planWrites, type SectorEdit } from './writeSectors';

/**
 * The chain with its top layer as it would be with the plan carried out. Parents stay as they are, and so does a top that
 * would be no disk any more. What cannot be read is an error: the chain as it was is not what was asked for.
 */
export async function chainThrough(chain: Chain, plan: Plan): Promise<Result<Chain, IoError>> {
  const [top, ...parents] = chain.layers;
  const opened = await openImage(plannedFile(top.file, plan), top.kind === 'raw' || top.kind === 'bytes' ? top.kind : 'disk');
  if (opened.ok) return ok({ ...chain, layers: [opened.value, ...parents] });
  return opened.error.kind === 'read-failed' ? err(opened.error) : ok(chain);
}

/** What carries all the edits out, later ones over earlier ones. `chain` is as its files are now. */
export async function planEdits(chain: Chain, edits: readonly ByteEdit[]): Promise<Result<Plan, PlanError>> {
  const inSpace = (space: ByteEdit['space']): Piece[] => joined(edits.filter((edit) => edit.space === space));
  const bytes = await planBytes(chain.layers[0], inSpace('file'));
  const onDisk = inSpace('disk');
  if (!bytes.ok || onDisk.length === 0) return bytes;
  const between = bytes.value.steps.length === 0 ? ok(chain) : await chainThrough(chain, bytes.value);
  if (!between.ok) return between;
  const sectors = await wholeSectors(between.value, onDisk);
  if (!sectors.ok) return sectors;
  const writes = await planWrites(between.value.layers[0], sectors.value);
  return writes.ok ? ok(combined(bytes.value, writes.value)) : writes;
}

type Piece = { readonly at: number; readonly bytes: Uint8Array };

/** Disjoint and in order; of two edits of one byte the later counts. */
export function joined(edits: readonly Piece[]): Piece[] {
  let pieces: Piece[] = [];
  for (const { at, bytes } of edits) {
    const end = at + bytes.length;
    const around = pieces.filter((piece) => piece.at <= end && piece.at + piece.bytes.length >= at);
    const from = Math.min(at, ...around.map((piece) => piece.at));
    const to = Math.max(end, ...around.map((piece) => piece.at + piece.bytes.length));
    const whole = new Uint8Array(to - from);
    for (const piece of around) whole.set(piece.bytes, piece.at - from);
    whole.set(bytes, at - from);
    pieces = [...pieces.filter((piece) => !around.includes(piece)), { at: from, bytes: whole }];
  }
  return pieces.sort((a, b) => a.at - b.at);
}

/** The sectors that the pieces touch, with what stands around the pieces. */
async function wholeSectors(chain: Chain, pieces: readonly Piece[]): Promise<Result<SectorEdit[], PlanError>> {
  const edits: SectorEdit[] = [];
  for (const { at, bytes } of pieces) {
    const first = Math.floor(at / SECTOR_BYTES);
    const count = Math.ceil((at + bytes.length) / SECTOR_BYTES) - first;
    const isWhole = at % SECTOR_BYTES === 0 && bytes.length % SECTOR_BYTES === 0;
    const read = isWhole ? ok({ bytes: new Uint8Array(bytes.length), faults: [] }) : await readSectors(chain, lba(first), count, 'honour');
    if (!read.ok) return read;
    const [fault] = read.value.faults;
    if (fault !== undefined) return { ok: false, error: { kind: 'read-failed', at: at, bytes: fault.bytes, code: 'UNKNOWN_SECTOR' } };
    const whole = read.value.bytes;
    whole.set(bytes, at - first * SECTOR_BYTES);
    const last = edits.at(-1);
    // Two pieces may share a sector.
    if (last !== undefined && last.lba + last.bytes.length / SECTOR_BYTES > first)
      edits[edits.length - 1] = overlaid(last, first, whole, { at, bytes });
    else edits.push({ lba: lba(first), bytes: whole });
  }
  return ok(edits);
}

function overlaid(last: SectorEdit, first: number, whole: Uint8Array, piece: Piece): SectorEdit {
  const into = (first - last.lba) * SECTOR_BYTES;
  const bytes = new Uint8Array(Math.max(last.bytes.length, into + whole.length));
  bytes.set(whole, into);
  bytes.set(last.bytes);
  bytes.set(piece.bytes, piece.at - last.lba * SECTOR_BYTES);
  return { lba: last.lba, bytes };
}

/** `second` was made for the file as `first`, which does not grow it, leaves it. */
function combined(first: Plan, second: Plan): Plan {
  const old = (at: number, bytes: Uint8Array): Uint8Array => {
    const before = bytes.slice();
    for (const step of first.steps) if (step.kind === 'patch') overlay(before, at, step.before, step.at);
    return before;
  };
  const patches = second.steps.map((step) => (step.kind === 'patch' ? { ...step, before: old(step.at, step.before) } : step));
  const taken = new Set<number>();
  for (const step of second.steps)
    if (step.kind === 'patch') for (let s = 0; s < step.after.length; s += SECTOR_BYTES) taken.add(step.at + s);
  return {
    ...second,
    steps: [
      ...first.steps.flatMap((step) => withoutSectors(step, taken)),
      ...patches.filter((s) => s.kind !== 'patch' || !sameBytes(s.before, s.after)),
    ],
    guards: first.guards,
    uniqueId: first.uniqueId,
    notes: [...new Set([...first.notes, ...second.notes])],
  };
}

/** The patch in pieces, sectors that another one writes left out. */
function withoutSectors(step: Step, taken: ReadonlySet<number>): Step[] {
  if (step.kind !== 'patch') return [step];
  const pieces: Step[] = [];
  for (let s = 0; s < step.after.length; s += SECTOR_BYTES) {
    if (taken.has(step.at + s)) continue;
    const end = Math.min(s + SECTOR_BYTES, step.after.length);
    pieces.push({ ...step, at: fileOffset(step.at + s), before: step.before.slice(s, end), after: step.after.slice(s, end) });
  }
  return pieces.length * SECTOR_BYTES >= step.after.length ? [step] : pieces;
}

function overlay(into: Uint8Array, at: number, bytes: Uint8Array, from: number): void {
  const start = Math.max(at, from);
  const end = Math.min(at + into.length, from + bytes.length);
  if (start < end) into.set(bytes.subarray(start - from, end - from), start - at);
}

/**
 * An edit of the file's bytes, where these are the disk's own data, as edits of the disk: so that both views of one byte
 * are one change. Bytes that no sector reads (structures, bitmaps, gaps, data under a clear bit) stay the file's.
 */
export async function inDiskSpace(chain: Chain, edit: ByteEdit): Promise<ByteEdit[]> {
  const [top] = chain.layers;
  if (edit.space === 'disk' || top.kind === 'bytes') return [edit];
  const parts: ByteEdit[] = [];
  for (let done = 0; done < edit.bytes.length; ) {
    const at = edit.at + done;
    const count = Math.min(SECTOR_BYTES - (at % SECTOR_BYTES), edit.bytes.length - done);
    const diskAt = await diskOffsetAt(chain, top, at);
    parts.push({ space: diskAt === null ? 'file' : 'disk', at: diskAt ?? at, bytes: edit.bytes.slice(done, done + count) });
    done += count;
  }
  return parts;
}

/** The byte of the disk that is read from this byte of the file; null where none is. */
async function diskOffsetAt(chain: Chain, top: Image, fileAt: number): Promise<number | null> {
  const at = top.map === null ? flatOffset(top, fileAt) : mappedOffset(top.map, fileAt);
  if (at === null || at >= top.sectors * SECTOR_BYTES) return null;
  const runs = await sectorRuns(chain, lba(Math.floor(at / SECTOR_BYTES)), 1, 'honour');
  const run = runs.ok ? runs.value[0] : undefined;
  const stored = Math.floor(fileAt / SECTOR_BYTES) * SECTOR_BYTES;
  return run?.source === 'file' && run.at === stored ? at : null;
}

const flatOffset = (top: Image, fileAt: number): number | null =>
  (top.kind === 'fixed' || top.kind === 'raw') && fileAt < top.dataEnd ? fileAt : null;

function mappedOffset(map: BlockMap, fileAt: number): number | null {
  const sector = Math.floor(fileAt / SECTOR_BYTES);
  for (let block = 0; block < map.entries.length; block++) {
    const entry = map.entries[block] as number;
    const data = entry + map.bitmapSectors;
    if (entry === UNALLOCATED || sector < data || sector >= data + map.blockSectors) continue;
    return block * map.blockSectors * SECTOR_BYTES + (fileAt - data * SECTOR_BYTES);
  }
  return null;
}
