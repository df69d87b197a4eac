import { clsx } from 'clsx';
import type { JSX } from 'react';
import type { BlockState } from '../../../../shared/views';
import styles from '../map.module.css';

const GLYPHS: Partial<Readonly<Record<BlockState, string>>> = { zero: '0', damaged: '×', overlapping: '=' };

/** A state as the map draws it: colour, texture and glyph. */
export function Swatch({ state }: { readonly state: BlockState }): JSX.Element {
  return (
    <i className={clsx(styles.swatch, styles[`swatch-${state}`])} aria-hidden="true">
      {GLYPHS[state]}
    </i>
  );
}
