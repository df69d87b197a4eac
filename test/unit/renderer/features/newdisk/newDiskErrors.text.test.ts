import { expect, test } from 'vitest';
import { newDiskErrorText } from '../../../../../renderer/features/newdisk/newDiskErrors.text';
import type { BoundaryError, NewDiskError } from '../../../../../shared/errors';

type AnyError = NewDiskError | BoundaryError;

/** One of every kind; the type makes a forgotten one an error. */
const EXAMPLES: { readonly [K in AnyError['kind']]: AnyError & { readonly kind: K } } = {
  'size-not-whole-sectors': { kind: 'size-not-whole-sectors', bytes: 513 },
  'size-zero': { kind: 'size-zero', bytes: 0 },
  'size-too-large': { kind: 'size-too-large', bytes: 2 ** 50 },
  'size-not-azure': { kind: 'size-not-azure', bytes: 512 },
  'blocks-too-small': { kind: 'blocks-too-small', bytes: 2 ** 40, blockBytes: 512 },
  'geometry-not-size': { kind: 'geometry-not-size', bytes: 1024, geometryBytes: 512 },
  'smaller-than-source': { kind: 'smaller-than-source', bytes: 512, sourceBytes: 1024 },
  'xen-creator': { kind: 'xen-creator' },
  'bad-block-size': { kind: 'bad-block-size', bytes: 3 },
  'too-small-for-partitions': { kind: 'too-small-for-partitions', bytes: 512 },
  'parent-needed': { kind: 'parent-needed' },
  'parent-not-wanted': { kind: 'parent-not-wanted' },
  'parent-without-id': { kind: 'parent-without-id' },
  'partitions-on-child': { kind: 'partitions-on-child' },
  'parent-size': { kind: 'parent-size', bytes: 1024, parentBytes: 2048 },
  'bad-name': { kind: 'bad-name', field: 'creator' },
  'not-found': { kind: 'not-found' },
  'permission-denied': { kind: 'permission-denied' },
  'in-use': { kind: 'in-use' },
  'is-folder': { kind: 'is-folder' },
  'not-a-file': { kind: 'not-a-file' },
  'broken-link': { kind: 'broken-link' },
  'read-failed': { kind: 'read-failed', at: 0, bytes: 512, code: 'EIO' },
  'disk-full': { kind: 'disk-full', code: 'ENOSPC' },
  'read-only': { kind: 'read-only', code: 'EROFS' },
  exists: { kind: 'exists', code: 'EEXIST' },
  'too-large': { kind: 'too-large', code: 'EFBIG' },
  'bad-file-name': { kind: 'bad-file-name', why: 'device' },
  'cross-device': { kind: 'cross-device', code: 'EXDEV' },
  'write-failed': { kind: 'write-failed', at: 0, bytes: 512, code: 'EIO' },
  'sync-failed': { kind: 'sync-failed', code: 'EIO' },
  'left-behind': { kind: 'left-behind', what: 'empty-file', name: 'new.vhd', cause: { kind: 'permission-denied' } },
  'rename-failed': { kind: 'rename-failed', code: 'EIO' },
  'close-failed': { kind: 'close-failed', code: 'EIO' },
  'changed-on-disk': { kind: 'changed-on-disk', what: 'replaced', at: null },
  locked: { kind: 'locked', by: [] },
  'journal-exists': { kind: 'journal-exists' },
  'no-room': { kind: 'no-room', needBytes: 2048, freeBytes: 1024 },
  'read-back-differs': { kind: 'read-back-differs', at: 0 },
  'bad-plan': { kind: 'bad-plan', why: 'overlap' },
  'stale-ticket': { kind: 'stale-ticket' },
  busy: { kind: 'busy' },
  cancelled: { kind: 'cancelled' },
  'check-failed': { kind: 'check-failed' },
  'parent-unusable': { kind: 'parent-unusable' },
  'parent-half-saved': { kind: 'parent-half-saved' },
  'parent-damaged': { kind: 'parent-damaged' },
  'parent-changed': { kind: 'parent-changed' },
  obstacle: { kind: 'obstacle', obstacle: { kind: 'link' } },
  'not-durable': { kind: 'not-durable', code: 'EIO' },
  internal: { kind: 'internal', ref: '4F2A' },
  'untrusted-sender': { kind: 'untrusted-sender' },
  'bad-request': { kind: 'bad-request', at: 'sizeBytes' },
};

test.each(Object.values(EXAMPLES))('$kind says what happened and how things stand', (error) => {
  const { title, detail } = newDiskErrorText(error, { name: 'disk.vhd', replaces: true });
  for (const words of [title, detail]) {
    expect(words.length).toBeGreaterThan(8);
    expect(words).not.toMatch(/undefined|NaN|null|\[object|!|  /);
  }
});

test('says of a file that was to be replaced that it is as it was', () => {
  const text = (replaces: boolean): string =>
    newDiskErrorText({ kind: 'disk-full', code: 'ENOSPC' }, { name: 'disk.vhd', replaces }).detail;
  expect(text(true)).toBe('Nothing is left of the new disk, and the old disk.vhd is as it was. Free space and create it again.');
  expect(text(false)).toBe('Nothing is left of the new disk. Free space and create it again.');
});
