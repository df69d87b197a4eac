import { describe, expect, it } from 'vitest';
import { leadOf } from '../../../../main/vhd/describe/locatorLead';
import type { Chain } from '../../../../main/vhd/read/chain';
import type { Image } from '../../../../main/vhd/read/image';
import type { StandIn } from '../../../../shared/errors';
import type { LocatorView, ParentView } from '../../../../shared/views';

const image = (path: string): Image => ({ file: { path, name: path.split('/').at(-1) ?? '' } }) as unknown as Image;
const locator = (path: string | null, platform: LocatorView['platform'] = 'W2ru', index = 0): LocatorView =>
  ({ index, path, platform }) as unknown as LocatorView;
const missing = (change: Partial<ParentView>): ParentView => ({
  childLayer: 0,
  state: 'missing',
  lookedFor: [],
  elsewhere: [],
  expectedId: '',
  foundId: null,
  ...change,
});
const found = (parent: string): Chain => ({ layers: [image('/vm/c.vhd'), image(parent)], parent: null });
const lost = (change: Partial<ParentView>): Chain => ({ layers: [image('/vm/c.vhd')], parent: missing(change) });

describe('what becomes of a stored path, with a parent that is used', () => {
  it('leads to it, in whatever spelling', () => {
    expect(leadOf(found('/vm/p.vhd'), locator('.\\p.vhd'))).toBe('to-parent');
    expect(leadOf(found('/vm/p.vhd'), locator('P.VHD'))).toBe('to-parent');
    expect(leadOf(found('/base/p.vhd'), locator('..\\base\\p.vhd'))).toBe('to-parent');
    expect(leadOf(found('/base/p.vhd'), locator('/base/p.vhd', 'W2ku'))).toBe('to-parent');
  });

  it('leads elsewhere, but its bare name was found beside the disk', () => {
    expect(leadOf(found('/vm/p.vhd'), locator('C:\\Hyper-V\\p.vhd', 'W2ku'))).toBe('by-name-foreign');
    expect(leadOf({ ...found('/vm/p.vhd'), system: 'windows' }, locator('C:\\Hyper-V\\p.vhd', 'W2ku'))).toBe('by-name-outside');
    expect(leadOf(found('/vm/p.vhd'), locator('/old/p.vhd', 'MacX'))).toBe('by-name-outside');
    expect(leadOf(found('/vm/p.vhd'), locator('.\\old\\p.vhd'))).toBe('by-name');
  });

  it('was not followed, as it leads out of the folder or is none here', () => {
    expect(leadOf(found('/vm/renamed.vhd'), locator('/old/p.vhd', 'MacX'))).toBe('not-looked-at');
    expect(leadOf(found('/vm/renamed.vhd'), locator('C:\\old\\p.vhd', 'W2ku'))).toBe('not-a-path-here');
  });

  it('leads to nothing in the folder, or to another disk, where the parent is a guess', () => {
    const guessed = (refused: StandIn['refused']): Chain => ({
      ...found('/vm/renamed.vhd'),
      standIns: [{ child: 'c.vhd', childLayer: 0, found: 'renamed.vhd', names: ['p.vhd'], refused, times: null }],
    });
    expect(leadOf(guessed([]), locator('.\\p.vhd'))).toBe('nothing-there');
    expect(leadOf(guessed([{ name: 'p.vhd', why: { kind: 'other-id', foundId: '' } }]), locator('.\\p.vhd'))).toBe('another-disk');
  });

  it('does not lead to it: another name, or another folder than the disk’s own', () => {
    expect(leadOf(found('/vm/renamed.vhd'), locator('.\\p.vhd'))).toBe('not-to-parent');
    expect(leadOf(found('/base/p.vhd'), locator('.\\p.vhd'))).toBe('not-to-parent');
  });
});

describe('what becomes of a stored path, with no parent', () => {
  it('is in the disk’s own folder: nothing is there, or another disk', () => {
    expect(leadOf(lost({}), locator('.\\p.vhd'))).toBe('nothing-there');
    const refused = [{ name: 'P.vhd', why: { kind: 'other-id', foundId: '' } }] as const;
    expect(leadOf(lost({ state: 'wrong-id', refused }), locator('p.vhd'))).toBe('another-disk');
  });

  it('stays inside the disk’s own folder, and was looked at there', () => {
    const refused = [{ name: '.\\u\\p.vhd', why: { kind: 'is-folder' } }] as const;
    expect(leadOf(lost({}), locator('.\\u\\p.vhd'))).toBe('nothing-there');
    expect(leadOf(lost({ refused }), locator('.\\u\\p.vhd'))).toBe('another-disk');
    expect(leadOf(lost({ refused }), locator('.\\p.vhd'))).toBe('nothing-there');
  });

  it('leads out of the folder: not touched, or no path here', () => {
    const elsewhere = [
      { index: 0, path: '/base/p.vhd', usableHere: true },
      { index: 1, path: 'C:\\p.vhd', usableHere: false },
    ];
    expect(leadOf(lost({ elsewhere }), locator('/base/p.vhd'))).toBe('not-looked-at');
    expect(leadOf(lost({ elsewhere }), locator('C:\\p.vhd', 'W2ku', 1))).toBe('not-a-path-here');
  });

  it('cannot be read, or is no path', () => {
    expect(leadOf(lost({}), locator(null))).toBe('unreadable');
    expect(leadOf(lost({}), locator(null, 'Mac'))).toBe('no-path');
  });
});
