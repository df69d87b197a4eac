/** What the sheet for a new disk says of room that the block table does not name: all of it that may be data is left out. */
import { describe, expect, it } from 'vitest';
import type { Finding, FindingFacts } from '../../../../../shared/findings';
import { lostRoomText } from '../../../../../renderer/features/convert/convert.text';

const ROOM: FindingFacts['B06'] = { gaps: 1, bytes: 6_293_504, fits: 3, named: 9, looked: false, lost: 0, unclear: 0 };
const room = (facts: Partial<FindingFacts['B06']> = {}): Finding => ({
  code: 'B06',
  severity: 'warning',
  where: [],
  facts: { ...ROOM, ...facts },
});
const lost = (blocks: number): Finding => ({ code: 'B22', severity: 'error', where: [], facts: { blocks, at: 2048, placed: 1 } });

describe('room that the block table does not name', () => {
  it('is to be looked at first', () => {
    expect(lostRoomText('compact', [room()])).toBe(
      'The file has room for 3 blocks that the block table does not name. What stands there will not be in the new file: check everything first.',
    );
  });

  it('is said to hold lost blocks where they were found, whatever else is in it', () => {
    for (const operation of ['compact', 'defragment', 'resize', 'dynamic', 'fixed', 'raw', 'merge', 'flatten', 'azure'] as const)
      expect(lostRoomText(operation, [room({ looked: true, lost: 2 }), lost(2)])).toMatch(
        /^2 blocks stand in the file .* will not have them: repair the disk first\.$/,
      );
    expect(lostRoomText('compact', [lost(1)])).toContain('will not have it');
  });

  it('is not called free of data where nobody can tell', () => {
    expect(lostRoomText('compact', [room({ looked: true, unclear: 1 })])).toContain('nobody can tell whether it is data');
  });

  it('is nothing to speak of where no block fits, or all was read and is zeros', () => {
    for (const facts of [{ fits: 0 }, { looked: true }]) expect(lostRoomText('compact', [room(facts)])).toBe(null);
    expect(lostRoomText('compact', [])).toBe(null);
    // Its structures alone are asked for.
    expect(lostRoomText('skeleton', [room(), lost(2)])).toBe(null);
  });
});
