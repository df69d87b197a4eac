import { describe, expect, test } from 'vitest';
import type { Finding, FindingCode, FindingFacts } from '../../../../shared/findings';
import { findingText, namesOtherWay } from '../../../../shared/text/findings';

/** One example of every code; the type makes a forgotten code an error. */
const EXAMPLES: { readonly [C in FindingCode]: FindingFacts[C] } = {
  F01: { why: 'cut-off', copyUsed: true },
  F02: { which: 'footer', hasCopy: true, stored: 1, computed: 0xffff_f53c },
  F03: { fields: ['currentSize', 'uniqueId'], copyMissing: false, says: null },
  F04: { bytes: 100, hasCopy: true },
  F05: { bytes: 511 },
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
  B05: { entries: 1, first: 4, over: 0, beyond: 0 },
  B06: { gaps: 1, bytes: 4096, fits: 0, named: 2, looked: false, lost: 0, unclear: 0 },
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
  B24: { blocks: 1, block: 3, at: 0x203000, isAt: 0x202e00 },
  F22: { way: 'added', at: 60 },
  F24: { shift: -2, lost: [0x63, 0x6f] },
  F23: {
    fileBytes: 3_148_800,
    neededBytes: 4_197_888,
    isLeast: false,
    lost: { blocks: 0, first: 0 },
    cut: { block: 2, missingBytes: 1_048_576 },
    entries: 0,
    header: null,
  },
  F21: { creator: 'd2v ', usual: 'd2v\0' },
  B22: { blocks: 1, at: 2048, placed: 0 },
  P01: { name: 'base.vhd', why: 'missing', of: null, layer: 0 },
  P02: { name: 'base.vhd', expectedId: 'a', foundId: 'b' },
  P03: { stored: 0, found: 180 },
  P04: { childBytes: 1, parentBytes: 2 },
  P05: { why: 'loop', child: 'b.vhd', again: 'a.vhd' },
  P06: { slot: 0, why: 'absolute-only' },
  P07: { layer: 'base.vhd', errors: 2 },
  P08: {},
  P09: { blocks: 1, sectors: 4095, firstLba: 1 },
  P10: { name: 'p.vhd' },
  P11: { name: 'größe.vhd' },
  P12: { why: 'full' },
  P13: {},
  P14: { stamp: 4_000_000_000 },
  P17: {},
  P18: { names: 'old.vhd', found: 'base.vhd' },
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
  G02: { number: 1, firstLba: 2048, endLba: 20_000, sectors: 16_384 },
  G03: { why: 'hybrid' },
  G04: { number: 1, firstLba: 63 },
  A01: { why: 'not-whole-mebibytes', bytes: 20_972_032, missing: 1_048_064, fileBytes: 20_972_544 },
  E01: { why: 'sparse' },
  E02: { fileBytes: 4_294_967_000 },
  E03: { by: 'qemu-system-x86_64' },
  E04: { why: 'network' },
  E05: { disks: 2, names: 'a.vhd, b.vhd', more: false },
  E06: {},
  E07: { of: 'base.vhd', shows: 'mixed' },
  E08: { name: '.disk.merge.json' },
  E09: {},
  E12: { ranges: 2, bytes: 1024, header: false, blocks: 3 },
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
    ['F04', { bytes: 100, hasCopy: false }, '100 bytes'],
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

  test('a creator is named without what fills it up, and that is told in words', () => {
    expect(textOf('F21', { creator: 'd2v ', usual: 'd2v\0' }).detail).toMatch(
      /^“d2v” is filled up with blanks, where .* puts zero bytes\./,
    );
    expect(textOf('F19', { creator: 'vpc ', hiddenBytes: 512 }).detail).toContain('“vpc”');
  });

  test('a file name that would turn the line around is spelled out', () => {
    expect(textOf('P01', { name: 'a\u202edhv.exe', why: 'missing', of: null, layer: 0 }).detail).toContain('a\\u{202E}dhv.exe');
  });
});

/** What is said, title and all. */
const said = (code: FindingCode, facts: object): string => {
  const { title, detail, effect } = textOf(code, facts);
  return `${title}. ${detail} ${effect}`;
};

describe('room that belongs to no block', () => {
  const all = { gaps: 1, bytes: 40 * 1024 ** 2, fits: 19, named: 0, looked: false, lost: 0, unclear: 0 };
  const saidOf = (facts: Partial<FindingFacts['B06']>): string => said('B06', { ...all, ...facts });
  test('is not called harmless where a wiped table may have named it, and the way out is', () => {
    expect(saidOf({})).not.toMatch(/[Hh]armless|gives the room back/);
    expect(saidOf({})).toContain('platter repair --rebuild');
    // However many blocks the table still names.
    for (const named of [5, 20, 4000]) {
      expect(saidOf({ named })).not.toMatch(/[Hh]armless|gives the room back/);
      expect(saidOf({ named })).toContain('19 blocks would fit there');
      expect(saidOf({ named })).toContain('platter check --deep');
    }
  });
  test('is where no block fits, or where it was read and all is zeros', () => {
    expect(saidOf({ fits: 0, bytes: 4096 })).toContain('Harmless');
    expect(saidOf({ looked: true })).toContain('No block stands there: where one would fit, all is zeros.');
    expect(saidOf({ looked: true })).toContain('gives the room back');
  });
  test('is not where something stands in it, be it blocks or what nobody can tell', () => {
    expect(saidOf({ looked: true, unclear: 2 })).toContain('whether it is data, nobody can tell');
    expect(saidOf({ looked: true, lost: 3 })).toContain('3 blocks stand there that the table does not name.');
    for (const facts of [{ unclear: 2 }, { lost: 3 }, { lost: 1, unclear: 1 }]) {
      expect(saidOf({ looked: true, ...facts })).not.toMatch(/[Hh]armless|gives the room back/);
      expect(saidOf({ looked: true, ...facts })).toContain('Compacting the disk drops it.');
    }
  });
  test('holds lost blocks that belong to the disk, if what stands in them says so', () => {
    expect(said('B22', { blocks: 1, at: 2048, placed: 1 })).toContain('it belongs where the disk shows nothing');
    expect(said('B22', { blocks: 3, at: 2048, placed: 3 })).toContain('By what stands in them, they belong where');
    expect(said('B22', { blocks: 3, at: 2048, placed: 1 })).toContain('1 of them belongs where');
    expect(said('B22', { blocks: 3, at: 2048, placed: 0 })).not.toContain('By what stands in');
  });
});

describe('the words are true of what they stand for', () => {
  test('a fixed disk’s footer has no copy that a program could read instead', () => {
    const fixed = said('F02', { which: 'footer', hasCopy: false, stored: 1, computed: 2 });
    expect(fixed).not.toMatch(/copy/i);
    expect(fixed).toContain('Windows, QEMU and 7-Zip refuse the disk');
    expect(said('F02', { which: 'footer', hasCopy: true, stored: 1, computed: 2 })).toContain('QEMU reads the copy');
  });

  test('a time is odd for its own reason', () => {
    expect(said('F11', { why: 'future', stamp: 4_000_000_000 })).toMatch(
      /The time lies in the future\. Stored: 2126-10-03 07:06:40 UTC\. Xen’s check refuses/,
    );
    expect(said('F11', { why: 'zero', stamp: 0 })).not.toContain('future');
    expect(said('F11', { why: 'unix-epoch', stamp: 1_700_000_000 })).toContain('counted from 1970');
  });

  test('who notices blocks that share a place is told, and who does not', () => {
    expect(said('B02', { blocks: 2, first: 0 })).toMatch(/Xen’s check \(vhd-util\) names them; QEMU, libvhdi and 7-Zip do not notice/);
  });

  test('a data offset in the header is not what Microsoft wants', () => {
    expect(said('H07', { next: '512', isLoop: false })).toContain('Microsoft wants FFFFFFFFFFFFFFFF there');
  });

  test('blocks of 16 MiB are none that Windows takes, and the command that mends it is named', () => {
    const large = said('H08', { blockSize: 16 * 1024 * 1024, isTiny: false });
    expect(large).toContain('Windows does not attach a disk with such blocks, and Xen refuses it');
    expect(large).toContain('platter convert IN OUT --type dynamic --block-size 2MiB');
    expect(said('H08', { blockSize: 1024 * 1024, isTiny: false })).not.toContain('Xen refuses');
  });

  test('a cookie that is wrong says whether the checksum is of it', () => {
    expect(said('F01', { why: 'bad-cookie', copyUsed: false })).toContain('its checksum is the one that belongs to “conectix”');
    expect(said('F01', { why: 'summed-cookie', copyUsed: false })).toContain('its checksum was computed over them as they stand');
  });

  test('in the window no finding names a command', () => {
    const named: readonly [FindingCode, object][] = [
      ['H08', { blockSize: 16 * 1024 * 1024, isTiny: false }],
      ['B06', { gaps: 1, bytes: 4_194_304, fits: 5, named: 3, looked: false, lost: 0, unclear: 0 }],
      ['B06', { gaps: 1, bytes: 4_194_304, fits: 2, named: 0, looked: false, lost: 0, unclear: 0 }],
      ['A01', { why: 'not-whole-mebibytes', bytes: 20_972_032, missing: 1_048_064, fileBytes: 20_972_544 }],
      ['E01', { why: 'sparse' }],
      ['E07', { of: null, shows: 'mixed' }],
      ['E07', { of: 'base.vhd', shows: 'mixed' }],
      ['E07', { of: 'base.vhd', shows: 'unsure' }],
      ['E12', { ranges: 2, bytes: 1024, header: false, blocks: 3 }],
    ];
    for (const [code, facts] of named) {
      const finding = { code, severity: 'error', where: [], facts } as unknown as Finding;
      expect(Object.values(findingText(finding)).join(' ')).toMatch(/“platter /);
      expect(Object.values(findingText(finding, 'window')).join(' ')).not.toMatch(/platter|--/);
    }
  });

  test('a finding that names a command is known to', () => {
    const of = (code: FindingCode, facts: object): boolean =>
      namesOtherWay({ code, severity: 'error', where: [], facts } as unknown as Finding);
    expect(of('H08', { blockSize: 16 * 1024 * 1024, isTiny: false })).toBe(true);
    expect(of('H08', { blockSize: 2048, isTiny: true })).toBe(false);
    expect(of('F05', { bytes: 511 })).toBe(false);
  });

  test('twins are told in one finding, however many', () => {
    expect(said('E05', { disks: 1, names: 'a.vhd', more: false })).toMatch(/^Another disk has the same ID\. a\.vhd, in the same folder\./);
    expect(said('E05', { disks: 8, names: 'a.vhd, b.vhd', more: true })).toMatch(
      /^More than 8 other disks have the same ID\. a\.vhd, b\.vhd and others, in/,
    );
  });

  test('a parent whose file is older was not modified since', () => {
    expect(textOf('P03', { stored: 180, found: 0 }).title).toBe('The parent file is older than the child remembers');
    expect(textOf('P03', { stored: 0, found: 180 }).title).toBe('The parent was modified after the child was made');
  });

  test('a size of zero is not rounded down', () => {
    expect(said('F07', { size: '0', why: 'zero' })).toBe(
      'The disk’s size is zero. Current size is 0 bytes. Windows will not attach it, and no program has anything to show.',
    );
    expect(said('F07', { size: '1', why: 'not-whole-sectors' })).toContain('Current size is 1 byte. ');
  });

  test('one entry does what one entry does', () => {
    expect(said('B13', { blocks: 1 })).toContain('1 entry points at the start of the file.');
    expect(said('B10', { blocks: 1 })).toContain('1 entry makes no sense as stored');
    expect(said('F17', { originalSize: '1', currentSize: 512 })).toContain('Original size is 1 byte, current size 512 bytes.');
  });

  test.each(Object.entries(EXAMPLES))('%s has no double stop, no empty brackets and no control character spelled out', (code, facts) => {
    expect(said(code as FindingCode, facts)).not.toMatch(
      /\.\.|\.;| {2}|\(\)|“”|\\u\{0\}|\b1 (bytes|blocks|sectors|entries|errors|places)\b/,
    );
  });
});

test.each([
  [{ entries: 1, first: 1000, over: 0, beyond: 0 }, 'Entry 1,000, past the last block, names a place in the file.'],
  [{ entries: 1, first: 2, over: 1, beyond: 0 }, 'Entry 2, past the last block, names a place in the file that something else has.'],
  [
    { entries: 1, first: 4, over: 0, beyond: 1 },
    'QEMU refuses the disk: it counts these entries too. No program reads them; one that grows the disk would have blocks that are not there.',
  ],
  [{ entries: 3, first: 4, over: 0, beyond: 0 }, '3 entries past the last block name places, the first is entry 4.'],
  [
    { entries: 3, first: 4, over: 1, beyond: 0 },
    '3 entries past the last block name places, the first is entry 4. 1 of them names a place that something else has.',
  ],
])('entries behind the disk’s end: %j', (facts, cause) => {
  expect(Object.values(textOf('B05', facts))).toContain(cause);
});

test.each<[FindingCode, object]>([
  ['B01', { blocks: 4, first: 0, garbage: true, rebuilds: true }],
  ['B12', { blocks: 2, first: 0, missingSectors: 1, rebuilds: true }],
  ['B13', { blocks: 4, rebuilds: true }],
  ['B14', { candidates: 3 }],
  ['B22', { blocks: 1, at: 2048, placed: 0 }],
])('%s names the rebuild where there is one, in the words of who reads it', (code, facts) => {
  const saidTo = (reader: 'window' | 'terminal', all: object): string =>
    findingText({ code, severity: 'error', where: [], facts: all } as unknown as Finding, reader).effect;
  expect(saidTo('terminal', facts)).toContain('“platter repair --rebuild” puts the disk together in a new file');
  expect(saidTo('window', facts)).toContain('A repair puts the disk together in a new file');
  expect(saidTo('window', facts)).not.toContain('platter repair');
  if ('rebuilds' in facts) expect(saidTo('terminal', { ...facts, rebuilds: undefined })).not.toMatch(/rebuild|A repair/);
});
