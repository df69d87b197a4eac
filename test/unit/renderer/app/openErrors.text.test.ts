import { describe, expect, it } from 'vitest';
import type { GoToError } from '../../../../renderer/disk/goTo.model';
import { goToErrorText } from '../../../../renderer/features/titlebar/goTo.text';
import { CHOICE_LABELS, openErrorText } from '../../../../renderer/app/openErrors.text';
import { parentErrorText } from '../../../../renderer/features/overview/parentErrors.text';
import type { BoundaryError, OpenError, ParentError } from '../../../../shared/errors';

type Any = OpenError | BoundaryError;

/** One of every kind and variety; the compiler refuses the list when a kind is missing. */
const OPEN: { readonly [K in Any['kind']]: readonly (Any & { readonly kind: K })[] } = {
  'empty-file': [{ kind: 'empty-file' }],
  'too-small': [{ kind: 'too-small', fileBytes: 180 }],
  foreign: (['vhdx', 'vmdk', 'qcow2', 'qcow', 'vdi', 'iso', 'hdd', 'dmg', 'wim', 'ewf'] as const).map((format) => ({
    kind: 'foreign',
    format,
  })),
  archive: (['tar', 'ova', 'xva', 'zip', 'gzip', '7z', 'xz', 'bzip2', 'rar', 'zstd'] as const).map((format) => ({
    kind: 'archive',
    format,
  })),
  'vhdl-source': [{ kind: 'vhdl-source' }],
  'raw-disk': [
    ...(['gpt', 'mbr', 'fat', 'ntfs', 'ext', 'iso9660'] as const).map((evidence) => ({ kind: 'raw-disk', evidence }) as const),
    { kind: 'raw-disk', evidence: 'mbr', over: 300 },
    { kind: 'raw-disk', evidence: 'mbr', cut: { fileBytes: 4_194_304, leastBytes: 8_388_608, by: 'partition-table' } },
  ],
  'no-footer': [
    { kind: 'no-footer', headerAt: null, plausibleBlocks: 0 },
    { kind: 'no-footer', headerAt: 512, plausibleBlocks: 412_006 },
  ],
  'split-part': [
    { kind: 'split-part', present: ['a.vhd', 'a.v01'], missing: [] },
    { kind: 'split-part', present: ['a.vhd', 'a.v02'], missing: ['a.v01'] },
  ],
  'footer-in-front': [{ kind: 'footer-in-front' }],
  'swapped-bytes': [{ kind: 'swapped-bytes' }],
  'copied-as-text': [{ kind: 'copied-as-text' }],
  unsupported: [
    { kind: 'unsupported', what: 'disk-type', value: 77 },
    { kind: 'unsupported', what: 'table-size', value: 4_294_967_295 },
  ],
  'not-found': [{ kind: 'not-found' }],
  'permission-denied': [{ kind: 'permission-denied' }],
  'in-use': [{ kind: 'in-use' }],
  'is-folder': [{ kind: 'is-folder' }],
  'not-a-file': [{ kind: 'not-a-file' }],
  'broken-link': [{ kind: 'broken-link' }],
  'read-failed': [{ kind: 'read-failed', at: 0x2c_41f0_0000, bytes: 65_536, code: 'EIO' }],
  'stale-ticket': [{ kind: 'stale-ticket' }],
  'unsaved-changes': [{ kind: 'unsaved-changes' }],
  overtaken: [{ kind: 'overtaken' }],
  'untrusted-sender': [{ kind: 'untrusted-sender' }],
  'bad-request': [{ kind: 'bad-request', at: 'image/open' }],
  internal: [{ kind: 'internal', ref: 'A1B2' }],
};
const EVERY: readonly Any[] = Object.values(OPEN).flat();
const nameOf = (error: Any): string => Object.values(error).join(' ');

describe('why a file is not shown as a disk', () => {
  it.each(EVERY.map((error) => [nameOf(error), error] as const))('is said in whole sentences, with a way out: %s', (_name, error) => {
    const { title, detail, choices } = openErrorText(error, 'win.vhd');
    for (const text of [title, detail]) {
      expect(text).toMatch(/^[“A-Z\w].*[.]$/);
      expect(text).not.toMatch(/!|undefined|null|NaN|\[object|error occurred/i);
    }
    expect(choices).toContain('close');
    expect(new Set(choices).size).toBe(choices.length);
    expect(choices.every((choice) => CHOICE_LABELS[choice] !== '')).toBe(true);
  });

  // The wording of the design.
  it.each<[Any, string]>([
    [{ kind: 'vhdl-source' }, 'This is VHDL source code, not a disk.'],
    [{ kind: 'foreign', format: 'vhdx' }, 'This is a VHDX disk.'],
    [{ kind: 'foreign', format: 'vmdk' }, 'This is a VMDK image.'],
    [{ kind: 'foreign', format: 'iso' }, 'This is an ISO image.'],
    [{ kind: 'foreign', format: 'qcow2' }, 'This is a QCOW2 image.'],
    [{ kind: 'foreign', format: 'ewf' }, 'This is an EnCase (EWF) image.'],
    [{ kind: 'raw-disk', evidence: 'mbr' }, 'No VHD footer, but this looks like a raw disk.'],
    [{ kind: 'archive', format: 'zip' }, 'This is a compressed file (zip).'],
    [{ kind: 'archive', format: 'tar' }, 'This is a tar archive.'],
    [{ kind: 'no-footer', headerAt: 512, plausibleBlocks: 412_006 }, 'Neither footer can be read.'],
    [{ kind: 'empty-file' }, 'This file is empty (0 bytes).'],
    [{ kind: 'too-small', fileBytes: 180 }, 'Too small to be a disk (180 bytes).'],
    [{ kind: 'permission-denied' }, 'You don’t have permission to read win.vhd.'],
  ])('has the title of the design: %s', (error, title) => {
    expect(openErrorText(error, 'win.vhd').title).toBe(title);
  });

  it('gives the numbers it knows', () => {
    expect(openErrorText({ kind: 'no-footer', headerAt: 512, plausibleBlocks: 412_006 }, 'a').detail).toContain(
      'a dynamic header at 0x200 and 412,006 plausible blocks',
    );
    expect(openErrorText({ kind: 'read-failed', at: 0x2c_41f0_0000, bytes: 65_536, code: 'EIO' }, 'a').detail).toContain(
      'does not give 65,536 bytes at 0x2C41F00000 (EIO)',
    );
    expect(openErrorText({ kind: 'internal', ref: 'A1B2' }, 'a').detail).toContain('A1B2');
  });

  it('offers a raw disk to be opened as one, and nothing else', () => {
    const offering = EVERY.filter((error) => openErrorText(error, 'a').choices.includes('raw')).map(({ kind }) => kind);
    expect(new Set(offering)).toEqual(new Set(['raw-disk']));
  });

  it('offers to look at bytes only where there are any to read', () => {
    const none = [
      'empty-file',
      'not-found',
      'permission-denied',
      'in-use',
      'is-folder',
      'not-a-file',
      'broken-link',
      'read-failed',
      'stale-ticket',
    ];
    const offering = EVERY.filter((error) => openErrorText(error, 'a').choices.includes('bytes')).map(({ kind }) => kind);
    expect(offering.filter((kind) => none.includes(kind))).toEqual([]);
  });
});

const PARENT: readonly (ParentError | BoundaryError)[] = [
  { kind: 'wrong-parent', expectedId: 'aaaa', foundId: 'bbbb', name: 'base.vhd' },
  { kind: 'chain-loop' },
  { kind: 'not-a-path-here' },
  { kind: 'image-closed' },
  { kind: 'out-of-range' },
  ...EVERY,
];

describe('why a file was not taken as the parent', () => {
  it.each(PARENT.map((error) => [Object.values(error).join(' '), error] as const))('is said in whole sentences: %s', (_name, error) => {
    const text = parentErrorText(error);
    expect(text?.title).toMatch(/\.$/);
    expect(text?.detail).toMatch(/\.$/);
    expect(`${text?.title} ${text?.detail}`).not.toMatch(/!|undefined|null|NaN|\[object/);
  });

  it('is not said where the user declined', () => {
    expect(parentErrorText({ kind: 'declined' })).toBeNull();
  });

  it('gives both IDs of a wrong parent', () => {
    const text = parentErrorText({ kind: 'wrong-parent', expectedId: 'aaaa', foundId: 'bbbb', name: 'base.vhd' });
    expect(text?.title).toBe('base.vhd isn’t the parent this disk was made from.');
    expect(text?.detail).toMatch(/^Its ID is bbbb, the disk wants aaaa\./);
  });
});

describe('what the go-to box says', () => {
  it.each<[GoToError, string]>([
    [{ kind: 'unreadable' }, 'Can’t read “xyz”. Try 2048, 0x1C0, b12 or footer.'],
    [{ kind: 'no-disk' }, 'This file has no virtual disk; only its bytes can be reached.'],
    [{ kind: 'not-here', what: 'header' }, 'This disk has no “header”.'],
    [{ kind: 'before-start', space: 'disk' }, 'That is before the start of the disk.'],
    [{ kind: 'out-of-range', of: 'entry', last: 1023 }, 'Out of range; entries of the block table: 0 – 1,023.'],
    [{ kind: 'out-of-range', of: 'lba', last: 0 }, 'Out of range; LBAs of this disk: 0.'],
    [{ kind: 'no-partition', number: 4, there: [1, 5] }, 'This disk has no partition 4, only 1, 5.'],
    [{ kind: 'no-partition', number: 1, there: [] }, 'This disk has no partitions.'],
    [{ kind: 'beyond-end', space: 'disk', last: 2047 }, 'That is past the end: the last byte of the disk is at 0x7FF.'],
    [{ kind: 'beyond-end', space: 'file', last: 2047 }, 'That is past the end: the last byte of the file is at 0x7FF.'],
  ])('of %o', (error, text) => {
    expect(goToErrorText(error, ' xyz ', 'hex')).toBe(text);
  });

  it('is in decimal when addresses are', () => {
    expect(goToErrorText({ kind: 'beyond-end', space: 'file', last: 2047 }, '', 'dec')).toContain('2,047');
  });
});

it('a raw disk that ends inside a sector was cut short, and is not offered a footer that it cannot get', () => {
  const whole = openErrorText({ kind: 'raw-disk', evidence: 'mbr' }, 'a.vhd');
  const cut = openErrorText({ kind: 'raw-disk', evidence: 'mbr', over: 300 }, 'a.vhd');
  expect(whole.choices).toContain('add-footer');
  expect(cut.choices).not.toContain('add-footer');
  expect(cut.detail).toContain('The file ends 300 bytes behind its last whole sector, as one that was cut short does.');
});
