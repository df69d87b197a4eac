import { describe, expect, it } from 'vitest';
import { placeName } from '../../../../renderer/disk/placeName.model';
import { rowMeaning } from '../../../../renderer/disk/rowMeaning.model';
import type { ReviewRow } from '../../../../shared/edits';
import { rowSizeText } from '../../../../shared/text/written';
import { baseImage, childImage, FOOTER_AT, TABLE_AT } from '../../../support/fixtures';
import { utf16 } from '../../../support/imageBuilder';
import { diskIn } from '../support/disks';

const row = (at: number, before: readonly number[], after: readonly number[]): ReviewRow => ({
  at,
  bytes: after.length,
  before: Uint8Array.from(before),
  after: Uint8Array.from(after),
  changed: after.length,
  why: 'bytes',
});
// "Current Size" is 8 bytes at byte 48 of the footer; the disk has 8 MiB, which is 0x0080_0000.
const SIZE_AT = FOOTER_AT + 48 + 4;

describe('what changed bytes mean', () => {
  it('is the field’s value before and after, though only some of its bytes differ', async () => {
    const disk = await diskIn(baseImage());
    const grown = row(SIZE_AT, [0x00, 0x80], [0x01, 0x00]);
    expect(rowMeaning(disk, grown, [grown], 'before')).toEqual(['8,388,608 bytes → 16,777,216 bytes']);
    // Staged: the disk in the window has the new value already.
    const shrunk = row(SIZE_AT, [0x01, 0x00], [0x00, 0x80]);
    expect(rowMeaning(disk, shrunk, [shrunk], 'after')).toEqual(['16,777,216 bytes → 8,388,608 bytes']);
  });

  it('takes together what is spread over several rows', async () => {
    const disk = await diskIn(baseImage());
    const rows = [row(FOOTER_AT + 48, [0], [1]), row(SIZE_AT + 3, [0], [2])];
    const text = '8,388,608 bytes → 72,057,594,046,316,546 bytes';
    expect(rows.map((each) => rowMeaning(disk, each, rows, 'before'))).toEqual([[text], [text]]);
  });

  it('names the fields if there are several', async () => {
    const bytes = baseImage();
    const disk = await diskIn(bytes);
    const from = FOOTER_AT + 40;
    const before = [...bytes.subarray(from, from + 16)];
    const both = row(from, before, before.with(7, 2).with(15, 3));
    expect(rowMeaning(disk, both, [both], 'before')).toEqual([
      expect.stringMatching(/^Original size: .* → /),
      expect.stringMatching(/^Current size: 8,388,608 bytes → 8,388,611 bytes$/),
    ]);
  });

  it('is where a block stands, for an entry of the block table', async () => {
    const disk = await diskIn(baseImage());
    const entry = row(TABLE_AT + 4, [0xff, 0xff, 0xff, 0xff], [0, 0, 0x20, 0x05]);
    expect(rowMeaning(disk, entry, [entry], 'before')).toEqual(['not allocated → sector 8,197 of the file']);
    const many = row(
      TABLE_AT,
      Array.from({ length: 24 }, () => 0),
      Array.from({ length: 24 }, () => 1),
    );
    expect(rowMeaning(disk, many, [many], 'before')).toEqual(['Entries of blocks 0 to 5']);
  });

  it('is how many sectors a bitmap gains and loses', async () => {
    const disk = await diskIn(baseImage());
    // The first block stands behind the table: its bitmap is at 2048.
    const bits = row(2048, [0b1111_0000, 0xff], [0b0000_0011, 0xff]);
    expect(rowMeaning(disk, bits, [bits], 'before')).toEqual(['2 bits set, 4 bits cleared']);
  });

  it('is nothing for data, for what is written behind the end, and where not all bytes are known', async () => {
    const disk = await diskIn(baseImage());
    const data = row(2048 + 512, [1], [2]);
    expect(rowMeaning(disk, data, [data], 'before')).toEqual([]);
    const fresh = row(FOOTER_AT, [], [1, 2, 3]);
    expect(rowMeaning(disk, fresh, [fresh], 'after')).toEqual([]);
    const cut = { ...row(SIZE_AT, [0], [1]), bytes: 100_000 };
    expect(rowMeaning(disk, cut, [cut], 'before')).toEqual([]);
  });
});

describe('what takes another’s place', () => {
  it('means nothing as that: a footer moved away, and a path or a bitmap stands there now', async () => {
    const disk = await diskIn(baseImage());
    const path = { ...row(FOOTER_AT, [...baseImage().subarray(FOOTER_AT, FOOTER_AT + 8)], [46, 0, 92, 0, 101, 0, 108, 0]), why: 'locator' };
    expect(rowMeaning(disk, path, [path], 'before')).toEqual(['The footer stands there now']);
    expect(placeName(disk, FOOTER_AT, 'locator', 8)).toBe('Locator');
    expect(placeName(disk, FOOTER_AT, 'old-footer', 8)).toBe('Old footer');
    expect(placeName(disk, FOOTER_AT, 'footer', 8)).toBe('Footer › Cookie');
  });

  it('is no change of bits where the block is new', async () => {
    // Block 0 as if it had been allocated by these changes: its entry was free, and its bitmap stands on an old footer.
    const disk = await diskIn(baseImage());
    const entry = row(TABLE_AT, [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 4]);
    const bits = { ...row(2048, [0x63, 0x6f], [0xff, 0xff]), why: 'bitmap' };
    expect(rowMeaning(disk, bits, [entry, bits], 'after')).toEqual([]);
    expect(rowMeaning(disk, bits, [bits], 'after')).toEqual(['6 bits set']);
  });

  it('is the kind and path of each parent locator, wherever its bytes stand', async () => {
    const { bytes } = childImage({ locators: [{ slot: 0, code: 'W2ku', data: utf16('C:\\p.vhd', 'le') }] });
    const disk = await diskIn(bytes);
    const path = disk.view.disk?.locators[0];
    const at = path?.dataAt ?? 0;
    const entryAt = path?.entry.at ?? 0;
    const url = Array.from('file:///p.vhd', (c) => c.charCodeAt(0));
    // "MacX", and 13 bytes where there were 16.
    const rows = [
      row(entryAt, [...bytes.subarray(entryAt, entryAt + 12)], [0x4d, 0x61, 0x63, 0x58, ...bytes.subarray(entryAt + 4, entryAt + 11), 13]),
      { ...row(at, [...bytes.subarray(at, at + 16)], [...url, 0, 0, 0]), why: 'locator' },
    ];
    expect(rowMeaning(disk, rows[0] as ReviewRow, rows, 'before')).toEqual(['Slot 1: W2ku C:\\p.vhd → MacX file:///p.vhd']);
  });

  it('is that of an old footer, where something else takes its place', async () => {
    const bytes = baseImage();
    const disk = await diskIn(bytes);
    const taken = { ...row(FOOTER_AT, [...bytes.subarray(FOOTER_AT)], [...new Uint8Array(512).fill(255)]), changed: 507, why: 'bitmap' };
    expect(rowMeaning(disk, taken, [taken], 'before')).toEqual(['The footer stands there now']);
    expect(rowSizeText(taken)).toBe('512 bytes, 507 of them change');
    expect(rowSizeText({ ...taken, before: new Uint8Array() })).toBe('512 bytes, added');
    expect(rowSizeText({ ...taken, changed: 512 })).toBe('512 bytes');
  });
});
