/** The catalogue's repairs, carried out on bytes in memory. */
import { planRepair, type Repair, type RepairChoices } from '../../main/vhd/repair/planRepair';
import { applied } from './appliedPlan';
import type { Damage, Mended } from './damage';
import { chainFor } from './damageChecks';
import { NOW } from './opened';

export const FRESH_ID = '0f0e0d0c-0b0a-4908-8706-050403020100';

export const requestFor = (mend: Mended, more: Partial<RepairChoices> = {}): RepairChoices => ({
  only: null,
  choose: mend.choose ?? {},
  loss: mend.loss ?? false,
  notes: true,
  deep: true,
  now: NOW,
  newId: () => FRESH_ID,
  ...more,
});

/** The repair that the entry describes, and the file after it. */
export async function mended(
  damage: Damage,
  mend: Mended,
  more: Partial<RepairChoices> = {},
): Promise<{ repair: Repair; bytes: Uint8Array }> {
  const image = damage.make();
  const repair = await planRepair(await chainFor(damage, image), requestFor(mend, more));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  return { repair: repair.value, bytes: applied(image, repair.value.plan) };
}
