/** What is shown about one block: where it is on the disk, in the table and in the file. */
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { OWNER_NOBODY, OWNER_UNKNOWN } from '../../../shared/views';
import { offsetText, type Radix } from '../../disk/address.model';
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

export function blockFacts(disk: Disk, block: number, radix: Radix): BlockFact[] {
  const { view, blocks } = disk;
  if (view.disk === null) return [];
  const { sizeBytes, inTable, bitmapSectors, tableAt } = view.disk.blocks;
  const at = block * sizeBytes;
  const sectors = Math.min(sizeBytes / SECTOR_BYTES, view.disk.sectors - at / SECTOR_BYTES);
  const lba = at / SECTOR_BYTES;
  const partition = partitionAt(disk, at);
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
    ...(partition === null ? [] : [fact('Partition', partitionName(partition), { space: 'disk', at: partition.firstLba * SECTOR_BYTES })]),
  ];
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
  const distance = apart.bytes === 0 ? 'right' : sizeText(apart.bytes);
  return [fact('Previous block', apart.side === 'over' ? 'over it in the file' : `${distance} ${apart.side} it in the file`)];
}

function originText({ view, blocks }: Disk, block: number): string {
  const owner = blocks.owners[block];
  if (owner === OWNER_UNKNOWN) return 'a parent that is missing';
  if (owner === OWNER_NOBODY || owner === undefined)
    return view.disk?.kind === 'differencing' ? 'no layer: reads as zeros' : 'nowhere: reads as zeros';
  return view.layers[owner]?.name ?? 'a parent';
}
