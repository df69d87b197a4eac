import { expect, test } from 'vitest';
import { byteLines } from '../../../../renderer/ui/byteLines.model';

test('all bytes of a change stand in lines, each with its place and its characters', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, i) => 0x41 + i);
  expect(byteLines({ at: 512, before: bytes, after: bytes.map((byte) => (byte === 0x52 ? 0 : byte)) })).toEqual({
    before:
      '00000200  41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50  ABCDEFGHIJKLMNOP\n00000210  51 52                                            QR',
    after:
      '00000200  41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50  ABCDEFGHIJKLMNOP\n00000210  51 00                                            Q.',
  });
  expect(byteLines({ at: 0, before: new Uint8Array(), after: bytes }).before).toBe('Nothing yet: the file grows.');
});
