import { describe, expect, test } from 'vitest';
import { checkGapFooters } from '../../../../../main/vhd/check/gapRules';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { chainFor } from '../../../../support/damageChecks';
import { requestFor } from '../../../../support/damageRepairs';
import { baseImage, fixedImage, FOOTER_AT, joined } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
const footerOf = (image: Uint8Array): Uint8Array => image.subarray(image.length - 512);
const placed = (why: 'between' | 'joined') => [
  { code: 'F18', severity: 'note', facts: { why, at: FOOTER_AT }, where: [{ structure: 'gap', at: FOOTER_AT, bytes: 512 }] },
];

async function found(image: Uint8Array): Promise<unknown> {
  const rule = await checkGapFooters(await imageIn(memoryFile(image)));
  if (!rule.ok) throw new Error(JSON.stringify(rule.error));
  return rule.value;
}

describe('a footer where no block stands', () => {
  test('is told at its bytes', async () => {
    expect(await found(joined(baseImage(), zeros(8192), footerOf(baseImage())))).toEqual(placed('between'));
  });

  test('before a second disk ends the first, and neither is given up', async () => {
    const two = joined(baseImage(), baseImage());
    expect(await found(two)).toEqual(placed('joined'));
    const repair = await planRepair(await chainFor({}, two), requestFor({ choose: { F18: 'zero-old-footer' } }));
    expect(repair.ok && [repair.value.done, repair.value.open.filter(({ code }) => code === 'F18')]).toEqual([[], []]);
  });

  test('is none without a sound sum, and nothing is looked for in fixed disks', async () => {
    const broken = footerOf(baseImage()).slice();
    broken[100] = 1;
    expect(await found(joined(baseImage().subarray(0, FOOTER_AT), broken, zeros(8192), footerOf(baseImage())))).toEqual([]);
    expect(await found(fixedImage())).toEqual([]);
  });

  test('before what only starts as a disk does is an old footer', async () => {
    const foot = footerOf(baseImage());
    const half = joined(baseImage(), zeros(512), new TextEncoder().encode('cxsparse'), zeros(8192 - 520), foot);
    expect(await found(half)).toEqual(placed('between'));
  });

  test('that cannot be read is an error', async () => {
    const image = await imageIn(memoryFile(joined(baseImage(), zeros(8192), footerOf(baseImage()))));
    const error = { kind: 'read-failed', at: FOOTER_AT, bytes: 1032, code: 'EIO' } as const;
    expect(await checkGapFooters({ ...image, file: { ...image.file, read: async () => ({ ok: false, error }) } })).toEqual({
      ok: false,
      error,
    });
  });
});
