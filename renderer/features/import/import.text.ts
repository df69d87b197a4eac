/** The words of making a disk from a raw image. */
import { azureText } from '../../../shared/text/azure';
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { ImportForm, ImportOutcome, ImportProblem } from './import.model';
import { grouped, plural } from '../../../shared/text/numbers';

export const IMPORT_KINDS: Readonly<Record<ImportForm['to'], string>> = { dynamic: 'Dynamic', fixed: 'Fixed' };

export const importKindText = (to: ImportForm['to'], { problem, sectors }: ImportOutcome): string =>
  to === 'dynamic'
    ? 'Blocks that are all zeros take no room; the file grows when they are written.'
    : `The bytes as they are, with a footer behind them. ${azureText(problem === null ? sectors : null)}`;

const PROBLEMS: Readonly<Record<ImportProblem, (outcome: ImportOutcome) => string>> = {
  'no-source': () => 'Choose the raw image.',
  empty: () => 'This file is empty.',
  'not-whole-sectors': ({ oddBytes }) =>
    `A raw disk image is whole sectors of 512 bytes; this file has ${plural(oddBytes, 'byte')} too many. It may be cut off, or no disk at all. Zeros can fill up the last sector.`,
  'too-large': () => 'VHD stops at 2040 GiB. This file is larger.',
};

/** "A disk of 1,048,576 sectors · 536,870,912 bytes (512 MiB)." */
export function importText(outcome: ImportOutcome): string {
  const { sectors, problem, oddBytes } = outcome;
  if (problem !== null) return PROBLEMS[problem](outcome);
  const bytes = sectors * SECTOR_BYTES;
  const filled =
    oddBytes === 0
      ? ''
      : ` ${plural(SECTOR_BYTES - oddBytes, 'zero byte')} fill${SECTOR_BYTES - oddBytes === 1 ? 's' : ''} up the last one.`;
  return `A disk of ${plural(sectors, 'sector')} · ${grouped(bytes)} bytes (${sizeText(bytes)}).${filled}`;
}
