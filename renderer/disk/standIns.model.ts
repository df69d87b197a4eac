/** Parents of the disk that are only a guess. */
import type { StandIn } from '../../shared/errors';
import type { ImageView } from '../../shared/views';

/** Parents that were found only by their ID, and that nobody has chosen. */
export const standInsOf = ({ findings }: Pick<ImageView, 'findings'>): StandIn[] =>
  findings.flatMap((finding) => (finding.code === 'P18' && finding.facts.standIn !== undefined ? [finding.facts.standIn] : []));

/** Whether it makes sense that the user says which file a parent is. */
export const wantsParent = (view: Pick<ImageView, 'findings' | 'parent'>): boolean => view.parent !== null || standInsOf(view).length > 0;
