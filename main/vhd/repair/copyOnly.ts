/** Which repairs are only done to a copy, and why. */
import type { FindingCode } from '../../../shared/findings';
import type { CopyReason, RepairMethod } from '../../../shared/repairs';
import { footer } from '../../../shared/vhd/footer';
import { sumHolds } from '../format/footers';
import type { Disk } from '../read/image';

/** By the believed footer, or by the other one if that is undamaged. */
const isSaved = ({ footer: believed, footers }: Disk): boolean =>
  [{ bytes: believed }, ...[footers.footer, footers.copy].filter((place) => place !== null && sumHolds(place.bytes))].some(
    (place) => place !== null && footer.get(place.bytes, 'savedState') !== 0,
  );

/**
 * Why a repair that leaves `bytes` of the file is only done to a copy: the file gets shorter, or the disk is marked as in
 * use and the repair does not clear that mark. Null if the file itself can be repaired.
 */
export function copyOnlyOf(top: Disk, bytes: number, choose: Partial<Record<FindingCode, RepairMethod>>): CopyReason | null {
  if (top.footers.tail === 'in-use-by-xen' && choose.F01 !== 'write-footer') return 'xen';
  if (isSaved(top) && choose.F12 !== 'clear-saved-state') return 'saved-state';
  return bytes < top.file.bytes ? 'shorter' : null;
}
