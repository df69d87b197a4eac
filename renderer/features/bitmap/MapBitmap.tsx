import { useState, type JSX } from 'react';
import { sectorFacts } from '../../disk/blockBitmap.model';
import type { Disk } from '../../disk/translate.model';
import { BitmapGrid } from './BitmapGrid';
import { Kinds } from './Kinds';
import { Readout } from './Readout';
import { useBits } from './useBits';
import { grouped } from '../../../shared/text/numbers';
import styles from './bitmap.module.css';

type Props = { readonly disk: Disk; readonly block: number };

/** The sectors of a block as the map's last zoom step. If the block is not in this file, it shows where they are read from. */
export function MapBitmap({ disk, block }: Props): JSX.Element {
  const [hovered, setHovered] = useState<number | null>(null);
  const [shown, setShown] = useState<number | null>(null);
  const { markOf } = useBits(disk, block);
  const at = hovered ?? shown;
  const mark = at === null ? null : markOf(at);
  return (
    <div className={styles.map}>
      <BitmapGrid
        disk={disk}
        block={block}
        label={`Block ${grouped(block)} by sector`}
        on="map"
        markOf={markOf}
        hovered={hovered}
        onHover={setHovered}
        onCursor={setShown}
        head={<Readout disk={disk} block={block} facts={at === null || mark === null ? null : sectorFacts(disk, block, at, mark)} />}
      />
    </div>
  );
}

/** What the marks of that picture mean, in the map's legend. */
export function MapBitmapLegend({ disk, block }: Props): JSX.Element {
  const { markOf } = useBits(disk, block);
  return (
    <div className={styles.legend}>
      <Kinds disk={disk} block={block} markOf={markOf} />
    </div>
  );
}
