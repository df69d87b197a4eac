import { describe, expect, test } from 'vitest';
import { CATALOGUE, chainFor, deepFindings } from '../../../../support/damageChecks';
import { baseImage, childImage, fixedImage, FOOTER_AT, HEADER_AT, xenImage } from '../../../../support/fixtures';
import { get32 } from '../../../../support/imageBuilder';

describe('the images that damage starts from', () => {
  test('BASE is the catalogue’s, checksums included', () => {
    const image = baseImage();
    expect(image.length).toBe(4_197_888);
    expect([get32(image, 64), get32(image, FOOTER_AT + 64), get32(image, HEADER_AT + 36)]).toEqual([0xffff_f53c, 0xffff_f53c, 0xffff_f473]);
    expect([get32(image, 1536), get32(image, 1544)]).toEqual([4, 4101]);
  });

  test('FIXED and CHILD lie as the catalogue says', () => {
    const { bytes, footerAt, locatorAt, blockAt } = childImage();
    expect([footerAt, locatorAt[0], blockAt.get(0), get32(bytes, 512 + 576 + 8)]).toEqual([2_100_224, 2048, 2560, 14]);
    expect(fixedImage().length).toBe(8_389_120);
  });

  test.each([
    ['BASE', baseImage, false],
    ['FIXED', fixedImage, false],
    ['TAP', xenImage, false],
    ['CHILD', () => childImage().bytes, true],
  ] as const)('%s has nothing wrong with it', async (_name, make, child) => {
    const found = (await deepFindings(await chainFor({ child }, make()))).filter(({ code }) => code !== 'B11');
    expect(found.map(({ code }) => code)).toEqual([]);
  });
});

describe('found under its code', () => {
  test.each(CATALOGUE.map((damage) => [damage.id, damage.what, damage] as const))('%s: %s', async (_id, _what, damage) => {
    const found = (await deepFindings(await chainFor(damage, damage.make()))).filter(
      ({ code }) => code !== 'B11' || damage.codes.includes('B11'),
    );
    const codes = found.map(({ code }) => code);
    const loud = found.filter(({ severity }) => severity !== 'note').map(({ code }) => code);
    expect(new Set([...codes, ...loud])).toEqual(new Set(damage.codes));
    if (damage.codes[0] !== undefined) expect(found.find(({ code }) => code === damage.codes[0])?.severity).toBe(damage.severity);
  });
});
