/** The sign of a structure in the navigator is that of the worst problem that is about it, and of no other. */
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { checkSurroundings, NOTHING_AROUND } from '../../../../../main/vhd/check/surroundingRules';
import { describe as describeChain } from '../../../../../main/vhd/describe/describe';
import { sortFindings } from '../../../../../shared/findingList';
import type { Finding } from '../../../../../shared/findings';
import type { StructureKind } from '../../../../../shared/views';
import { worstOf } from '../../../../../renderer/features/navigator/signs.model';
import { changed } from '../../../../support/damage';
import { baseImage, childImage, FOOTER_AT, TABLE_AT, withEntry } from '../../../../support/fixtures';
import { utf16 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const NOWHERE = 0xffff_ffff;

/** Kind of structure and code of its sign, for those that have one. */
async function signs(bytes: Uint8Array, depth: 'quick' | 'deep', more: readonly Finding[] = []): Promise<[StructureKind, string][]> {
  const chain = await chainOf(memoryFile(bytes));
  const found = await checkDisk(chain, { now: NOW, deep: depth === 'deep' });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  const findings = [...found.value, ...more];
  sortFindings(findings);
  const { structures, disk } = await describeChain(chain, NOW);
  return structures.flatMap((structure) => {
    const locator = structure.kind === 'locator' ? disk?.locators.find(({ index }) => index === structure.count) : undefined;
    const worst = worstOf(structure, findings, locator);
    return worst === undefined ? [] : [[structure.kind, worst.code] as [StructureKind, string]];
  });
}

describe('the block table bears it', () => {
  test('if it names no block, and there is room for some', async () => {
    const wiped = withEntry(withEntry(baseImage(), 0, NOWHERE), 2, NOWHERE);
    expect(await signs(wiped, 'quick')).toEqual([
      ['bat', 'B06'],
      ['gap', 'B06'],
    ]);
    expect((await signs(wiped, 'deep'))[0]).toEqual(['bat', 'B14']);
  });

  test('if it does not name a block that stands in the file', async () => {
    expect(await signs(withEntry(baseImage(), 2, NOWHERE), 'deep')).toEqual([
      ['bat', 'B22'],
      ['gap', 'B22'],
    ]);
  });

  test('if an entry is wrong', async () => {
    expect(await signs(withEntry(baseImage(), 1, 0x00ff_0000), 'quick')).toEqual([['bat', 'B01']]);
  });
});

test('the blocks bear what is wrong with a block or its bitmap', async () => {
  // Block 0 follows the table's sector; the first bits of its bitmap are cleared, over data that is not zero.
  const hidden = changed(baseImage(), (bytes) => bytes.fill(0, TABLE_AT + 512, TABLE_AT + 512 + 64));
  expect(await signs(hidden, 'deep')).toEqual([['blocks', 'B15']]);
});

test('a footer bears its own faults', async () => {
  const spoilt = changed(baseImage(), (bytes) => bytes.fill(1, FOOTER_AT + 64, FOOTER_AT + 68));
  expect(await signs(spoilt, 'quick')).toEqual([['footer', 'F02']]);
});

test('no structure bears what is true of the whole file', async () => {
  const whole = checkSurroundings({
    ...NOTHING_AROUND,
    fileBytes: FOOTER_AT + 512,
    attributes: ['sparse'],
    isNetwork: true,
    isReadOnly: true,
    isGrowing: true,
  });
  expect(whole.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning', 'warning']);
  expect(await signs(baseImage(), 'quick', whole)).toEqual([]);
});

test('a locator bears what is wrong with its entry, and the header does not; what is wrong with the parent is in neither', async () => {
  // A platform data length of an odd number of bytes, in UTF-16. The parent is not there.
  const data = utf16('.\\p.vhd', 'le').slice(0, 13);
  const child = childImage({ locators: [{ slot: 0, code: 'W2ru', data }] }).bytes;
  expect(await signs(child, 'quick')).toEqual([['locator', 'P06']]);
});
