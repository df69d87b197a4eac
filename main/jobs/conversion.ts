/** A new file that a disk is copied into, for the code that fills it and the code that checks it afterwards. */
import type { MadeNote, SectorRange } from '../../shared/jobs';
import type { Piece } from '../../shared/overlaidFile';
import { footer } from '../../shared/vhd/footer';
import type { Rewrite } from '../vhd/ops/rewrite';
import type { JobContext } from './context';
import type { OutputRef } from './tasks';
import type { View } from './windows';

export type Conversion = {
  readonly context: JobContext;
  readonly rewrite: Rewrite;
  readonly view: View;
  readonly output: OutputRef;
  /** Bytes that replace those of the source, by their place on the new disk. */
  readonly overlay: readonly Piece[];
  /** Sectors of a missing parent are given up, too: they become zeros and are listed. */
  readonly known: boolean;
  /** Sectors of the source that were given up: ascending, disjoint, adjacent ranges joined. */
  readonly lost: SectorRange[];
  /** Notes about the new file besides those of its plan. */
  readonly notes: readonly MadeNote[];
};

/** Whether the new disk is a child: sectors it does not hold are its parent's. */
export const isChild = ({ target }: Rewrite): boolean =>
  target.kind === 'sparse' && footer.get(target.footer, 'diskType') === 'differencing';

/** Gives up sectors of the source. They come in ascending order, except those of pieces that are read again. */
export function giveUp({ lost }: Conversion, firstLba: number, sectors: number): void {
  const last = lost.at(-1);
  if (last !== undefined && last.firstLba + last.sectors === firstLba) lost[lost.length - 1] = { ...last, sectors: last.sectors + sectors };
  else lost.push({ firstLba, sectors });
}

export const lostSectors = ({ lost }: Conversion): number => lost.reduce((sum, { sectors }) => sum + sectors, 0);
