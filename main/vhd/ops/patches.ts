/** How planners make steps: they read what stands in the file and leave out what would not change. */
import type { IoError, PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES, footer, NULL_UUID } from '../../../shared/vhd/footer';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { extentSectors, type BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import type { Image } from '../read/image';
import { layOver } from '../../../shared/overlaidFile';
import { sameBytes } from '../read/sameBytes';
import { sectorGroups, type SectorGroup } from './sectorGroups';
import type { Guard, Plan, PlanNote, Stage, Step, WriteReason } from './plan';

/** The most that one save may change; more takes a new file. */
export const MAX_EDIT_BYTES = 64 * 1024 * 1024;

export type PatchInfo = { readonly stage: Stage; readonly why: WriteReason };

/** A patch that writes `after` at `at`; null when that stands there already. The range lies inside the file. */
export async function patchAt(file: BlockFile, at: number, after: Uint8Array, info: PatchInfo): Promise<Result<Step | null, IoError>> {
  const read = await file.read(fileOffset(at), after.length);
  if (!read.ok) return read;
  return ok(sameBytes(read.value, after) ? null : { kind: 'patch', at: fileOffset(at), before: read.value, after, ...info });
}

/** Why nothing at all may be written into this image; null when something may. */
export function refusalOf(image: Image): PlanError | null {
  if (image.kind === 'bytes') return { kind: 'not-a-disk' };
  if (image.footers?.tail === 'in-use-by-xen') return { kind: 'in-use-by-xen' };
  return null;
}

/** Why a block is not written that shares bytes of the file with another block or a structure. */
export function overlapping(map: BlockMap, block: number): PlanError {
  const [own, extent] = [map.entries[block] as number, extentSectors(map)];
  const other = map.entries.findIndex((at, i) => i !== block && at !== UNALLOCATED && Math.abs(at - own) < extent);
  return { kind: 'overlapping-block', block, other: other < 0 ? null : other };
}

/** The table entries that the disk needs, as they stand in the file: 32-bit big-endian. */
function tableBytes(entries: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(entries.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < entries.length; i++) view.setUint32(i * 4, entries[i] as number);
  return bytes;
}

/** Both footers, header and table as they were read: if somebody changed one of them, it is another disk. */
export function guardsOf({ footers, header, map, file }: Image): Guard[] {
  const guards: Guard[] = [];
  const add = (at: number, bytes: Uint8Array): void => {
    guards.push({ at: fileOffset(at), bytes: bytes.subarray(0, file.bytes - at) });
  };
  if (footers?.copy != null) add(footers.copy.at, footers.copy.bytes);
  if (header !== null) add(header.at, header.bytes);
  if (map !== null && map.unknown === 0 && map.tableFits) {
    add(map.tableAt, tableBytes(map.entries.subarray(0, Math.min(map.entries.length, map.tableEntries))));
  }
  if (footers?.footer != null) add(footers.footer.at, footers.footer.bytes);
  return guards;
}

/** A plan for a change that keeps the file's length. */
export function planOf(image: Image, steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  return {
    steps,
    guards: guardsOf(image),
    lengthBefore: image.file.bytes,
    lengthAfter: image.file.bytes,
    uniqueId: image.footer === null ? NULL_UUID : footer.get(image.footer, 'uniqueId'),
    newBlocks: [],
    notes: notesOf(image),
    ...more,
  };
}

const notesOf = ({ footer: raw }: Image): PlanNote[] => (raw !== null && footer.get(raw, 'savedState') !== 0 ? ['saved-state'] : []);

/** Writes any bytes of the file, for edits in the hex view of the file itself. No checksum is updated. */
export async function planBytes(
  image: Image,
  edits: readonly { readonly at: number; readonly bytes: Uint8Array }[],
): Promise<Result<Plan, PlanError>> {
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const total = sorted.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > MAX_EDIT_BYTES) return err({ kind: 'too-much', bytes: total, most: MAX_EDIT_BYTES });
  let end = 0;
  for (const { at, bytes } of sorted) {
    if (at < end) return err({ kind: 'overlapping-edits', at });
    end = at + bytes.length;
    if (at < 0 || end > image.file.bytes) return err({ kind: 'outside-file', at, bytes: bytes.length });
  }
  const steps: Step[] = [];
  for (const group of sectorGroups(sorted)) {
    const step = await groupPatch(image.file, group);
    if (!step.ok) return step;
    if (step.value !== null) steps.push(stagedByPlace(image, step.value));
  }
  return ok(planOf(image, steps));
}

/** The patch of whole sectors, up to the file's end; null when it would change nothing. */
async function groupPatch(file: BlockFile, { from, to, members }: SectorGroup): Promise<Result<Step | null, IoError>> {
  const at = from * SECTOR_BYTES;
  const read = await file.read(fileOffset(at), Math.min(to * SECTOR_BYTES, file.bytes) - at);
  if (!read.ok) return read;
  const after = read.value.slice();
  for (const piece of members) layOver(after, at, piece);
  return ok(
    sameBytes(after, read.value) ? null : { kind: 'patch', at: fileOffset(at), before: read.value, after, stage: 'data', why: 'bytes' },
  );
}

/** The two footers are never written in one stage. */
function stagedByPlace({ footers }: Image, step: Step): Step {
  if (step.kind !== 'patch') return step;
  const end = step.at + step.after.length;
  const covers = (at: number | undefined): boolean => at !== undefined && step.at < at + FOOTER_BYTES && end > at;
  if (covers(footers?.copy?.at)) return { ...step, stage: 'footer-copy' };
  return covers(footers?.footer?.at) ? { ...step, stage: 'footer' } : step;
}
