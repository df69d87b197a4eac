/** Two whole footers that mean disks of different sizes: a repair of something else does not decide between them. */
import { expect, test } from 'vitest';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { applied } from '../../../../support/appliedPlan';
import { requestFor } from '../../../../support/damageRepairs';
import { baseImage, FOOTER_AT, SIZE } from '../../../../support/fixtures';
import { put64, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

test('what is cleared in the believed footer leaves the other as it is', async () => {
  const image = baseImage();
  put64(image, 48, SIZE - 512);
  stampFooter(image, 0);
  image[FOOTER_AT + 300] = 1;
  stampFooter(image, FOOTER_AT);
  const repair = await planRepair(await chainOf(memoryFile(image)), requestFor({ choose: { F13: 'clear-reserved' } }, { only: ['F13'] }));
  if (!repair.ok) throw new Error(repair.error.kind);
  const after = applied(image, repair.value.plan);
  const wanted = image.slice();
  wanted[FOOTER_AT + 300] = 0;
  stampFooter(wanted, FOOTER_AT);
  expect(Buffer.compare(after, wanted)).toBe(0);
});
