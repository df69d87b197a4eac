import { ChartNoAxesGantt, FoldHorizontal, Rows3 } from 'lucide-react';
import type { JSX } from 'react';
import { IconButton } from '../../ui/Button';
import { MapScans } from './MapScans';
import { MapZoom } from './MapZoom';
import styles from './map.module.css';

type Props = {
  readonly caption: string;
  readonly level: number;
  readonly levels: number;
  readonly onZoom: (steps: number) => void;
  readonly onFit: () => void;
  /** Whether partitions are shown at this zoom step at all. */
  readonly hasPartitions: boolean;
  readonly showsPartitions: boolean;
  readonly onPartitions: () => void;
  /** Whether holes can be folded at this zoom step. */
  readonly canFold: boolean;
  readonly isFolded: boolean;
  readonly onFold: () => void;
  readonly showsTable: boolean;
  readonly onTable: () => void;
};

/** Zoom, a caption, and switches: folded holes, partitions, and the map as a table. */
export function MapToolbar(props: Props): JSX.Element {
  const { level, levels, showsTable } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Allocation map">
      <MapZoom {...{ level, levels }} text={props.caption} disabled={showsTable} onZoom={props.onZoom} onFit={props.onFit} />
      <p className={styles.caption} title={props.caption}>
        {props.caption}
      </p>
      <MapScans />
      {props.canFold && (
        <IconButton label="Stored only: fold the holes (S)" aria-pressed={props.isFolded} onClick={props.onFold}>
          <FoldHorizontal size={16} aria-hidden="true" />
        </IconButton>
      )}
      {props.hasPartitions && (
        <IconButton label="Partitions (P)" aria-pressed={props.showsPartitions} onClick={props.onPartitions}>
          <ChartNoAxesGantt size={16} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="Runs as a table (T)" aria-pressed={showsTable} onClick={props.onTable}>
        <Rows3 size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
