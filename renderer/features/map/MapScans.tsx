import { Pause, Play, X } from 'lucide-react';
import type { JSX } from 'react';
import type { ScanKind } from '../../../shared/views';
import { cancelScan, togglePause } from '../../disk/scan.store';
import { useOpen } from '../../app/store';
import { IconButton } from '../../ui/Button';
import styles from './map.module.css';

const NAMES: Readonly<Record<ScanKind, string>> = { bitmaps: 'Bitmaps', content: 'Content' };

/** How far the scans have come that add to the map; empty if no scan is running. */
export function MapScans(): JSX.Element {
  return (
    <>
      <Progress what="bitmaps" />
      <Progress what="content" />
    </>
  );
}

function Progress({ what }: { readonly what: ScanKind }): JSX.Element | null {
  const state = useOpen((d) => d.scans[what]);
  if (state.kind === 'failed') {
    return (
      <span className={styles.scan} role="status" title="The file could not be read, or changed meanwhile. Reload the disk to try again.">
        {NAMES[what]} not read
      </span>
    );
  }
  if (state.kind !== 'running' || !state.isShown) return null;
  const percent = state.total === 0 ? 0 : Math.floor((100 * state.done) / state.total);
  return (
    <span className={styles.scan}>
      <span role="progressbar" aria-label={`${NAMES[what]} scanned`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        {NAMES[what]} {percent} %{state.isPaused && ', paused'}
      </span>
      {what === 'content' && (
        <>
          <IconButton label={`${state.isPaused ? 'Resume' : 'Pause'} scanning content`} onClick={() => void togglePause(what)}>
            {state.isPaused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
          </IconButton>
          <IconButton label="Stop scanning content" onClick={() => void cancelScan(what)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </>
      )}
    </span>
  );
}
