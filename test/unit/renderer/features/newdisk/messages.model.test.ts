/** Every line of the table of messages, with the words it must have. */
import { describe, expect, it, test } from 'vitest';
import { NEW_FORM, outcomeOf, type NewDiskForm } from '../../../../../renderer/features/newdisk/newDisk.model';
import { messagesOf } from '../../../../../renderer/features/newdisk/messages.model';
import { isBlocked, type MessageSeverity } from '../../../../../renderer/app/place.model';
import { fixOf, messageText } from '../../../../../renderer/features/newdisk/newDisk.text';
import { layers, parentDraft, placeDraft } from '../../support/newDisk';

const GIB = 2 ** 30;
const NOW = new Date('2026-05-04T12:00:00');

const saidOf = (more: Partial<NewDiskForm>): { severity: MessageSeverity; text: string; fix: string | null }[] => {
  const form = { ...NEW_FORM, place: placeDraft(), ...more };
  return messagesOf(form, outcomeOf(form)).map((message) => ({
    severity: message.severity,
    text: messageText(message, NOW),
    fix: fixOf(message)?.label ?? null,
  }));
};

const child = (more: Partial<NewDiskForm> = {}): Partial<NewDiskForm> => ({ kind: 'differencing', parent: parentDraft(), ...more });
const existing = (more: object = {}): Partial<NewDiskForm> => ({
  place: placeDraft({
    existing: { disk: { kind: 'dynamic', sectors: 83_886_080 }, fileBytes: 1, modified: '2026-05-03T09:00:00', obstacle: null, ...more },
  }),
});
const FREE = { place: placeDraft({ freeBytes: 92.4 * GIB }) };
const FAT = { place: placeDraft({ mostFileBytes: 4 * GIB - 1 }) };

test.each<[string, Partial<NewDiskForm>, MessageSeverity, string]>([
  ['no size', { sizeText: '' }, 'error', 'Enter a size such as 40 GiB.'],
  ['a size nobody can read', { sizeText: 'big' }, 'error', '“big” is no size. Enter one such as 40 GiB.'],
  ['a size of nothing', { sizeText: '0' }, 'error', 'A disk has at least one sector of 512 bytes.'],
  ['a size below nothing', { sizeText: '-3 GiB' }, 'error', 'A disk has at least one sector of 512 bytes.'],
  ['powers of ten', { sizeText: '127 GB' }, 'note', 'Read as 127 GiB, the way Windows counts.'],
  [
    'under 3 MiB',
    { sizeText: '2 MiB' },
    'warning',
    'Some Windows tools refuse disks under 3 MiB. This one may only open in other programs.',
  ],
  ['over 2040 GiB', { sizeText: '2041' }, 'error', 'VHD stops at 2040 GiB. Larger disks need VHDX.'],
  ['no whole sectors', { sizeText: '10240000001 b' }, 'note', 'Rounded up to 10,240,000,512 bytes (whole sectors).'],
  ['Azure and no MiB', { kind: 'fixed', azure: true, sizeText: '21474836481 b' }, 'note', 'Rounded up to 20,481 MiB for Azure.'],
  ['Azure and dynamic', { azure: true }, 'error', 'Azure needs a fixed disk.'],
  [
    'a geometry of another size',
    { sizeText: '87227 sectors', geometryText: '732/7/17' },
    'error',
    'This geometry gives 44,599,296 bytes; the disk has 44,660,224 bytes. Both must be the same.',
  ],
  [
    'a geometry that is none',
    { geometryText: '733x7x17' },
    'error',
    'A geometry is cylinders/heads/sectors, such as 733/7/17: at most 65,535, 255 and 255. Leave it empty for the usual one.',
  ],
  ['Azure and tiny', { kind: 'fixed', azure: true, sizeText: '10 MiB' }, 'note', 'Made 20 MiB, the least that Azure takes.'],
  ['fixed, no room', { kind: 'fixed', ...FREE }, 'error', 'Needs 127 GiB, only 92.4 GiB free there.'],
  ['fixed but sparse', { kind: 'fixed', fill: 'sparse', ...FREE }, 'warning', 'Can grow to 127 GiB, only 92.4 GiB free there.'],
  ['dynamic, may outgrow', FREE, 'warning', 'Can grow to 127 GiB, only 92.4 GiB free there.'],
  ['FAT, fixed', { kind: 'fixed', sizeText: '4', ...FAT }, 'error', 'This drive is FAT and can’t hold files over 4 GiB.'],
  ['FAT, dynamic', FAT, 'warning', 'This drive is FAT: the disk can’t grow beyond 4 GiB there.'],
  [
    'exists',
    existing(),
    'warning',
    'disk.vhd exists (Dynamic, 40 GiB, changed yesterday). It’s replaced only when the new disk is complete.',
  ],
  [
    'exists, no disk',
    existing({ disk: null, fileBytes: 14 }),
    'warning',
    'disk.vhd exists (not a VHD, 14 bytes, changed yesterday). It’s replaced only when the new disk is complete.',
  ],
  [
    'exists and open',
    existing({ obstacle: { kind: 'in-use', by: [{ pid: 7, command: 'qemu', by: 'lock' }] } }),
    'error',
    'disk.vhd exists and is in use by qemu. Close it there, or choose another name.',
  ],
  [
    'exists and open by somebody',
    existing({ obstacle: { kind: 'in-use', by: [{ pid: null, command: null, by: 'lock' }] } }),
    'error',
    'disk.vhd exists and is in use by another program. Close it there, or choose another name.',
  ],
  [
    'parent of others',
    existing({ obstacle: { kind: 'is-parent', of: ['child-1.vhd', 'child-2.vhd'] } }),
    'error',
    'disk.vhd exists and is the parent of child-1.vhd, child-2.vhd. Choose another name.',
  ],
  [
    'own parent',
    existing({ obstacle: { kind: 'own-parent' } }),
    'error',
    'disk.vhd is what the new disk is made from: it can’t be replaced by it. Choose another name.',
  ],
  ['no permission', { place: placeDraft({ canWrite: 'no-permission' }) }, 'error', 'You don’t have permission to write to this folder.'],
  ['read-only', { place: placeDraft({ canWrite: 'read-only' }) }, 'error', 'This drive is read-only. Choose a folder on another one.'],
  ['folder gone', { place: placeDraft({ canWrite: 'missing' }) }, 'error', 'This folder is not there any more.'],
  ['name completed', { place: placeDraft({}, 'disk.vhd', true) }, 'note', 'Named disk.vhd: disks end in .vhd.'],
  [
    'name not for Windows',
    { place: placeDraft({}, 'a:b.vhd') },
    'warning',
    'Windows can’t open a file named a:b.vhd: < > : " | ? * are not for names there.',
  ],
  ['synced', { place: placeDraft({ reach: 'synced' }) }, 'warning', 'This folder is synced. Large disks there upload on every change.'],
  [
    'network',
    { place: placeDraft({ reach: 'network' }) },
    'warning',
    'This folder is on a network. A lost connection can damage a disk while a program writes to it.',
  ],
  ['no place', { place: null }, 'todo', 'Choose a name and a place.'],
  ['no parent', child({ parent: null }), 'todo', 'Choose the parent disk.'],
  [
    'parent damaged',
    child({ parent: parentDraft({ errors: 2 }) }),
    'error',
    'base.vhd has 2 errors. Repair it first, or children will inherit them.',
  ],
  ['parent odd', child({ parent: parentDraft({ warnings: 1 }) }), 'warning', 'base.vhd has 1 warning. Open it to see what they are about.'],
  [
    'parent is VHDX',
    child({ parent: { ...parentDraft({ name: 'new.vhdx' }), look: { kind: 'failed', error: { kind: 'foreign', format: 'vhdx' } } } }),
    'error',
    'The parent must be a VHD. new.vhdx is a VHDX disk.',
  ],
  [
    'parent gone',
    child({ parent: { ...parentDraft(), look: { kind: 'failed', error: { kind: 'not-found' } } } }),
    'error',
    'base.vhd can’t be a parent. base.vhd is not there any more. It was moved, renamed or deleted, or its drive is gone.',
  ],
  [
    'parent without an id',
    child({ parent: parentDraft({ uniqueId: '00000000-0000-0000-0000-000000000000' }) }),
    'error',
    'base.vhd has no ID, so a child could not tell it from another disk.',
  ],
  [
    'parent in use',
    child({ parent: parentDraft({ writers: [{ pid: 12, command: null, by: 'lock' }] }) }),
    'error',
    'base.vhd is in use by process 12. A parent must not change: close it there first.',
  ],
  ['parent for good', child(), 'note', 'base.vhd must stay as it is from now on. A change to it damages every disk made from it.'],
  [
    'ninth layer',
    child({ parent: parentDraft({ layers: layers(8) }) }),
    'warning',
    'This would be layer 9. Deep chains are slow and fragile.',
  ],
  ['too small for GPT', { sizeText: '67 s', partitions: 'gpt' }, 'error', 'This disk is too small for a GPT, which needs 34 KiB.'],
  [
    'too many blocks',
    { sizeText: '2040', blockBytes: 65_536 },
    'error',
    'Blocks this small need a larger table than a VHD can have. Choose larger blocks.',
  ],
  ['creator', { creator: 'own', ownCreator: '' }, 'error', 'The creator tag is one to four letters or digits.'],
  [
    'id',
    { id: 'x' },
    'error',
    'An ID looks like 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, or, as Windows prints it, stands in braces. Leave it empty for a new one.',
  ],
  [
    'creator that QEMU distrusts',
    { creator: 'vbox' },
    'warning',
    'QEMU 2.6–9.2 goes by CHS for this creator: the last 1.98 MiB are missing there.',
  ],
])('%s', (_what, more, severity, text) => {
  expect(saidOf(more)).toContainEqual(expect.objectContaining({ severity, text }));
});

describe('messages', () => {
  it('leave a plain disk in peace', () => {
    expect(saidOf({})).toEqual([]);
    expect(saidOf({ kind: 'fixed' })).toEqual([]);
    expect(saidOf({ creator: 'vbox', byGeometry: true, sizeText: '1' })).toEqual([]);
    expect(saidOf({ creator: 'vbox', sizeText: '1 TiB' })).toEqual([]);
  });

  it('block or do not, worst first', () => {
    const form = { ...NEW_FORM, sizeText: '2 MB', place: placeDraft({ canWrite: 'no-permission' }) };
    const messages = messagesOf(form, outcomeOf(form));
    expect(messages.map(({ severity }) => severity)).toEqual(['error', 'warning', 'note']);
    expect(isBlocked(messages)).toBe(true);
    expect(isBlocked(messages.slice(1))).toBe(false);
  });

  it('offer a way out where there is one', () => {
    expect(saidOf({ sizeText: '127 GB' })[0]?.fix).toBe('Use 127,000,000,000 bytes');
    expect(saidOf({ azure: true })[0]?.fix).toBe('Switch to fixed');
    expect(saidOf({ sizeText: '2040', blockBytes: 65_536 })[0]?.fix).toBe('Use 2 MiB');
    const deep = saidOf(child({ parent: parentDraft({ layers: layers(8) }) }));
    expect(deep.find(({ text }) => text.startsWith('This would be layer 9'))?.fix).toBe('Flatten first…');
  });

  it('say nothing of a parent the disk does not want', () => {
    expect(saidOf({ kind: 'dynamic', parent: parentDraft({ errors: 2 }) })).toEqual([]);
  });
});
