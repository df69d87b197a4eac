import { describe, expect, test } from 'vitest';
import type { Finding, FindingCode, FindingFacts } from '../../../../shared/findings';
import { findingText } from '../../../../shared/text/findings';

/** One example of every code; the type makes a forgotten code an error. */
const EXAMPLES: { readonly [C in FindingCode]: FindingFacts[C] } = {
  F01: { why: 'cut-off', copyUsed: true },
  F02: { which: 'footer', stored: 1, computed: 0xffff_f53c },
  F03: { fields: ['currentSize', 'uniqueId'], copyMissing: false },
  F04: { bytes: 100 },
  F05: {},
  F06: { version: '2.0' },
  F07: { size: '0', why: 'zero' },
  F08: { fileBytes: 7_340_544, expectedBytes: 8_389_120 },
  F09: { diskType: 7, taken: 'dynamic' },
  F10: { chsBytes: 0, currentSize: 8_388_608 },
  F11: { why: 'zero', stamp: 0 },
  F12: { value: 1 },
  F13: { bytes: 5 },
  F14: { why: 'temporary', features: 3 },
  F15: {},
  F16: { dataOffset: '512' },
  F17: { originalSize: '0', currentSize: 8_388_608 },
  F18: { why: 'double', at: 8_388_608 },
  F19: { creator: 'qemu', hiddenBytes: 32_768 },
  F20: {},
  H01: { at: 512, foundAt: null },
  H02: { stored: 0, computed: 0xffff_f473 },
  H03: { version: '2.0' },
  H04: { blockSize: 3_145_728 },
  H05: { entries: 3, needed: 4, fits: true },
  H06: { tableOffset: '1,537', why: 'unaligned' },
  H07: { next: '512', isLoop: true },
  H08: { blockSize: 2048, isTiny: true },
  H09: { bytes: 5 },
  H10: { parentId: 'a' },
  B01: { blocks: 312, first: 5 },
  B02: { blocks: 2, first: 0 },
  B03: { blocks: 1, first: 1 },
  B04: { block: 2, missingBytes: 1_048_576 },
  B05: { entries: 1, first: 4 },
  B06: { gaps: 1, bytes: 4096 },
  B07: { blocks: 2, first: 0 },
  B08: { blocks: 2, first: 0, bytes: 4_194_304 },
  B09: { blockSize: 1_048_576, spacing: 2_097_152 },
  B10: { blocks: 2 },
  B11: { bytes: 496 },
  B12: { blocks: 2, first: 0, missingSectors: 1 },
  B13: { blocks: 4 },
  B14: { candidates: 2 },
  B15: { blocks: 1, sectors: 2048, firstLba: 2048 },
  B16: { blocks: 1, sectors: 1, firstLba: 0 },
  B17: { blocks: 1, first: 0 },
  B18: { blocks: 1, first: 0 },
  B19: { block: 3, missingBytes: 2_045_952 },
  B20: { blocks: 1, sectors: 4096, firstLba: 0 },
  B21: { block: 3, bytes: 512 },
  B23: { block: 3 },
  F22: { shift: 1 },
  F21: { creator: 'd2v ', usual: 'd2v\0' },
  B22: { blocks: 1, at: 2048 },
  P01: { name: 'base.vhd', why: 'missing' },
  P02: { name: 'base.vhd', expectedId: 'a', foundId: 'b' },
  P03: { stored: 0, found: 180 },
  P04: { childBytes: 1, parentBytes: 2 },
  P05: {},
  P06: { slot: 0, why: 'absolute-only' },
  P07: { layer: 'base.vhd', errors: 2 },
  P08: {},
  P09: { blocks: 1, sectors: 4095, firstLba: 1 },
  P10: { name: 'p.vhd' },
  P11: { name: 'größe.vhd' },
  P12: { why: 'full' },
  P13: {},
  P14: { stamp: 4_000_000_000 },
  P15: { path: String.raw`\\host\s\p.vhd`, why: 'share' },
  P16: { layers: 40 },
  X01: { stored: 0, computed: 0xffff_ff5f },
  X02: { blocks: 1, first: 1 },
  X03: { blocks: 1, first: 0 },
  X04: { overwritten: false },
  X05: { value: 1 },
  X06: { covered: 8, blocks: 9 },
  X07: {},
  X08: { name: 'lv' },
  G01: { copy: 'backup', why: 'missing' },
  G02: { number: 1, endLba: 20_000, sectors: 16_384 },
  G03: { why: 'hybrid' },
  G04: { number: 1, firstLba: 63 },
  A01: { why: 'not-fixed' },
  E01: { why: 'sparse' },
  E02: { fileBytes: 4_294_967_000 },
  E03: { by: 'qemu-system-x86_64' },
  E04: { why: 'network' },
  E05: { name: 'copy.vhd' },
  E06: {},
  E07: {},
  E08: { name: '.disk.merge.json' },
  E09: {},
  E11: { present: 'disk.vhd, disk.v02', missing: 'disk.v01' },
  E10: { files: 1, name: '.disk.vhd.platter-part-ab12' },
};

const textOf = (code: FindingCode, facts: object): ReturnType<typeof findingText> =>
  findingText({ code, severity: 'error', where: [], facts } as unknown as Finding);

test.each(Object.entries(EXAMPLES))('%s says what is wrong, with its numbers, and what follows', (code, facts) => {
  const { title, detail, effect, windowsCode } = textOf(code as FindingCode, facts);
  for (const words of [title, detail, effect]) {
    expect(words.length).toBeGreaterThan(5);
    expect(words).not.toMatch(/undefined|NaN|null|\[object|!/);
  }
  expect(windowsCode === null || /^0xC03A00[01][0-9A-F]$/.test(windowsCode)).toBe(true);
});

describe('numbers in the words', () => {
  test.each<[FindingCode, object, string]>([
    ['F04', { bytes: 100 }, '100 bytes'],
    ['F02', { which: 'footer-copy', stored: 0, computed: 0xffff_f53c }, '0xFFFFF53C'],
    ['B01', { blocks: 312, first: 5 }, '312 blocks'],
    ['B01', { blocks: 1, first: 5 }, '1 block points'],
    ['H05', { entries: 0xffff_ffff, needed: 4, fits: false }, '4,294,967,295'],
    ['H01', { at: 513, foundAt: 512 }, '0x200'],
    ['H01', { at: null, foundAt: 512 }, 'points nowhere'],
    ['P06', { slot: 7, why: 'deprecated' }, 'Slot 8'],
    ['P02', { name: 'b.vhd', expectedId: 'aaaa', foundId: 'bbbb' }, 'found bbbb'],
    ['F09', { diskType: 2, taken: 'dynamic' }, 'says it is fixed'],
  ])('%s %j: “%s”', (code, facts, words) => {
    const { title, detail, effect } = textOf(code, facts);
    expect([title, detail, effect].join(' ')).toContain(words);
  });

  test('a file name that would turn the line around is spelled out', () => {
    expect(textOf('P01', { name: 'a\u202edhv.exe', why: 'missing' }).detail).toContain('a\\u{202E}dhv.exe');
  });
});
