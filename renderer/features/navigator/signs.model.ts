/** Which problem's sign a structure of the file bears in the navigator. */
import type { Finding, FindingPlace } from '../../../shared/findings';
import type { LocatorView, StructureView } from '../../../shared/views';

/** The block range may hold gaps and whatever else stands between its blocks; these places are the blocks themselves. */
const IN_BLOCKS: readonly string[] = ['block', 'bitmap', 'unread'];

type Range = Pick<FindingPlace, 'at' | 'bytes'>;

const overlaps = (a: Range, b: Range): boolean => a.at < b.at + b.bytes && a.at + a.bytes > b.at;

/** What is said of the file as a whole, or of the disk in it, is said of no structure. */
const isOfStructure = ({ structure }: FindingPlace): boolean => structure !== 'file' && structure !== 'disk';

function isAbout(structure: StructureView, locator: LocatorView | undefined, { code }: Finding, place: FindingPlace): boolean {
  if (!isOfStructure(place)) return false;
  if (structure.kind === 'blocks') return IN_BLOCKS.includes(place.structure) && overlaps(structure, place);
  // The entry of a locator is in the header, but its faults are the locator's. What else is wrong with a parent is in no structure.
  const entry = locator === undefined ? null : { at: locator.entry.at, bytes: locator.entry.bytes.length };
  if (entry !== null && overlaps(entry, place) && place.bytes <= entry.bytes) return true;
  return !code.startsWith('P') && overlaps(structure, place);
}

/**
 * The worst problem that is about the structure; undefined if there is none. Notes are no problems. `findings`: the worst first.
 * `locator`: the one whose path the structure is.
 */
export const worstOf = (structure: StructureView, findings: readonly Finding[], locator: LocatorView | undefined): Finding | undefined =>
  findings.find((found) => found.severity !== 'note' && found.where.some((place) => isAbout(structure, locator, found, place)));
