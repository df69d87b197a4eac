/** The words of making a disk from a raw image. */
import { sizeText } from '../../shared/text/size';
import { grouped } from '../../shared/vhd/codec';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { plural } from '../kernels/address';
import type { ImportDraft, ImportOutcome, ImportProblem } from '../kernels/importDraft';

export const IMPORT_KINDS: Readonly<Record<ImportDraft['to'], { readonly name: string; readonly about: string }>> = {
  dynamic: { name: 'Dynamic', about: 'Blocks that are all zeros take no room; the file grows when they are written.' },
  fixed: { name: 'Fixed', about: 'The bytes as they are, with a footer behind them. The kind Azure accepts.' },
};

const PROBLEMS: Readonly<Record<ImportProblem, (outcome: ImportOutcome) => string>> = {
  'no-source': () => 'Choose the raw image.',
  empty: () => 'This file is empty.',
  'not-whole-sectors': ({ oddBytes }) =>
    `A raw disk image is whole sectors of 512 bytes; this file has ${plural(oddBytes, 'byte')} too many. It may be cut off, or no disk at all.`,
  'too-large': () => 'VHD stops at 2040 GiB. This file is larger.',
};

/** "A disk of 1,048,576 sectors · 536,870,912 bytes (512 MiB)." */
export function importText(outcome: ImportOutcome): string {
  const { sectors, problem } = outcome;
  if (problem !== null) return PROBLEMS[problem](outcome);
  const bytes = sectors * SECTOR_BYTES;
  return `A disk of ${plural(sectors, 'sector')} · ${grouped(bytes)} bytes (${sizeText(bytes)}).`;
}
