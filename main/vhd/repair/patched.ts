/**
 * An image with changes in memory only: a file to open and check, and in the end a plan. Later edits lie over earlier ones;
 * bytes behind the old end without an edit are zero.
 */
import { append } from '../../../shared/append';
import { overlaidFile } from '../../../shared/overlaidFile';
import { ok, type Result } from '../../../shared/result';
import type { IoError } from '../../../shared/errors';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import { heldBytes, type BlockFile } from '../read/blockFile';
import type { Stage, Step, WriteReason } from '../ops/plan';

export type Edit = { readonly at: number; readonly bytes: Uint8Array; readonly why: WriteReason };

export type Patched = { readonly base: BlockFile; readonly bytes: number; readonly edits: readonly Edit[] };

export const editBytes = ({ edits }: Patched): number => edits.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** The file with the changes. Closing it leaves the base open. */
export const patchedFile = (patched: Patched): BlockFile => ({
  ...overlaidFile(patched.base, patched.bytes, patched.edits),
  takenBytes: heldBytes(patched.base) + editBytes(patched),
  close: async () => {},
});

const STAGE_OF: Readonly<Record<WriteReason, Stage>> = {
  payload: 'data',
  'new-block': 'data',
  padding: 'data',
  bitmap: 'bitmaps',
  batmap: 'bitmaps',
  'bat-entry': 'table',
  'dynamic-header': 'metadata',
  locator: 'metadata',
  'footer-copy': 'footer-copy',
  footer: 'footer',
  'old-footer': 'footer',
  bytes: 'data',
};

/** Sectors in which the patched file may differ from the base, with the reason of the last edit there. */
function touchedSectors({ edits, bytes }: Patched): Map<number, WriteReason> {
  const touched = new Map<number, WriteReason>();
  for (const { at, bytes: data, why } of edits) {
    const last = Math.min(bytes, at + data.length);
    for (let sector = Math.floor(at / SECTOR_BYTES); sector * SECTOR_BYTES < last; sector++) touched.set(sector, why);
  }
  return touched;
}

const MAX_STEP_SECTORS = 2048;

/** Patches of the old file and appends behind it, in file order. Unchanged sectors are left out. */
export async function patchedSteps(patched: Patched): Promise<Result<Step[], IoError>> {
  const { base, bytes: length } = patched;
  const file = patchedFile(patched);
  const sectors = [...touchedSectors(patched)].sort(([a], [b]) => a - b);
  const steps: Step[] = [];
  for (let i = 0; i < sectors.length; ) {
    const [first, why] = sectors[i] as [number, WriteReason];
    let count = 1;
    while (count < MAX_STEP_SECTORS && sectors[i + count]?.[0] === first + count && sectors[i + count]?.[1] === why) count += 1;
    i += count;
    const at = first * SECTOR_BYTES;
    const after = await file.read(fileOffset(at), Math.min(count * SECTOR_BYTES, length - at));
    if (!after.ok) return after;
    const inside = Math.max(0, Math.min(after.value.length, base.bytes - at));
    const before = inside === 0 ? ok(new Uint8Array()) : await base.read(fileOffset(at), inside);
    if (!before.ok) return before;
    append(steps, patches(at, before.value, after.value.subarray(0, inside), why));
    if (inside < after.value.length)
      steps.push({ kind: 'append', at: fileOffset(at + inside), data: after.value.subarray(inside), stage: 'data', why });
  }
  return ok(withRoom(steps, base.bytes, length));
}

/** One patch for each run of sectors that differ. */
function patches(at: number, before: Uint8Array, after: Uint8Array, why: WriteReason): Step[] {
  const steps: Step[] = [];
  const differs = (from: number): boolean => {
    for (let i = from; i < Math.min(from + SECTOR_BYTES, after.length); i++) if (before[i] !== after[i]) return true;
    return false;
  };
  for (let from = 0; from < after.length; from += SECTOR_BYTES) {
    if (!differs(from)) continue;
    let to = from + SECTOR_BYTES;
    while (to < after.length && differs(to)) to += SECTOR_BYTES;
    const end = Math.min(to, after.length);
    steps.push({
      kind: 'patch',
      at: fileOffset(at + from),
      before: before.slice(from, end),
      after: after.slice(from, end),
      stage: STAGE_OF[why],
      why,
    });
    from = to - SECTOR_BYTES;
  }
  return steps;
}

/** Writes the new end first, then the room before it, with real zeros. */
function withRoom(steps: Step[], before: number, after: number): Step[] {
  if (after <= before) return steps;
  const last = steps.findLast((step) => step.kind === 'append');
  if (last?.kind !== 'append' || last.at + last.data.length !== after)
    return [...steps, { kind: 'zeros', at: fileOffset(before), bytes: after - before, stage: 'reserve', why: 'padding' }];
  const endBytes = Math.min(SECTOR_BYTES, last.data.length);
  const endAt = after - endBytes;
  const rest = last.data.length - endBytes;
  const others = steps.filter((step) => step !== last);
  const kept: Step[] = rest === 0 ? others : [...others, { ...last, data: last.data.subarray(0, rest) }];
  const room: Step[] =
    endAt === before ? [] : [{ kind: 'zeros', at: fileOffset(before), bytes: endAt - before, stage: 'reserve', why: 'padding' }];
  return [...kept, ...room, { ...last, at: fileOffset(endAt), data: last.data.subarray(rest), stage: 'end' }];
}
