/** Two whole footers that mean disks of different sizes: a repair of something else does not decide between them. */
import { describe, expect, test } from 'vitest';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { applied } from '../../../../support/appliedPlan';
import { changed } from '../../../../support/damage';
import { requestFor } from '../../../../support/damageRepairs';
import { baseImage, FOOTER_AT, SIZE } from '../../../../support/fixtures';
import { put64, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

test.each([
  ['Current size', (copy: Uint8Array): void => put64(copy, 48, SIZE - 512)],
  // Byte 58: heads. Some programs take the size from the geometry.
  ['geometry', (copy: Uint8Array): void => void (copy[58] = (copy[58] ?? 0) + 1)],
])('what is cleared in the believed footer leaves the other as it is, which differs in %s', async (_field, differ) => {
  const image = baseImage();
  differ(image);
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

describe('footers that differ in the saved state', () => {
  /** Of one time, as a machine leaves them that is suspended and cut off between the two. */
  const savedIn = (at: number): Uint8Array =>
    changed(baseImage(), (b) => {
      b[at + 84] = 1;
      stampFooter(b, at);
    });
  test.each([
    ['the copy at the start', 0],
    ['the footer at the end', FOOTER_AT],
  ])('%s says that a machine is suspended: nothing is decided by itself', async (_which, at) => {
    const repair = await planRepair(await chainOf(memoryFile(savedIn(at))), requestFor({}));
    if (!repair.ok) throw new Error(repair.error.kind);
    const { before, done, open, copyOnly } = repair.value;
    expect(done).toEqual([]);
    expect(before.find(({ code }) => code === 'F12')?.where[0]?.at).toBe(at + 84);
    expect(open.filter(({ code }) => code === 'F03').map(({ method, class: klass }) => `${method} ${klass}`)).toEqual([
      'use-footer choice',
      'use-copy choice',
    ]);
    expect(copyOnly).toBe('saved-state');
  });
});

test('of two footers of one time the one at the end is used, and none is called the newer', async () => {
  const image = changed(baseImage(), (b) => {
    // Creator’s version, bytes 32 to 35.
    b[35] = 7;
    stampFooter(b, 0);
  });
  const repair = await planRepair(await chainOf(memoryFile(image)), requestFor({}));
  if (!repair.ok) throw new Error(repair.error.kind);
  expect(repair.value.done).toEqual([{ code: 'F03', method: 'end-footer', class: 'safe' }]);
  expect(Buffer.compare(applied(image, repair.value.plan), baseImage())).toBe(0);
});
