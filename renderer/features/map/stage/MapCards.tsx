import { useCallback, useMemo, type JSX, type RefObject } from 'react';
import { cellFacts } from '../../../disk/cellFacts.model';
import { blocksIn, cellOf, cellRect } from '../../../disk/cellGrid.model';
import type { Disk } from '../../../disk/translate.model';
import type { Box } from './card.model';
import { usePref } from '../../../app/store';
import { MapCard } from './MapCard';
import type { Hover } from './useMapPointer';
import { useRestedHover } from './useRestedHover';
import type { MapViewport } from '../grid/useMapView';

type Props = {
  readonly disk: Disk;
  readonly view: MapViewport;
  readonly area: RefObject<HTMLElement | null>;
  readonly hover: Hover | null;
  /** The block whose card stays open; null if there is none. */
  readonly pinned: number | null;
};

/** The card of the cell under the pointer, or else the pinned card at the cursor. */
export function MapCards({ disk, view, area, hover, pinned }: Props): JSX.Element | null {
  const rested = useRestedHover(hover);
  const radix = usePref('radix');
  const { grid, top } = view;
  const cell = rested?.cell ?? (pinned === null ? null : cellOf(grid, pinned));
  const facts = useMemo(() => (cell === null ? null : cellFacts(disk, blocksIn(grid, cell), radix)), [disk, grid, cell, radix]);
  // Called when the card is laid out, because only then is it known where the map is.
  const locate = useCallback((): Box | null => {
    if (rested !== null) return { x: rested.x, y: rested.y, width: 4, height: 8 };
    const box = area.current?.getBoundingClientRect();
    if (cell === null || box === undefined) return null;
    const rect = cellRect(grid, cell);
    return { x: box.left + rect.x, y: box.top + rect.y - top, width: rect.width, height: rect.height };
  }, [rested, cell, grid, top, area]);
  return facts === null ? null : <MapCard disk={disk} facts={facts} locate={locate} isPinned={rested === null} />;
}
