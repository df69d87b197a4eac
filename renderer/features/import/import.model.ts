/** A raw image that is to become a disk: what the disk would be, and what stands in the way. Pure; main decides in the end. */
import type { ImportRequest } from '../../../shared/jobList';
import { DEFAULT_BLOCK_BYTES, newLayout } from '../../../shared/vhd/newLayout';
import { MAX_DISK_SECTORS, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BytesFile } from '../../../shared/views';
import { readGeometry, type GeometryFault } from '../../disk/geometryInput.model';
import type { PlaceForm, PlaceNeed } from '../../app/place.model';

export const IMPORT_BLOCKS: readonly number[] = [512 * 1024, DEFAULT_BLOCK_BYTES];

export type ImportForm = {
  readonly source: BytesFile | null;
  readonly to: ImportRequest['to'];
  readonly blockBytes: number;
  /** Fills up the last sector with zeros. */
  readonly pad: boolean;
  /** `C/H/S` as typed; if empty, the specification's geometry is used. */
  readonly geometryText: string;
  readonly place: PlaceForm | null;
};

export const NEW_IMPORT: ImportForm = {
  source: null,
  to: 'dynamic',
  blockBytes: DEFAULT_BLOCK_BYTES,
  pad: false,
  geometryText: '',
  place: null,
};

export type ImportProblem = 'no-source' | 'empty' | 'not-whole-sectors' | 'too-large';

export type ImportOutcome = {
  readonly problem: ImportProblem | null;
  readonly sectors: number;
  /** Bytes behind the last whole sector. They would be lost if it were not filled up. */
  readonly oddBytes: number;
  /** The geometry that was typed does not fit the disk. */
  readonly geometryFault: GeometryFault | null;
  readonly need: PlaceNeed | null;
  readonly request: ImportRequest | null;
};

export function outcomeOfImport({ source, to, blockBytes, pad, geometryText }: ImportForm): ImportOutcome {
  const bytes = source?.bytes ?? 0;
  const sectors = pad ? Math.ceil(bytes / SECTOR_BYTES) : Math.floor(bytes / SECTOR_BYTES);
  const oddBytes = bytes % SECTOR_BYTES;
  const problem = source === null ? 'no-source' : problemOf(bytes, sectors);
  if (problem !== null) return { problem, sectors, oddBytes, geometryFault: null, need: null, request: null };
  const { chosen, fault } = readGeometry(geometryText, sectors);
  const layout = newLayout({ kind: to, sectors, blockBytes, isAligned: false, locatorRooms: [], scheme: 'none' });
  const most = layout?.mostBytes ?? 0;
  // How many blocks of the image hold only zeros is known only when it is read.
  const least = to === 'fixed' ? most : (layout?.startBytes ?? 0);
  return {
    problem,
    sectors,
    oddBytes,
    need: { fileBytes: { least, most }, roomBytes: { least: to === 'fixed' ? 0 : least, most }, laterBytes: most },
    geometryFault: fault,
    request: fault === null ? { to, blockBytes, pad: pad && oddBytes > 0, geometry: chosen } : null,
  };
}

function problemOf(bytes: number, sectors: number): ImportProblem | null {
  if (bytes === 0) return 'empty';
  if (bytes > sectors * SECTOR_BYTES) return 'not-whole-sectors';
  return sectors > MAX_DISK_SECTORS ? 'too-large' : null;
}
