import { useCallback, useMemo, useRef, type JSX, type MouseEvent } from 'react';
import { BLOCK_STATES, type BlockState, type PartitionView } from '../../../../shared/views';
import { badgesOf } from './badges.model';
import { countCells, countStates, problemCells } from '../../../disk/stateCounts.model';
import { countName, hasBlocks } from '../../../disk/cellFacts.model';
import { blocksIn, cellsOf, hitTest, type Grid } from '../../../disk/cellGrid.model';
import { miniGrid, partitionStrips } from './mini.model';
import type { Disk } from '../../../disk/translate.model';
import { useDisk } from '../../../disk/blocks.store';
import { partitionColour } from '../../../disk/partitionColour.model';
import { reveal } from '../../../disk/cursor.store';
import { STATE_NAMES } from '../../../app/names.text';
import { useCanvas } from '../../../ui/useCanvas';
import { useElementSize } from '../../../ui/useElementSize';
import { useMapColours, useMapPalette } from './mapColours';
import { paintBase } from './paintBase';
import { paintOverlay } from './paintOverlay';
import { useScale } from '../grid/useScale';
import styles from '../map.module.css';

/** Height of the strips that say which partition a row belongs to. */
const STRIP = 2;
const NO_PARTITIONS: readonly PartitionView[] = [];
const NONE_LIT: ReadonlySet<BlockState> = new Set();

/** The map in a dozen rows at most, as a picture no higher than `height`. A click shows the place on the real map. */
export function MiniMap({ height }: { readonly height: number }): JSX.Element | null {
  const disk = useDisk();
  return disk === null ? null : <Picture disk={disk} height={height} />;
}

function Picture({ disk, height }: { readonly disk: Disk; readonly height: number }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const size = useElementSize(box);
  const scale = useScale();
  const { states } = disk.blocks;
  const grid = useMemo(() => miniGrid(states.length, size.width, height, scale), [states, size.width, height, scale]);
  const entries = disk.view.disk?.partitions.entries ?? NO_PARTITIONS;
  const blockBytes = disk.view.disk?.blocks.sizeBytes ?? 1;
  const strips = useMemo(() => (grid === null ? [] : partitionStrips(grid, entries, blockBytes, STRIP)), [grid, entries, blockBytes]);
  const show = (event: MouseEvent<HTMLElement>): void => {
    const cell = grid === null ? null : hitTest(grid, event.nativeEvent.offsetX, event.nativeEvent.offsetY);
    if (cell === null || grid === null) return;
    reveal({ space: 'disk', at: blocksIn(grid, cell).first * blockBytes, on: 'map', focus: 'map' });
  };
  return (
    // Keyboard users reach the map itself through its tab.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={box}
      className={styles.mini}
      style={{ height: grid === null ? height : Math.min(height, Math.ceil(grid.height)) }}
      role="img"
      aria-label={countsText(disk)}
      onClick={show}
    >
      {grid !== null && <MiniCanvas disk={disk} grid={grid} size={size} />}
      {strips.map(({ partition, x, y, width }) => (
        <i
          key={`${partition.number} ${y}`}
          className={styles.miniStrip}
          style={{ left: x, top: y, width, height: STRIP, background: partitionColour(entries, partition) ?? undefined }}
          aria-hidden="true"
        />
      ))}
    </div>
  );
}

function MiniCanvas({
  disk,
  grid,
  size,
}: {
  readonly disk: Disk;
  readonly grid: Grid;
  readonly size: { readonly width: number; readonly height: number };
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useMapColours();
  const palette = useMapPalette(colours);
  const counts = useMemo(() => countCells(disk.blocks, grid), [disk.blocks, grid]);
  const badges = useMemo(() => badgesOf(grid, problemCells(counts)), [grid, counts]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      paintBase(context, {
        grid,
        counts,
        cells: { first: 0, end: cellsOf(grid) },
        top: 0,
        ...size,
        palette,
        colours,
        highlighted: NONE_LIT,
        isNumbered: hasBlocks(disk),
      });
      paintOverlay(context, {
        grid,
        top: 0,
        height: size.height,
        colours,
        badges,
        steps: [],
        edited: [],
        found: [],
        selected: null,
        writeCells: () => {},
        hovered: null,
        cursor: null,
        isFocused: false,
      });
    },
    [grid, counts, size, palette, colours, badges, disk],
  );
  useCanvas(canvas, size, draw);
  return <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />;
}

/** "Allocation map: 412,006 blocks not scanned, 632,474 blocks from parent". */
function countsText(disk: Disk): string {
  const counts = countStates(disk.blocks.states);
  const parts = BLOCK_STATES.filter((state) => counts[state] > 0).map(
    (state) => `${countName(disk, counts[state])} ${STATE_NAMES[state].toLowerCase()}`,
  );
  return `Allocation map: ${parts.length === 0 ? 'no blocks' : parts.join(', ')}`;
}
