/** Which repairs are done to a copy alone, and why. */
import type { FindingCode } from '../../../shared/findings';
import type { CopyReason, RepairMethod } from '../../../shared/repairs';
import { footer } from '../../../shared/vhd/footer';
import { sumHolds } from '../format/footers';
import type { Disk } from '../read/image';

/** By the believed footer, or by the other one where that is whole. */
const isSaved = ({ footer: believed, footers }: Disk): boolean =>
  [{ bytes: believed }, ...[footers.footer, footers.copy].filter((place) => place !== null && sumHolds(place.bytes))].some(
    (place) => place !== null && footer.get(place.bytes, 'savedState') !== 0,
  );

/**
 * Why a repair that leaves `bytes` of the file is done to a copy alone: one in use, by its own account, until that mark is
 * cleared. Null where the file itself can be mended so.
 */
export function copyOnlyOf(top: Disk, bytes: number, choose: Partial<Record<FindingCode, RepairMethod>>): CopyReason | null {
  if (top.footers.tail === 'in-use-by-xen' && choose.F01 !== 'write-footer') return 'xen';
  if (isSaved(top) && choose.F12 !== 'clear-saved-state') return 'saved-state';
  return bytes < top.file.bytes ? 'shorter' : null;
}
