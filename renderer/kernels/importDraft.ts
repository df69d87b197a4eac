/** A raw image that is to become a disk: what it comes to, and what stands in the way. Pure; main has the last word. */
import type { ImportWish } from '../../shared/jobList';
import { DEFAULT_BLOCK_BYTES, newLayout } from '../../shared/vhd/newLayout';
import { MAX_DISK_SECTORS, SECTOR_BYTES } from '../../shared/vhd/units';
import type { BytesFile } from '../../shared/views';
import type { PlaceDraft, PlaceNeed } from './place';

export const IMPORT_BLOCKS: readonly number[] = [512 * 1024, DEFAULT_BLOCK_BYTES];

export type ImportDraft = {
  readonly source: BytesFile | null;
  readonly to: ImportWish['to'];
  readonly blockBytes: number;
  readonly place: PlaceDraft | null;
};

export const NEW_IMPORT: ImportDraft = { source: null, to: 'dynamic', blockBytes: DEFAULT_BLOCK_BYTES, place: null };

export type ImportProblem = 'no-source' | 'empty' | 'not-whole-sectors' | 'too-large';

export type ImportOutcome = {
  readonly problem: ImportProblem | null;
  readonly sectors: number;
  /** Bytes behind the last whole sector: they would be lost. */
  readonly oddBytes: number;
  readonly need: PlaceNeed | null;
  readonly wish: ImportWish | null;
};

export function outcomeOfImport({ source, to, blockBytes }: ImportDraft): ImportOutcome {
  const bytes = source?.bytes ?? 0;
  const sectors = Math.floor(bytes / SECTOR_BYTES);
  const oddBytes = bytes % SECTOR_BYTES;
  const problem = source === null ? 'no-source' : problemOf(bytes);
  if (problem !== null) return { problem, sectors, oddBytes, need: null, wish: null };
  const layout = newLayout({ kind: to, sectors, blockBytes, isAligned: false, locatorRooms: [], scheme: 'none' });
  const most = layout?.mostBytes ?? 0;
  // How many of a dynamic disk's blocks are zeros is known only when they are read.
  const least = to === 'fixed' ? most : (layout?.startBytes ?? 0);
  return {
    problem,
    sectors,
    oddBytes,
    need: { fileBytes: { least, most }, roomBytes: { least: to === 'fixed' ? 0 : least, most }, laterBytes: most },
    wish: { to, blockBytes },
  };
}

function problemOf(bytes: number): ImportProblem | null {
  if (bytes === 0) return 'empty';
  if (bytes % SECTOR_BYTES !== 0) return 'not-whole-sectors';
  return bytes / SECTOR_BYTES > MAX_DISK_SECTORS ? 'too-large' : null;
}
