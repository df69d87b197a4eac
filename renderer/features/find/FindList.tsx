import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useMemo, useRef, useSyncExternalStore, type JSX, type KeyboardEvent } from 'react';
import type { SearchPattern } from '../../../shared/find/pattern';
import { grouped, hexBytes } from '../../../shared/text/numbers';
import { SECTOR_BYTES, type Space } from '../../../shared/vhd/units';
import type { ImageId } from '../../../shared/views';
import { setState, useOpen, usePref } from '../../app/store';
import { offsetText } from '../../disk/address.model';
import { useDisk } from '../../disk/blocks.store';
import { bytesFrom, otherBytesFrom } from '../../disk/bytes.store';
import { changeHitList, currentHits, showHit } from '../../disk/find.store';
import type { HitColumn } from '../../disk/hitOrder.model';
import { useHitOrder } from '../../disk/hitOrder.store';
import { fits, patternTitle } from '../../disk/findForm.model';
import { hitAt, type Hit } from '../../disk/hits.model';
import { pagesVersion, subscribePages } from '../../disk/pages.store';
import { belongingText } from '../../disk/position.model';
import type { Disk } from '../../disk/translate.model';
import { contextOf, textOf } from './context.model';
import { differenceText } from './find.text';
import { replacementBytes } from './replace.model';
import styles from './find.module.css';

/** Height of a row in CSS pixels. The heading is one row too. */
const ROW = 24;
/** Longer hits are not compared again. */
const MAX_COMPARED = 4096;
/** How many bytes are shown around a hit. */
const CONTEXT = { before: 8, bytes: 40 };
/** How many bytes of each of two disks are shown. */
const SHOWN_OF_BOTH = 3;

/** All hits that are listed. Arrow keys show each in the other views; Enter goes to its bytes. */
export function FindList(): JSX.Element | null {
  const scroller = useRef<HTMLDivElement>(null);
  const run = useOpen((d) => d.find.run);
  const active = useOpen((d) => d.find.at);
  const disk = useDisk();
  // Rows show bytes, which arrive later.
  useSyncExternalStore(subscribePages, pagesVersion);
  const { hits, order } = { hits: currentHits(), order: useHitOrder() };
  const count = run.kind === 'none' ? 0 : (order?.listed.length ?? hits.count);
  // Where the hit that was shown last stands in the list.
  const here = useMemo(() => (order === null || active < 0 ? active : order.listed.indexOf(active)), [order, active]);

  // The rule warns of a fault that only React's compiler causes, and this page is built without it.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 4,
    paddingStart: ROW,
    scrollPaddingStart: ROW,
  });
  useEffect(() => {
    if (here >= 0) rows.scrollToIndex(here);
  }, [here, rows]);
  if (run.kind === 'none' || disk === null || (hits.count === 0 && run.kind !== 'running')) return null;

  const visible = rows.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const end = (visible.at(-1)?.index ?? -1) + 1;
  const indexAt = (row: number): number => (order === null ? row : (order.listed[row] ?? -1));
  const showRow = (row: number): void => showHit(indexAt(row));
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((rows.scrollRect?.height ?? 0) / ROW) - 2);
    const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -count, End: count };
    const by = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (by !== undefined) showRow(Math.min(count - 1, Math.max(0, here + by)));
    else if (event.key === 'Enter' && event.target === event.currentTarget) setState({ wantedPane: 'hex' });
    else return;
    event.preventDefault();
  };
  const { space, patterns } = run.request;
  return (
    <div className={clsx(styles.frame, 'table-frame')}>
      <div ref={scroller} className={styles.scroller}>
        <table
          // The keys move within this table, so its role is a grid.
          role="grid"
          className={clsx(run.compared !== null && styles.compared)}
          aria-label="Hits"
          aria-rowcount={count + 1}
          aria-activedescendant={here >= 0 ? `hit-${here}` : undefined}
          tabIndex={0}
          onKeyDown={press}
        >
          <thead>
            <tr aria-rowindex={1}>
              <Heading column="at">{space === 'disk' ? 'Disk offset' : 'File offset'}</Heading>
              <Heading column="bytes">Bytes</Heading>
              <Heading column="what">Found</Heading>
              <Heading column="where">Where</Heading>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden="true" style={{ height: first * ROW }} />}
            {visible.map(({ index: row }) => {
              const hit = hitAt(hits, indexAt(row));
              return hit === null ? null : (
                <Row
                  key={row}
                  row={row}
                  show={showRow}
                  hit={hit}
                  pattern={patterns[hit.pattern]}
                  compared={run.compared === null ? null : run.find}
                  disk={disk}
                  space={space}
                  isActive={row === here}
                  isScrolling={rows.isScrolling}
                />
              );
            })}
            {end < count && <tr aria-hidden="true" style={{ height: (count - end) * ROW }} />}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** A click sorts by this column, another one the other way round. */
function Heading({ column, children }: { readonly column: HitColumn; readonly children: string }): JSX.Element {
  const { by, isDown } = useOpen((d) => d.find.list);
  const isBy = by === column;
  return (
    <th scope="col" aria-sort={!isBy ? 'none' : isDown ? 'descending' : 'ascending'}>
      <button type="button" className={styles.heading} onClick={() => changeHitList({ by: column, isDown: isBy && !isDown })}>
        {children}
        {isBy && (isDown ? <ChevronDown size={12} aria-hidden /> : <ChevronUp size={12} aria-hidden />)}
      </button>
    </th>
  );
}

type RowProps = {
  /** Of the list, as it is sorted. */
  readonly row: number;
  readonly show: (row: number) => void;
  readonly hit: Hit;
  readonly pattern: SearchPattern | undefined;
  /** The number of the comparison that found it; null: a search did. */
  readonly compared: number | null;
  readonly disk: Disk;
  readonly space: Space;
  readonly isActive: boolean;
  /** Bytes are not fetched for rows that only pass by. */
  readonly isScrolling: boolean;
};

function Row({ row, show, hit, pattern, compared, disk, space, isActive, isScrolling }: RowProps): JSX.Element {
  const radix = usePref('radix');
  const bitmaps = usePref('bitmaps');
  const replacement = useOpen((d) => d.findForm.replacement);
  const { image } = disk.view;
  const before = Math.min(hit.at, CONTEXT.before);
  const bytes = isScrolling ? null : bytesFrom(image, space, bitmaps, hit.at - before, CONTEXT.bytes);
  const own = isScrolling || hit.bytes > MAX_COMPARED ? null : bytesFrom(image, space, bitmaps, hit.at, hit.bytes);
  const isStale = own !== null && pattern !== undefined && !fits(pattern, own);
  const title = compared === null ? patternTitle(pattern) : differenceText(hit.pattern);
  const where = belongingText(disk, { space, at: hit.at }, radix);
  const becomes =
    replacement === null || replacement === '' || pattern === undefined || own === null
      ? null
      : replacementBytes(pattern, replacement, own);
  const context = bytes === null ? null : contextOf(bytes, before, hit.bytes);
  return (
    <tr
      id={`hit-${row}`}
      aria-rowindex={row + 2}
      aria-selected={isActive}
      className={clsx(isStale && styles.stale)}
      title={isStale ? 'These bytes were changed since they were found.' : undefined}
      onClick={() => show(row)}
    >
      <td className="mono">{offsetText(hit.at, radix)}</td>
      <td className="tabular">{grouped(hit.bytes)}</td>
      <td>
        {title !== null && <span className={styles.title}>{title}</span>}
        <span className="mono">
          {compared !== null ? (
            <BothBytes image={image} find={compared} hit={hit} isScrolling={isScrolling} />
          ) : context === null ? (
            '…'
          ) : (
            <>
              {/* Where room is short, what would stand there matters more. */}
              {becomes === null && context.before}
              <mark>{context.hit}</mark>
              {becomes !== null && <ins title="What would stand there">→ {textOf(becomes)} </ins>}
              {context.after}
            </>
          )}
        </span>
        {isStale && <span className="hidden-visually">changed since</span>}
      </td>
      <td title={where}>
        {/* Parts that have no room are left out whole: “block 16…” would name another block. */}
        <span className={styles.where}>
          {where.split(' · ').map((part, i) => (
            <span key={`${i} ${part}`}>
              {i === 0 ? '' : '· '}
              {part}{' '}
            </span>
          ))}
        </span>
      </td>
    </tr>
  );
}

type BothProps = {
  readonly image: ImageId;
  readonly find: number;
  readonly hit: Hit;
  readonly isScrolling: boolean;
};

/** The first bytes that differ, of this disk and of the other one: "54 65 73 → 00 00 00". */
function BothBytes({ image, find, hit, isScrolling }: BothProps): JSX.Element {
  const bitmaps = usePref('bitmaps');
  const radix = usePref('radix');
  const count = Math.min(hit.bytes, SECTOR_BYTES);
  const own = isScrolling ? null : bytesFrom(image, 'disk', bitmaps, hit.at, count);
  const other = isScrolling ? null : otherBytesFrom(image, find, hit.at, count);
  if (own === null || other === null) return <>…</>;
  const first = own.findIndex((byte, i) => byte !== other[i]);
  // Nothing differs any more where bytes were changed and not saved.
  if (first < 0) return <>{hexBytes(own.subarray(0, SHOWN_OF_BOTH))}</>;
  const shown = (bytes: Uint8Array): string => hexBytes(bytes.subarray(first, first + SHOWN_OF_BOTH));
  return (
    <span title={`Byte ${offsetText(first, radix)} of the range: this disk’s bytes, and the other one’s`}>
      {shown(own)} → {shown(other)}
    </span>
  );
}
