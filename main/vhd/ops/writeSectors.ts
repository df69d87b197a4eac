/** Plans writes of whole sectors of the virtual disk. */
import type { PlanError } from '../../../shared/errors';
import { err, type Result } from '../../../shared/result';
import type { Lba } from '../../../shared/vhd/units';
import type { Image } from '../image';
import type { Plan } from '../plan';

/** Whole sectors from `lba`. */
export type SectorEdit = { readonly lba: Lba; readonly bytes: Uint8Array };

/** One plan for all the edits, which must not overlap. `image` is as its file is now. */
export async function planWrites(_image: Image, edits: readonly SectorEdit[]): Promise<Result<Plan, PlanError>> {
  return err({ kind: 'out-of-range', at: edits[0]?.lba ?? 0, sectors: 0, diskSectors: 0 });
}
