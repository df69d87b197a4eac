/**
 * One plan for everything that is staged: bytes of the file and bytes of the disk. The file's bytes are changed first, and
 * the disk is written as it is then; if both meet in a sector, the disk's write is the later one.
 */
import type { IoError, PlanError } from '../../../shared/errors';
import { layOver, type Piece } from '../../../shared/overlaidFile';
import { err, ok, type Result } from '../../../shared/result';
import type { ByteEdit } from '../../../shared/edits';
import { fileOffset, lba, SECTOR_BYTES, type Lba } from '../../../shared/vhd/units';
import type { BlockFile } from '../read/blockFile';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { openLike } from '../read/openImage';
import { plannedFile } from './plannedFile';
import type { Plan } from './plan';
import { readSectors, sectorRuns } from '../read/readDisk';
import { planBytes } from './patches';
import { createPlanStack } from './planStack';
import { cutSectors, sectorGroups } from './sectorGroups';
import { planWrites, type SectorEdit } from './writeSectors';

/**
 * The chain with its top layer as it would be after the plan. Parents stay as they are; if the top would be no disk any
 * more, only its bytes change. If something cannot be read, that is an error: the unchanged chain is not what was asked for.
 */
export async function chainThrough(chain: Chain, plan: Plan): Promise<Result<Chain, IoError>> {
  const [top] = chain.layers;
  const file = plannedFile(top.file, plan);
  return leavesStructures(top, plan) ? ok(withFile(chain, file)) : chainOver(chain, file);
}

/** The chain with its top layer as the file has it; if that is no disk, the former top with that file's bytes. */
export async function chainOver(chain: Chain, file: BlockFile): Promise<Result<Chain, IoError>> {
  const [top] = chain.layers;
  const opened = await openLike(file, top);
  if (opened.ok) return ok({ ...chain, layers: [opened.value, ...chain.layers.slice(1)] });
  return opened.error.kind === 'read-failed' ? err(opened.error) : ok(withFile(chain, file));
}

/** The chain with other bytes in its top layer; everything else known about it is kept. */
export function withFile(chain: Chain, file: BlockFile): Chain {
  const [top, ...parents] = chain.layers;
  return { ...chain, layers: [{ ...top, file }, ...parents] };
}

/** Whether the plan can only change blocks' data and bitmaps. If a block lies over a structure, a change may belong to both. */
const leavesStructures = ({ map }: Image, { steps, lengthBefore, lengthAfter }: Plan): boolean =>
  map !== null &&
  map.faults.structure.blocks === 0 &&
  lengthAfter === lengthBefore &&
  steps.every(({ why }) => why === 'payload' || why === 'bitmap');

/** The plan that carries all the edits out, later ones over earlier ones. `chain` is as its files are now. */
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
  if (!writes.ok || bytes.value.steps.length === 0) return writes;
  const both = createPlanStack(chain.layers[0].file);
  both.lay(0, bytes.value);
  both.lay(1, writes.value);
  return ok(both.plan(2) ?? { ...bytes.value, steps: [] });
}

/** Disjoint and in order; if two edits have one byte, the later counts. Adjacent edits become one piece. */
export function joined(edits: readonly Piece[]): Piece[] {
  const order = edits.map((_, i) => i).sort((a, b) => (edits[a] as Piece).at - (edits[b] as Piece).at || a - b);
  const pieces: Piece[] = [];
  for (let i = 0; i < order.length; ) {
    const at = (edits[order[i] as number] as Piece).at;
    let end = at;
    const members: number[] = [];
    for (; i < order.length && (edits[order[i] as number] as Piece).at <= (members.length === 0 ? at : end); i++) {
      members.push(order[i] as number);
      const edit = edits[order[i] as number] as Piece;
      end = Math.max(end, edit.at + edit.bytes.length);
    }
    const bytes = new Uint8Array(end - at);
    for (const member of members.sort((a, b) => a - b)) layOver(bytes, at, edits[member] as Piece);
    pieces.push({ at, bytes });
  }
  return pieces;
}

async function whyUnknown(chain: Chain, sector: Lba): Promise<PlanError> {
  const [run] = await sectorRuns(chain, sector, 1, 'honour');
  if (run === undefined || run.at === null) {
    return { kind: 'unknown-sector', lba: sector, why: run?.source === 'unknown' ? 'missing-parent' : 'damaged' };
  }
  const read = await (chain.layers[run.layer] as Image).file.read(fileOffset(run.at), SECTOR_BYTES);
  // The drive gave it at the second attempt.
  return read.ok ? { kind: 'read-failed', at: run.at, bytes: SECTOR_BYTES, code: 'EIO' } : read.error;
}

/** The sectors that the pieces touch, as whole sectors: only each piece's first and last sectors are read. */
async function wholeSectors(chain: Chain, pieces: readonly Piece[]): Promise<Result<SectorEdit[], PlanError>> {
  const edits: SectorEdit[] = [];
  const diskSectors = chain.layers[0].sectors;
  for (const { from, to, members } of sectorGroups(pieces)) {
    if (to > diskSectors) return err({ kind: 'out-of-range', at: from, sectors: to - from, diskSectors });
    const bytes = new Uint8Array((to - from) * SECTOR_BYTES);
    for (const sector of cutSectors(members)) {
      const read = await readSectors(chain, lba(sector), 1, 'honour');
      if (read.faults.length > 0) return err(await whyUnknown(chain, lba(sector)));
      bytes.set(read.bytes, (sector - from) * SECTOR_BYTES);
    }
    for (const piece of members) layOver(bytes, from * SECTOR_BYTES, piece);
    edits.push({ lba: lba(from), bytes });
  }
  return ok(edits);
}
