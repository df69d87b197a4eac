/** Words for data that some programs show and others do not. */
import type { HiddenData } from '../jobs';
import { grouped } from './numbers';

const HIDDEN: Readonly<Record<HiddenData['where'], readonly [where: string, who: string]>> = {
  'clear-bits': ['under clear bits', 'QEMU shows it, Windows does not'],
  'behind-end': ['behind the end of the disk', 'no program shows it'],
};

/** Data that some programs do not show, and which programs do. */
export function hiddenDataText({ where, sectors, firstLba }: HiddenData): string {
  const [place, who] = HIDDEN[where];
  return `${grouped(sectors)} ${sectors === 1 ? 'sector holds' : 'sectors hold'} data ${place}, from LBA ${grouped(firstLba)} on; ${who}.`;
}
