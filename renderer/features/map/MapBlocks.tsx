import { useState, type JSX, type KeyboardEvent, type RefObject } from 'react';
import type { BlockState } from '../../../shared/views';
import { spokenBlock } from '../../disk/cellFacts.model';
import type { Stretch } from './grid/rows.model';
import type { Disk } from '../../disk/translate.model';
import { stateName } from '../../disk/origin.text';
import type { ElementSize } from '../../ui/useElementSize';
import { MapCards } from './stage/MapCards';
import { MapCells } from './stage/MapCells';
import { MapGutter } from './stage/MapGutter';
import { handleMapKey, type MapKeys } from './stage/mapKeys';
import { MapMenu } from './MapMenu';
import { MapMinimap } from './paint/MapMinimap';
import { MapSpoken } from './stage/MapSpoken';
import { MapStage } from './stage/MapStage';
import { useMapPointer } from './stage/useMapPointer';
import type { MapViewport } from './grid/useMapView';
import { useSelectedBlocks } from './useSelectedBlocks';
import styles from './map.module.css';

type Props = {
  /** This element stays on the page even while something else is shown instead, because its size decides what is shown. */
  readonly area: RefObject<HTMLDivElement | null>;
  readonly size: ElementSize;
  readonly view: MapViewport | null;
  readonly keys: Omit<MapKeys, 'view' | 'togglePin' | 'unpin'>;
  readonly highlighted: ReadonlySet<BlockState>;
  readonly stretches: readonly Stretch[];
  readonly isHidden: boolean;
};

/** The blocks as rows of cells. On the left is what each row belongs to, on the right the whole disk. */
export function MapBlocks({ area, size, view, keys, highlighted, stretches, isHidden }: Props): JSX.Element {
  const { disk, cursor } = keys;
  const selected = useSelectedBlocks(disk);
  const pointer = useMapPointer(disk, view, cursor, area);
  const [isPinned, setPinned] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const unpin = (): boolean => {
    setPinned(false);
    return isPinned;
  };
  const press = (event: KeyboardEvent): void => {
    pointer.leave();
    if (view === null || event.target !== event.currentTarget) return;
    handleMapKey({ ...keys, view, togglePin: () => setPinned((pinned) => !pinned), unpin }, event);
  };
  const spoken =
    view === null || cursor === null || !isFocused
      ? ''
      : spokenBlock(disk, view.grid, cursor, (state, owner) => stateName(disk, state, owner));
  return (
    <div className={styles.plot} inert={isHidden}>
      {view === null ? (
        <div />
      ) : (
        <MapGutter view={view} blockBytes={blockBytes(disk)} stretches={stretches} entries={disk.view.disk?.partitions.entries ?? []} />
      )}
      <MapMenu disk={disk} block={cursor} onOpen={pointer.leave}>
        <div
          ref={area}
          id="map-grid"
          className={styles.area}
          role="grid"
          aria-label="Blocks of the disk"
          aria-rowcount={view?.grid.rows ?? 0}
          aria-colcount={view?.grid.columns ?? 0}
          // The cursor may be at a byte of no block, such as one of the table.
          aria-activedescendant={cursor === null ? undefined : 'map-active'}
          tabIndex={0}
          data-pane={isHidden ? undefined : 'map'}
          onKeyDown={press}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          {...pointer.handlers}
        >
          {view !== null && (
            <>
              <MapStage
                {...{ disk, view, size, cursor, selected, isFocused, highlighted, stretches }}
                hovered={pointer.hover?.cell ?? null}
              />
              <MapCells disk={disk} grid={view.grid} cursor={cursor} />
            </>
          )}
        </div>
      </MapMenu>
      {view === null ? <div /> : <MapMinimap disk={disk} view={view} cursor={cursor} />}
      {view !== null && !isHidden && (
        <MapCards disk={disk} view={view} area={area} hover={pointer.hover} pinned={isPinned ? cursor : null} />
      )}
      <MapSpoken text={spoken} />
    </div>
  );
}

const blockBytes = ({ view }: Disk): number => view.disk?.blocks.sizeBytes ?? 1;
