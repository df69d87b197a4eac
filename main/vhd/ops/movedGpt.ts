/** Moves a GPT's backup to the end of a disk that was enlarged, so that the table is complete there too. UEFI 2.10, 5.3.2. */
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Chain } from '../read/chain';
import type { DiskPiece } from '../partitions/emptyPartitions';
import { isCopy, readGpt } from '../partitions/gpt';
import { sectorsAt } from '../partitions/sectors';
import { backupAtEnd } from '../repair/partitionFixes';

/** The entry of a protective MBR that covers the disk: type and size, little-endian. */
const PROTECTIVE = 0xee;
const FIRST_ENTRY = 446;
const TYPE_IN_ENTRY = 4;
const SIZE_IN_ENTRY = 12;

/**
 * Sectors to write over a disk that gets larger: header and table at their new places, zeros over the old backup's header,
 * and a protective MBR for the new size. None if there is no sound GPT.
 */
export async function movedBackupGpt(chain: Chain, sectors: number): Promise<DiskPiece[]> {
  const { primary, backup } = await readGpt(chain);
  const moved = backupAtEnd(primary, sectors - 1);
  if (moved === null) return [];
  const pieces: DiskPiece[] = moved.map(({ lba, bytes }) => ({ lba, bytes }));
  const isFree = (lba: number): boolean => pieces.every((piece) => lba < piece.lba || lba >= piece.lba + piece.bytes.length / SECTOR_BYTES);
  if (isCopy(backup) && backup.at !== 1 && isFree(backup.at)) pieces.push({ lba: backup.at, bytes: new Uint8Array(SECTOR_BYTES) });
  const protective = await protectiveOver(chain, sectors);
  if (protective !== null) pieces.push({ lba: 0, bytes: protective });
  return pieces.sort((a, b) => a.lba - b.lba);
}

/** Null if no entry in sector 0 covers exactly the old disk. */
async function protectiveOver(chain: Chain, sectors: number): Promise<Uint8Array | null> {
  const sector = await sectorsAt(chain, 0, 1);
  if (typeof sector === 'string') return null;
  const bytes = sector.slice();
  const view = new DataView(bytes.buffer);
  const isOver =
    bytes[FIRST_ENTRY + TYPE_IN_ENTRY] === PROTECTIVE && view.getUint32(FIRST_ENTRY + SIZE_IN_ENTRY, true) === chain.layers[0].sectors - 1;
  view.setUint32(FIRST_ENTRY + SIZE_IN_ENTRY, Math.min(sectors - 1, 0xffff_ffff), true);
  return isOver ? bytes : null;
}
