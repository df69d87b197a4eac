/**
 * A file that was cut short: one cause, and the findings that follow from it. BASE is 4,197,888 bytes long: its block 0 stands
 * at 2,048, block 2 at 2,099,712, the footer at 4,197,376 (damage catalogue, "Test images").
 */
import { describe, expect, test } from 'vitest';
import { findingText } from '../../../../../shared/text/findings';
import type { Finding } from '../../../../../shared/findings';
import { sortFindings } from '../../../../../shared/findingList';
import { baseImage, FOOTER_AT } from '../../../../support/fixtures';
import { put32 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { findingsOf } from '../../../../support/opened';

const told = async (bytes: Uint8Array): Promise<string[]> =>
  (await findingsOf(memoryFile(bytes))).map(({ code, because }) => (because === undefined ? code : `${code} because ${because}`));

const cutAt = (bytes: number): Uint8Array => baseImage().slice(0, bytes);

const causeOf = async (bytes: Uint8Array): Promise<Finding> => {
  const [first] = await findingsOf(memoryFile(bytes));
  if (first === undefined) throw new Error('nothing found');
  return first;
};

describe('a file that was cut short', () => {
  test.each([
    ['inside its last block', FOOTER_AT - 1_048_576, ['F23', 'B04 because F23', 'F01 because F23']],
    ['between its blocks', 2_099_712, ['F23', 'B01 because F23', 'F01 because F23']],
    ['inside its first block', 1_000_000, ['F23', 'B04 because F23', 'B01 because F23', 'F01 because F23']],
    ['inside the block table', 1540, ['F23', 'H06 because F23', 'F01 because F23', 'B01 because F23']],
    ['inside the header', 700, ['F23', 'F01 because F23', 'H01 because F23']],
    ['behind the footer’s copy', 512, ['F23', 'F01 because F23', 'H01 because F23']],
  ] as const)('%s has one cause, with the rest under it', async (_where, bytes, codes) => {
    const found = await told(cutAt(bytes));
    expect(found[0]).toBe('F23');
    expect(new Set(found)).toEqual(new Set(codes));
  });

  test('says how much is there, and what is lost', async () => {
    const { title, detail } = findingText(await causeOf(cutAt(1_000_000)));
    expect(title).toBe('The file was cut short: 1,000,000 of 4,197,888 bytes are there');
    // Block 0 is 2,097,664 bytes with its bitmap and ends at 2,099,712; sectors that are there in part are lost too.
    expect(detail).toBe('Lost: all of 1 block, the first is 2; 1,099,712 bytes of block 0; the footer at the end.');
  });

  test('says how long it was at least if that is all that is known', async () => {
    const { title, detail } = findingText(await causeOf(cutAt(1540)));
    // The table of four entries is one sector, at 1,536; the footer is another.
    // Entry 0 is left, and names a block of 2,097,664 bytes at 2,048; a footer takes 512 more.
    expect(title).toBe('The file was cut short: 1,540 of at least 2,100,224 bytes are there');
    expect(detail).toContain('3 entries of the block table, and the blocks that they named');
  });

  test('does not believe an entry that is left and names a place that no such disk has', async () => {
    const bytes = cutAt(1540);
    put32(bytes, 1536, 0x00ff_ffff);
    const { title } = findingText(await causeOf(bytes));
    expect(title).toBe('The file was cut short: 1,540 of at least 2,560 bytes are there');
  });

  test.each([
    [512, 'Lost: the dynamic header; the block table; all blocks; the footer at the end.'],
    [1280, 'Lost: the end of the dynamic header; the block table; all blocks; the footer at the end.'],
  ])('of %i bytes names the structures that are lost', async (bytes, lost) => {
    const found = await findingsOf(memoryFile(cutAt(bytes)));
    const texts = found.map((one) => findingText(one));
    expect(texts[0]?.detail).toBe(lost);
    expect(texts.map(({ title }) => title)).toContain('The dynamic header is cut off');
    expect(texts.map(({ detail }) => detail).join(' ')).toContain('It takes 1,024 bytes from 0x200 on, and the file ends before that.');
  });

  test('does not say of the last bytes that are left that they stand where the footer was, nor that QEMU opens it', async () => {
    const found = await findingsOf(memoryFile(cutAt(FOOTER_AT - 1_048_576)));
    const footer = found.find(({ code }) => code === 'F01') as Finding;
    expect(findingText(footer).detail).toBe('The file ends before the footer’s place. The copy at the start is used instead.');
    expect(findingText(footer).effect).toBe('libvhdi will not open the file.');
  });

  test('in its table does not have the table in an impossible place', async () => {
    const found = await findingsOf(memoryFile(cutAt(1540)));
    const table = findingText(found.find(({ code }) => code === 'H06') as Finding);
    expect(table.title).toBe('The block table is cut off');
    expect(table.detail).toBe('It starts at 1,536, and the file ends before the table does.');
  });
});

describe('is not said', () => {
  test.each([
    [FOOTER_AT, 'The file was cut short by 512 bytes or more: it ends where its last block does.'],
    [FOOTER_AT + 1, 'The file was cut short by 511 bytes or more: it ends 1 byte behind its last block, and a footer takes 512.'],
  ])('of a file that lacks only the footer, of which %i bytes are left', async (bytes, said) => {
    expect(await told(cutAt(bytes))).toEqual(['F01']);
    expect(findingText(await causeOf(cutAt(bytes))).detail).toBe(`${said} The copy at the start is used instead.`);
  });

  test('of a file whose footer is left in part: the checksum proves that', async () => {
    expect(await told(cutAt(FOOTER_AT + 412))).toEqual(['F05']);
    expect(findingText(await causeOf(cutAt(FOOTER_AT + 412))).title).toBe('The file was cut short by 100 bytes, inside its footer');
  });

  test('of a file without a footer whose entry points far away', async () => {
    const bytes = cutAt(FOOTER_AT);
    put32(bytes, 1536 + 4, 0x00ff_ffff);
    expect(new Set(await told(bytes))).toEqual(new Set(['F01', 'B01']));
  });

  test('of a file whose footer is there', async () => {
    const bytes = baseImage();
    put32(bytes, 1536 + 4, FOOTER_AT / 512 + 1);
    expect(await told(bytes)).not.toContain('F23');
  });
});

test('a consequence stands behind its cause, whatever is behind or before it in the file', () => {
  const at = (code: 'F01' | 'B01' | 'F23' | 'F02', place: number, because?: 'F23'): Finding =>
    ({
      code,
      severity: 'error',
      where: [{ structure: 'file', at: place, bytes: 1 }],
      facts: {},
      ...(because && { because }),
    }) as unknown as Finding;
  const sorted = sortFindings([at('F02', 5), at('F01', 1, 'F23'), at('F23', 9), at('B01', 20, 'F23')]);
  expect(sorted.map(({ code }) => code)).toEqual(['F02', 'F23', 'F01', 'B01']);
});
