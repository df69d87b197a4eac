/** The cursor, which map, hex view and fields share; the selection; and the jumps that Back and Forward go through. */
import type { Addr, InspectorTab, OpenDisk, Pane, Selection } from '../app/state';
import { focusLeavesTab } from '../app/focus.store';
import { changeDisk, setState } from '../app/store';
import { comparedIn } from './compared.model';

const MAX_JUMPS = 200;
const same = (a: Addr, b: Addr): boolean => a.space === b.space && a.at === b.at;

/** A small move, such as by an arrow key or a click nearby. Clears the selection unless a new one is given. */
export const moveTo = (to: Addr, selection: Selection | null = null): void => changeDisk({ cursor: to, selection });

/** A jump, which Back can return from. */
export function jumpTo(to: Addr, selection: Selection | null = null): void {
  changeDisk(({ cursor, visited }) => ({
    cursor: to,
    selection,
    visited: { back: same(cursor, to) ? visited.back : [...visited.back, cursor].slice(-MAX_JUMPS), forward: [] },
  }));
}

export function goBack(): void {
  changeDisk(({ cursor, visited: { back, forward } }) => {
    const to = back.at(-1);
    if (to === undefined) return {};
    return { cursor: to, selection: null, visited: { back: back.slice(0, -1), forward: [cursor, ...forward] } };
  });
}

export function goForward(): void {
  changeDisk(({ cursor, visited: { back, forward } }) => {
    const [to, ...rest] = forward;
    if (to === undefined) return {};
    return { cursor: to, selection: null, visited: { back: [...back, cursor], forward: rest } };
  });
}

/** A place to show. */
export type Target = Addr & {
  /** How many bytes to select there; by default none. */
  readonly bytes?: number;
  /** Whether the bytes have to be in sight, or the block on the map; by default the bytes. */
  readonly on?: 'bytes' | 'map';
  /** What the inspector turns to; by default it stays as it is. */
  readonly inspector?: InspectorTab;
  /** The pane that gets the focus; by default the focus stays where it is. */
  readonly focus?: Pane;
};

const tabFor = (disk: OpenDisk, on: 'bytes' | 'map'): OpenDisk['tab'] => {
  const { view, tab } = disk;
  if (view.disk === null) return 'hex';
  const isInSight = tab === 'mapHex' || (on === 'bytes' ? tab === 'hex' : tab === 'map');
  // Of two disks that are compared, the bytes take the room of the map.
  const hasOther = on === 'bytes' && comparedIn(disk) !== null;
  return isInSight ? tab : hasOther ? 'hex' : 'mapHex';
};

/** Brings the cursor's bytes into sight and focuses them. */
export function showBytes(): void {
  changeDisk((disk) => ({ tab: tabFor(disk, 'bytes') }));
  setState({ wantedPane: 'hex' });
}

/** Takes the cursor to a place and brings it into sight. Every panel that leads to a place uses this. */
export function reveal({ space, at, bytes = 0, on = 'bytes', inspector, focus }: Target): void {
  jumpTo({ space, at }, bytes === 0 ? null : { space, at, bytes });
  changeDisk((disk) => ({ tab: tabFor(disk, on), drawer: null, inspectorTab: inspector ?? disk.inspectorTab }));
  if (focus === undefined) focusLeavesTab();
  else setState({ wantedPane: focus });
}
