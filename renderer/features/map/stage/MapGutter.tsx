import { clsx } from 'clsx';
import type { JSX } from 'react';
import { rowLabels, spansOf, type Stretch } from '../grid/rows.model';
import { partitionName } from '../../../disk/translate.model';
import type { MapViewport } from '../grid/useMapView';
import styles from '../map.module.css';

const LABELS_APART = 30;
const COLOURS = 6;

type Props = { readonly view: MapViewport; readonly blockBytes: number; readonly stretches: readonly Stretch[] };

/** To the left of the rows: how far along the disk they are, and a bar in the colours of the partitions. */
export function MapGutter({ view, blockBytes, stretches }: Props): JSX.Element {
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
      {spans.map(({ stretch, y, height }) => (
        <i
          key={stretch.at}
          className={clsx(styles.bar, stretch.partition === null && styles.barNone)}
          style={{
            top: y,
            height: Math.max(1, height - (height > 3 ? 1 : 0)),
            ...(stretch.partition === null ? {} : { background: `var(--partition-${(stretch.index % COLOURS) + 1})` }),
          }}
          title={stretch.partition === null ? 'In no partition' : partitionName(stretch.partition)}
        />
      ))}
    </div>
  );
}
