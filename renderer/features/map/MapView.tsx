import { useMemo, useRef, useState, type JSX } from 'react';
import type { BlockState } from '../../../shared/views';
import { countStates } from '../../kernels/mapCounts';
import { blockUnder, gridText, spokenBlock, unitName } from '../../kernels/mapFacts';
import { stretchesOf, type Stretch } from '../../kernels/mapRows';
import { spaceBytes, type Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { STATE_NAMES } from '../../text/names';
import { useElementSize } from '../../ui/useElementSize';
import { jumpToBlock } from './mapActions';
import { MapCards } from './MapCards';
import { MapCells } from './MapCells';
import { MapGutter } from './MapGutter';
import { handleMapKey } from './mapKeys';
import { MapLegend } from './MapLegend';
import { MapMenu } from './MapMenu';
import { MapMinimap } from './MapMinimap';
import { MapPrompt } from './MapPrompt';
import { MapRuns } from './MapRuns';
import { MapSpoken } from './MapSpoken';
import { MapStage } from './MapStage';
import { MapToolbar } from './MapToolbar';
import { useMapPointer } from './useMapPointer';
import { useMapView } from './useMapView';
import { useScale } from './useScale';
import { useSelectedBlocks } from './useSelectedBlocks';

const NO_STRETCHES: readonly Stretch[] = [];

/** The map of one disk: toolbar, rows, minimap, legend; or the same as a table. */
export function MapView({ disk }: { readonly disk: Disk }): JSX.Element {
  const area = useRef<HTMLDivElement>(null);
  const size = useElementSize(area);
  const position = useStore((s) => s.cursor);
  const cursor = useMemo(() => blockUnder(disk, position), [disk, position]);
  const selected = useSelectedBlocks(disk);
  const view = useMapView(disk, size, useScale(), cursor);
  const pointer = useMapPointer(disk, view, cursor, area);
  const [lit, setLit] = useState<ReadonlySet<BlockState>>(new Set());
  const [showsPartitions, setShowsPartitions] = useState(true);
  const [showsTable, setShowsTable] = useState(false);
  const [isPinned, setPinned] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [seed, setSeed] = useState<string | null>(null);

  const counts = useMemo(() => countStates(disk.blocks.states), [disk]);
  const allStretches = useMemo(() => stretchesOf(disk.view.disk?.partitions.entries ?? [], spaceBytes(disk, 'disk')), [disk]);
  const hasPartitions = allStretches.some(({ partition }) => partition !== null);
  const stretches = hasPartitions && showsPartitions ? allStretches : NO_STRETCHES;
  const focusMap = (): void => area.current?.focus();
  const togglePartitions = (): void => setShowsPartitions((shown) => !shown);
  const toggleTable = (): void => setShowsTable((shown) => !shown);
  const unpin = (): boolean => {
    setPinned(false);
    return isPinned;
  };
  const toggle = (state: BlockState): void =>
    setLit((old) => new Set(old.has(state) ? [...old].filter((other) => other !== state) : [...old, state]));

  const diskView = disk.view.disk;
  const spoken = view === null || cursor === null || !isFocused ? '' : spokenBlock(disk, view.grid, cursor, (state) => STATE_NAMES[state]);
  return (
    <>
      <MapToolbar
        caption={view === null ? '' : gridText(disk, view.grid, view.level === 0)}
        level={view?.level ?? 0}
        levels={view?.levels.length ?? 1}
        onZoom={(steps) => view?.zoomBy(steps)}
        onFit={() => view?.fit()}
        hasPartitions={hasPartitions}
        showsPartitions={showsPartitions}
        onPartitions={togglePartitions}
        showsTable={showsTable}
        onTable={toggleTable}
      />
      <div className="map-body">
        <div className="map-plot" inert={showsTable}>
          {view === null ? <div /> : <MapGutter view={view} blockBytes={diskView?.blocks.sizeBytes ?? 1} stretches={stretches} />}
          <MapMenu disk={disk} block={cursor} onOpen={pointer.leave}>
            <div
              ref={area}
              id="map-grid"
              className="map-area"
              role="grid"
              aria-label="Blocks of the disk"
              aria-rowcount={view?.grid.rows ?? 0}
              aria-colcount={view?.grid.columns ?? 0}
              aria-activedescendant="map-active"
              tabIndex={0}
              data-pane={showsTable ? undefined : 'map'}
              onKeyDown={(event) => {
                pointer.leave();
                if (view === null || event.target !== event.currentTarget) return;
                const togglePin = (): void => setPinned((pinned) => !pinned);
                handleMapKey({ disk, view, cursor, togglePartitions, openTable: toggleTable, togglePin, unpin, prompt: setSeed }, event);
              }}
              onFocus={() => setFocused(true)}
              onBlur={() => setFocused(false)}
              {...pointer.handlers}
            >
              {view !== null && (
                <>
                  <MapStage {...{ disk, view, size, cursor, selected, isFocused, lit, stretches }} hovered={pointer.hover?.cell ?? null} />
                  <MapCells disk={disk} grid={view.grid} cursor={cursor} />
                </>
              )}
            </div>
          </MapMenu>
          {view === null ? <div /> : <MapMinimap disk={disk} view={view} cursor={cursor} />}
          {view !== null && <MapCards disk={disk} view={view} area={area} hover={pointer.hover} pinned={isPinned ? cursor : null} />}
          {seed !== null && (
            <MapPrompt
              seed={seed}
              unit={unitName(disk)}
              count={diskView?.blocks.count ?? 0}
              onJump={(block) => {
                jumpToBlock(disk, block);
                setSeed(null);
                focusMap();
              }}
              onCancel={() => {
                setSeed(null);
                focusMap();
              }}
            />
          )}
        </div>
        {showsTable && (
          <MapRuns
            disk={disk}
            onClose={() => {
              setShowsTable(false);
              requestAnimationFrame(focusMap);
            }}
          />
        )}
      </div>
      {diskView !== null && <MapLegend disk={diskView} counts={counts} lit={lit} onToggle={toggle} />}
      <MapSpoken text={spoken} />
    </>
  );
}
