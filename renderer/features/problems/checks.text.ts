/** What "no problems" is worth: how many things were checked, and what was not. */
import { FINDING_CODES, FINDING_TABLE } from '../../../shared/findingTable';

const here = FINDING_CODES.filter((code) => FINDING_TABLE[code].depth !== 'elsewhere');
const quick = here.filter((code) => FINDING_TABLE[code].depth === 'structures');

export const checksText = (checked: 'structures' | 'everything'): string =>
  checked === 'everything'
    ? `No problems in ${here.length} checks. Structures, partition tables, and every block with its bitmap were looked at; what the files on the disk hold was not.`
    : `No problems in ${quick.length} checks. Looked at: footers, dynamic header, block table, parents, partition tables. Not looked at: sector bitmaps, what the blocks hold, and whether other disks in the folder have the same ID. “Check everything…” does that.`;
