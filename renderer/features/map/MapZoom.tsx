import { Minus, Plus } from 'lucide-react';
import type { JSX } from 'react';
import { IconButton } from '../../ui/Button';
import styles from './map.module.css';

type Props = {
  readonly level: number;
  readonly levels: number;
  /** What the zoom step shows, in words. */
  readonly text: string;
  readonly disabled: boolean;
  readonly onZoom: (steps: number) => void;
  readonly onFit: () => void;
};

/** Zooms from the whole disk to one block's sectors: by steps, along a slider, and back at once. */
export function MapZoom({ level, levels, text, disabled, onZoom, onFit }: Props): JSX.Element {
  return (
    <div className={styles.zoom} role="group" aria-label="Zoom">
      <button type="button" className={styles.fit} disabled={level === 0 || disabled} onClick={onFit} title="Whole disk (0)">
        Fit
      </button>
      <IconButton label="Zoom out (−)" disabled={level === 0 || disabled} onClick={() => onZoom(-1)}>
        <Minus size={15} aria-hidden="true" />
      </IconButton>
      <input
        type="range"
        className={styles.slider}
        aria-label="Zoom step"
        aria-valuetext={text}
        title={`Step ${level + 1} of ${levels}`}
        min={0}
        max={Math.max(1, levels - 1)}
        value={level}
        disabled={disabled || levels < 2}
        onChange={(event) => onZoom(Number(event.target.value) - level)}
      />
      <IconButton label="Zoom in (+)" disabled={level === levels - 1 || disabled} onClick={() => onZoom(1)}>
        <Plus size={15} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
