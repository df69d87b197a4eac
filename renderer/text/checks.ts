/** What a clean bill of health is worth: how many things were looked at, and what was not. */
import { FINDING_CODES } from '../../shared/text/findings';

/** Found only by reading every block. */
const BLOCK_CODES = ['B07', 'B08', 'B11', 'B14', 'B15', 'B16', 'B17', 'B18', 'B19', 'B20', 'B21', 'P09'];
/** Of what surrounds the file, and of a place it might go to: looked at elsewhere. */
const ELSEWHERE = /^[AE]/;

const here = FINDING_CODES.filter((code) => !ELSEWHERE.test(code));
const quick = here.filter((code) => !BLOCK_CODES.includes(code));

export const checksText = (checked: 'structures' | 'everything'): string =>
  checked === 'everything'
    ? `No problems in ${here.length} checks. Structures, partition tables, and every block with its bitmap were looked at; what the files on the disk hold was not.`
    : `No problems in ${quick.length} checks. Looked at: footers, dynamic header, block table, parents, partition tables. Not looked at: sector bitmaps and what the blocks hold. “Check everything…” does that.`;
