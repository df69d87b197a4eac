/** The words for what a repair does to the user's data: which parts of the file are written, and how the disk is read afterwards. */
import type { RepairCost, RepairEffect, TouchedPart } from '../repairs';
import { listText } from './list';
import { bytesText, sizeText } from './size';

const PART_NAMES: Readonly<Record<TouchedPart, string>> = {
  footer: 'the footer',
  'footer-copy': 'the copy of the footer',
  'old-footer': 'a sector where an old footer stands',
  'dynamic-header': 'the dynamic header',
  locator: 'the parent locator',
  locators: 'the parent locators',
  'block-table': 'the block table',
  bitmaps: 'the sector bitmaps',
  batmap: 'the batmap',
  data: 'the disk’s data',
  'new-blocks': 'blocks',
  room: 'zeros',
};

const partText = ({ part, bytes, field }: RepairEffect['parts'][number]): string =>
  `${bytes < 10_000 ? bytesText(bytes) : sizeText(bytes)} of ${PART_NAMES[part]}${field === null ? '' : ` (${field.charAt(0).toLowerCase()}${field.slice(1)})`}`;

/** How a repair affects the user's data, as a severity: `good` if none is touched, else `warning`. */
export function effectSeverity({
  effect,
  diskChange,
  cut,
}: Omit<RepairCost, 'signs'> & { readonly effect: RepairEffect | null }): 'good' | 'warning' {
  if (effect === null) return 'good';
  return effect.isReadAlike && !effect.isLoss && diskChange === null && cut === null ? 'good' : 'warning';
}

/** "1 byte of the block table changes; 2 MiB of blocks and 512 bytes of the footer are added at the end". */
function writtenParts({ parts }: RepairEffect): string {
  const changed = parts.filter(({ isAdded }) => !isAdded);
  const added = parts.filter(({ isAdded }) => isAdded);
  const isOneByte = (group: RepairEffect['parts']): boolean => group.length === 1 && group[0]?.bytes === 1;
  const said = [
    changed.length === 0 ? [] : [`${listText(changed.map(partText))} ${isOneByte(changed) ? 'changes' : 'change'}`],
    added.length === 0 ? [] : [`${listText(added.map(partText))} ${isOneByte(added) ? 'is' : 'are'} added at the end`],
  ].flat();
  return said.length === 0 ? 'no byte of the file changes' : said.join('; ');
}

/** "No data is touched: 4 bytes of the footer (checksum) change." One line that is shown before any bytes. */
export function effectText({ effect, diskChange, cut }: Omit<RepairCost, 'signs'> & { readonly effect: RepairEffect | null }): string {
  if (effect === null) return 'No data is touched: the file is only read, and the disk is made in a new one.';
  const parts = writtenParts(effect);
  const data = effect.parts.find(({ part, isAdded }) => part === 'data' && !isAdded);
  if (data !== undefined) return `Data is written over: ${parts}.`;
  if (cut !== null) return `The file is cut off at its end: ${parts}.`;
  if (!effect.isReadAlike || diskChange !== null) return `No data is written over, but the disk is read differently afterwards: ${parts}.`;
  if (effect.isLoss) return `Every sector reads as before, but data that none of them shows is given up: ${parts}.`;
  return `No data is touched: ${parts}.`;
}
