import type { JSX } from 'react';
import type { SectorFacts } from '../../disk/blockBitmap.model';
import { kindNote } from '../../disk/sectorBits.text';
import { grouped } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

/** The sector under the pointer, or else under the cursor. */
export function Readout({ facts }: { readonly facts: SectorFacts | null }): JSX.Element {
  if (facts === null) return <p className={styles.readout}>&nbsp;</p>;
  const { sector, lba, kind, hasBit, isEdited } = facts;
  return (
    <p className={styles.readout}>
      <b>Sector {grouped(sector)}</b> · LBA {grouped(lba)}
      <span>
        {kindNote(kind, hasBit)}
        {isEdited ? '; changed, not saved' : ''}.
      </span>
    </p>
  );
}
