import { expect, test } from 'vitest';
import { parseField } from '../../../../main/cli/fieldValues';
import type { Field } from '../../../../shared/vhd/codec';
import { dynamicHeader } from '../../../../shared/vhd/dynamicHeader';
import { footer } from '../../../../shared/vhd/footer';

const fresh = { id: () => '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0', now: () => 42 };
const fields = { ...dynamicHeader.fields, ...footer.fields } as unknown as Readonly<Record<string, Field>>;
const parsed = (key: string, text: string): unknown => {
  const value = parseField(fields[key] as Field, text, fresh);
  return value.ok ? value.value : `wants ${value.error}`;
};

test.each([
  ['creatorApplication', 'ab', 'ab  '],
  ['cylinders', '65535', 65_535],
  ['heads', '0x10', 16],
  ['currentSize', '10GiB', 10_737_418_240n],
  ['currentSize', '0xFFFFFFFFFFFFFFFF', 0xffff_ffff_ffff_ffffn],
  ['dataOffset', 'none', 0xffff_ffff_ffff_ffffn],
  ['blockSize', '2MiB', 2_097_152],
  ['diskType', 'dynamic', 'dynamic'],
  ['diskType', '3', 'dynamic'],
  ['diskType', '7', { unknown: 7 }],
  ['fileFormatVersion', '1.0', 65_536],
  // 366 days of 2000, and a leap day in 2004.
  ['timeStamp', '2001-01-01T00:00:00Z', 31_622_400],
  ['timeStamp', '2001-01-01', 31_622_400],
  ['timeStamp', '2001-01-01T00:00', 31_622_400],
  ['timeStamp', 'now', 42],
  ['uniqueId', 'new', '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0'],
  ['uniqueId', '0F1E2D3C-4B5A-4978-8796-A5B4C3D2E1F0', '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0'],
  ['uniqueId', '{3c2d1e0f-5a4b-7849-8796-a5b4c3d2e1f0}', '0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0'],
  ['parentUnicodeName', 'päth', 'päth'],
  ['reserved1', '01 02', Uint8Array.of(1, 2, 0, 0)],
])('%s takes %j', (key, text, value) => {
  expect(parsed(key, text)).toEqual(value);
});

test.each([
  ['creatorApplication', 'abcde'],
  ['creatorApplication', 'ü€'],
  ['cylinders', '65536'],
  ['heads', '-1'],
  ['currentSize', 'big'],
  ['diskType', 'odd'],
  ['diskType', '4294967296'],
  ['fileFormatVersion', '1'],
  ['timeStamp', '1999-12-31'],
  ['timeStamp', 'yesterday'],
  ['uniqueId', '1234'],
  ['parentUnicodeName', 'x'.repeat(257)],
  ['reserved1', '010203040506'],
])('%s says what it wants instead of %j', (key, text) => {
  expect(parsed(key, text)).toMatch(/^wants .{5,}/);
});
