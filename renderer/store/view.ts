/** How things are shown: tabs, panes, radix, columns, theme. */
import type { StateCreator } from 'zustand';
import type { JobId } from '../../shared/jobList';
import type { RecentView, Theme } from '../../shared/settings';
import type { BitmapPolicy, ImageId, Space } from '../../shared/views';
import type { Store } from './store';

export type Tab = 'overview' | 'mapHex' | 'map' | 'hex';
export type Radix = 'hex' | 'dec';
export type DialogName = 'palette' | 'keyboard' | 'newDisk' | 'makeNew' | 'export' | 'fill' | 'content' | 'import' | 'recents';
/** What the inspector shows on top: what the cursor stands on, or one structure whatever the cursor does. */
export type InspectorTab = 'here' | 'footer' | 'header' | 'locators';
/** Panes that commands move the focus to, in F6 order. */
export const PANES = ['titlebar', 'notice', 'navigator', 'overview', 'map', 'hex', 'inspector', 'problems', 'statusbar', 'toast'] as const;
export type Pane = (typeof PANES)[number];

/** Zoom step and scroll position of the map: the latter a share of its rows, so that it survives a change of size. */
export type MapStand = { readonly level: number; readonly share: number };

export type Question = {
  readonly title: string;
  readonly detail: string;
  readonly yes: string;
  readonly run: () => void;
};

export type ViewSlice = {
  readonly tab: Tab;
  readonly navigatorOpen: boolean;
  readonly inspectorOpen: boolean;
  readonly problemsOpen: boolean;
  /** The window is too narrow for side panes: they open as drawers over the centre, one at a time. */
  readonly narrow: boolean;
  readonly drawer: 'navigator' | 'inspector' | null;
  readonly inspectorTab: InspectorTab;
  readonly radix: Radix;
  /** Hex columns; `auto` follows the pane's width. */
  readonly columns: 'auto' | 16 | 32;
  readonly bitmaps: BitmapPolicy;
  /** Where the map stood last, and of which image. */
  readonly mapStand: { readonly image: ImageId; readonly stand: MapStand } | null;
  readonly theme: Theme;
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly version: string;
  readonly recents: readonly RecentView[];
  readonly dialog: DialogName | null;
  /** Raised to move the focus into a pane: the shell focuses it and forgets the wish. `hex`: what the centre shows, where that is not the bytes. */
  readonly wantedPane: Pane | 'goto' | null;
  /** Index into the findings, of the problem that is shown in detail. */
  readonly problem: number;
  /** A short message in the status bar, such as "Copied 512 bytes". */
  readonly notice: string | null;
  /** Something that did not happen and that the user should not miss. */
  /** Something that happened, with what can be done about it; goes by itself. */
  readonly toast: { readonly text: string; readonly action: 'undo-save' | { readonly job: JobId } | null } | null;
  /** The first digit of a byte that is being typed; it counts only where the cursor still stands there. */
  readonly nibble: { readonly space: Space; readonly at: number; readonly high: number } | null;
  /** A question before something happens. */
  readonly question: Question | null;
  readonly alert: { readonly title: string; readonly detail: string } | null;
  setView(change: Partial<Omit<ViewSlice, 'setView'>>): void;
};

export const viewSlice: StateCreator<Store, [], [], ViewSlice> = (set) => ({
  tab: 'overview',
  navigatorOpen: true,
  inspectorOpen: true,
  problemsOpen: false,
  narrow: false,
  drawer: null,
  inspectorTab: 'here',
  radix: 'hex',
  columns: 'auto',
  bitmaps: 'honour',
  mapStand: null,
  theme: 'system',
  platform: 'other',
  version: '',
  recents: [],
  dialog: null,
  wantedPane: null,
  problem: 0,
  notice: null,
  toast: null,
  nibble: null,
  question: null,
  alert: null,
  setView: (change) => set(change),
});
