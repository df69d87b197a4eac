import type { JSX } from 'react';
import type { SectorKind } from '../../kernels/blockBitmap';

/** A kind of sector as the bitmap draws it. */
export function SectorSwatch({ kind }: { readonly kind: SectorKind }): JSX.Element {
  return <i className={`sector-swatch sector-${kind}`} aria-hidden="true" />;
}
