/** Ids, creators and geometries as people type them. */
import { reasonText } from '../../shared/text/errors';
import { parseUuid } from '../../shared/vhd/codec';
import { isXensName } from '../../shared/vhd/footer';
import { parseGeometry } from '../../shared/vhd/geometry';

/** The id as text in the order of its bytes; null when the text is no id. */
export const idIn = parseUuid;

/** Why no new disk can have this creator; null when it can. */
export function creatorFault(text: string): string | null {
  if (!/^[\x20-\xff]{1,4}$/.test(text)) return 'A creator has one to four letters.';
  if (!isXensName(text.padEnd(4))) return null;
  const { why, todo } = reasonText({ kind: 'xen-creator' });
  return `${why}. ${todo}`;
}

/** Cylinders/heads/sectors; null when a footer cannot hold them or the text is no geometry. */
export const geometryIn = parseGeometry;
