/** What the panel says of a comparison: nothing is called equal that was not compared. */
import { expect, it } from 'vitest';
import { limitTexts, runText } from '../../../../../renderer/features/find/find.text';
import type { FindRun } from '../../../../../renderer/disk/findForm.model';

const MIB = 1024 * 1024;
type Run = Exclude<FindRun, { readonly kind: 'none' }>;

const compared = (more: Partial<Run>): Run => ({
  kind: 'done',
  find: 1,
  request: { patterns: [], space: 'disk', layer: false, range: null },
  compared: 'b.vhd',
  found: 0,
  done: 12 * MIB,
  total: 12 * MIB,
  startedAt: 0,
  ms: 200,
  asSaved: false,
  unread: 0,
  behind: 0,
  other: { bytes: 12 * MIB, isRaw: false },
  isUnchanged: true,
  isStale: false,
  error: null,
  ...more,
});
const said = (more: Partial<Run>): string => runText(compared(more), 'a.vhd');

it('calls disks equal only where all was compared', () => {
  expect(said({})).toBe('No difference · 0.2 s');
  expect(said({ unread: 8 })).toBe('No difference in what could be compared · 0.2 s');
  expect(said({ unread: 12 * 2048 })).toBe('Nothing could be compared · 0.2 s');
  expect(said({ kind: 'stopped', done: 0 })).toBe('Stopped at 0 % · No difference so far');
  expect(said({ behind: 512 })).toBe('No difference up to the end of this disk · 0.2 s');
});

it('blames the file that cannot be compared, and not the disk in the window', () => {
  const missing = said({ kind: 'failed', error: { of: 'other', error: { kind: 'not-found' } } });
  expect(missing).toMatch(/^b\.vhd cannot be compared: /);
  const foreign = said({ kind: 'failed', error: { of: 'other', error: { kind: 'foreign', format: 'qcow2' } } });
  expect(foreign).toContain('b.vhd cannot be compared: This is a QCOW2 image.');
  expect(said({ kind: 'failed', error: { of: 'same-file' } })).toBe('b.vhd is this disk itself. Choose another one.');
  expect([missing, foreign].join(' ')).not.toContain('a.vhd');
});

it('says how large the other disk is, and what of it is not listed', () => {
  const limits = (more: Partial<Run>): readonly string[] => limitTexts(compared(more), { parent: null, disk: { sectors: 12 * 2048 } });
  expect(limits({})).toEqual([]);
  expect(limits({ other: { bytes: 20 * MIB, isRaw: false }, behind: 4096 })).toEqual([
    'b.vhd is larger: 20 MiB, this disk 12 MiB.',
    'Behind the end of this disk it holds 4 KiB that are not zeros and not listed.',
  ]);
  expect(limits({ other: { bytes: MIB, isRaw: true } })).toEqual([
    'b.vhd has no VHD footer: its bytes were taken for those of a disk.',
    'b.vhd is smaller: 1 MiB, this disk 12 MiB.',
    'What it does not have was compared with zeros.',
  ]);
  expect(limits({ asSaved: true, isStale: true })).toEqual(['One of the disks was changed since: compare again.']);
});
