import { describe, expect, test } from 'vitest';
import {
  enum32,
  flags32,
  guidText,
  parseUuid,
  utf16be,
  utf16Units,
  uuidText,
  version32,
  vhdTimeText,
  visibleText,
  windowsId,
} from '../../../../shared/vhd/codec';

const info = { label: 'X', spec: 'X', about: 'X' };
const ID = Uint8Array.from({ length: 16 }, (_, i) => i * 17);

describe('text of fields', () => {
  test('an id in the order it is stored, and as Windows prints a GUID', () => {
    expect(uuidText(ID)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(guidText(ID)).toBe('33221100-5544-7766-8899-aabbccddeeff');
  });

  test('an id as people type it: bare in the order of its bytes, in braces in the order of Windows', () => {
    const stored = '00112233-4455-6677-8899-aabbccddeeff';
    for (const text of [stored, stored.toUpperCase(), stored.replaceAll('-', ''), '{33221100-5544-7766-8899-AABBCCDDEEFF}'])
      expect(parseUuid(text)).toBe(stored);
    for (const text of ['', '{33221100-5544-7766-8899-aabbccddeeff', `${stored}}`, `${stored}0`, 'new']) expect(parseUuid(text)).toBeNull();
    expect(windowsId(stored)).toBe('{33221100-5544-7766-8899-aabbccddeeff}');
  });

  test('the epoch is the first second of 2000', () => {
    expect(vhdTimeText(0)).toBe('2000-01-01 00:00:00 UTC');
  });

  test('flags by name, what has none as a number', () => {
    const field = flags32(0, { Temporary: 1, Reserved: 2 }, info);
    expect([0, 2, 3, 0x102, 0x8000_0000].map((value) => field.text(value))).toEqual([
      'none',
      'Reserved',
      'Temporary + Reserved',
      'Reserved + 0x100',
      '0x80000000',
    ]);
  });

  test('a version as major and minor', () => {
    expect(version32(0, info).text(0x000a_0001)).toBe('10.1');
  });

  test('a number that no name stands for survives', () => {
    const field = enum32(0, { fixed: 2 }, info);
    expect(field.decode(Uint8Array.of(0, 0, 0, 9))).toEqual({ unknown: 9 });
    expect([...field.encode({ unknown: 0xffff_fffe })]).toEqual([0xff, 0xff, 0xff, 0xfe]);
  });
});

describe('UTF-16', () => {
  test('halves of surrogate pairs survive in either order', () => {
    const raw = Uint8Array.of(0xd8, 0x00, 0x00, 0x61);
    expect(utf16Units(raw, 'be')).toBe('\ud800a');
    expect(utf16Units(raw, 'le')).toBe('\u00d8\u6100');
    const field = utf16be(0, 4, info);
    expect(field.encode(field.decode(raw))).toEqual(raw);
  });

  test('a name that fills its room has no NUL and loses no letter', () => {
    const field = utf16be(0, 512, info);
    const name = 'x'.repeat(256);
    expect(field.decode(field.encode(name))).toBe(name);
  });

  test('an odd byte at the end is left out', () => {
    expect(utf16Units(Uint8Array.of(0x61, 0x00, 0x62), 'le')).toBe('a');
  });
});

describe('text out of an image', () => {
  test('marks that turn or hide writing are spelled out', () => {
    expect(visibleText('a\u202egnp.vhd')).toBe('a\\u{202E}gnp.vhd');
    expect(visibleText('x\u200by\n\u0000\u009b\ud800')).toBe('x\\u{200B}y\\u{A}\\u{0}\\u{9B}\\u{D800}');
  });

  test('letters of every script stay as they are', () => {
    expect(visibleText('Größe 磁盘 диск 💾 <b>')).toBe('Größe 磁盘 диск 💾 <b>');
  });
});
