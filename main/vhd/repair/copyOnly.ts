/** Which repairs are done to a copy alone, and why. */
import type { FindingCode } from '../../../shared/findings';
import type { CopyReason, RepairMethod } from '../../../shared/repairs';
import { footer } from '../../../shared/vhd/footer';
import type { Disk } from '../read/image';

/**
 * Why a repair that leaves `bytes` of the file is done to a copy alone: one in use, by its own account, until that mark is
 * cleared. Null where the file itself can be mended so.
 */
export function copyOnlyOf(top: Disk, bytes: number, choose: Partial<Record<FindingCode, RepairMethod>>): CopyReason | null {
  if (top.footers.tail === 'in-use-by-xen' && choose.F01 !== 'write-footer') return 'xen';
  if (footer.get(top.footer, 'savedState') !== 0 && choose.F12 !== 'clear-saved-state') return 'saved-state';
  return bytes < top.file.bytes ? 'shorter' : null;
}
