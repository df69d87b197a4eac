/** The words of the hex view: headers, holes, and what screen readers say about the byte at the cursor. */
import { unreached } from '../../../shared/text/unreached';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { offsetText, type Radix } from '../../disk/address.model';
import type { Line, Segment } from '../../disk/byteLines.model';
import { isTableDoubtful } from '../../disk/doubtfulTable.model';
import { blockAtFile, blockOf, structureAt, structureName, type Disk } from '../../disk/translate.model';
import { grouped, hex, plural, spanText } from '../../../shared/text/numbers';

const layerName = ({ view }: Disk, layer: number): string => view.layers[layer]?.name ?? 'parent';

/** Describes bytes that this file does not hold. */
export function holeText(disk: Disk, segment: Segment): string {
  switch (segment.source) {
    case 'zero':
      return zeroText(disk, segment);
    case 'parent':
      return `read from ${layerName(disk, segment.layer)}`;
    case 'unknown':
      return `unknown: ${unreached(disk.view.parent).because}`;
    case 'damaged':
      return 'damaged: the file cannot give these bytes';
    case 'file':
      return 'in this file';
    default:
      return segment.source satisfies never;
  }
}

/** Either no layer holds the sectors, or the file holds their block, but its bitmap says that they were never written. */
function zeroText({ view, blocks }: Disk, segment: Segment): string {
  const doubt = isTableDoubtful(view) ? ' · the block table may have been wiped' : '';
  if (view.disk?.kind === 'differencing') return `in no layer, reads as zeros${doubt}`;
  const block = Math.floor(segment.at / (view.disk?.blocks.sizeBytes ?? 1));
  return blocks.owners[block] === 0 ? 'clear in the block’s bitmap, reads as zeros' : `not allocated, reads as zeros${doubt}`;
}

export function headerText(disk: Disk, space: 'disk' | 'file', line: Line, radix: Radix): string {
  return space === 'disk' ? sectorText(disk, line, radix) : structureText(disk, line, radix);
}

function sectorText(disk: Disk, line: Line, radix: Radix): string {
  const lba = Math.floor(line.at / SECTOR_BYTES);
  const blocks = disk.view.disk?.blocks;
  const perBlock = (blocks?.sizeBytes ?? SECTOR_BYTES) / SECTOR_BYTES;
  const block = Math.floor(lba / perBlock);
  const ofBlock = Math.min(perBlock, (disk.view.disk?.sectors ?? 0) - block * perBlock);
  const inBlock = blocks?.inTable === true ? ` · block ${grouped(block)} · sector ${grouped(lba % perBlock)} of ${grouped(ofBlock)}` : '';
  const { fileAt, layer, at } = line.segment;
  const inFile = fileAt === null || layer > 0 ? '' : ` at ${offsetText(fileAt + line.at - at, radix)}`;
  return `LBA ${grouped(lba)}${inBlock} · ${holeText(disk, line.segment)}${inFile}`;
}

function structureText(disk: Disk, { at, segment }: Line, radix: Radix): string {
  const structure = structureAt(disk, at);
  const range = `${offsetText(segment.at, radix)}–${offsetText(segment.end - 1, radix)}`;
  const place = blockAtFile(disk, at);
  if (place !== null && (structure === null || structure.kind === 'blocks'))
    return `Block ${grouped(place.block)} · ${place.part === 'bitmap' ? 'sector bitmap' : 'data'} · ${range}`;
  if (structure === null) return `${disk.view.disk === null ? 'File' : 'Between structures'} · ${range}`;
  return `${structure.kind === 'blocks' ? 'Between blocks' : structureName(structure)} · ${range}`;
}

/** What a line says that shows no bytes. */
export const captionText = (disk: Disk, space: 'disk' | 'file', line: Line, radix: Radix): string =>
  line.kind === 'header' ? headerText(disk, space, line, radix) : holeLineText(disk, line);

/** The same beside it, of the disk that this one is compared with. `differences`: ranges in the line that are listed. */
export function otherCaptionText(line: Line, differences: number): string {
  const lba = line.at / SECTOR_BYTES;
  if (line.kind === 'header') return `LBA ${grouped(Math.floor(lba))}`;
  const sectors = line.bytes / SECTOR_BYTES;
  const differs = differences === 0 ? '' : ` · ${plural(differences, 'difference')}`;
  return `LBA ${spanText(lba, sectors)} · ${plural(sectors, 'sector')}${differs}`;
}

/** "LBA 4,096 – 8,191 · 4,096 sectors · not allocated, reads as zeros". */
export function holeLineText(disk: Disk, line: Line): string {
  const first = line.at / SECTOR_BYTES;
  const sectors = line.bytes / SECTOR_BYTES;
  return `LBA ${spanText(first, sectors)} · ${plural(sectors, 'sector')} · ${line.kind === 'loading' ? 'reading the sector bitmap…' : holeText(disk, line.segment)}`;
}

/** What a screen reader says about the byte at the cursor. */
export function spokenByte(disk: Disk, cursor: { readonly space: 'disk' | 'file'; readonly at: number }, byte: number | null): string {
  const block = cursor.space === 'disk' ? blockOf(disk, cursor.at) : null;
  const structure = cursor.space === 'file' ? structureAt(disk, cursor.at) : null;
  const where =
    structure !== null ? `, ${structureName(structure)}` : block === null ? '' : `, LBA ${grouped(Math.floor(cursor.at / SECTOR_BYTES))}`;
  return `0x${hex(cursor.at)}: ${byte === null ? 'not in this file' : hex(byte, 2)}${where}`;
}
