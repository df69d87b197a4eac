/**
 * F23: the end of the file is missing, and with it the footer and whatever the structures name behind it. It is the one cause
 * of the findings about these, which are marked as its consequences.
 */
import type { Finding, FindingOf } from '../../../shared/findings';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { extentSectors, type BlockMap } from '../format/bat';
import { USUAL_HEADER_AT } from '../format/header';
import type { Image } from '../read/image';
import { finding, findingPlace } from './finding';

/** Blocks may be moved up to so many sectors further by their alignment. */
const ALIGNMENT_SECTORS = 8;

const FOLLOWING: readonly string[] = ['F01', 'B01', 'B04', 'H01', 'H06'];

/** `found`: the image's other findings. Returned with their cause, if the file was cut. */
export function withCut(image: Image, found: readonly Finding[]): Finding[] {
  const needed = isEndMissing(image) ? neededBytes(image, found) : null;
  if (needed === null || needed.bytes <= image.file.bytes) return [...found];
  const { map, file } = image;
  const short = found.find((one) => one.code === 'B04');
  const cause = finding(
    'F23',
    'error',
    {
      fileBytes: file.bytes,
      neededBytes: needed.bytes,
      isLeast: needed.isLeast,
      lost: { blocks: map?.faults.beyond.blocks ?? 0, first: map?.faults.beyond.first ?? 0 },
      cut: short === undefined ? null : { block: short.facts.block, missingBytes: short.facts.missingBytes },
      entries: needed.entries,
      header: needed.header ?? null,
    },
    findingPlace('file', Math.max(0, file.bytes - SECTOR_BYTES), Math.min(SECTOR_BYTES, file.bytes)),
  );
  return [cause, ...found.map((one) => (FOLLOWING.includes(one.code) ? following(one, cause) : one))];
}

/** The footer's place is behind the end then: what stands in the last sector is none, damaged or not. */
const following = (one: Finding, { code: because, where }: FindingOf<'F23'>): Finding =>
  one.code === 'F01' ? { ...one, because, where, facts: { why: 'cut-off', copyUsed: one.facts.copyUsed } } : { ...one, because };

/** Neither footer nor anything that somebody put in its place stands at the end; the copy at the start is sound. */
function isEndMissing({ kind, footers, unread }: Image): boolean {
  if (footers === null || (kind !== 'dynamic' && kind !== 'differencing') || unread.length > 0) return false;
  return footers.footer === null && footers.trusted === 'footer-copy' && ['cut-off', 'blank'].includes(footers.tail);
}

type Needed = { readonly bytes: number; readonly isLeast: boolean; readonly entries: number; readonly header?: 'all' | 'part' };

/** How long the file was, as far as what is left tells. Null: nothing shows that it was longer. */
function neededBytes(image: Image, found: readonly Finding[]): Needed | null {
  const { header, map, mapFault } = image;
  if (mapFault?.kind === 'no-header') {
    const at = image.footer === null ? null : safeNumber(footer.get(image.footer, 'dataOffset'));
    const bytes = USUAL_HEADER_AT + dynamicHeader.bytes + FOOTER_BYTES;
    return at === USUAL_HEADER_AT ? { bytes, isLeast: true, entries: 0, header: image.file.bytes <= at ? 'all' : 'part' } : null;
  }
  const sums = header === null ? null : dynamicHeader.sums(header.bytes);
  if (header === null || sums === null || sums.stored !== sums.computed) return null;
  const at = safeNumber(dynamicHeader.get(header.bytes, 'tableOffset'));
  const entries = dynamicHeader.get(header.bytes, 'maxTableEntries');
  const least = at === null ? null : Math.ceil((at + entries * 4) / SECTOR_BYTES) * SECTOR_BYTES + FOOTER_BYTES;
  if (mapFault?.kind === 'table-place' && mapFault.why === 'outside-file' && least !== null)
    return { bytes: least, isLeast: true, entries };
  if (map === null) return null;
  if (map.unbacked > 0 && least !== null) return { bytes: leastWith(map, image, least), isLeast: true, entries: map.unbacked };
  const end = found.some(({ code }) => code === 'B01' || code === 'B04') ? endOfAll(map, image) : null;
  return end === null ? null : { bytes: end * SECTOR_BYTES + FOOTER_BYTES, isLeast: false, entries: 0 };
}

/**
 * The file sector behind the last block, if the blocks behind the file's end fill the room there, as those of a whole file
 * do. Null if not: then they may be damaged entries that point anywhere.
 */
function endOfAll(map: BlockMap, { sectors, dataEnd }: Image): number | null {
  const extent = extentSectors(map);
  const fileEnd = Math.floor(dataEnd / SECTOR_BYTES);
  const end = lastEnd(map, sectors);
  const { beyond, cut } = map.faults;
  const isFilled = end - fileEnd <= (beyond.blocks + cut.blocks + 1) * (extent + ALIGNMENT_SECTORS);
  return isFilled && cut.blocks <= 1 ? end : null;
}

/** The file sector behind the last block that the table names. */
function lastEnd(map: BlockMap, sectors: number): number {
  const extent = extentSectors(map);
  const last = map.entries.length - 1;
  let end = 0;
  for (let block = 0; block <= last; block++) {
    const at = map.entries[block] as number;
    if (at === UNALLOCATED) continue;
    const stored = block === last ? map.bitmapSectors + sectors - last * map.blockSectors : extent;
    if (at + stored > end) end = at + stored;
  }
  return end;
}

/** `least`, or more if the entries that are left name blocks behind that, and all blocks of the disk can fill the room there. */
function leastWith(map: BlockMap, { sectors }: Image, least: number): number {
  const bytes = lastEnd(map, sectors) * SECTOR_BYTES + FOOTER_BYTES;
  const most = least + map.entries.length * (extentSectors(map) + ALIGNMENT_SECTORS) * SECTOR_BYTES;
  return bytes > least && bytes <= most ? bytes : least;
}
