/** A dynamic header whose cookie alone is damaged is known by its checksum: whoever writes a new one writes the cookie too. */
import { expect, test } from 'vitest';
import { planGrowInPlace } from '../../../../../main/vhd/ops/growInPlace';
import { planReconnect } from '../../../../../main/vhd/ops/reconnect';
import { applied } from '../../../../support/appliedPlan';
import { baseImage, childImage, HEADER_AT } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

/** “cxsparse” becomes “cxspar\0e”; its checksum stays that of the whole header. */
function withDamage(bytes: Uint8Array): Uint8Array {
  bytes[HEADER_AT + 6] = 0;
  return bytes;
}

const cookieOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(HEADER_AT, HEADER_AT + 8)).toString('latin1');

test('growing in place', async () => {
  const bytes = withDamage(baseImage());
  const plan = await planGrowInPlace(await imageIn(memoryFile(bytes)), 16_384 + 512);
  if (!plan.ok || plan.value === null) throw new Error('no plan');
  const after = applied(bytes, plan.value);
  expect(cookieOf(after)).toBe('cxsparse');
  expect((await imageIn(memoryFile(after))).map?.entries[2]).toBe((await imageIn(memoryFile(baseImage()))).map?.entries[2]);
});

test('reconnecting a child', async () => {
  const bytes = withDamage(childImage().bytes);
  const image = await imageIn(memoryFile(bytes));
  const spec = { modified: 0, name: 'q.vhd', relativePath: '.\\q.vhd', windowsPath: null, posixPath: null };
  const plan = await planReconnect(image, { ...spec, uniqueId: '11111111-2222-4333-8444-555555555555' }, true);
  if (!plan.ok) throw new Error(plan.error.kind);
  const after = applied(bytes, plan.value);
  expect(cookieOf(after)).toBe('cxsparse');
  expect((await imageIn(memoryFile(after))).map?.entries[0]).toBe(image.map?.entries[0]);
});
