import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueRows } from '../../../../../renderer/features/inspector/values.model';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const row = (hex: string, name: string): readonly [string, string | null] => {
  const found = valueRows(bytesOf(hex)).find((r) => r.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return [found.be, found.le];
};

describe('values at the cursor', () => {
  it.each<[string, string, string, string | null]>([
    ['80', 'u8', '128 · 0x80 · 10000000', null],
    ['05', 'u8', '5 · 0x05 · 00000101', null],
    ['80', 'i8', '-128', null],
    ['7f', 'i8', '127', null],
    ['1234', 'u16', '4,660', '13,330'],
    ['12345678', 'u32', '305,419,896', '2,018,915,346'],
    ['fffe', 'i16', '-2', '-257'],
    ['8000', 'i16', '-32,768', '128'],
    ['8000000000000000', 'i64', '-9,223,372,036,854,775,808', '128'],
    ['ffffffffffffffff', 'i64', '-1', '-1'],
    ['fffffffe', 'i32', '-2', '-16,777,217'],
    ['0000000000000001', 'u64', '1', '72,057,594,037,927,936'],
    ['ffffffffffffffff', 'u64', '18,446,744,073,709,551,615', '18,446,744,073,709,551,615'],
  ])('%s is, as %s, %s', (hex, name, be, le) => {
    expect(row(hex, name)).toEqual([be, le]);
  });

  // Bits worked out from IEEE 754: sign, exponent with its bias of 127 or 1023, fraction.
  it.each<[string, string, string]>([
    ['3f800000', 'float32', '1'],
    // One tenth has no exact binary form; the nearest float32 is 0.100000001490116…
    ['3dcccccd', 'float32', '0.1'],
    ['c0490fdb', 'float32', '-3.1415927'],
    ['4b800000', 'float32', '16777216'],
    ['7f7fffff', 'float32', '3.4028235e+38'],
    ['80000000', 'float32', '-0'],
    ['7f800000', 'float32', '∞'],
    ['ff800000', 'float32', '-∞'],
    ['7fc00000', 'float32', 'NaN'],
    ['3ff0000000000000', 'float64', '1'],
    ['3fb999999999999a', 'float64', '0.1'],
    ['400921fb54442d18', 'float64', '3.141592653589793'],
    ['fff0000000000000', 'float64', '-∞'],
    ['7ff8000000000000', 'float64', 'NaN'],
  ])('%s is, as %s, %s, and so it is in the other order', (hex, name, value) => {
    expect(row(hex, name)[0]).toBe(value);
    expect(row(hex.match(/../g)?.reverse().join('') ?? '', name)[1]).toBe(value);
  });

  it('reads every float32 back from what it says', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const view = new DataView(new ArrayBuffer(4));
        view.setFloat32(0, value);
        const said = valueRows(new Uint8Array(view.buffer)).find(({ name }) => name === 'float32')?.be;
        expect(Math.fround(Number(said))).toBe(value);
      }),
    );
  });

  // 2000-01-01 is 0. 2^29 seconds are 6,213 days, 18 h 48 min 32 s; 6,213 days are 17 years (5 of them leap) and 3 days.
  it.each([
    ['00000000', '2000-01-01 00:00:00 UTC'],
    ['00000001', '2000-01-01 00:00:01 UTC'],
    ['20000000', '2017-01-04 18:48:32 UTC'],
    ['ffffffff', '2136-02-07 06:28:15 UTC'],
  ])('%s is, as VHD time, %s', (hex, text) => {
    expect(row(hex, 'VHD time')).toEqual([text, null]);
  });

  it.each([
    ['00000000', '1970-01-01 00:00:00 UTC', '1970-01-01 00:00:00 UTC'],
    // 2001-09-09T01:46:40Z, the well-known billionth second.
    ['3b9aca00', '2001-09-09 01:46:40 UTC', '1970-06-03 16:15:55 UTC'],
    ['ffffffff', '2106-02-07 06:28:15 UTC', '2106-02-07 06:28:15 UTC'],
  ])('%s is, as Unix time, %s or %s', (hex, be, le) => {
    expect(row(hex, 'Unix time')).toEqual([be, le]);
  });

  it.each([
    ['0000000000000000', '1601-01-01 00:00:00 UTC'],
    // Microsoft’s constant for the Unix epoch: 116,444,736,000,000,000 ticks of 100 ns.
    ['019db1ded53e8000', '1970-01-01 00:00:00 UTC'],
    // One second and a bit later.
    ['019db1ded5d71681', '1970-01-01 00:00:01 UTC'],
    ['ffffffffffffffff', '—'],
  ])('%s is, as FILETIME, %s', (hex, text) => {
    expect(row(hex, 'FILETIME')[0]).toBe(text);
  });

  it('reads a FILETIME little-endian, as Windows stores it', () => {
    expect(row('00803ed5deb19d01', 'FILETIME')[1]).toBe('1970-01-01 00:00:00 UTC');
  });

  it('reads a UUID as stored, and as Windows prints it: three groups turned around', () => {
    // The basic data partition’s type GUID, EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, as it stands on disk.
    const [be, le] = row('a2a0d0ebe5b9334487c068b6b72699c7', 'UUID');
    expect(be).toBe('a2a0d0eb-e5b9-3344-87c0-68b6b72699c7');
    expect(le).toBe('ebd0a0a2-b9e5-4433-87c0-68b6b72699c7');
  });

  it('shows what can be printed, and dots for the rest', () => {
    expect(row('636f6e6563746978007fff20', 'Text')).toEqual(['conectix··· ', null]);
  });

  it('says what the bytes left are too few for', () => {
    expect(row('0102030405', 'u64')).toEqual(['needs 8 bytes, 5 left', null]);
    expect(row('0102030405', 'UUID')).toEqual(['needs 16 bytes, 5 left', null]);
    expect(row('01', 'u16')).toEqual(['needs 2 bytes, 1 left', null]);
    expect(row('010203', 'VHD time')).toEqual(['needs 4 bytes, 3 left', null]);
    expect(row('0102030405', 'u32')[0]).toBe('16,909,060');
  });

  it('are none without bytes', () => {
    expect(valueRows(new Uint8Array())).toEqual([]);
  });

  it('reads a part of a larger buffer at its own place', () => {
    const all = bytesOf('ffff1234ffff');
    expect(valueRows(all.subarray(2, 4)).find(({ name }) => name === 'u16')?.be).toBe('4,660');
  });
});
