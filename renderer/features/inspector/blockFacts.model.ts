/** What is shown about one block: where it is on the disk, in the table and in the file. */
import { sizeText } from '../../../shared/text/size';
import { unreached } from '../../../shared/text/unreached';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { OWNER_NOBODY, OWNER_UNKNOWN } from '../../../shared/views';
import { offsetText, type Radix } from '../../disk/address.model';
import { hasBlocks, layerText, partitionsIn, touchedBy } from '../../disk/cellFacts.model';
import { zerosFrom } from '../../disk/doubtfulTable.model';
import { apartFromPrevious, partitionAt, partitionName, type Disk } from '../../disk/translate.model';
import { grouped, spanText } from '../../../shared/text/numbers';

/** `at`: where a click leads. */
export type BlockFact = {
  readonly name: string;
  readonly value: string;
  readonly at: { readonly space: 'file' | 'disk'; readonly at: number } | null;
};

const fact = (name: string, value: string, at: BlockFact['at'] = null): BlockFact => ({ name, value, at });
const inFile = (at: number): BlockFact['at'] => ({ space: 'file', at });

/** `cursorAt`: the byte of the disk at the cursor; null: it is on none. The partition is that of its sector, not of the block. */
export function blockFacts(disk: Disk, block: number, radix: Radix, cursorAt: number | null = null): BlockFact[] {
  const { view, blocks } = disk;
  if (view.disk === null) return [];
  const { sizeBytes, inTable, bitmapSectors, tableAt } = view.disk.blocks;
  const at = block * sizeBytes;
  const sectors = Math.min(sizeBytes / SECTOR_BYTES, view.disk.sectors - at / SECTOR_BYTES);
  const lba = at / SECTOR_BYTES;
  const isInside = cursorAt !== null && cursorAt >= at && cursorAt < at + sectors * SECTOR_BYTES;
  const entry = blocks.entries[block] ?? UNALLOCATED;
  const allocated = inTable && entry !== UNALLOCATED;
  const entryText = entry === UNALLOCATED ? 'FFFFFFFF (none)' : grouped(entry);
  return [
    fact('LBA', spanText(lba, sectors)),
    fact('Disk offset', offsetText(at, radix), { space: 'disk', at }),
    ...(tableAt === null
      ? []
      : [fact('BAT entry', `${entryText} @ ${offsetText(tableAt + block * 4, radix)}`, inFile(tableAt + block * 4))]),
    ...(allocated ? storedFacts(disk, block, entry, bitmapSectors, radix) : []),
    ...(inTable && !allocated ? [fact('Comes from', originText(disk, block))] : []),
    ...partitionFacts(disk, { at, bytes: sectors * SECTOR_BYTES }, isInside ? cursorAt : null),
  ];
}

/** The partition at the cursor; without a cursor in the block, all that the block touches. */
function partitionFacts(disk: Disk, block: { readonly at: number; readonly bytes: number }, cursorAt: number | null): BlockFact[] {
  const inside = touchedBy(disk, block);
  const here = cursorAt === null ? (inside.length === 1 ? inside[0] : undefined) : partitionAt(disk, cursorAt);
  if (here != null) return [fact('Partition', partitionName(here), { space: 'disk', at: here.firstLba * SECTOR_BYTES })];
  if (inside.length === 0) return [];
  const touched = partitionsIn(disk, block);
  // A disk without a block table has units of the map in their place.
  const within = hasBlocks(disk) ? 'in this block' : 'in these sectors';
  return [fact('Partition', cursorAt === null ? touched : `none here; ${within}: ${touched}`)];
}

function storedFacts(disk: Disk, block: number, entry: number, bitmapSectors: number, radix: Radix): BlockFact[] {
  const bitmap = entry * SECTOR_BYTES;
  const data = bitmap + bitmapSectors * SECTOR_BYTES;
  const beyond = bitmap >= disk.view.fileBytes;
  return [
    fact('Sector bitmap', offsetText(bitmap, radix) + (beyond ? ' (past the end)' : ''), beyond ? null : inFile(bitmap)),
    fact('Data starts', offsetText(data, radix), data >= disk.view.fileBytes ? null : inFile(data)),
    ...neighbourFact(disk, block),
  ];
}

/** Where the previous block of the disk is in the file, as seen from this block. */
function neighbourFact(disk: Disk, block: number): BlockFact[] {
  const apart = apartFromPrevious(disk, block);
  if (apart === null) return [];
  const distance = apart.bytes === 0 ? 'directly' : sizeText(apart.bytes);
  return [fact('Previous block', apart.side === 'over' ? 'over it in the file' : `${distance} ${apart.side} it in the file`)];
}

function originText(disk: Disk, block: number): string {
  const { view, blocks } = disk;
  const owner = blocks.owners[block];
  if (owner === OWNER_UNKNOWN) return unreached(view.parent).from;
  if (owner === OWNER_NOBODY || owner === undefined) return zerosFrom(view);
  return layerText(disk, owner);
}
