/** The ground that bytes are drawn on. */
import { expect, it } from 'vitest';
import { partitionBytes } from '../../../../../renderer/disk/translate.model';
import { groundOf } from '../../../../../renderer/features/hex/paintHex';
import { baseImage, FOOTER_AT } from '../../../../support/fixtures';
import { diskIn } from '../../support/disks';
import { stubWindow } from '../../support/window';

stubWindow();
const { fieldIndex } = await import('../../../../../renderer/features/hex/useHexModel');

const scene = { editedAt: () => false, differsAt: () => false, tintAt: (at: number) => (at < 4 ? 0 : null) } as const;

it('a selection hides tints, but not those of a structure that is selected as a whole', () => {
  const selection = { at: 0, bytes: 6 };
  expect(groundOf({ ...scene, selection, keepsTints: false }, 1)).toBe('selection');
  expect(groundOf({ ...scene, selection, keepsTints: true }, 1)).toBe('tint-a');
  expect(groundOf({ ...scene, selection, keepsTints: true }, 5), 'bytes in no field').toBe('selection');
  expect(groundOf({ ...scene, selection: null, keepsTints: true }, 5)).toBeNull();
});

it('a byte that differs from the disk compared with is told by its ground, unless it is edited or selected', () => {
  const compared = { ...scene, keepsTints: false, selection: null, differsAt: (at: number) => at === 1 };
  expect([groundOf(compared, 1), groundOf(compared, 2)]).toEqual(['differs', 'tint-a']);
  expect(groundOf({ ...compared, editedAt: () => true }, 1)).toBe('edited');
  const selection = { at: 0, bytes: 4 };
  expect(groundOf({ ...compared, selection }, 1)).toBe('selection');
  expect(groundOf({ ...compared, selection, keepsTints: true }, 1), 'a difference that is selected as a whole').toBe('differs');
});

it('the footer as a whole is told from a part of it', async () => {
  const footer = fieldIndex(await diskIn(baseImage()))(FOOTER_AT + 8);
  expect(footer?.isWhole({ at: FOOTER_AT, bytes: 512 })).toBe(true);
  expect(footer?.isWhole({ at: FOOTER_AT, bytes: 8 })).toBe(false);
});

it('of a partition that reaches beyond the disk, what is on it is selected', () => {
  const partition = { number: 1, firstLba: 100, sectors: 50, type: 'NTFS', name: '', volume: null };
  expect(partitionBytes(partition, 1000)).toBe(50 * 512);
  expect(partitionBytes(partition, 120)).toBe(20 * 512);
  expect(partitionBytes(partition, 100)).toBe(512);
});
