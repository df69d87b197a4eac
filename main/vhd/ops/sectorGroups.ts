/** Groups pieces of bytes that share a sector, because only whole sectors are written. */
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Piece } from '../../../shared/overlaidFile';

/** Half-open, in sectors of 512 bytes. */
export type SectorGroup = { readonly from: number; readonly to: number; readonly members: readonly Piece[] };

/** `pieces` are in order and do not overlap. */
export function sectorGroups(pieces: readonly Piece[]): SectorGroup[] {
  const groups: { from: number; to: number; members: Piece[] }[] = [];
  for (const piece of pieces) {
    const from = Math.floor(piece.at / SECTOR_BYTES);
    const to = Math.ceil((piece.at + piece.bytes.length) / SECTOR_BYTES);
    const last = groups.at(-1);
    if (last === undefined || last.to <= from) groups.push({ from, to, members: [piece] });
    else {
      last.members.push(piece);
      last.to = Math.max(last.to, to);
    }
  }
  return groups;
}

/** Sectors that the pieces cover only in part. */
export function cutSectors(pieces: readonly Piece[]): Set<number> {
  const cut = new Set<number>();
  for (const { at, bytes } of pieces) {
    const end = at + bytes.length;
    if (at % SECTOR_BYTES !== 0) cut.add(Math.floor(at / SECTOR_BYTES));
    if (end % SECTOR_BYTES !== 0) cut.add(Math.floor(end / SECTOR_BYTES));
  }
  return cut;
}
