import { ChartNoAxesGantt, Minus, Plus, Rows3 } from 'lucide-react';
import type { JSX } from 'react';
import { IconButton } from '../../ui/Button';
import { MapScans } from './MapScans';

type Props = {
  readonly caption: string;
  readonly level: number;
  readonly levels: number;
  readonly onZoom: (steps: number) => void;
  readonly onFit: () => void;
  readonly hasPartitions: boolean;
  readonly showsPartitions: boolean;
  readonly onPartitions: () => void;
  readonly showsTable: boolean;
  readonly onTable: () => void;
};

/** Zoom, what the cells stand for, and the two ways to look at the map differently. */
export function MapToolbar(props: Props): JSX.Element {
  const { level, levels, showsTable } = props;
  return (
    <div className="map-toolbar" role="toolbar" aria-label="Allocation map">
      <div className="map-zoom" role="group" aria-label="Zoom">
        <IconButton label="Zoom out (−)" disabled={level === 0 || showsTable} onClick={() => props.onZoom(-1)}>
          <Minus size={15} aria-hidden="true" />
        </IconButton>
        <button type="button" className="map-fit" disabled={level === 0 || showsTable} onClick={props.onFit} title="Whole disk (0)">
          Fit
        </button>
        <IconButton label="Zoom in (+)" disabled={level === levels - 1 || showsTable} onClick={() => props.onZoom(1)}>
          <Plus size={15} aria-hidden="true" />
        </IconButton>
      </div>
      <p className="map-caption">{props.caption}</p>
      <MapScans />
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
