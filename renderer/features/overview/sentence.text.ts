/** What a disk is, in one sentence. */
import { bareVolumeText } from '../../../shared/text/partitions';
import { sizeText } from '../../../shared/text/size';
import { FINDING_TABLE } from '../../../shared/findingTable';
import { footer, FOOTER_BYTES } from '../../../shared/vhd/footer';
import { vhdTimeText } from '../../../shared/vhd/codec';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskView, ImageView } from '../../../shared/views';
import { creatorTag } from '../../../shared/text/creators';
import { isEndless, unreached } from '../../../shared/text/unreached';
import { grouped, plural } from '../../../shared/text/numbers';
import { saysWiped } from '../../disk/doubtfulTable.model';

const WHAT: Readonly<Record<DiskView['kind'], string>> = {
  fixed: 'A fixed disk',
  dynamic: 'A dynamic disk',
  differencing: 'A differencing disk',
  raw: 'A raw disk image',
};

/** "2016-02-17", from a footer's time stamp; null if it was never set. */
const madeOn = (raw: Uint8Array): string | null => {
  const stamp = footer.get(raw, 'timeStamp');
  return stamp === 0 ? null : vhdTimeText(stamp).slice(0, 10);
};

/** A tag proves nothing about the program: others write the same one. */
function madeBy(disk: DiskView): string {
  const struct = disk.trusted === 'footer-copy' ? disk.footerCopy : disk.footer;
  if (struct === null) return '';
  const tag = creatorTag(footer.get(struct.bytes, 'creatorApplication'));
  const date = madeOn(struct.bytes);
  return `${tag === null ? '' : `, creator tag ${tag}`}${date === null ? '' : `, made on ${date}`}`;
}

/** How many blocks are in the file, with their bytes. */
function blocksText({ allocated, count, sizeBytes }: DiskView['blocks']): string {
  const blocks =
    allocated === count
      ? count === 1
        ? 'Its only block'
        : `All of its ${plural(count, 'block')}`
      : `${grouped(allocated)} of ${plural(count, 'block')}`;
  return `${blocks} ${allocated === 1 ? 'is' : 'are'} stored (${sizeText(allocated * sizeBytes)})`;
}

/** In a block that is stored, some sectors may not be: once the bitmaps are counted, it is said of sectors. */
function storedText({ blocks, sectors: all }: DiskView, stored: number | null): string {
  const { allocated, count, sizeBytes } = blocks;
  if (stored === null || stored >= Math.min(all, (allocated * sizeBytes) / SECTOR_BYTES)) return blocksText(blocks);
  if (stored === 0)
    return `${grouped(allocated)} of ${plural(count, 'block')} ${allocated === 1 ? 'is' : 'are'} in the file, without a stored sector`;
  return `${grouped(stored)} of ${plural(all, 'sector')} ${stored === 1 ? 'is' : 'are'} stored (${sizeText(stored * SECTOR_BYTES)}), in ${grouped(allocated)} of ${plural(count, 'block')}`;
}

/** A file that was cut off or has grown is not said to have the full size. */
function fixedText(diskBytes: number, fileBytes: number): string {
  const more = fileBytes - diskBytes - FOOTER_BYTES;
  // A footer may lack its last byte, or be lost.
  if (more < -FOOTER_BYTES) return ` The file has ${sizeText(fileBytes)}, ${sizeText(-more)} less than the disk needs.`;
  if (more > 0) return ` The file has ${sizeText(fileBytes)}, ${sizeText(more)} more than the disk needs.`;
  return ` The file takes its full size, ${sizeText(fileBytes)}.`;
}

/** Where the table was wiped or is damaged, the disk is not said to be empty. Null: no finding says that it is not. */
function noPlaceText(findings: ImageView['findings']): string | null {
  let isDamaged = false;
  for (const finding of findings) {
    const { code, facts } = finding;
    if (code === 'B06' && saysWiped(finding))
      return `Its block table gives no block a place, and the file has room for ${plural(facts.fits, 'block')}: see Problems.`;
    if (code === 'B14') return 'Its block table is empty, and the file holds blocks: see Problems.';
    isDamaged ||= FINDING_TABLE[code].deniesPlaces === true;
  }
  return isDamaged ? 'Its block table gives no block a place: see Problems.' : null;
}

/** "parent.vhd", "parent.vhd and, below it, grand.vhd"; undefined if no parent is here. */
function parentsText([first, second, ...more]: readonly string[]): string | undefined {
  if (first === undefined || second === undefined) return first;
  return more.length === 0 ? `${first} and, below it, ${second}` : `${first} and the ${grouped(more.length + 1)} layers below it`;
}

function holds(disk: DiskView, { fileBytes, layers, parent, findings }: ImageView, storedSectors: number | null): string {
  const { kind, blocks, sectors } = disk;
  if (kind === 'fixed') return fixedText(sectors * SECTOR_BYTES, fileBytes);
  if (kind === 'raw') return disk.bareVolume === null ? '' : ` Its file system is ${bareVolumeText(disk.bareVolume)}.`;
  if (!blocks.inTable) return ' Its block table cannot be read, so none of its sectors can be shown.';
  const isNothing = blocks.allocated === 0;
  const lost = isNothing ? noPlaceText(findings) : null;
  if (lost !== null) return ` ${lost}`;
  const text = storedText(disk, storedSectors);
  const isAll = blocks.allocated === blocks.count && !isNothing && text === blocksText(blocks);
  if (isAll) return ` ${text}.`;
  const stored = isNothing ? ' Nothing is stored here yet; all' : ` ${text}; the rest`;
  if (kind === 'dynamic') return `${stored} reads as zeros.`;
  const base = parentsText(layers.slice(1).map(({ name }) => name));
  if (isEndless(parent)) return `${stored} is ${base === undefined ? '' : `read from ${base}, or `}${unreached(parent).from}.`;
  return parent !== null && base === undefined
    ? `${stored} is in a parent that is not here.`
    : `${stored} is read from ${base}${parent === null ? '' : ' and a parent that is not here'}.`;
}

/**
 * Two short sentences: what the disk is, and how much of it the file holds. `storedSectors`: how many sectors the bitmaps say
 * are stored; null as long as they have not all been read.
 */
export function diskSentence(view: ImageView, storedSectors: number | null = null): string {
  const { disk } = view;
  if (disk === null) return `${sizeText(view.fileBytes)} of bytes, shown as they stand in the file.`;
  const size = sizeText(disk.sectors * SECTOR_BYTES);
  const made = disk.kind === 'raw' ? ', without a VHD footer' : madeBy(disk);
  return `${WHAT[disk.kind]} of ${size}${made}.${holds(disk, view, storedSectors)}`;
}
