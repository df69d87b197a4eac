/** Every way a job can fail has words: what happened, how the files are now; none of them is a bare code. */
import { describe, expect, it, test } from 'vitest';
import { jobErrorText, startErrorText } from '../../../../renderer/app/jobErrors.text';
import { detailsText } from '../../../../renderer/app/jobs.text';
import type { JobId, JobStartError } from '../../../../shared/jobList';
import type { JobError } from '../../../../shared/jobs';

const NAMES = { source: 'win.vhd', target: 'new.vhd' };

/** One of each kind; the compiler asks for those that are missing. */
const ALL: { readonly [K in JobError['kind']]: JobError & { readonly kind: K } } = {
  'not-found': { kind: 'not-found' },
  'permission-denied': { kind: 'permission-denied' },
  'in-use': { kind: 'in-use' },
  'is-folder': { kind: 'is-folder' },
  'not-a-file': { kind: 'not-a-file' },
  'broken-link': { kind: 'broken-link' },
  'read-failed': { kind: 'read-failed', at: 0x2c41f0000, bytes: 65_536, code: 'EIO' },
  'empty-file': { kind: 'empty-file' },
  'too-small': { kind: 'too-small', fileBytes: 180 },
  foreign: { kind: 'foreign', format: 'vhdx' },
  archive: { kind: 'archive', format: 'zip' },
  'vhdl-source': { kind: 'vhdl-source' },
  'raw-disk': { kind: 'raw-disk', evidence: 'gpt' },
  'no-footer': { kind: 'no-footer', headerAt: null, plausibleBlocks: 0 },
  'split-part': { kind: 'split-part', present: ['a.vhd', 'a.v01'], missing: [] },
  'footer-in-front': { kind: 'footer-in-front' },
  'swapped-bytes': { kind: 'swapped-bytes' },
  'copied-as-text': { kind: 'copied-as-text' },
  unsupported: { kind: 'unsupported', what: 'disk-type', value: 9 },
  'disk-full': { kind: 'disk-full', code: 'ENOSPC' },
  'read-only': { kind: 'read-only', code: 'EROFS' },
  exists: { kind: 'exists', code: 'EEXIST' },
  'too-large': { kind: 'too-large', code: 'EFBIG' },
  'bad-file-name': { kind: 'bad-file-name', why: 'device' },
  'cross-device': { kind: 'cross-device', code: 'EXDEV' },
  'write-failed': { kind: 'write-failed', at: 0, bytes: 512, code: 'EIO' },
  'sync-failed': { kind: 'sync-failed', code: 'EIO' },
  'left-behind': { kind: 'left-behind', what: 'empty-file', name: 'new.vhd', cause: { kind: 'permission-denied' } },
  'rename-failed': { kind: 'rename-failed', code: 'EPERM' },
  'close-failed': { kind: 'close-failed', code: 'EIO' },
  'changed-on-disk': { kind: 'changed-on-disk', what: 'identity', at: null },
  locked: { kind: 'locked', by: [{ pid: 7, command: 'qemu-system-x86_64', by: 'lock' }] },
  'journal-exists': { kind: 'journal-exists' },
  'no-room': { kind: 'no-room', needBytes: 2 ** 30, freeBytes: 2 ** 20 },
  'read-back-differs': { kind: 'read-back-differs', at: 0 },
  'bad-plan': { kind: 'bad-plan', why: 'overlap' },
  'size-not-whole-sectors': { kind: 'size-not-whole-sectors', bytes: 1 },
  'size-zero': { kind: 'size-zero', bytes: 0 },
  'size-too-large': { kind: 'size-too-large', bytes: 2 ** 42 },
  'size-not-azure': { kind: 'size-not-azure', bytes: 512 },
  'blocks-too-small': { kind: 'blocks-too-small', bytes: 2 ** 40, blockBytes: 512 },
  'geometry-not-size': { kind: 'geometry-not-size', bytes: 1024, geometryBytes: 512 },
  'smaller-than-source': { kind: 'smaller-than-source', bytes: 512, sourceBytes: 1024 },
  'is-disk': { kind: 'is-disk' },
  'footer-inside': { kind: 'footer-inside', at: 2 ** 23, behind: 4096 },
  'xen-creator': { kind: 'xen-creator' },
  'bad-block-size': { kind: 'bad-block-size', bytes: 3 },
  'too-small-for-partitions': { kind: 'too-small-for-partitions', bytes: 512 },
  'parent-needed': { kind: 'parent-needed' },
  'parent-not-wanted': { kind: 'parent-not-wanted' },
  'parent-without-id': { kind: 'parent-without-id' },
  'partitions-on-child': { kind: 'partitions-on-child' },
  'parent-size': { kind: 'parent-size', bytes: 512, parentBytes: 1024 },
  'bad-name': { kind: 'bad-name', field: 'parentName' },
  'out-of-range': { kind: 'out-of-range', at: 9, sectors: 1, diskSectors: 8 },
  'outside-file': { kind: 'outside-file', at: 4096, bytes: 1 },
  'not-whole-sectors': { kind: 'not-whole-sectors', bytes: 5 },
  'overlapping-edits': { kind: 'overlapping-edits', at: 0 },
  'too-much': { kind: 'too-much', bytes: 2, most: 1 },
  'not-a-disk': { kind: 'not-a-disk' },
  'no-block-map': { kind: 'no-block-map' },
  'in-use-by-xen': { kind: 'in-use-by-xen' },
  'damaged-block': { kind: 'damaged-block', block: 412 },
  'unknown-sector': { kind: 'unknown-sector', lba: 1024, why: 'damaged' },
  'overlapping-block': { kind: 'overlapping-block', block: 412, other: 413 },
  'header-overlaps': { kind: 'header-overlaps' },
  'cannot-grow': { kind: 'cannot-grow', why: 'no-footer' },
  'no-such-structure': { kind: 'no-such-structure', structure: 'footer' },
  'footer-unread': { kind: 'footer-unread', at: 0 },
  'bad-value': { kind: 'bad-value', field: 'algorithm' },
  unreadable: { kind: 'unreadable', lba: 4096, sectors: 8, source: 'damaged' },
  'parent-missing': { kind: 'parent-missing', expectedId: 'aaaa', lookedFor: ['base.vhd'], of: null, isThere: false },
  'bad-parent': { kind: 'bad-parent', path: '/vm/base.vhd', why: { kind: 'parent-too-many' } },
  'chain-loop': { kind: 'chain-loop', of: 'base.vhd' },
  'chain-too-deep': { kind: 'chain-too-deep', layers: 64 },
  'parent-mismatch': { kind: 'parent-mismatch', expectedId: 'aaaa', foundId: 'bbbb' },
  'target-in-chain': { kind: 'target-in-chain', name: 'base.vhd' },
  'job-too-large': { kind: 'job-too-large' },
  'half-saved': { kind: 'half-saved', name: 'base.vhd', path: '/disks/base.vhd', why: 'partly-written' },
  'end-would-go': { kind: 'end-would-go', bytes: 488 },
  'parent-not-named': {
    kind: 'parent-not-named',
    standIn: {
      child: 'kid.vhd',
      childLayer: 0,
      found: 'backup.vhd',
      names: ['base.vhd'],
      refused: [{ name: 'base.vhd', why: { kind: 'empty-file' } }],
      times: { stored: 10, found: 0 },
    },
  },
  'saved-state': { kind: 'saved-state' },
  'drops-hidden-data': { kind: 'drops-hidden-data', where: 'clear-bits', sectors: 2048, firstLba: 2048 },
  'drops-lost-blocks': { kind: 'drops-lost-blocks', blocks: 3, placed: 1, unclear: 0 },
  'would-be-larger': { kind: 'would-be-larger', bytes: 69_632, source: 65_536 },
  'data-beyond': { kind: 'data-beyond', lba: 81_920 },
  'partition-beyond': { kind: 'partition-beyond', index: 2, endLba: 2048 },
  'wrong-kind': { kind: 'wrong-kind', needs: 'sparse' },
  'bad-pattern': { kind: 'bad-pattern', why: 'hex' },
  'verify-failed': { kind: 'verify-failed', lba: 2048 },
  internal: { kind: 'internal', text: '4F2A' },
};

// Of the last, something is left.
describe.each(Object.values(ALL).filter(({ kind }) => kind !== 'left-behind'))('$kind', (error) => {
  it('says what happened, and how both files are now', () => {
    const { title, detail } = jobErrorText(error, NAMES);
    expect(title).toMatch(/^\S[^!]*\.$/);
    expect(detail).toContain('Nothing is left of the new file, and win.vhd is as it was.');
    expect(`${title} ${detail}`).not.toMatch(/undefined|NaN|\[object|  /);
  });

  it('says nothing of a new file where none was wanted', () => {
    expect(jobErrorText(error, { source: 'win.vhd', target: null }).detail).not.toContain('new file,');
  });
});

test.each<[JobError, RegExp]>([
  [ALL['read-failed'], /^The drive does not give 65,536 bytes at 0x2C41F0000 \(EIO\)\./],
  [ALL['no-room'], /^1 GiB are needed and 1 MiB are free\./],
  [
    ALL.unreadable,
    /^8 sectors from LBA 4,096 on can’t be read\. Their block is damaged\..*Repair the disk first, or export it as raw bytes with zeros for what can’t be read\.$/,
  ],
  [{ kind: 'unreadable', lba: 0, sectors: 1, source: 'unknown' }, /^1 sector from LBA 0 on.*Locate the parent and retry\.$/],
  [ALL['parent-missing'], /^Parent disk not found\. Looked for base\.vhd beside the disk\./],
  [
    { ...ALL['parent-missing'], of: 'mid.vhd' },
    /^Grandparent disk not found: the parent of mid\.vhd\. Looked for base\.vhd beside mid\.vhd\./,
  ],
  [
    { ...ALL['parent-missing'], isThere: true },
    /^Parent disk can’t be opened\. base\.vhd stands beside the disk and can’t be opened as a disk\./,
  ],
  [ALL['partition-beyond'], /^Partition 2 reaches to LBA 2,047, behind the new end\./],
  [ALL['left-behind'], /^Permission denied, and an empty file is left that cannot be removed: new\.vhd\. Remove it and retry\.$/],
  [
    { ...ALL['left-behind'], what: 'old-file', name: 'win.before-compact.vhd' },
    /^Permission denied, and the old file could not get its name back: it is now win\.before-compact\.vhd\. Give it its name back and retry\.$/,
  ],
  [ALL.locked, /^qemu-system-x86_64 \(process 7\) has the file open for writing\./],
  [ALL['verify-failed'], /^The new file differs from the source at LBA 2,048\./],
])('%o', (error, text) => {
  const { title, detail } = jobErrorText(error, NAMES);
  expect(`${title} ${detail}`).toMatch(text);
});

const START: { readonly [K in JobStartError['kind']]: JobStartError & { readonly kind: K } } = {
  'stale-ticket': { kind: 'stale-ticket' },
  'image-closed': { kind: 'image-closed' },
  'no-disk': { kind: 'no-disk' },
  'interrupted-save': { kind: 'interrupted-save' },
  'unsaved-structures': { kind: 'unsaved-structures' },
  'place-needed': { kind: 'place-needed' },
  'too-many': { kind: 'too-many' },
  'source-changed': { kind: 'source-changed' },
  'source-gone': { kind: 'source-gone' },
  'target-taken': { kind: 'target-taken' },
  exists: { kind: 'exists', code: 'EEXIST' },
  obstacle: { kind: 'obstacle', obstacle: { kind: 'several-names' } },
};

test.each(Object.values(START))('a job that was not begun because of $kind says so', (error) => {
  const { title, detail } = startErrorText(error, 'new.vhd');
  expect(title).toMatch(/^[A-Z0-9n].*\.$/);
  expect(detail).toMatch(/\.$/);
});

test('details for a report hold the words and every fact', () => {
  const text = detailsText({
    id: '1' as JobId,
    op: 'convert',
    ...NAMES,
    part: null,
    hashes: false,
    state: { kind: 'failed', error: ALL['read-failed'] },
  });
  expect(text.split('\n')).toEqual([
    'operation: convert',
    'source: win.vhd',
    'target: new.vhd',
    expect.stringMatching(/^The drive does not give 65,536 bytes/),
    'kind: read-failed',
    `at: ${0x2c41f0000}`,
    'bytes: 65536',
    'code: EIO',
  ]);
});
