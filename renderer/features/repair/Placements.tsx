import { clsx } from 'clsx';
import { useState, type JSX } from 'react';
import type { Placement } from '../../../shared/repairs';
import type { RepairView } from '../../../shared/repairViews';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { offsetText, type Radix } from '../../disk/address.model';
import { useSheet } from '../../app/modal.store';
import { usePref } from '../../app/store';
import { placeBlock, takePlacesBack } from '../../disk/repair.commands';
import { partitionName } from '../../disk/translate.model';
import { grouped, plural } from '../../../shared/text/numbers';
import { blockIn, movedAlong, type Moved } from './placements.model';
import styles from './repair.module.css';

const EVIDENCE: Readonly<Record<Placement['evidence'], string>> = {
  'partition-table': 'a partition table in it names its own place',
  'boot-sector': 'it begins with a boot sector',
  'file-system': 'a file system in it says where it stands',
  batmap: 'by Xen’s batmap and the order in the file',
  order: 'by the order in the file',
  'bad-entry': 'it is the only block whose entry cannot be right',
  given: 'as you said',
  table: 'the table says so',
};

/** Where every lost block goes, how sure that is, and what it is concluded from. */
export function Placements({ view }: { readonly view: RepairView }): JSX.Element {
  const radix = usePref('radix');
  const { placements, placementsLeftOut, guesses } = view;
  const before = useSheet('repair', ({ placedBefore }) => placedBefore);
  const moved = before === undefined ? [] : movedAlong(before, placements);
  return (
    <>
      {guesses > 0 && <p className={styles.left}>Look at the new disk before you rely on it.</p>}
      <div className={styles.placements} tabIndex={0} role="region" aria-label="Where the blocks go">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Found at</th>
              <th scope="col">Becomes block</th>
              <th scope="col">How sure</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {placements.map(({ sector, block, confidence, evidence }) => (
              <tr key={sector}>
                <th scope="row" className="mono">
                  {offsetText(sector * SECTOR_BYTES, radix)}
                </th>
                <td>
                  <BlockBox key={`${sector} ${block}`} sector={sector} block={block} />
                </td>
                <td>{confidence}</td>
                <td>{EVIDENCE[evidence]}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {placementsLeftOut > 0 && <p className="muted">and {plural(placementsLeftOut, 'more block')}</p>}
      </div>
      {moved.length > 0 && (
        <p className={styles.left} role="status">
          {movedText(moved, radix)}
        </p>
      )}
      <p className="selectable">{partitionsText(view)}</p>
    </>
  );
}

const MAX_TOLD = 4;

/** "3 other blocks have moved with it: 0x805E00 from block 16 to 18 (a file system in it said block 16), …" */
function movedText(moved: readonly Moved[], radix: Radix): string {
  const told = moved.slice(0, MAX_TOLD).map(({ sector, from, to }) => {
    const lost = from.evidence !== to.evidence && to.confidence === 'guess' ? `, though ${EVIDENCE[from.evidence]}` : '';
    return `${offsetText(sector * SECTOR_BYTES, radix)} from block ${grouped(from.block)} to ${grouped(to.block)}${lost}`;
  });
  const more = moved.length > MAX_TOLD ? [`and ${grouped(moved.length - MAX_TOLD)} more`] : [];
  return `${plural(moved.length, 'other block has', 'other blocks have')} moved with your change: ${[...told, ...more].join('; ')}.`;
}

/** What the disk would show: right places make partitions and file systems appear. */
const partitionsText = ({ partitions }: RepairView): string =>
  partitions.length === 0
    ? 'With these places the disk shows no partition table.'
    : `With these places the disk shows ${plural(partitions.length, 'partition')}: ${partitions.map(partitionName).join(', ')}.`;

/** The block that the user knows to stand there, instead of the one that was concluded. */
function BlockBox({ sector, block }: { readonly sector: number; readonly block: number }): JSX.Element {
  const [text, setText] = useState(String(block));
  const [isRefused, setRefused] = useState(false);
  const blocks = useSheet('repair', ({ view }) => view?.disk?.blocks ?? 0);
  const isBusy = useSheet('repair', ({ isPlanning, doing }) => isPlanning || doing !== null);
  const commit = (): void => {
    const value = blockIn(text, blocks);
    // A number that no block has changes nothing: the row says so, and keeps its block. What main refuses stays as it was typed.
    setRefused(value === null);
    if (value === null || value === block) {
      setText(String(block));
      void takePlacesBack();
    } else void placeBlock(sector, value);
  };
  return (
    <>
      <input
        className={clsx('input', styles.place)}
        aria-label={`Block at file sector ${grouped(sector)}`}
        value={text}
        disabled={isBusy}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
      {isRefused && (
        <span role="alert" className="muted">
          {' '}
          blocks 0–{grouped(blocks - 1)}
        </span>
      )}
    </>
  );
}
