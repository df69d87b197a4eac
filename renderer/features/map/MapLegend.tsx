import { clockText } from '../../app/when.text';
import { useMemo, type JSX } from 'react';
import { useOpen } from '../../app/store';
import { sizeText } from '../../../shared/text/size';
import { BLOCK_STATE, BLOCK_STATES, OWNER_UNKNOWN, type BlockState, type DiskView } from '../../../shared/views';
import { isProblem, type StateCounts } from '../../disk/stateCounts.model';
import { missingIn, stateBytes } from '../../disk/cellFacts.model';
import { cutText, missingText, stateName, unallocatedHint } from '../../disk/origin.text';
import { cutBlocks, type Disk } from '../../disk/translate.model';
import { STATE_HINTS } from '../../app/names.text';
import { Swatch } from './paint/Swatch';
import type { Picked } from './picked.model';
import { grouped } from '../../../shared/text/numbers';
import styles from './map.module.css';

type Props = {
  readonly shown: Disk;
  readonly disk: DiskView;
  readonly counts: StateCounts;
  /** The states that the user picked out; if there are none, all are shown. */
  readonly highlighted: Picked;
  readonly onToggle: (state: BlockState) => void;
};

/** States that a disk of each kind usually has. They are listed even if no block is in them. */
const TYPICAL: Readonly<Record<DiskView['kind'], readonly BlockState[]>> = {
  fixed: ['full'],
  raw: ['full'],
  dynamic: ['unallocated', 'full'],
  differencing: ['parent', 'partial'],
};

const FOUND_BY_SCANS: ReadonlySet<BlockState> = new Set<BlockState>(['full', 'partial', 'unset', 'zero']);

export function MapLegend({ shown, disk, counts, highlighted, onToggle }: Props): JSX.Element {
  const states = BLOCK_STATES.filter((state) => counts[state] > 0 || TYPICAL[disk.kind].includes(state));
  const scans = useOpen((d) => d.scans);
  const missing = useMemo(() => missingIn(shown, { first: 0, end: shown.blocks.states.length }), [shown]);
  const cut = useMemo(() => cutText(cutBlocks(shown), counts.damaged), [shown, counts.damaged]);
  /** Where all of a parent's blocks are missing, their name says so. */
  const part = missing < counts.parent ? missingText(shown, missing) : '';
  const hintOf = (state: BlockState): string => (state === 'unallocated' ? unallocatedHint(shown.view) : STATE_HINTS[state]);
  /** What a scan found is only as recent as the scan. */
  const asOf = (state: BlockState): string => {
    const scan = scans[state === 'zero' ? 'content' : 'bitmaps'];
    return FOUND_BY_SCANS.has(state) && scan.kind === 'done' ? `, as of ${clockText(new Date(scan.at))}` : '';
  };
  return (
    <div className={styles.legend} role="group" aria-label="States; choose some to pick them out">
      {states.map((state) => (
        <button
          key={state}
          type="button"
          className={styles.state}
          aria-pressed={highlighted.has(state)}
          data-dim={highlighted.size > 0 && !highlighted.has(state) ? 'true' : undefined}
          data-problem={isProblem(BLOCK_STATE[state]) ? 'true' : undefined}
          title={hintOf(state) + (state === 'parent' && part !== '' ? ` (${part})` : '') + asOf(state)}
          onClick={() => onToggle(state)}
        >
          <Swatch state={state} />
          <span>{stateName(shown, state, state === 'parent' && missing === counts.parent && missing > 0 ? OWNER_UNKNOWN : 0)}</span>
          <span className={styles.count}>
            {grouped(counts[state])}
            <span className={styles.bytes}>
              {' '}
              · {sizeText(stateBytes(shown, counts, state))}
              {state === 'partial' && counts.partial > 0 && ' stored'}
            </span>
            {state === 'parent' && part !== '' && ` · ${part}`}
            {state === 'damaged' && cut !== '' && ` · ${cut}`}
          </span>
        </button>
      ))}
      {/* One unit is the whole disk: there is nothing to count. */}
      {!disk.blocks.inTable && disk.blocks.count > 1 && (
        <p className={styles.note}>
          {disk.kind === 'raw' ? 'A raw disk has' : 'Fixed disks have'} no blocks: the map counts in units of{' '}
          {sizeText(disk.blocks.sizeBytes)}.
        </p>
      )}
    </div>
  );
}
