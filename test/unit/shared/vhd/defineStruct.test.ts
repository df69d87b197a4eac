import { describe, expect, test } from 'vitest';
import { ascii, checksum, reserved, u16, u32 } from '../../../../shared/vhd/codec';
import { defineStruct, onesComplementSum } from '../../../../shared/vhd/defineStruct';

const info = { label: 'X', spec: 'X', about: 'X' };

describe('a table that does not tile its structure is refused when the module loads', () => {
  test('a gap', () => {
    expect(() => defineStruct('t', 'T', 8, { a: u16(0, info), b: u32(4, info) })).toThrow('t.b starts at 4, expected 2');
  });
  test('an overlap', () => {
    expect(() => defineStruct('t', 'T', 6, { a: u32(0, info), b: u32(2, info) })).toThrow('t.b starts at 2, expected 4');
  });
  test('too little', () => {
    expect(() => defineStruct('t', 'T', 8, { a: u32(0, info) })).toThrow('t fills 4 bytes, expected 8');
  });
  test('a structure that starts late', () => {
    expect(() => defineStruct('t', 'T', 6, { a: u32(2, info) })).toThrow('t.a starts at 2, expected 0');
  });
});

test('all reserved fields are known, wherever a field was cut out of them', () => {
  const struct = defineStruct('t', 'T', 10, { first: reserved(0, 4, info), n: u16(4, info), second: reserved(6, 4, info) });
  expect(struct.reserved).toEqual([
    { key: 'first', at: 0, bytes: 4 },
    { key: 'second', at: 6, bytes: 4 },
  ]);
});

test('the checksum counts its own four bytes as zero and wraps as 32 bits', () => {
  expect(onesComplementSum(Uint8Array.of(1, 2, 9, 9, 9, 9, 3), 2)).toBe(0xffff_fff9);
  expect(onesComplementSum(new Uint8Array(4), 0)).toBe(0xffff_ffff);
});

test('a change keeps bytes nobody declared a meaning for, and mends the checksum', () => {
  const struct = defineStruct('t', 'T', 12, { name: ascii(0, 6, info), n: u16(6, info), sum: checksum(8, info) });
  const raw = Uint8Array.of(0x61, 0, 0x20, 0xff, 0, 0x62, 0, 1, 0, 0, 0, 0);
  const changed = struct.set(raw, 'n', 0x0102);
  // Not of 61+20+FF+62+01+02 = 1E5 (hex).
  expect([...changed]).toEqual([0x61, 0, 0x20, 0xff, 0, 0x62, 1, 2, 0xff, 0xff, 0xfe, 0x1a]);
  expect([...raw.subarray(6)]).toEqual([0, 1, 0, 0, 0, 0]);
});
