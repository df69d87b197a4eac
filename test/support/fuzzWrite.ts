/**
 * Plans random writes to a damaged image and carries them out on a copy. The plan must keep its word, the disk must hold
 * what was written, every sector that could be read before must read the same, and no new error may appear.
 */
import { resolveChain, type Chain, type ParentFinder } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { openImage } from '../../main/vhd/read/openImage';
import { planWrites } from '../../main/vhd/ops/writeSectors';
import { readSectors } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';
import { applied } from './appliedPlan';
import { countingFile } from './countingFile';
import type { Edit } from './editScripts';
import { NOW } from './opened';
import { sameBytes } from './plainReader';
import type { Random } from './random';
import { coalesced } from './saving';

const LOOKED_AT = 96;
const MAX_BYTES = 1 << 20;

export type Written = { plans: number; refused: number; grown: number };

function randomEdits(sectors: number, random: Random): Edit[] {
  const edits: Edit[] = [];
  for (let turn = 1 + random.below(3); turn > 0; turn--) {
    const at = random.below(Math.min(sectors, LOOKED_AT));
    const count = Math.min(1 + random.below(6), sectors - at);
    edits.push({ lba: at, bytes: random.below(5) === 0 ? new Uint8Array(count * 512) : random.bytes(count * 512) });
  }
  return coalesced(edits);
}

const errorsOf = (chain: Chain): string[] =>
  checkChain(chain, NOW)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

/** Sectors by number whose bytes could not be read. */
async function content(chain: Chain, sectors: number): Promise<{ bytes: Uint8Array; lost: Set<number> }> {
  const read = await readSectors(chain, lba(0), sectors, 'honour');
  const lost = new Set<number>();
  for (const { at, bytes } of read.faults) for (let sector = at / 512; sector * 512 < at + bytes; sector++) lost.add(sector);
  return { bytes: read.bytes, lost };
}

export async function fuzzWrite(bytes: Uint8Array, chain: Chain, finder: ParentFinder, random: Random, tally: Written): Promise<void> {
  const [top] = chain.layers;
  if (top.sectors === 0) return;
  const edits = randomEdits(top.sectors, random);
  const plan = await planWrites(
    top,
    edits.map((edit) => ({ lba: lba(edit.lba), bytes: edit.bytes })),
  );
  if (!plan.ok) {
    tally.refused += 1;
    return;
  }
  // Blocks may be of megabytes in a mutant of a few kilobytes: planned, not carried out.
  if (plan.value.lengthAfter > MAX_BYTES) return;
  tally.plans += 1;
  if (plan.value.newBlocks.length > 0) tally.grown += 1;
  const after = applied(bytes, plan.value);
  const image = await openImage(countingFile(after, 'top').file, 'disk');
  if (!image.ok) throw new Error(`refused after a write: ${JSON.stringify(image.error)}`);
  const now = await resolveChain(image.value, finder);
  await compare(chain, now, edits);
}

async function compare(before: Chain, after: Chain, edits: readonly Edit[]): Promise<void> {
  const { sectors } = before.layers[0];
  if (after.layers[0].sectors !== sectors) throw new Error('the disk has another size after a write');
  const looked = Math.min(sectors, LOOKED_AT + 8);
  const old = await content(before, looked);
  const found = await content(after, looked);
  for (const { lba: at, bytes } of edits) {
    for (let i = 0; i * 512 < bytes.length; i++) {
      old.bytes.set(bytes.subarray(i * 512, (i + 1) * 512), (at + i) * 512);
      old.lost.delete(at + i);
    }
  }
  for (let sector = 0; sector < looked; sector++) {
    if (old.lost.has(sector)) continue;
    if (found.lost.has(sector)) throw new Error(`sector ${sector} cannot be read after a write`);
    const range = [sector * 512, (sector + 1) * 512] as const;
    if (!sameBytes(old.bytes.subarray(...range), found.bytes.subarray(...range)))
      throw new Error(`sector ${sector} is wrong after a write`);
  }
  const known = errorsOf(before);
  const fresh = errorsOf(after).filter((code) => !known.includes(code));
  if (fresh.length > 0) throw new Error(`a write made ${fresh.join(', ')}`);
}
