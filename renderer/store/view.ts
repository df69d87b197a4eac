/** How things are shown: tabs, panes, radix, columns, theme. */
import type { StateCreator } from 'zustand';
import type { RecentView, Theme } from '../../shared/settings';
import type { BitmapPolicy } from '../../shared/views';
import type { Store } from './store';

export type Tab = 'overview' | 'mapHex' | 'map' | 'hex';
export type Radix = 'hex' | 'dec';
export type DialogName = 'palette' | 'keyboard';

export type ViewSlice = {
  readonly tab: Tab;
  readonly navigatorOpen: boolean;
  readonly inspectorOpen: boolean;
  readonly problemsOpen: boolean;
  readonly radix: Radix;
  /** Hex columns; `auto` follows the pane's width. */
  readonly columns: 'auto' | 16 | 32;
  readonly bitmaps: BitmapPolicy;
  readonly theme: Theme;
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly version: string;
  readonly recents: readonly RecentView[];
  readonly dialog: DialogName | null;
  /** A short message in the status bar, such as "Copied 512 bytes". */
  readonly notice: string | null;
  setView(change: Partial<Omit<ViewSlice, 'setView'>>): void;
};

export const viewSlice: StateCreator<Store, [], [], ViewSlice> = (set) => ({
  tab: 'overview',
  navigatorOpen: true,
  inspectorOpen: true,
  problemsOpen: false,
  radix: 'hex',
  columns: 'auto',
  bitmaps: 'honour',
  theme: 'system',
  platform: 'other',
  version: '',
  recents: [],
  dialog: null,
  notice: null,
  setView: (change) => set(change),
});
