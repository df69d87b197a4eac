import { useMemo, useState, type JSX } from 'react';
import { SECTORS_AT_ONCE, type SectorRun } from '../../../shared/views';
import { countKinds, holdingText, marksOf, sectorFacts, sectorsIn } from '../../disk/blockBitmap.model';
import type { Disk } from '../../disk/translate.model';
import { useOpen } from '../../app/store';
import { IGNORED_NOTE } from '../../disk/sectorBits.text';
import { BitButtons } from './BitButtons';
import { BitmapGrid } from './BitmapGrid';
import { Kinds } from './Kinds';
import { Readout } from './Readout';
import { useBits } from './useBits';
import { grouped } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

/** The sector bitmap of a block in this file: which sectors it marks as stored here, and what their bytes are. */
export function BlockBitmap({ disk, block }: { readonly disk: Disk; readonly block: number }): JSX.Element {
  const [hovered, setHovered] = useState<number | null>(null);
  const [shown, setShown] = useState<number | null>(null);
  const { runs, markOf } = useBits(disk, block);
  const editing = useOpen((d) => d.edits.editing);
  const at = hovered ?? shown;
  const mark = at === null ? null : markOf(at);
  return (
    <section className={styles.bitmap} aria-label="Sector bitmap">
      <Holding disk={disk} runs={runs} zeros={useZeros(disk, block, markOf)} />
      <BitmapGrid
        disk={disk}
        block={block}
        label={`Sectors of block ${grouped(block)}`}
        on="card"
        markOf={markOf}
        hovered={hovered}
        onHover={setHovered}
        onCursor={setShown}
      />
      <Readout disk={disk} block={block} facts={at === null || mark === null ? null : sectorFacts(disk, block, at, mark)} />
      <Kinds disk={disk} block={block} markOf={markOf} />
      {editing && <BitButtons disk={disk} />}
    </section>
  );
}

/** How many sectors have their bit set and hold only zeros; 0 until all are read. */
function useZeros(disk: Disk, block: number, markOf: (sector: number) => number | null): number {
  const sectors = sectorsIn(disk, block);
  return useMemo(() => {
    const marks = sectors <= SECTORS_AT_ONCE ? marksOf(sectors, markOf) : null;
    return marks === null ? 0 : countKinds(marks).void;
  }, [sectors, markOf]);
}

type HoldingProps = { readonly disk: Disk; readonly runs: readonly SectorRun[] | null; readonly zeros: number };

function Holding({ disk, runs, zeros }: HoldingProps): JSX.Element {
  const isDynamic = disk.view.disk?.kind === 'dynamic';
  return (
    <p className={styles.text} role="status">
      {runs === null ? 'Reading the bitmap…' : holdingText(disk, runs, zeros)} {isDynamic && <span className="muted">{IGNORED_NOTE}</span>}
    </p>
  );
}
