/**
 * What a repair says it has mended is what the checks of its result no longer find, and what they no longer find is said: for
 * every damage of the catalogue and every way that is offered for it.
 */
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { openDisk } from '../../../../../main/vhd/read/openImage';
import { planRepair, type Repair, type RepairChoices } from '../../../../../main/vhd/repair/planRepair';
import type { Chain } from '../../../../../main/vhd/read/chain';
import type { FindingCode } from '../../../../../shared/findings';
import type { OpenOffer } from '../../../../../shared/repairs';
import { effectText } from '../../../../../shared/text/repairEffects';
import { applied } from '../../../../support/appliedPlan';
import type { Damage } from '../../../../support/damage';
import { CATALOGUE, chainFor, deepFindings } from '../../../../support/damageChecks';
import { requestFor } from '../../../../support/damageRepairs';
import { fixedImage } from '../../../../support/fixtures';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { NOW } from '../../../../support/opened';

const codesOf = (findings: readonly { readonly code: FindingCode }[]): FindingCode[] => [...new Set(findings.map(({ code }) => code))];

/** One repair alone, by one way. */
async function made(damage: Damage, image: Uint8Array, { code, method }: Pick<OpenOffer, 'code' | 'method'>): Promise<Repair | null> {
  const choose: RepairChoices['choose'] = { [code]: method };
  const repair = await planRepair(await chainFor(damage, image), requestFor({ choose, loss: true }, { only: [code] }));
  return repair.ok ? repair.value : null;
}

describe('every way that is offered for', () => {
  test.each(CATALOGUE.map((damage) => [damage.id, damage.what, damage] as const))('%s: %s', async (_id, _what, damage) => {
    const image = damage.make();
    const nothing = await planRepair(await chainFor(damage, image), requestFor({}, { only: [] }));
    if (!nothing.ok) throw new Error(JSON.stringify(nothing.error));
    for (const offer of nothing.value.open) {
      const repair = await made(damage, image, offer);
      if (repair === null) continue;
      const left = (await deepFindings(await chainFor(damage, applied(image, repair.plan)))).map(({ code }) => code);
      const told = [...repair.along.map(({ code }) => code), ...offer.also];
      const gone = codesOf(repair.before).filter((code) => !left.includes(code));
      const mended = codesOf(repair.done);
      expect({
        offer,
        left: repair.after.map(({ code }) => code),
        saidAndLeft: told.filter((code) => left.includes(code)),
        goneAndUnsaid: gone.filter((code) => !told.includes(code) && !mended.includes(code)),
        copyOnly: repair.copyOnly,
        // A repair that gives up or makes up data never says that none is touched.
        untouched: offer.class === 'loss' && effectText(repair).startsWith('No data is touched'),
      }).toEqual({ offer, left, saidAndLeft: [], goneAndUnsaid: [], copyOnly: offer.copyOnly, untouched: false });
    }
  });
});

/** A fixed disk of 8 MiB, its footer, and 4 MiB behind it. */
const grown = (): Uint8Array => {
  const disk = fixedImage();
  const image = new Uint8Array(disk.length + 4 * 1024 * 1024);
  image.set(disk);
  return image;
};
const FOOTER_AT = fixedImage().length - 512;

describe('a drive that does not give some sectors, on which a footer stands far before the end', () => {
  const onBadDrive = async (from: number): Promise<Chain> => {
    const file = failingFile(memoryFile(grown()), from, from + 512);
    const image = await openDisk(file, FOOTER_AT);
    if (!image.ok) throw new Error(JSON.stringify(image.error));
    return { layers: [image.value], parent: null };
  };
  const PLACES = [
    0,
    512,
    34 * 512,
    FOOTER_AT - 512,
    FOOTER_AT - 33 * 512,
    FOOTER_AT + 512,
    FOOTER_AT + 2 * 1024 * 1024,
    grown().length - 512,
  ];

  test.each(PLACES)('at %i: is mended by cutting it off, and by nothing else', async (from) => {
    const chain = await onBadDrive(from);
    const found = await checkDisk(chain, { now: NOW, deep: false });
    const isFound = found.ok && found.value.some(({ code }) => code === 'E12');
    const before = await planRepair(chain, requestFor({}, { only: [], deep: false }));
    const alsoBy = (method: string): unknown =>
      before.ok && before.value.open.find((offer) => offer.code === 'F04' && offer.method === method)?.also;
    // The footer goes behind all of it.
    expect(alsoBy('move-footer')).toEqual([]);
    expect(alsoBy('cut-tail')).toEqual(isFound && from > FOOTER_AT ? ['E12'] : []);
  });

  test('is left after the repair, and told with its place', async () => {
    const chain = await onBadDrive(FOOTER_AT - 512);
    const choose = { F04: 'move-footer' } as const;
    const repair = await planRepair(chain, requestFor({ choose }, { only: ['F04'], deep: false }));
    if (!repair.ok) throw new Error(JSON.stringify(repair.error));
    const { done, along, after } = repair.value;
    expect([done.map(({ method }) => method), along]).toEqual([['move-footer'], []]);
    expect(after.find(({ code }) => code === 'E12')).toMatchObject({ where: [{ at: FOOTER_AT - 512, bytes: 512 }] });
  });
});
