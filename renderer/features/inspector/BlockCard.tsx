import type { ComponentType, JSX } from 'react';
import { jumpTo } from '../../disk/cursor.store';
import { useBlockRuns } from '../../disk/blockRuns.store';
import { useBlockState } from '../../disk/blocks.store';
import { positionOf } from '../../disk/position.model';
import { supplierText } from '../../disk/supplier.text';
import { useOpen, usePref } from '../../app/store';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { BLOCK_STATES, type BlockState } from '../../../shared/views';
import { hasBits, sectorsIn, stateOfRuns } from '../../disk/blockBitmap.model';
import { blockFacts, type BlockFact } from './blockFacts.model';
import { blockStateName, stateHint } from '../../disk/origin.text';
import type { Disk } from '../../disk/translate.model';
import { grouped } from '../../../shared/text/numbers';
import styles from './inspector.module.css';

/** States about which the first line below, that of the bitmap, says more. */
const SAID_BY_BITS: ReadonlySet<BlockState> = new Set<BlockState>(['unscanned', 'full', 'partial', 'unset']);

/** The picture of a block's sectors, which the map shows too. The shell passes it in. */
export type BlockPicture = ComponentType<{ readonly disk: Disk; readonly block: number }>;

type Props = { readonly disk: Disk; readonly block: number; readonly Bitmap: BlockPicture };

/** One block: its state, where it is, and which of its sectors this file holds. */
export function BlockCard({ disk, block, Bitmap }: Props): JSX.Element {
  const radix = usePref('radix');
  const cursor = useOpen((d) => d.cursor);
  const scanned = BLOCK_STATES[useBlockState(block)] ?? 'unallocated';
  const bits = useBlockRuns(disk, block, 'honour');
  // The card has read the bitmap itself: then the block is not called unread because no scan has come to it.
  const state = scanned === 'unscanned' && bits !== null ? stateOfRuns(bits) : scanned;
  const inTable = disk.view.disk?.blocks.inTable === true;
  const hasBitmap = hasBits(disk, block);
  return (
    <section aria-label={`Block ${grouped(block)}`}>
      <header className={styles.head}>
        <h2>{inTable ? `Block ${grouped(block)}` : unitTitle(disk, block)}</h2>
        <span className="chip">{blockStateName(disk, block, state)}</span>
      </header>
      {!(hasBitmap && SAID_BY_BITS.has(state)) && <p className={styles.text}>{stateHint(disk, block, state)}.</p>}
      {hasBitmap && <Bitmap disk={disk} block={block} />}
      <dl className={styles.blockFacts}>
        {blockFacts(disk, block, radix, positionOf(disk, cursor).diskAt).map((fact) => (
          <Fact key={fact.name} fact={fact} />
        ))}
        <Supplier disk={disk} block={block} />
      </dl>
    </section>
  );
}

/** "Sectors 0–4,095": a fixed disk has no blocks, and the units that the map counts have no name of their own. */
function unitTitle(disk: Disk, block: number): string {
  const first = block * ((disk.view.disk?.blocks.sizeBytes ?? 0) / SECTOR_BYTES);
  return `Sectors ${grouped(first)}–${grouped(first + sectorsIn(disk, block) - 1)}`;
}

/** The file that the sector under the cursor comes from: parts of a block may come from different ones. */
function Supplier({ disk, block }: Pick<Props, 'disk' | 'block'>): JSX.Element | null {
  const cursor = useOpen((d) => d.cursor);
  const runs = useBlockRuns(disk, block);
  const { lba, block: here } = positionOf(disk, cursor);
  const from = lba === null || here !== block ? null : supplierText(disk, runs, lba);
  return from === null ? null : <Fact fact={{ name: `LBA ${grouped(lba ?? 0)} from`, value: from, at: null }} />;
}

function Fact({ fact: { name, value, at } }: { readonly fact: BlockFact }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="selectable">
        {at === null ? (
          value
        ) : (
          <button type="button" className="link" onClick={() => jumpTo(at)}>
            {value}
          </button>
        )}
      </dd>
    </div>
  );
}
