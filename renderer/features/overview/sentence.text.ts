/** What a disk is, in one sentence. */
import { sizeText } from '../../../shared/text/size';
import { footer } from '../../../shared/vhd/footer';
import { vhdTimeText } from '../../../shared/vhd/codec';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskView, ImageView } from '../../../shared/views';
import { creatorName } from '../../app/names.text';

const WHAT: Readonly<Record<DiskView['kind'], string>> = {
  fixed: 'A fixed disk',
  dynamic: 'A dynamic disk',
  differencing: 'A differencing disk',
  raw: 'A raw disk image without a VHD footer',
};

/** "2016-02-17", from a footer's time stamp; null if it was never set. */
const madeOn = (raw: Uint8Array): string | null => {
  const stamp = footer.get(raw, 'timeStamp');
  return stamp === 0 ? null : vhdTimeText(stamp).slice(0, 10);
};

function madeBy(disk: DiskView): string {
  const struct = disk.trusted === 'footer-copy' ? disk.footerCopy : disk.footer;
  if (struct === null) return '';
  const creator = footer.get(struct.bytes, 'creatorApplication');
  const name = creatorName(creator);
  const date = madeOn(struct.bytes);
  return `${name === 'not stated' ? '' : `, made by ${name}`}${date === null ? '' : `${name === 'not stated' ? ', made' : ''} on ${date}`}`;
}

function holds({ kind, blocks }: DiskView, { fileBytes, layers, parent }: ImageView): string {
  if (kind === 'fixed') return ` The file takes its full size, ${sizeText(fileBytes)}.`;
  if (kind === 'raw') return ` All of its ${sizeText(fileBytes)} are shown as sectors.`;
  if (!blocks.inTable) return ' Its block table cannot be read, so none of its sectors can be shown.';
  const share = blocks.count === 0 ? 0 : (100 * blocks.allocated) / blocks.count;
  const isAll = blocks.allocated === blocks.count;
  // At most 99 % unless all blocks are stored: otherwise the sentence would hide that some read as zeros.
  const percent = share === 0 ? 'nothing' : isAll ? 'all' : share < 1 ? 'less than 1 %' : `${Math.min(99, Math.round(share))} %`;
  const stored = ` The file stores ${percent} of it in ${sizeText(fileBytes)}`;
  if (percent === 'all') return `${stored}.`;
  if (kind === 'dynamic') return `${stored}; the rest reads as zeros.`;
  const base = layers[1]?.name;
  return parent !== null && base === undefined
    ? `${stored}; the rest is in a parent that is not here.`
    : `${stored}; the rest comes from ${base}${parent === null ? '' : ' and a parent that is not here'}.`;
}

/** Two short sentences: what the disk is, and how much of it the file holds. */
export function diskSentence(view: ImageView): string {
  const { disk } = view;
  if (disk === null) return `${sizeText(view.fileBytes)} of bytes, shown as they stand in the file.`;
  return `${WHAT[disk.kind]} of ${sizeText(disk.sectors * SECTOR_BYTES)}${madeBy(disk)}.${holds(disk, view)}`;
}
