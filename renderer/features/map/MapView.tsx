import { useLayoutEffect, useMemo, useRef, useState, type FocusEvent, type JSX, type KeyboardEvent } from 'react';
import type { PartitionView } from '../../../shared/views';
import { holdingText } from '../../disk/blockBitmap.model';
import { countStates } from '../../disk/stateCounts.model';
import { blockUnder, gridText, hasBlocks } from '../../disk/cellFacts.model';
import { stretchesOf, type Stretch } from './grid/rows.model';
import { spaceBytes, type Disk } from '../../disk/translate.model';
import { useBlockRuns } from '../../disk/blockRuns.store';
import { jumpTo } from '../../disk/cursor.store';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { useOpen } from '../../app/store';
import { positionOf } from '../../disk/position.model';
import { sectorsCaption } from '../../disk/sectorBits.text';
import { useElementSize } from '../../ui/useElementSize';
import { jumpToBlock } from './mapActions';
import { MapBlocks } from './MapBlocks';
import { handleMapKey } from './stage/mapKeys';
import { MapLegend } from './MapLegend';
import { MapPrompt } from './MapPrompt';
import { MapRuns } from './runs/MapRuns';
import { MapPartitions } from './stage/MapPartitions';
import { MapSectors, type SectorParts } from './sectors/MapSectors';
import { MapToolbar } from './MapToolbar';
import { useMapView, type MapViewport } from './grid/useMapView';
import { useScale } from './grid/useScale';
import { usePicked } from './usePicked';
import styles from './map.module.css';

const NO_STRETCHES: readonly Stretch[] = [];
const NO_PARTITIONS: readonly PartitionView[] = [];
const nothing = (): void => {};

/** The map of one disk: toolbar, rows, minimap and legend; or one block by sector; or the map as a table. */
export function MapView({ disk, sectors }: { readonly disk: Disk; readonly sectors: SectorParts }): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const size = useElementSize(area);
  const position = useOpen((d) => d.cursor);
  const cursor = useMemo(() => blockUnder(disk, position), [disk, position]);
  const view = useMapView(disk, size, useScale(), cursor);
  const [showsPartitions, setShowsPartitions] = useState(true);
  const [showsTable, setShowsTable] = useState(false);
  const [seed, setSeed] = useState<string | null>(null);

  const block = view?.bySector ?? null;
  const counts = useMemo(() => countStates(disk.blocks.states), [disk]);
  const [highlighted, toggle] = usePicked((state) => counts[state] > 0);
  const entries = disk.view.disk?.partitions.entries ?? NO_PARTITIONS;
  const here = positionOf(disk, position).partition;
  const allStretches = useMemo(() => stretchesOf(entries, spaceBytes(disk, 'disk')), [entries, disk]);
  const hasPartitions = allStretches.some(({ partition }) => partition !== null);
  const stretches = hasPartitions && showsPartitions ? allStretches : NO_STRETCHES;
  const caption = useCaption(disk, view);
  const focusMap = (): void => body.current?.querySelector<HTMLElement>('[data-pane="map"]')?.focus();
  const focus = useFocusKept(block !== null, focusMap);
  const togglePartitions = (): void => setShowsPartitions((shown) => !shown);
  const toggleTable = (): void => setShowsTable((shown) => !shown);
  const endPrompt = (): void => {
    setSeed(null);
    focusMap();
  };
  const jumpFromPrompt = (to: number): void => {
    if (hasBlocks(disk)) jumpToBlock(disk, to);
    else jumpTo({ space: 'disk', at: to * SECTOR_BYTES });
    endPrompt();
  };
  const closeTable = (): void => {
    setShowsTable(false);
    requestAnimationFrame(focusMap);
  };
  const toggleFold = (): void => view?.toggleFold();
  const keys = { disk, cursor, togglePartitions, toggleFold, openTable: toggleTable, prompt: setSeed };
  /** Keys on the sectors. Those that only make sense among cells do nothing. */
  const sectorKey = (event: KeyboardEvent): void => {
    const isOnSectors = (event.target as HTMLElement).dataset['pane'] === 'map';
    if (view === null || !isOnSectors) return;
    handleMapKey({ ...keys, view, togglePartitions: nothing, toggleFold: nothing, togglePin: nothing, unpin: () => false }, event);
  };

  const diskView = disk.view.disk;
  return (
    <>
      <MapToolbar
        caption={caption}
        level={view?.level ?? 0}
        levels={view?.levels ?? 1}
        onZoom={(steps) => view?.zoomBy(steps)}
        onFit={() => view?.fit()}
        hasPartitions={hasPartitions && block === null}
        showsPartitions={showsPartitions}
        onPartitions={togglePartitions}
        canFold={view?.canFold === true && block === null && !showsTable}
        isFolded={view?.isFolded === true}
        onFold={toggleFold}
        showsTable={showsTable}
        onTable={toggleTable}
      />
      {stretches.length > 0 && block === null && !showsTable && <MapPartitions entries={entries} current={here} />}
      <div ref={body} className={styles.body} {...focus}>
        <MapBlocks {...{ area, size, view, keys, highlighted, stretches }} isHidden={showsTable || block !== null} />
        {view !== null && block !== null && !showsTable && (
          <MapSectors {...{ disk, view, block }} Picture={sectors.Picture} onKey={sectorKey} />
        )}
        {seed !== null && (
          <MapPrompt
            seed={seed}
            what={hasBlocks(disk) ? 'block' : 'LBA'}
            count={(hasBlocks(disk) ? diskView?.blocks.count : diskView?.sectors) ?? 0}
            onJump={jumpFromPrompt}
            onCancel={endPrompt}
          />
        )}
        {showsTable && <MapRuns disk={disk} onClose={closeTable} />}
      </div>
      {block !== null && !showsTable && <sectors.Legend disk={disk} block={block} />}
      {diskView !== null && (block === null || showsTable) && (
        <MapLegend shown={disk} disk={diskView} counts={counts} highlighted={highlighted} onToggle={toggle} />
      )}
    </>
  );
}

/** The caption of the current zoom step. */
function useCaption(disk: Disk, view: MapViewport | null): string {
  const block = view?.bySector ?? null;
  const runs = useBlockRuns(disk, block, 'honour');
  if (view === null) return '';
  if (block === null) return gridText(disk, view.grid, view.level === 0);
  return sectorsCaption(block, runs === null ? null : holdingText(disk, runs));
}

type FocusHandlers = { readonly onFocus: () => void; readonly onBlur: (event: FocusEvent) => void };

/** When blocks are replaced by sectors or the other way round, the replacement also gets the focus. */
function useFocusKept(isBySector: boolean, focusMap: () => void): FocusHandlers {
  const isInside = useRef(false);
  useLayoutEffect(() => {
    if (isInside.current) focusMap();
    // The focus moves only when one replaces the other.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isBySector]);
  return {
    onFocus: () => {
      isInside.current = true;
    },
    onBlur: ({ currentTarget, relatedTarget }) => {
      isInside.current = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    },
  };
}
