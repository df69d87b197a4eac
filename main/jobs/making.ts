/** A new file in the making, for those who fill it and those who look at it afterwards. */
import type { MadeNote, SectorRange } from '../../shared/jobs';
import type { Piece } from '../../shared/overlaidFile';
import { footer } from '../../shared/vhd/footer';
import type { Rewrite } from '../vhd/ops/rewrite';
import type { JobContext } from './context';
import type { OutputRef } from './tasks';
import type { View } from './windows';

export type Making = {
  readonly context: JobContext;
  readonly rewrite: Rewrite;
  readonly view: View;
  readonly output: OutputRef;
  /** Bytes that stand over those of the source, by their place on the new disk. */
  readonly overlay: readonly Piece[];
  /** Sectors of a missing parent are given up, too. */
  readonly known: boolean;
  /** Sectors of the source that were given up: ascending, apart, joined where they meet. */
  readonly lost: SectorRange[];
  /** What is to be said of the new file beside what its plan says. */
  readonly notes: readonly MadeNote[];
};

/** Whether the new disk is a child: what it does not hold is its parent's. */
export const isChild = ({ target }: Rewrite): boolean =>
  target.kind === 'sparse' && footer.get(target.footer, 'diskType') === 'differencing';

/** Gives up sectors of the source, which come in ascending order but for those of pieces that are read again. */
export function giveUp({ lost }: Making, firstLba: number, sectors: number): void {
  const last = lost.at(-1);
  if (last !== undefined && last.firstLba + last.sectors === firstLba) lost[lost.length - 1] = { ...last, sectors: last.sectors + sectors };
  else lost.push({ firstLba, sectors });
}

export const lostSectors = ({ lost }: Making): number => lost.reduce((sum, { sectors }) => sum + sectors, 0);
