/** Names for bytes of the file in lists of changes: a field of a structure, a sector of the disk, a BAT entry. */
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { StructureKind } from '../../shared/views';
import { blockAtFile, fieldsOf, structureAt, structureName, toDiskOffset, type Disk } from './translate.model';
import { grouped } from '../../shared/text/numbers';

/** What stands where a change with that reason writes. Other reasons say nothing of the place. */
const WRITTEN: Readonly<Record<string, readonly StructureKind[]>> = {
  footer: ['footer', 'footer-place', 'footer-copy'],
  'footer-copy': ['footer', 'footer-copy'],
  'dynamic-header': ['dynamic-header'],
  'bat-entry': ['bat'],
  batmap: ['batmap'],
  locator: ['locator'],
  bitmap: ['blocks'],
  payload: ['blocks', 'data'],
  'new-block': ['blocks'],
  'old-footer': [],
};

/** Whether the change writes something else than what stands there in the disk that is shown: a footer moved, and data takes its place. */
export const replaces = (why: string, kind: StructureKind): boolean =>
  kind !== 'gap' && kind !== 'trailing' && WRITTEN[why]?.includes(kind) === false;

const sentenceCase = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** `bytes`: how many are changed. `why`: what the change writes there. It is the name of bytes behind the file's present end, and of bytes in a gap. */
export function placeName(disk: Disk | null, at: number, why: string, bytes = 1): string {
  const reason = reasonName(disk, why, bytes);
  if (disk === null) return reason;
  const structure = structureAt(disk, at);
  if (structure !== null && replaces(why, structure.kind)) return reason;
  if (structure !== null) {
    const field = fieldsOf(disk, structure).find((row) => at - structure.at >= row.at && at - structure.at < row.at + row.bytes);
    // A whole structure that is written anew is none of its fields.
    const isOneField = field !== undefined && at + bytes <= structure.at + field.at + field.bytes;
    if (field !== undefined && !isOneField && at === structure.at) return structureName(structure);
    if (field !== undefined) return `${structureName(structure)} › ${field.label}`;
    if (structure.kind === 'bat') return `BAT entry of block ${grouped(Math.floor((at - structure.at) / 4))}`;
  }
  const diskAt = toDiskOffset(disk, at);
  if (diskAt !== null) return `LBA ${grouped(Math.floor(diskAt / SECTOR_BYTES))}`;
  const place = blockAtFile(disk, at);
  if (place !== null) return `Block ${grouped(place.block)} › ${place.part === 'bitmap' ? 'sector bitmap' : 'data'}`;
  const isRoom = structure === null || (structure.kind === 'gap' && why !== 'bytes');
  return isRoom ? reason : structureName(structure);
}

function reasonName(disk: Disk | null, why: string, bytes: number): string {
  const blocks = disk?.view.disk?.blocks;
  const isSeveral = why === 'new-block' && blocks !== undefined && bytes > blocks.sizeBytes + blocks.bitmapSectors * SECTOR_BYTES;
  return isSeveral ? 'New blocks' : sentenceCase(why.replaceAll('-', ' '));
}
