import { clsx } from 'clsx';
import type { JSX } from 'react';
import type { PartitionView } from '../../../../shared/views';
import { partitionColour } from '../../../disk/partitionColour.model';
import { partitionName } from '../../../disk/translate.model';
import { rowLabels, spansOf, type Stretch } from '../grid/rows.model';
import type { MapViewport } from '../grid/useMapView';
import styles from '../map.module.css';

const LABELS_APART = 30;
/** From this height on, a bar has its partition's number in it. */
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
  const spans = spansOf(stretches, view.grid, blockBytes, view);
  return (
    <div className={styles.gutter} aria-hidden="true">
      {labels.map(({ row, y, text, base }) => (
        <span key={row} className={styles.label} style={{ top: y }}>
          {base !== null && <b>{base}</b>}
          {text}
        </span>
      ))}
      {spans.map(({ stretch: { at, partition }, y, height }) => (
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
          {partition !== null && height >= NUMBER_FROM && partition.number}
        </i>
      ))}
    </div>
  );
}
