/** A repair of one field of a structure whose checksum is wrong: it says that other fields may be signed with it. */
import { describe, expect, test } from 'vitest';
import { openOffers, planRepair, type Repair } from '../../../../../main/vhd/repair/planRepair';
import { costLines } from '../../../../../shared/text/repairs';
import type { FindingCode } from '../../../../../shared/findings';
import type { RepairMethod } from '../../../../../shared/repairs';
import { changed } from '../../../../support/damage';
import { deepFindings } from '../../../../support/damageChecks';
import { requestFor } from '../../../../support/damageRepairs';
import { fixedImage, baseImage, HEADER_AT, SIZE } from '../../../../support/fixtures';
import { put8, stampFooter, stampHeader } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

type Choice = Partial<Record<FindingCode, RepairMethod>>;

async function repairOf(image: Uint8Array, choose: Choice = {}): Promise<Repair> {
  const repair = await planRepair(await chainOf(memoryFile(image)), requestFor({ choose }));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  return repair.value;
}

const FOOTER_SIGNED =
  'The footer’s checksum is wrong now, and is computed anew with this: if another field was damaged, its wrong value is signed.';

/** Saved state (byte 84) is set, as a suspended machine leaves it. */
const saved = (): Uint8Array =>
  changed(fixedImage(), (b) => {
    put8(b, SIZE + 84, 1);
    stampFooter(b, SIZE);
  });

/** A bit of the creator’s version (bytes 32 to 35), which no check minds. */
const damaged = (): Uint8Array => changed(saved(), (b) => put8(b, SIZE + 35, 0x77));

describe('a footer whose checksum is wrong', () => {
  test('clearing the saved state says that it signs the rest, in the plan and where it is offered', async () => {
    const repair = await repairOf(damaged(), { F12: 'clear-saved-state' });
    expect(repair.done.map(({ code }) => code)).toEqual(['F12']);
    expect(costLines(repair)).toContain(FOOTER_SIGNED);
    const chain = await chainOf(memoryFile(damaged()));
    const asked = await deepFindings(chain);
    const offers = await openOffers(chain, { asked, all: asked }, requestFor({}));
    expect(offers.filter(({ signs }) => signs.length > 0).map(({ code }) => code)).toEqual(['F12']);
  });

  test('nothing is said where the checksum was chosen too, or holds', async () => {
    expect((await repairOf(damaged(), { F12: 'clear-saved-state', F02: 'recompute-checksum' })).signs).toEqual([]);
    expect((await repairOf(saved(), { F12: 'clear-saved-state' })).signs).toEqual([]);
  });

  test('nothing is said where the field that is changed is the one that was damaged', async () => {
    const image = changed(fixedImage(), (b) => put8(b, SIZE + 84, 1));
    const repair = await repairOf(image, { F12: 'clear-saved-state' });
    expect([repair.signs, repair.after]).toEqual([[], []]);
  });

  test('what was safe by itself is no longer made by itself', async () => {
    const image = changed(fixedImage(), (b) => {
      // Original size (bytes 40 to 47) of nothing; its repair is safe where the checksum holds.
      b.fill(0, SIZE + 40, SIZE + 48);
      stampFooter(b, SIZE);
    });
    expect((await repairOf(image)).done).toEqual([{ code: 'F17', method: 'original-from-current', class: 'safe' }]);
    const repair = await repairOf(changed(image, (b) => put8(b, SIZE + 35, 0x77)));
    expect(repair.done).toEqual([]);
    expect(repair.open.find(({ code }) => code === 'F17')).toMatchObject({ class: 'choice', signs: ['footer'] });
  });
});

test('a header whose checksum is wrong is not signed by itself with a field that is mended', async () => {
  // Data offset of the header (bytes 8 to 15) is FF everywhere in a sound one.
  const image = changed(baseImage(), (b) => {
    b.fill(0, HEADER_AT + 8, HEADER_AT + 16);
    stampHeader(b, HEADER_AT);
  });
  expect((await repairOf(image)).done.map(({ code }) => code)).toEqual(['H07']);
  const repair = await repairOf(changed(image, (b) => put8(b, HEADER_AT + 900, 1)));
  expect(repair.done).toEqual([]);
  expect(repair.open.find(({ code }) => code === 'H07')).toMatchObject({ class: 'choice', signs: ['dynamic-header'] });
});
