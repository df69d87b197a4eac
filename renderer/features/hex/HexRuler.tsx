import { clsx } from 'clsx';
import type { JSX } from 'react';
import { hex } from '../../../shared/text/numbers';
import type { Radix } from '../../disk/address.model';
import { byteX, type HexMetrics } from './hexMetrics.model';
import styles from './hex.module.css';

type Props = {
  readonly metrics: HexMetrics;
  readonly space: 'disk' | 'file';
  readonly radix: Radix;
  /** The column that the cursor is in. */
  readonly current: number;
};

/** Above the rows: what the addresses count, and a number for each column. */
export function HexRuler({ metrics, space, radix, current }: Props): JSX.Element {
  return (
    <div className={styles.ruler} aria-hidden="true">
      {space === 'disk' && <span style={{ left: 12 }}>Sector</span>}
      <span style={{ left: metrics.offsetX }}>{space === 'disk' ? 'Disk offset' : 'File offset'}</span>
      {Array.from({ length: metrics.columns }, (_, column) => (
        <b key={column} className={clsx(column === current && styles.rulerHere)} style={{ left: byteX(metrics, column) }}>
          {radix === 'hex' ? hex(column, 2) : String(column).padStart(2, '0')}
        </b>
      ))}
      <span style={{ left: metrics.textX }}>Text</span>
    </div>
  );
}
