import { expect, test } from 'vitest';
import { placeName } from '../../../../renderer/disk/placeName.model';
import { changed } from '../../../support/damage';
import { baseImage, FOOTER_AT, HEADER_AT, TABLE_AT } from '../../../support/fixtures';
import { diskIn } from '../support/disks';

test('a changed byte is named after the field, the entry or the sector that stands there', async () => {
  const disk = await diskIn(baseImage());
  expect(placeName(disk, FOOTER_AT + 64, 'footer')).toBe('Footer › Checksum');
  expect(placeName(disk, FOOTER_AT, 'footer', 512), 'a footer that moves').toBe('Footer');
  expect(placeName(disk, FOOTER_AT, 'footer', 8)).toBe('Footer › Cookie');
  expect(placeName(disk, TABLE_AT + 8, 'bat-entry')).toBe('BAT entry of block 2');
  // The first block stands behind the table: a bitmap of one sector, then its data.
  expect(placeName(disk, 2048 + 512, 'payload')).toBe('LBA 0');
});

test('where nothing stands yet, it is named after what will', async () => {
  const headerless = await diskIn(changed(baseImage(), (b) => b.fill(0, HEADER_AT, HEADER_AT + 1024)));
  expect(placeName(headerless, HEADER_AT, 'dynamic-header')).toBe('Dynamic header');
  expect(placeName(headerless, HEADER_AT, 'bytes'), 'typed by hand').toBe('Unknown');
  expect(placeName(null, 0, 'footer-copy')).toBe('Footer copy');
});
