import { describe, expect, it } from 'vitest';
import { commandFor, TOOLS } from '../../../../../renderer/features/newdisk/otherPrograms.model';
import { NEW_FORM, outcomeOf, type NewDiskForm } from '../../../../../renderer/features/newdisk/newDisk.model';
import { stripOf } from '../../../../../renderer/features/newdisk/strip.model';
import { parentDraft, placeDraft } from '../../support/newDisk';

const lines = (more: Partial<NewDiskForm>, name?: string): (string | null)[] => {
  const form = { ...NEW_FORM, sizeText: '64 MiB', place: placeDraft({}, name), ...more };
  return TOOLS.map((tool) => commandFor(tool, form, outcomeOf(form)));
};

describe('the same disk by command', () => {
  it('dynamic', () => {
    expect(lines({})).toEqual([
      "New-VHD -Path 'disk.vhd' -SizeBytes 67108864 -Dynamic",
      'qemu-img create -f vpc -o subformat=dynamic,force_size=on disk.vhd 67108864',
      'VBoxManage createmedium disk --filename disk.vhd --sizebyte 67108864 --format VHD --variant Standard',
    ]);
  });

  it('fixed', () => {
    expect(lines({ kind: 'fixed' })).toEqual([
      "New-VHD -Path 'disk.vhd' -SizeBytes 67108864 -Fixed",
      'qemu-img create -f vpc -o subformat=fixed,force_size=on disk.vhd 67108864',
      'VBoxManage createmedium disk --filename disk.vhd --sizebyte 67108864 --format VHD --variant Fixed',
    ]);
  });

  it('differencing, as soon as there is a parent', () => {
    expect(lines({ kind: 'differencing' })).toEqual([null, null, null]);
    expect(lines({ kind: 'differencing', parent: parentDraft() })).toEqual([
      "New-VHD -Path 'disk.vhd' -ParentPath 'base.vhd' -Differencing",
      null,
      'VBoxManage createmedium disk --filename disk.vhd --diffparent base.vhd --format VHD',
    ]);
  });

  it('in other blocks is for New-VHD alone', () => {
    expect(lines({ blockBytes: 524_288 })).toEqual([
      "New-VHD -Path 'disk.vhd' -SizeBytes 67108864 -Dynamic -BlockSizeBytes 524288",
      null,
      null,
    ]);
  });

  it('has every name in quotes that a shell would take apart', () => {
    const [powerShell, qemu] = lines({}, "it's $HOME `x`.vhd");
    expect(powerShell).toContain("-Path 'it''s $HOME `x`.vhd' ");
    expect(qemu).toContain(" 'it'\\''s $HOME `x`.vhd' ");
    expect(lines({}, '-f.vhd')[1]).toContain(' ./-f.vhd ');
  });

  it('is null without a size', () => {
    expect(lines({ sizeText: '' })).toEqual([null, null, null]);
  });

  it('is null where a geometry was chosen, which none of them takes', () => {
    expect(lines({ sizeText: '87227 sectors', geometryText: '733/7/17' })).toEqual([null, null, null]);
  });
});

describe('the strip', () => {
  it('shows every part, the footer last, wide enough to be seen', () => {
    const { layout } = outcomeOf({ ...NEW_FORM, partitions: 'gpt' });
    const parts = layout === null ? [] : stripOf(layout);
    expect(parts.map(({ kind }) => kind)).toEqual(['footer-copy', 'dynamic-header', 'bat', 'blocks', 'growth', 'footer']);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(Math.min(...parts.map(({ share }) => share))).toBeGreaterThan(0.02);
  });

  it('of a fixed disk has no room to grow', () => {
    const { layout } = outcomeOf({ ...NEW_FORM, kind: 'fixed' });
    expect(layout === null ? [] : stripOf(layout).map(({ kind }) => kind)).toEqual(['data', 'footer']);
  });
});
