import type { JSX } from 'react';
import { reveal } from '../../disk/cursor.store';
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DiskView, PartitionView } from '../../../shared/views';
import { drawnPartitions, partitionColour } from '../../disk/partitionColour.model';
import { partitionName } from '../../disk/translate.model';
import styles from './overview.module.css';

const MIN_SHARE = 0.004;

/** The disk from first to last sector, partitions to scale; a click goes to the partition's first sector. */
export function PartitionBar({ disk }: { readonly disk: DiskView }): JSX.Element | null {
  const { scheme, entries } = disk.partitions;
  if (scheme === 'none' || disk.sectors === 0) return null;
  const shown = drawnPartitions(entries).filter(({ firstLba }) => firstLba < disk.sectors);
  return (
    <div className={styles.partitions} role="group" aria-label={`Partitions, ${scheme.toUpperCase()}`}>
      {shown.map((partition) => (
        <Partition
          key={`${partition.number} ${partition.firstLba}`}
          partition={partition}
          disk={disk}
          colour={partitionColour(entries, partition)}
        />
      ))}
    </div>
  );
}

function Partition({
  partition,
  disk,
  colour,
}: {
  readonly partition: PartitionView;
  readonly disk: DiskView;
  readonly colour: string | null;
}): JSX.Element {
  const left = Math.min(1, partition.firstLba / disk.sectors);
  const width = Math.min(1 - left, Math.max(MIN_SHARE, partition.sectors / disk.sectors));
  const [name, size] = [partitionName(partition), sizeText(partition.sectors * SECTOR_BYTES)];
  const text = `${name} · ${size}`;
  const show = (): void => reveal({ space: 'disk', at: partition.firstLba * SECTOR_BYTES });
  return (
    <button
      type="button"
      className={styles.partition}
      style={{ left: `${left * 100}%`, width: `${width * 100}%`, borderBottomColor: colour ?? undefined }}
      title={text}
      aria-label={text}
      onClick={show}
    >
      <span>{name}</span>
      <span>&nbsp;· {size}</span>
    </button>
  );
}
