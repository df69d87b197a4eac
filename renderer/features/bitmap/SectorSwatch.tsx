import { clsx } from 'clsx';
import type { JSX } from 'react';
import type { SectorKind } from '../../disk/blockBitmap.model';
import styles from './bitmap.module.css';

/** A kind of sector as the bitmap draws it, or the frame of a sector with unsaved changes. */
export function SectorSwatch({ kind }: { readonly kind: SectorKind | 'edited' }): JSX.Element {
  return <i className={clsx(styles.sectorSwatch, styles[`sector-${kind}`])} aria-hidden="true" />;
}
