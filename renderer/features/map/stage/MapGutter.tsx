import { clsx } from 'clsx';
import type { JSX } from 'react';
import type { PartitionView } from '../../../../shared/views';
import { partitionColour } from '../../../disk/partitionColour.model';
import { partitionName } from '../../../disk/translate.model';
import { barsOf, rowLabels, spansOf, type Stretch } from '../grid/rows.model';
import type { MapViewport } from '../grid/useMapView';
import styles from '../map.module.css';

const LABELS_APART = 30;
/** So high are the bars at least, for the partition's number in them; where there are too many of them, those that are lower have none. */
const NUMBER_FROM = 14;

type Props = {
  readonly view: MapViewport;
  readonly blockBytes: number;
  readonly stretches: readonly Stretch[];
  readonly entries: readonly PartitionView[];
};

/** To the left of the rows: how far along the disk they are, and bars in the partitions' colours with their numbers. */
export function MapGutter({ view, blockBytes, stretches, entries }: Props): JSX.Element {
  const labels = rowLabels(view.grid, blockBytes, view, LABELS_APART);
  const bars = barsOf(spansOf(stretches, view.grid, blockBytes, view), Math.min(view.height, view.grid.height - view.top), NUMBER_FROM);
  return (
    <div className={styles.gutter} aria-hidden="true">
      {labels.map(({ row, y, text, base }) => (
        <span key={row} className={styles.label} style={{ top: y }}>
          {base !== null && <b>{base}</b>}
          {text}
        </span>
      ))}
      {bars.map(({ stretch: { at, partition }, y, height }) => (
        <i
          key={at}
          className={clsx(styles.bar, partition === null && styles.barNone)}
          style={{
            top: y,
            height: Math.max(1, height - (height > 3 ? 1 : 0)),
            ...(partition === null ? {} : { background: partitionColour(entries, partition) ?? undefined }),
          }}
          title={partition === null ? 'In no partition' : partitionName(partition)}
        >
          {partition !== null && height > NUMBER_FROM - 1 && partition.number}
        </i>
      ))}
    </div>
  );
}
