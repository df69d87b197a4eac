import type { JSX } from 'react';
import { sizeText } from '../../../shared/text/size';
import { BLOCK_STATE, BLOCK_STATES, type BlockState, type DiskView } from '../../../shared/views';
import { grouped } from '../../kernels/address';
import { isProblem, type StateCounts } from '../../kernels/mapCounts';
import { useStore } from '../../store/store';
import { STATE_HINTS, STATE_NAMES } from '../../text/names';
import { Swatch } from './Swatch';

type Props = {
  readonly disk: DiskView;
  readonly counts: StateCounts;
  /** States picked out; none means that all are shown. */
  readonly lit: ReadonlySet<BlockState>;
  readonly onToggle: (state: BlockState) => void;
};

/** What a disk of each kind has even when none of its blocks happens to be in that state. */
const TYPICAL: Readonly<Record<DiskView['kind'], readonly BlockState[]>> = {
  fixed: ['full'],
  raw: ['full'],
  dynamic: ['unallocated', 'full'],
  differencing: ['parent', 'partial'],
};

const FOUND_BY_SCANS: ReadonlySet<BlockState> = new Set<BlockState>(['full', 'partial', 'unset', 'zero']);
const timeText = (at: number): string => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export function MapLegend({ disk, counts, lit, onToggle }: Props): JSX.Element {
  const states = BLOCK_STATES.filter((state) => counts[state] > 0 || TYPICAL[disk.kind].includes(state));
  const scans = useStore((s) => s.scans);
  /** What a scan found is as old as the scan. */
  const asOf = (state: BlockState): string => {
    const scan = scans[state === 'zero' ? 'content' : 'bitmaps'];
    return FOUND_BY_SCANS.has(state) && scan.kind === 'done' ? `, as of ${timeText(scan.at)}` : '';
  };
  return (
    <div className="map-legend" role="group" aria-label="States; choose some to pick them out">
      {states.map((state) => (
        <button
          key={state}
          type="button"
          className="map-state"
          aria-pressed={lit.has(state)}
          data-dim={lit.size > 0 && !lit.has(state) ? 'true' : undefined}
          data-problem={isProblem(BLOCK_STATE[state]) ? 'true' : undefined}
          title={STATE_HINTS[state] + asOf(state)}
          onClick={() => onToggle(state)}
        >
          <Swatch state={state} />
          <span>{STATE_NAMES[state]}</span>
          <span className="map-count">
            {grouped(counts[state])}
            <span className="map-bytes"> · {sizeText(counts[state] * disk.blocks.sizeBytes)}</span>
          </span>
        </button>
      ))}
      {!disk.blocks.inTable && (
        <p className="map-note">
          {disk.kind === 'raw' ? 'A raw disk has' : 'Fixed disks have'} no blocks: the map counts in units of{' '}
          {sizeText(disk.blocks.sizeBytes)}.
        </p>
      )}
    </div>
  );
}
