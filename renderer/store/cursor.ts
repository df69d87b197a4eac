/** One cursor, shared by map, hex and fields; the selection; the jumps one can go back through. */
import type { StateCreator } from 'zustand';
import type { Space } from '../../shared/views';
import type { Store } from './store';

/** A byte of the file or of the virtual disk. No bare number crosses a component's border. */
export type Addr = { readonly space: Space; readonly at: number };
/** Bytes, half-open. */
export type Selection = { readonly space: Space; readonly at: number; readonly bytes: number };
type Visited = { readonly back: readonly Addr[]; readonly forward: readonly Addr[] };

const REMEMBERED_JUMPS = 200;

export type CursorSlice = {
  readonly cursor: Addr;
  readonly selection: Selection | null;
  /** Where the hex view's first line stands; the view keeps the cursor in sight itself. */
  readonly visited: Visited;
  /** A small move: arrow keys, a click nearby. Clears the selection unless one is given. */
  moveTo(to: Addr, selection?: Selection | null): void;
  /** A jump: go-to, navigator, map, a field. Remembered for Back. */
  jumpTo(to: Addr, selection?: Selection | null): void;
  goBack(): void;
  goForward(): void;
  resetCursor(space: Space): void;
};

const same = (a: Addr, b: Addr): boolean => a.space === b.space && a.at === b.at;

export const cursorSlice: StateCreator<Store, [], [], CursorSlice> = (set, get) => ({
  cursor: { space: 'disk', at: 0 },
  selection: null,
  visited: { back: [], forward: [] },

  moveTo: (to, selection = null) => set({ cursor: to, selection }),

  jumpTo: (to, selection = null) => {
    const { cursor, visited } = get();
    const back = same(cursor, to) ? visited.back : [...visited.back, cursor].slice(-REMEMBERED_JUMPS);
    set({ cursor: to, selection, visited: { back, forward: [] } });
  },

  goBack: () => {
    const { cursor, visited } = get();
    const to = visited.back.at(-1);
    if (to === undefined) return;
    set({ cursor: to, selection: null, visited: { back: visited.back.slice(0, -1), forward: [cursor, ...visited.forward] } });
  },

  goForward: () => {
    const { cursor, visited } = get();
    const [to, ...forward] = visited.forward;
    if (to === undefined) return;
    set({ cursor: to, selection: null, visited: { back: [...visited.back, cursor], forward } });
  },

  resetCursor: (space) => set({ cursor: { space, at: 0 }, selection: null, visited: { back: [], forward: [] } }),
});
