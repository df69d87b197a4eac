/** Parents of the disk that are only a guess. */
import type { StandIn } from '../../shared/errors';
import type { FindingFacts } from '../../shared/findings';
import { isEndless } from '../../shared/text/unreached';
import type { ImageView } from '../../shared/views';

/** Parents that were found only by their ID, and that nobody has chosen. */
export const standInsOf = ({ findings }: Pick<ImageView, 'findings'>): StandIn[] =>
  findings.flatMap((finding) => (finding.code === 'P18' && finding.facts.standIn !== undefined ? [finding.facts.standIn] : []));

/** The parent of the disk itself, if that is a guess and nothing else is missing: it can be named by writing it into the disk. */
export const ownStandIn = (view: Pick<ImageView, 'findings' | 'parent'>): StandIn | null =>
  view.parent === null ? (standInsOf(view).find(({ childLayer }) => childLayer === 0) ?? null) : null;

/** Parents that were located, and that opening the disk anew does not find by itself; the disk's own first. */
export const unfoundWaysOf = ({ findings }: Pick<ImageView, 'findings'>): FindingFacts['P18'][] =>
  findings.flatMap((finding) => (finding.code === 'P18' && finding.facts.standIn === undefined ? [finding.facts] : []));

/** Whether a parent is missing that may be found. */
export const lacksParent = ({ parent }: Pick<ImageView, 'parent'>): boolean => parent !== null && !isEndless(parent);

/** Whether it makes sense that the user says which file a parent is. */
export const wantsParent = (view: Pick<ImageView, 'findings' | 'parent'>): boolean =>
  lacksParent(view) || (view.parent === null && standInsOf(view).length > 0);
