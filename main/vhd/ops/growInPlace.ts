/**
 * Enlarges a disk without a copy, if the file allows it: a fixed disk gets zeros before its footer, a sparse one gets
 * entries in the spare room of its table. Null means that a new file is needed. Order: vhd-format "Crash-safe writing", E
 * and F.
 */
import type { PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import { mayBeBlock } from '../format/places';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { headerOverlaps, occupied } from '../describe/occupied';
import type { Plan, Step } from './plan';
import { isSuspended } from './compact';
import { growthRefusal } from './growth';
import { hasResidue, restOfLastBlock, shownByParents, shownOfRest } from './grownPart';
import { patchAt, planOf, refusalOf } from './patches';
import { losesGeometry, sized } from './rewrite';
import { blocksOf, shapeRefusal, sizeRefusal } from './sparseLayout';
import { tailSteps } from './tail';

/**
 * The same, if the disk then shows only zeros behind its old end. Null if its last block or a larger parent has data there,
 * or if that cannot be told because the parent is missing: a new file has room for those zeros.
 */
export async function planGrowWithZeros(chain: Chain, sectors: number): Promise<Result<Plan | null, PlanError>> {
  const [top] = chain.layers;
  const plan = await planGrowInPlace(top, sectors);
  if (!plan.ok || plan.value === null) return plan;
  if (top.kind === 'differencing' && (chain.layers.length === 1 || chain.parent?.state === 'loop')) return ok(null);
  const residue = await hasResidue(top, sectors);
  if (!residue.ok || residue.value) return residue.ok ? ok(null) : residue;
  return (await shownByParents(chain, sectors)).length === 0 ? plan : ok(null);
}

/** Whatever its last block and its parents have behind its old end is shown then. */
export async function planGrowInPlace(image: Image, sectors: number): Promise<Result<Plan | null, PlanError>> {
  const refusal = refusalOf(image);
  if (refusal !== null) return err(refusal);
  if (image.footer === null || sectors <= image.sectors) return ok(null);
  // The caller then asks for a new file and is told why there is none.
  if (isSuspended(image)) return ok(null);
  if (sizeRefusal(sectors) !== null) return ok(null);
  const raw = sized(image.footer, image.sectors, sectors);
  const lost = losesGeometry(image, sectors);
  const noted = (plan: Plan): Plan => (lost ? { ...plan, notes: [...plan.notes, 'geometry-replaced'] } : plan);
  if (image.kind === 'fixed') {
    const plan = fixedPlan(image, sectors, raw);
    return ok(plan === null ? null : noted(plan));
  }
  const { map } = image;
  if (map === null || image.batmap !== null || growthRefusal(image, map) !== null) return ok(null);
  if (headerOverlaps(image) || !isStoredTo(image, sectors)) return ok(null);
  // What stands behind a table that is too short would become entries of it.
  if (map.tableEntries < map.entries.length) return ok(null);
  if (shapeRefusal(sectors, map.blockSectors * SECTOR_BYTES) !== null) return ok(null);
  const plan = await sparsePlan(image, map, sectors, raw);
  return plan.ok && plan.value !== null ? ok(noted(plan.value)) : plan;
}

/** The last block may be stored only as far as the disk goes; after growing, it would reach into what follows it. */
function isStoredTo(image: Image, sectors: number): boolean {
  const rest = restOfLastBlock(image);
  return rest === null || rest.at + shownOfRest(rest, image, sectors) <= image.dataEnd;
}

/**
 * The old footer's place becomes data and is zeroed. The room between it and the new footer takes no space until it is
 * written to.
 */
function fixedPlan(image: Image, sectors: number, raw: Uint8Array): Plan | null {
  const at = image.footers?.footer?.at;
  if (at !== image.sectors * SECTOR_BYTES || image.file.bytes !== at + FOOTER_BYTES) return null;
  const lengthAfter = sectors * SECTOR_BYTES + FOOTER_BYTES;
  const steps = tailSteps(image, new Uint8Array(), lengthAfter, { raw, why: 'padding' });
  return planOf(
    image,
    steps.map((step) => (step.kind === 'zeros' ? { ...step, isHole: true as const } : step)),
    { lengthAfter },
  );
}

/** Bytes from the table's start to the next thing in the file. */
const tableRoom = (image: Image, map: BlockMap): number =>
  occupied(image, ({ kind }) => kind === 'bat').nextFrom(map.tableAt) - map.tableAt;

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff);

async function sparsePlan(image: Image, map: BlockMap, sectors: number, raw: Uint8Array): Promise<Result<Plan | null, PlanError>> {
  const { header, footers } = image;
  if (header === null || footers?.footer == null || footers.copy === null) return ok(null);
  const entries = Math.max(map.tableEntries, blocksOf(sectors, map.blockSectors * SECTOR_BYTES));
  if (roundUp(entries * 4, SECTOR_BYTES) > tableRoom(image, map) || map.surplus.entries > 0) return ok(null);
  const steps: Step[] = [];
  const put = async (at: number, after: Uint8Array, info: Parameters<typeof patchAt>[3]): Promise<PlanError | null> => {
    const step = await patchAt(image.file, at, after, info);
    if (!step.ok) return step.error;
    if (step.value !== null) steps.push(step.value);
    return null;
  };
  // There may be zeros behind the entries, and a zero entry would be a block at the start of the file.
  const first = map.entries.length;
  for (let from = Math.floor((first * 4) / SECTOR_BYTES) * SECTOR_BYTES; from < entries * 4; from += SECTOR_BYTES) {
    const at = map.tableAt + from;
    const read = await image.file.read(fileOffset(at), SECTOR_BYTES);
    if (!read.ok) return read;
    // We know of nothing behind the old table; still, what is not blank there may belong to somebody. Ones throughout may be
    // the bitmap of a block that the table has lost.
    const isFree = isBlank(read.value) && !mayBeBlock(map.gaps, { at, bytes: SECTOR_BYTES });
    if (from >= map.tableBytes && !isFree) return ok(null);
    const after = read.value.slice().fill(0xff, Math.max(0, first * 4 - from));
    const error = await put(at, after, { stage: 'table', why: 'bat-entry' });
    if (error !== null) return err(error);
  }
  const named = dynamicHeader.setRaw(header.bytes, 'cookie', DYNAMIC_HEADER_COOKIE);
  const grown = dynamicHeader.set(named, 'maxTableEntries', entries);
  const error =
    (await put(header.at, grown, { stage: 'metadata', why: 'dynamic-header' })) ??
    (await put(footers.copy.at, raw, { stage: 'footer-copy', why: 'footer-copy' })) ??
    (await put(footers.footer.at, raw, { stage: 'footer', why: 'footer' }));
  return error === null ? ok(planOf(image, steps)) : err(error);
}
