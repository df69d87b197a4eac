/**
 * B24: entries of the table that are some sectors off. The other blocks stand on a grid, packed or with their data on 4 KiB; such
 * an entry does not, and a block's bitmap stands at the grid's point near it, and not where the entry points.
 */
import type { IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { allocatedBlocks, endOfCore, extentSectors, touchesCore, type BlockMap } from '../format/bat';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { openDisk } from '../read/openImage';
import { entryEdits } from '../repair/fix';
import { patchedFile } from '../repair/patched';
import { finding, findingPlace } from './finding';
import { slotAt } from './lostBlocks';

/** Spacings that writers use: packed blocks, or each block's data on 4 KiB. */
const PAGE_SECTORS = 8;
/** So many blocks have to agree on the grid, and not fewer than so many for each one that is off. */
const MIN_PROOF = 3;
/** An entry that is further off may point anywhere. */
const MAX_OFF_SECTORS = 64;
const MAX_OFF_ENTRIES = 16;

/** `sector`: the file sector that the entry names. `isAt`: the file sector where the block begins. */
export type OffEntry = { readonly block: number; readonly sector: number; readonly isAt: number };

export async function offEntries({ map, file, dataEnd }: Pick<Image, 'map' | 'file' | 'dataEnd'>): Promise<Result<OffEntry[], IoError>> {
  if (map === null) return ok([]);
  const off: OffEntry[] = [];
  const near = offGrid(map, Math.floor(dataEnd / SECTOR_BYTES));
  for (const one of near) {
    // Of two that are near one place, nobody can tell which is meant.
    if (near.some(({ block, isAt }) => isAt === one.isAt && block !== one.block)) continue;
    const isFree = one.isAt * SECTOR_BYTES >= map.tableAt + map.entries.length * 4 && !map.entries.includes(one.isAt);
    if (!isFree || (one.isAt + extentSectors(map)) * SECTOR_BYTES > dataEnd) continue;
    const there = await slotAt(file, map, one.isAt * SECTOR_BYTES);
    if (!there.ok) return there;
    if (there.value !== 'block') continue;
    // Header and table may look like a bitmap, and no block can stand there.
    const here = touchesCore(map, one.block) ? ok('other') : await slotAt(file, map, one.sector * SECTOR_BYTES);
    if (!here.ok) return here;
    if (here.value !== 'block') off.push(one);
  }
  return ok(off);
}

/** Entries off the grid of all others, and its nearest point to each; none where there is no such grid. `end`: of the room for blocks. */
function offGrid(map: BlockMap, end: number): OffEntry[] {
  const blocks = allocatedBlocks(map);
  if (blocks === 0) return [];
  const extent = extentSectors(map);
  // As many blocks as fit between the table and the footer: where each stands is certain.
  const front = endOfCore(map.core);
  const filled = end - front === blocks * extent ? offGridOf(map.entries, extent, front) : null;
  if (filled !== null) return filled;
  for (const stride of new Set([extent, Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS])) {
    const off = offGridOf(map.entries, stride, null);
    if (off !== null) return off;
  }
  return [];
}

/** Null if the blocks are on no grid of that stride. `from`: the grid's first point, where that is certain. */
function offGridOf(entries: Uint32Array, stride: number, from: number | null): OffEntry[] | null {
  const rest = from === null ? usualRest(entries, stride) : from % stride;
  if (rest === null) return null;
  const off: OffEntry[] = [];
  let onGrid = 0;
  for (let block = 0; block < entries.length; block++) {
    const sector = entries[block] as number;
    // An entry that was zeroed tells nothing of the place that it had.
    if (sector === UNALLOCATED || sector === 0) continue;
    const beyond = (sector - rest + stride) % stride;
    if (beyond === 0) {
      onGrid += 1;
      continue;
    }
    const isAt = beyond * 2 <= stride ? sector - beyond : sector + stride - beyond;
    if (Math.abs(isAt - sector) > MAX_OFF_SECTORS || off.length === MAX_OFF_ENTRIES) return null;
    off.push({ block, sector, isAt });
  }
  return from !== null || onGrid >= MIN_PROOF * Math.max(1, off.length) ? off : null;
}

/** What most of the first places leave when they are divided by the stride; null if no two agree. */
function usualRest(entries: Uint32Array, stride: number): number | null {
  const seen = new Map<number, number>();
  let looked = 0;
  for (let block = 0; block < entries.length && looked < 2 * MAX_OFF_ENTRIES + MIN_PROOF; block++) {
    const sector = entries[block] as number;
    if (sector === UNALLOCATED) continue;
    looked += 1;
    seen.set(sector % stride, (seen.get(sector % stride) ?? 0) + 1);
  }
  const [most] = [...seen].sort(([, a], [, b]) => b - a);
  return most === undefined || most[1] < 2 ? null : most[0];
}

/** The chain as it is meant, with every entry at the true place of its block: what is found in it follows from nothing that B24 says. */
export async function withTruePlaces(chain: Chain): Promise<Result<Chain, IoError>> {
  const [top, ...parents] = chain.layers;
  const { map, file, footers } = top;
  const off = await offEntries(top);
  if (!off.ok || off.value.length === 0 || map === null) return off.ok ? ok(chain) : off;
  const edits = entryEdits(
    map,
    off.value.map(({ block, isAt }) => [block, isAt] as const),
  );
  const meant = await openDisk(patchedFile({ base: file, bytes: file.bytes, edits }), footers?.farAt ?? null);
  if (!meant.ok) return meant.error.kind === 'read-failed' ? { ok: false, error: meant.error } : ok(chain);
  return ok({ ...chain, layers: [meant.value, ...parents] });
}

export async function checkEntryPlaces(image: Image): Promise<Result<Finding[], IoError>> {
  const off = await offEntries(image);
  const [first] = off.ok ? off.value : [];
  if (!off.ok || first === undefined || image.map === null) return off.ok ? ok([]) : off;
  const { map } = image;
  const facts = { blocks: off.value.length, block: first.block, at: first.sector * SECTOR_BYTES, isAt: first.isAt * SECTOR_BYTES };
  return ok([
    {
      ...finding('B24', 'error', facts),
      where: [
        ...off.value.map(({ block }) => findingPlace('bat', map.tableAt + block * 4, 4)),
        findingPlace('block', facts.isAt, extentSectors(map) * SECTOR_BYTES),
      ],
    },
  ]);
}
