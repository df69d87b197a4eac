import { clsx } from 'clsx';
import type { JSX } from 'react';
import { sizeText } from '../../../../shared/text/size';
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import type { PartitionView } from '../../../../shared/views';
import { reveal } from '../../../disk/cursor.store';
import { listedPartitions, partitionColour } from '../../../disk/partitionColour.model';
import { partitionName } from '../../../disk/translate.model';
import styles from '../map.module.css';

type Props = { readonly entries: readonly PartitionView[]; readonly current: PartitionView | null };

/** The names of all partitions in a line above the map, in the colours of the bars beside its rows. A click goes there. */
export function MapPartitions({ entries, current }: Props): JSX.Element {
  return (
    <ul className={styles.partitionNames} aria-label="Partitions on the map">
      {listedPartitions(entries).map((partition) => {
        const name = partitionName(partition);
        return (
          <li key={`${partition.number} ${partition.firstLba}`}>
            {/* Keyboard users reach partitions in the navigator. */}
            <button
              type="button"
              tabIndex={-1}
              className={clsx(styles.partitionName, partition === current && styles.partitionHere)}
              title={`${name} · ${sizeText(partition.sectors * SECTOR_BYTES)}`}
              onClick={() => reveal({ space: 'disk', at: partition.firstLba * SECTOR_BYTES, focus: 'map' })}
            >
              <i className="colour-mark" style={{ background: partitionColour(entries, partition) ?? 'none' }} aria-hidden="true" />
              <span>{name}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
