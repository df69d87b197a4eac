import { describe, expect, it } from 'vitest';
import { followUpsOf, inputText, parseInput } from '../../../../../renderer/features/inspector/fieldInput.model';
import { inputRefusal } from '../../../../../renderer/features/inspector/fieldInput.text';
import { parseSize } from '../../../../../shared/text/sizeInput';
import { footer } from '../../../../../shared/vhd/footer';
import { footerBytes } from '../../../../support/imageBuilder';

const rows = footer.rows(footerBytes({ type: 3, size: 8 * 1024 * 1024 }));
const row = (key: string) => {
  const found = rows.find((each) => each.key === key);
  if (found === undefined) throw new Error(key);
  return found;
};

describe('a field’s input', () => {
  it('gives back the value it starts with, for every kind that can be typed', () => {
    const typed = rows.filter(({ kind }) => kind !== 'bytes');
    const again = typed.map((each) => {
      const field = footer.fields[each.key as keyof typeof footer.fields] as { encode(value: unknown): Uint8Array };
      return [each.key, Array.from(field.encode(parseInput(each, inputText(each))))];
    });
    expect(again).toEqual(typed.map(({ key, raw }) => [key, Array.from(raw)]));
  });

  it('lists what follows: the checksum unless it is that, the copy where there is one', () => {
    const follow = (key: string, otherFooter: unknown, structure: 'footer' | 'dynamic-header'): readonly string[] =>
      followUpsOf({ kind: row(key).kind, otherFooter }, structure);
    expect(follow('creatorApplication', {}, 'footer')).toEqual(['checksum', 'otherFooter']);
    expect(follow('creatorApplication', null, 'footer')).toEqual(['checksum']);
    expect(follow('checksum', {}, 'footer')).toEqual(['otherFooter']);
    expect(follow('creatorApplication', null, 'dynamic-header')).toEqual(['checksum']);
  });

  it('takes sizes with units, numbers with commas and hex', () => {
    expect(parseInput(row('currentSize'), '40 GiB')).toBe(42_949_672_960n);
    expect(parseInput(row('currentSize'), '136,365,211,648')).toBe(136_365_211_648n);
    expect(parseInput(row('dataOffset'), 'none')).toBe(0xffff_ffff_ffff_ffffn);
    expect(parseInput(row('cylinders'), '0xFFFF')).toBe(65_535);
  });

  it('takes times in UTC and seconds since 2000', () => {
    // 2000-01-01 is the epoch; 2001-01-01 lies 366 days later.
    expect(parseInput(row('timeStamp'), '2001-01-01 00:00:00 UTC')).toBe(366 * 86_400);
    expect(parseInput(row('timeStamp'), '31622400')).toBe(31_622_400);
    expect(parseInput(row('timeStamp'), '2001-02-30')).toBeNull();
  });

  it('pads short text with blanks and keeps NULs that were there', () => {
    expect(parseInput(row('creatorApplication'), 'win')).toBe('win ');
    expect(parseInput(row('creatorApplication'), 'd2v␀')).toBe('d2v\0');
    expect(parseInput(row('creatorApplication'), 'toolong')).toBeNull();
  });

  it('takes the size of a block with a unit, where it fits into the field', () => {
    const blockSize = { kind: 'u32', bytes: 4, key: 'blockSize' } as const;
    expect(parseInput(blockSize, '2 MiB')).toBe(2_097_152);
    expect(parseInput(blockSize, '4 GiB')).toBeNull();
    expect(parseInput({ ...blockSize, key: 'maxTableEntries' }, '2 MiB')).toBeNull();
  });

  it.each([
    ['heads', 'many', 'Type a whole number such as 4096 or 0x1000.'],
    ['heads', '300', 'Too large, or no whole number of bytes: the field holds at most 255.'],
    ['currentSize', 'large', '“large” is no size. Enter one such as 40 GiB.'],
    ['currentSize', '5 PiB', 'Too large: the disk of a VHD has 2040 GiB at most. The largest unit is TiB.'],
    ['currentSize', '18446744073709551616', 'Too large, or no whole number of bytes: the field holds at most 18,446,744,073,709,551,615.'],
    ['creatorApplication', 'toolong', 'Too long: the field has 4 bytes, and this has 7 characters.'],
    ['creatorApplication', '€', 'Only characters of one byte fit here.'],
    ['timeStamp', 'yesterday', 'Type a time in UTC, such as 2026-11-24 10:00:00, or seconds since 2000.'],
    ['timeStamp', '1999-12-31', 'The field holds times from 2000-01-01 to 2136-02-07, of days that there are.'],
    ['uniqueId', '1234', 'An ID has 32 hex digits, such as 123e4567-e89b-12d3-a456-426614174000.'],
    ['fileFormatVersion', '1', 'Type a version such as 1.0; either number is 65,535 at most.'],
    ['fileFormatVersion', '70000.0', 'Type a version such as 1.0; either number is 65,535 at most.'],
    ['heads', '', 'Type a value.'],
  ])('of %s refuses “%s” and says why', (key, text, why) => {
    expect(parseInput(row(key), text)).toBeNull();
    expect(inputRefusal(row(key), text)).toBe(why);
  });

  it('takes no nonsense', () => {
    expect(parseInput(row('heads'), 'many')).toBeNull();
    expect(parseInput(row('uniqueId'), '1234')).toBeNull();
    expect(parseInput(row('fileFormatVersion'), '1')).toBeNull();
  });
});

describe('a size', () => {
  it('is read in binary units, and in decimal ones where they are spelled so', () => {
    expect(parseSize('1.5 TiB')).toBe(1_649_267_441_664);
    expect(parseSize('10g')).toBe(10_737_418_240);
    expect(parseSize('10 GB')).toBe(10_737_418_240);
    expect(parseSize('512')).toBe(512);
    expect(parseSize('ten')).toBeNull();
  });
});
