import type { JSX } from 'react';
import { reveal } from '../../disk/cursor.store';
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskView, PartitionView } from '../../../shared/views';
import { drawnPartitions, listedPartitions, partitionColour } from '../../disk/partitionColour.model';
import { partitionName } from '../../disk/translate.model';
import { partitionParts } from '../../../shared/partitionParts';
import styles from './overview.module.css';

/** The disk from first to last sector, partitions to scale, and below it the name of each. A click goes to the first sector. */
export function PartitionBar({ disk }: { readonly disk: DiskView }): JSX.Element | null {
  const { scheme, entries } = disk.partitions;
  if (scheme === 'none' || disk.sectors === 0) return null;
  const isShown = ({ firstLba }: PartitionView): boolean => firstLba < disk.sectors;
  const [drawn, listed] = [drawnPartitions(entries).filter(isShown), listedPartitions(entries).filter(isShown)];
  return (
    <>
      {/* The list below says the same, and is reached by keyboard. */}
      <div className={styles.partitions} aria-hidden="true">
        {partitionParts(drawn, disk.sectors).map(({ partition, left, width }) => (
          <button
            type="button"
            key={keyOf(partition)}
            tabIndex={-1}
            className={styles.partition}
            style={{ left: `${left * 100}%`, width: `${width * 100}%`, background: partitionColour(entries, partition) ?? undefined }}
            title={`${partitionName(partition)} · ${sizeOf(partition)}`}
            aria-label={partitionName(partition)}
            onClick={() => show(partition)}
          />
        ))}
      </div>
      <ul className={styles.partitionNames} aria-label={`Partitions, ${scheme.toUpperCase()}`}>
        {listed.map((partition) => (
          <li key={keyOf(partition)}>
            <button type="button" className={styles.partitionName} onClick={() => show(partition)}>
              <i className="colour-mark" style={{ background: partitionColour(entries, partition) ?? undefined }} aria-hidden="true" />
              <span>{partitionName(partition)}</span>
              <span className={styles.partitionSize}>{sizeOf(partition)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const keyOf = ({ number, firstLba }: PartitionView): string => `${number} ${firstLba}`;
const sizeOf = ({ sectors }: PartitionView): string => sizeText(sectors * SECTOR_BYTES);
const show = ({ firstLba }: PartitionView): void => reveal({ space: 'disk', at: firstLba * SECTOR_BYTES });
