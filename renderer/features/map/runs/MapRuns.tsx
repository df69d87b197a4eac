import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { BLOCK_STATE, BLOCK_STATES, type BlockState } from '../../../../shared/views';
import { runAt, runIndexOf, runsInStates, runsOf } from './runs.model';
import type { Disk } from '../../../disk/translate.model';
import { STATE_NAMES } from '../../../app/names.text';
import { IconButton } from '../../../ui/Button';
import { cursorBlock, jumpToBlock } from '../mapActions';
import { usePicked } from '../usePicked';
import { MapRunRow } from './MapRunRow';
import { Swatch } from '../paint/Swatch';
import { grouped, plural } from '../../../../shared/text/numbers';
import styles from '../map.module.css';

/** Height of a row in CSS pixels. The heading is one row too. */
const ROW = 26;
const COLUMNS = ['Block', 'Blocks', 'Size', 'State', 'In the file at', 'In order', 'Partition'];

/** The map as a table: every run of blocks in the same state, for reading, filtering and jumping without the picture. */
export function MapRuns({ disk, onClose }: { readonly disk: Disk; readonly onClose: () => void }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const runs = useMemo(() => runsOf(disk), [disk]);
  const present = useMemo(() => BLOCK_STATES.filter((state) => disk.blocks.states.includes(BLOCK_STATE[state])), [disk]);
  const [wanted, toggleState] = usePicked((state) => present.includes(state));
  const list = useMemo(() => runsInStates(disk, runs, new Set([...wanted].map((s) => BLOCK_STATE[s]))), [disk, runs, wanted]);
  const [active, setActive] = useState(() => runIndexOf(runs, list, cursorBlock(disk) ?? 0));

  // If the disk has no parents, the state already tells the layer.
  const hasLayers = disk.view.layers.length > 1 || disk.view.parent !== null;
  const columns = hasLayers ? [...COLUMNS, 'Layer'] : COLUMNS;

  useEffect(() => table.current?.focus({ preventScroll: true }), []);

  // The rule warns of a fault that only React's compiler causes, and this page is built without it.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 4,
    // The heading is above the first row and stays visible when the table scrolls.
    paddingStart: ROW,
    scrollPaddingStart: ROW,
    initialOffset: Math.max(0, (active - 3) * ROW),
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const end = (visible.at(-1)?.index ?? -1) + 1;
  const goTo = (index: number): void => {
    const next = Math.min(list.length - 1, Math.max(0, index));
    setActive(next);
    rows.scrollToIndex(next);
  };
  const jump = (index: number): void => {
    const run = list[index];
    if (run !== undefined) jumpToBlock(disk, runAt(disk, runs, run).first);
  };
  const press = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, Math.floor((rows.scrollRect?.height ?? 0) / ROW) - 2, list.length);
    if (step !== null) goTo(active + step);
    else if (event.key === 'Enter') jump(active);
    else if (event.key === 'Escape' || event.key.toLowerCase() === 't') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const toggle = (state: BlockState): void => {
    toggleState(state);
    goTo(0);
  };
  const pick = (index: number): void => {
    setActive(index);
    jump(index);
  };
  return (
    <div className={styles.runs}>
      <div className={styles.runsBar}>
        <p role="status">{plural(list.length, 'run')}</p>
        <div className={styles.filters} role="group" aria-label="Show only">
          {present.map((state) => (
            <button key={state} type="button" className={styles.state} aria-pressed={wanted.has(state)} onClick={() => toggle(state)}>
              <Swatch state={state} />
              {STATE_NAMES[state]}
            </button>
          ))}
        </div>
        <IconButton label="Back to the map (Esc)" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <div className={clsx(styles.runsFrame, 'table-frame')}>
        <div ref={scroller} className={styles.runsScroller}>
          <table
            ref={table}
            data-pane="map"
            // The keys move within this table, so its role is a grid.
            role="grid"
            aria-label="Runs of blocks"
            aria-rowcount={list.length + 1}
            aria-colcount={columns.length}
            aria-activedescendant={list.length > 0 ? `map-run-${active}` : undefined}
            tabIndex={0}
            onKeyDown={press}
          >
            <thead>
              <tr aria-rowindex={1}>
                {columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {first > 0 && <tr aria-hidden="true" style={{ height: first * ROW }} />}
              {visible.map(({ index }) => (
                <MapRunRow
                  key={index}
                  disk={disk}
                  run={runAt(disk, runs, list[index] as number)}
                  index={index}
                  isActive={index === active}
                  hasLayers={hasLayers}
                  onPick={() => pick(index)}
                />
              ))}
              {end < list.length && <tr aria-hidden="true" style={{ height: (list.length - end) * ROW }} />}
            </tbody>
          </table>
          {list.length === 0 && (
            <p className={styles.none}>
              No run in {wanted.size > 1 ? 'these states' : 'this state'} among {grouped(runs.count)}.
            </p>
          )}
        </div>
      </div>
    </div>
  );
}

function stepOf(key: string, page: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -count, End: count };
  return steps[key] ?? null;
}
