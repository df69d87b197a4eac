/** What speaks for a file being the parent of a disk. Only the file's footers are read. */
import { safeNumber } from '../../../shared/vhd/units';
import type { ParentEvidence } from '../../../shared/views';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer, NULL_UUID } from '../../../shared/vhd/footer';
import type { BlockFile } from './blockFile';
import { namesOf, parentIdOf, TIME_GRAIN } from './chain';
import { footerIn } from './children';
import type { Image } from './image';

/** Null if the file is no VHD, or if neither its id nor its name speaks for it. */
export async function parentEvidence(
  child: Image,
  file: BlockFile,
): Promise<{ readonly evidence: ParentEvidence; readonly diskBytes: number } | null> {
  const found = await footerIn(file);
  if (found === null || child.footer === null) return null;
  const expected = parentIdOf(child);
  const id = expected !== NULL_UUID && footer.get(found, 'uniqueId') === expected;
  const name = namesOf(child).some((each) => each.toLowerCase() === file.name.toLowerCase());
  if (!id && !name) return null;
  const stored = child.header === null ? 0 : dynamicHeader.get(child.header.bytes, 'parentTimeStamp');
  const apart = Math.floor(file.modifiedUnixSeconds) - VHD_EPOCH_UNIX_SECONDS - stored;
  const size = footer.get(found, 'currentSize');
  const evidence = {
    id,
    name,
    size: size === footer.get(child.footer, 'currentSize'),
    secondsLater: stored === 0 ? null : Math.abs(apart) <= TIME_GRAIN ? 0 : apart,
  };
  return { evidence, diskBytes: safeNumber(size) ?? Number.MAX_SAFE_INTEGER };
}

/** How many of its signs speak for a file; the id alone outweighs all others. */
export const weightOf = ({ id, name, size, secondsLater }: ParentEvidence): number =>
  (id ? 8 : 0) + (name ? 2 : 0) + (size ? 1 : 0) + (secondsLater === 0 ? 2 : 0);
