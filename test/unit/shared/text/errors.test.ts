import { expect, test } from 'vitest';
import { reasonText, type Reason } from '../../../../shared/text/errors';

/** The facts errors carry, all at once: every kind finds its own among them. */
const FACTS = {
  present: ['a.vhd', 'a.v01'],
  missing: ['a.v02'],
  at: 512,
  bytes: 513,
  code: 'EIO',
  format: 'vhdx',
  fileBytes: 3,
  headerAt: 512,
  plausibleBlocks: 4,
  what: 'disk-type',
  value: 7,
  by: [{ pid: 5, command: 'qemu', by: 'lock' }],
  needBytes: 10,
  freeBytes: 5,
  why: 'overlap',
  pid: 9,
  sectors: 2,
  diskSectors: 1,
  most: 5,
  block: 3,
  other: 4,
  structure: 'footer',
  field: 'id',
  expectedId: '00112233-4455-6677-8899-aabbccddeeff',
  foundId: '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0',
  blockBytes: 512,
  geometryBytes: 512,
  sourceBytes: 1024,
  parentBytes: 6,
  lba: 1,
  source: 'damaged',
  lookedFor: ['p.vhd'],
  layers: 64,
  of: 'mid.vhd',
  index: 1,
  endLba: 8,
  needs: 'sparse',
  text: 'boom',
  evidence: 'gpt',
  behind: 512,
};

const KINDS = [
  'not-found permission-denied in-use is-folder not-a-file broken-link read-failed empty-file too-small foreign archive vhdl-source raw-disk no-footer',
  'footer-in-front',
  'split-part',
  'swapped-bytes',
  'copied-as-text',
  'unsupported disk-full read-only exists too-large cross-device write-failed sync-failed rename-failed close-failed changed-on-disk locked',
  'no-room read-back-differs bad-plan cancelled check-failed journal-exists no-journal journal-unusable journal-live journal-in-use journal-moved foreign-bytes',
  'not-all-new not-interrupted out-of-range outside-file not-whole-sectors overlapping-edits too-much not-a-disk no-block-map in-use-by-xen',
  'damaged-block overlapping-block header-overlaps cannot-grow no-such-structure bad-value wrong-parent chain-loop chain-too-deep size-not-whole-sectors size-zero size-too-large size-not-azure',
  'blocks-too-small xen-creator geometry-not-size smaller-than-source is-disk footer-inside footer-unread',
  'bad-block-size too-small-for-partitions parent-needed parent-not-wanted parent-without-id partitions-on-child parent-size bad-name unreadable',
  'parent-missing parent-too-many parent-mismatch saved-state drops-lost-blocks would-be-larger data-beyond partition-beyond wrong-kind bad-pattern verify-failed internal',
].flatMap((line) => line.split(' ')) as Reason['kind'][];

const WHY: Partial<Record<Reason['kind'], string>> = { 'journal-unusable': 'short', 'cannot-grow': 'no-footer', 'bad-pattern': 'hex' };

test.each(KINDS)('%s says why in half a sentence, and what to do in a whole one', (kind) => {
  const { why, todo } = reasonText({
    ...FACTS,
    ...(kind === 'archive' ? { format: 'ova' } : {}),
    ...(kind === 'would-be-larger' ? { source: 500 } : {}),
    ...(kind === 'drops-lost-blocks' ? { blocks: 3, placed: 1, unclear: 0 } : {}),
    kind,
    why: WHY[kind] ?? FACTS.why,
  } as unknown as Reason);
  expect(why).toMatch(/^[^\nA-Z.][^\n]*[^\n.]$|^Azure/);
  expect(todo).toMatch(/^[A-Z][^\n]*\.$/);
  expect(`${why} ${todo}`).not.toMatch(/undefined|NaN|null|\[object/);
});

test.each<[Reason, string]>([
  [{ kind: 'read-failed', at: 512, bytes: 512, code: 'EOF' }, 'the file ends before 0x400'],
  [{ kind: 'no-footer', headerAt: null, plausibleBlocks: 0 }, 'it is not a VHD'],
  [{ kind: 'unsupported', what: 'table-size', value: 9_000_000 }, 'it claims 9,000,000 blocks'],
  [{ kind: 'unreadable', lba: 4, sectors: 2, source: 'unknown' }, 'sectors 4 to 5 are in a parent that was not found'],
  [{ kind: 'locked', by: [] }, 'another program has the file open'],
])('%j: %s', (error, said) => {
  expect(reasonText(error).why).toContain(said);
});

test('a size that is too large by a sector is told by its bytes, so that it is no equal of the limit', () => {
  const { why, todo } = reasonText({ kind: 'size-too-large', bytes: 2040 * 2 ** 30 + 512 });
  expect(why).toBe('2,190,433,321,472 bytes are more than such a disk can have');
  expect(todo).toContain('2,190,433,320,960 bytes');
});
