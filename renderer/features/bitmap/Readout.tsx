import type { JSX } from 'react';
import type { SectorFacts } from '../../disk/blockBitmap.model';
import { useBlockRuns } from '../../disk/blockRuns.store';
import { supplierText } from '../../disk/supplier.text';
import type { Disk } from '../../disk/translate.model';
import { kindNote } from '../../disk/sectorBits.text';
import { grouped } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

type Props = { readonly disk: Disk; readonly block: number; readonly facts: SectorFacts | null };

/** The sector under the pointer, or else under the cursor. Its room stays when it is neither, so that nothing jumps. */
export function Readout({ disk, block, facts }: Props): JSX.Element {
  const runs = useBlockRuns(disk, block);
  if (facts === null) return <p className={styles.readout}>Point at a sector to see what it holds.</p>;
  const { sector, lba, kind, hasBit, isEdited } = facts;
  return (
    <p className={styles.readout}>
      <b>Sector {grouped(sector)}</b> · LBA {grouped(lba)}
      <span>
        {kindNote(disk, kind, hasBit, supplierText(disk, runs, lba))}
        {isEdited ? '; changed, not saved' : ''}.
      </span>
    </p>
  );
}
