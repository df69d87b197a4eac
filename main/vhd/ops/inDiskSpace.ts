/**
 * Turns an edit of the file's bytes into edits of the disk if those bytes are the disk's data, so that both views of one
 * byte make one change. Bytes that no sector reads (structures, bitmaps, gaps, data under a clear bit) stay edits of the
 * file.
 */
import type { ByteEdit } from '../../../shared/edits';
import { lba, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { sectorRuns } from '../read/readDisk';

/**
 * Parts that are adjacent both in the file and on the disk become one edit. The cost depends on the edit's length and the
 * table's.
 */
export async function inDiskSpace(chain: Chain, edit: ByteEdit): Promise<ByteEdit[]> {
  const [top] = chain.layers;
  if (edit.space === 'disk' || top.kind === 'bytes' || edit.bytes.length === 0) return [edit];
  const first = Math.floor(edit.at / SECTOR_BYTES);
  const end = Math.ceil((edit.at + edit.bytes.length) / SECTOR_BYTES);
  const parts: ByteEdit[] = [];
  const put = (part: Stretch): void => addPart(parts, edit, part);
  for (const stretch of stretchesOf(top, first, end)) {
    if (stretch.lba === null) put(stretch);
    else for (const part of await readFrom(chain, stretch.sector, stretch.lba, stretch.sectors)) put(part);
  }
  return parts;
}

/** Sectors of the file, and the sectors of the disk that they may be; null if they are none. */
type Stretch = { readonly sector: number; readonly lba: number | null; readonly sectors: number };

/** The stretches from one sector of the file to another, without gaps. */
function stretchesOf(top: Image, first: number, end: number): Stretch[] {
  const lbas = top.map === null ? null : lbasIn(top.map, first, end);
  const isFlat = top.kind === 'fixed' || top.kind === 'raw';
  const lbaOf = (sector: number): number => {
    if (lbas !== null) return lbas[sector - first] as number;
    return isFlat && sector * SECTOR_BYTES < top.dataEnd ? sector : -1;
  };
  const isOn = (at: number): boolean => at >= 0 && at < top.sectors;
  const stretches: Stretch[] = [];
  for (let sector = first; sector < end; ) {
    const at = lbaOf(sector);
    let next = sector + 1;
    while (next < end && (isOn(at) ? isOn(lbaOf(next)) && lbaOf(next) === at + next - sector : !isOn(lbaOf(next)))) next += 1;
    stretches.push({ sector, lba: isOn(at) ? at : null, sectors: next - sector });
    sector = next;
  }
  return stretches;
}

/** The LBA of each sector of the file, or -1; if blocks overlap, the first in the table counts. */
function lbasIn(map: BlockMap, first: number, end: number): Float64Array {
  const lbas = new Float64Array(end - first).fill(-1);
  // For each sector, the next one that has no block yet: sectors that have one are skipped at once.
  const free = Uint32Array.from({ length: end - first + 1 }, (_, i) => i);
  const nextFree = (from: number): number => {
    let at = from;
    while (free[at] !== at) {
      free[at] = free[free[at] as number] as number;
      at = free[at] as number;
    }
    return at;
  };
  for (let block = 0; block < map.entries.length; block++) {
    const entry = map.entries[block] as number;
    const data = entry + map.bitmapSectors;
    if (entry === UNALLOCATED || data >= end || data + map.blockSectors <= first) continue;
    const until = Math.min(end, data + map.blockSectors) - first;
    for (let at = nextFree(Math.max(0, data - first)); at < until; at = nextFree(at)) {
      lbas[at] = block * map.blockSectors + first + at - data;
      free[at] = at + 1;
    }
  }
  return lbas;
}

/** Splits the stretch where the disk does not read these sectors of the file. */
async function readFrom(chain: Chain, sector: number, from: number, sectors: number): Promise<Stretch[]> {
  const runs = await sectorRuns(chain, lba(from), sectors, 'honour');
  return runs.map((run) => {
    const stored = sector + run.lba - from;
    return { sector: stored, lba: run.source === 'file' && run.at === stored * SECTOR_BYTES ? run.lba : null, sectors: run.sectors };
  });
}

/** Adds the edit's bytes in the stretch, joined to the previous part if they continue it. */
function addPart(parts: ByteEdit[], edit: ByteEdit, { sector, lba: from, sectors }: Stretch): void {
  const start = Math.max(edit.at, sector * SECTOR_BYTES);
  const end = Math.min(edit.at + edit.bytes.length, (sector + sectors) * SECTOR_BYTES);
  if (end <= start) return;
  const space = from === null ? 'file' : 'disk';
  const at = from === null ? start : from * SECTOR_BYTES + start - sector * SECTOR_BYTES;
  const last = parts.at(-1);
  if (last !== undefined && last.space === space && last.at + last.bytes.length === at) {
    const begun = start - edit.at - last.bytes.length;
    parts[parts.length - 1] = { ...last, bytes: edit.bytes.subarray(begun, end - edit.at) };
  } else parts.push({ space, at, bytes: edit.bytes.subarray(start - edit.at, end - edit.at) });
}
