import { useState, type JSX } from 'react';
import type { SectorRun } from '../../../shared/views';
import { holdingText, sectorFacts } from '../../disk/blockBitmap.model';
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
      <Holding disk={disk} runs={runs} />
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

function Holding({ disk, runs }: { readonly disk: Disk; readonly runs: readonly SectorRun[] | null }): JSX.Element {
  const isDynamic = disk.view.disk?.kind === 'dynamic';
  return (
    <p className={styles.text} role="status">
      {runs === null ? 'Reading the bitmap…' : holdingText(disk, runs)} {isDynamic && <span className="muted">{IGNORED_NOTE}</span>}
    </p>
  );
}
