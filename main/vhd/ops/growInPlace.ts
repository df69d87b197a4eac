/**
 * Growing without a copy, where the file allows it: a fixed disk gets zeros before its footer, a sparse one entries in the
 * room its table has. Null says that it takes a new file. Order: vhd-format "Crash-safe writing", E and F.
 */
import type { PlanError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset, roundUp, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import type { BlockMap } from '../bat';
import type { Image } from '../image';
import { layoutOf } from '../layout';
import type { Plan, Step } from '../plan';
import { isSuspended } from './compact';
import { growthRefusal } from './growth';
import { patchAt, planOf, refusalOf } from './patches';
import { sized } from './rewrite';
import { blocksOf, shapeRefusal } from './sparseLayout';
import { tailSteps } from './tail';

export async function planGrowInPlace(image: Image, sectors: number): Promise<Result<Plan | null, PlanError>> {
  const refusal = refusalOf(image);
  if (refusal !== null) return err(refusal);
  if (image.footer === null || sectors <= image.sectors) return ok(null);
  // Who asks for the new file then is told why there is none.
  if (isSuspended(image)) return ok(null);
  const raw = sized(image.footer, sectors);
  if (image.kind === 'fixed') return ok(fixedPlan(image, sectors, raw));
  const { map } = image;
  if (map === null || image.batmap !== null || growthRefusal(image, map) !== null) return ok(null);
  if (shapeRefusal(sectors, map.blockSectors * SECTOR_BYTES) !== null) return ok(null);
  return sparsePlan(image, map, sectors, raw);
}

/** The old footer becomes zeros: it is data now. */
function fixedPlan(image: Image, sectors: number, raw: Uint8Array): Plan | null {
  const at = image.footers?.footer?.at;
  if (at !== image.sectors * SECTOR_BYTES || image.file.bytes !== at + FOOTER_BYTES) return null;
  const lengthAfter = sectors * SECTOR_BYTES + FOOTER_BYTES;
  return planOf(image, tailSteps(image, new Uint8Array(), lengthAfter, { raw, why: 'padding' }), { lengthAfter });
}

/** Bytes from the table's start to the next thing in the file. */
function tableRoom(image: Image, map: BlockMap): number {
  let next = image.dataEnd;
  for (const entry of map.entries) if (entry !== UNALLOCATED) next = Math.min(next, entry * SECTOR_BYTES);
  for (const { kind, at } of layoutOf(image)) if (kind !== 'gap' && kind !== 'bat' && at > map.tableAt) next = Math.min(next, at);
  return next - map.tableAt;
}

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
  // Behind the entries there may be zeros, and a zero would be a block at the start of the file.
  const first = map.entries.length;
  for (let from = Math.floor((first * 4) / SECTOR_BYTES) * SECTOR_BYTES; from < entries * 4; from += SECTOR_BYTES) {
    const at = map.tableAt + from;
    const read = await image.file.read(fileOffset(at), SECTOR_BYTES);
    if (!read.ok) return read;
    const after = read.value.slice().fill(0xff, Math.max(0, first * 4 - from));
    const error = await put(at, after, { stage: 'table', why: 'bat-entry' });
    if (error !== null) return err(error);
  }
  const grown = dynamicHeader.set(header.bytes, 'maxTableEntries', entries);
  const error =
    (await put(header.at, grown, { stage: 'metadata', why: 'dynamic-header' })) ??
    (await put(footers.copy.at, raw, { stage: 'footer-copy', why: 'footer-copy' })) ??
    (await put(footers.footer.at, raw, { stage: 'footer', why: 'footer' }));
  return error === null ? ok(planOf(image, steps)) : err(error);
}
