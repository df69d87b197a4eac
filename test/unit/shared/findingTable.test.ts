/** What the table says of a code, against the engine that finds and mends it. */
import { expect, test } from 'vitest';
import { REPAIRABLE } from '../../../main/vhd/repair/planRepair';
import { FINDING_CODES, FINDING_TABLE } from '../../../shared/findingTable';

test('a code has a subject exactly where it has a repair', () => {
  const named = FINDING_CODES.filter((code) => FINDING_TABLE[code].subject !== undefined);
  expect(named.toSorted()).toEqual([...REPAIRABLE].toSorted());
});
