import { clsx } from 'clsx';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRef, type ComponentType, type JSX, type KeyboardEvent } from 'react';
import { BLOCK_STATES, type BlockState } from '../../../../shared/views';
import { shareIn } from '../../../disk/stateCounts.model';
import type { Disk } from '../../../disk/translate.model';
import { blockStateName } from '../../../disk/origin.text';
import { jumpToBlock } from '../mapActions';
import { MapMenu } from '../MapMenu';
import { MapMinimap } from '../paint/MapMinimap';
import { Swatch } from '../paint/Swatch';
import { useWheel } from '../stage/useMapPointer';
import type { MapViewport } from '../grid/useMapView';
import { grouped } from '../../../../shared/text/numbers';
import styles from '../map.module.css';

type BlockPicture = ComponentType<{ readonly disk: Disk; readonly block: number }>;
/** The picture of a block's sectors and its legend. The inspector shows the picture too, so the shell passes them in. */
export type SectorParts = { readonly Picture: BlockPicture; readonly Legend: BlockPicture };

type Props = {
  readonly disk: Disk;
  readonly view: MapViewport;
  readonly block: number;
  readonly Picture: BlockPicture;
  readonly onKey: (event: KeyboardEvent) => void;
};

/** The map's last zoom step: one block by sector, its neighbours at both sides, and the whole disk beside it. */
export function MapSectors({ disk, view, block, Picture, onKey }: Props): JSX.Element {
  const area = useRef<HTMLDivElement>(null);
  useWheel(area, (event) => {
    if (!event.ctrlKey && !event.metaKey) return null;
    return (steps) => view.zoomBy(steps, { block, y: view.height / 2 });
  });
  return (
    // Keys that the sectors do not use are handled as keys of the map.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={area} className={styles.sectors} onKeyDown={onKey}>
      <Neighbour disk={disk} block={block - 1} side="before" />
      <MapMenu disk={disk} block={block} onOpen={() => {}}>
        <div className={styles.sectorsPicture}>
          <Picture disk={disk} block={block} />
        </div>
      </MapMenu>
      <Neighbour disk={disk} block={block + 1} side="after" />
      <MapMinimap disk={disk} view={view} cursor={block} />
    </div>
  );
}

type NeighbourProps = { readonly disk: Disk; readonly block: number; readonly side: 'before' | 'after' };

/** The neighbouring block on one side, and a button that leads there. */
function Neighbour({ disk, block, side }: NeighbourProps): JSX.Element {
  const isBefore = side === 'before';
  if (block < 0 || block >= disk.blocks.states.length)
    return <p className={clsx(styles.neighbour, styles.neighbourNone)}>{isBefore ? 'Start of the disk' : 'End of the disk'}</p>;
  const state = BLOCK_STATES[disk.blocks.states[block] ?? 0] as BlockState;
  const share = shareIn(disk.blocks, { first: block, end: block + 1 });
  const text = `Block ${grouped(block)} · ${blockStateName(disk, block, state)}${share === null ? '' : `, ${share} % here`}`;
  return (
    <button
      type="button"
      className={styles.neighbour}
      title={`${isBefore ? 'Previous' : 'Next'} block`}
      aria-label={`${isBefore ? 'Previous' : 'Next'}: ${text}`}
      onClick={() => jumpToBlock(disk, block)}
    >
      {isBefore ? <ChevronLeft size={16} aria-hidden="true" /> : <ChevronRight size={16} aria-hidden="true" />}
      <Swatch state={state} />
      <span>{text}</span>
    </button>
  );
}
