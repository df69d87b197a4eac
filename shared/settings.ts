/** What the program remembers between runs, as the window sees it. */
import type { BitmapPolicy } from './views';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** How many steps the page can be zoomed in or out. Beyond that it would not be readable. */
export const MAX_ZOOM = 10;

/** How things are shown, whatever disk is open. */
export type Prefs = {
  readonly theme: Theme;
  /** How addresses are written. */
  readonly radix: 'hex' | 'dec';
  /** Hex columns; `auto` follows the pane's width. */
  readonly columns: 'auto' | 16 | 32;
  readonly bitmaps: BitmapPolicy;
  readonly navigatorOpen: boolean;
  readonly inspectorOpen: boolean;
  /** Steps of zoom of the page, each a factor of about 1.1; 0 is the size as designed. */
  readonly zoom: number;
};

export const DEFAULT_PREFS: Prefs = {
  theme: 'system',
  radix: 'hex',
  columns: 'auto',
  bitmaps: 'honour',
  navigatorOpen: true,
  inspectorOpen: true,
  zoom: 0,
};

export const PREF_NAMES = Object.keys(DEFAULT_PREFS) as readonly (keyof Prefs)[];
/** What all windows share, because the system draws it for the whole program. */
export type SharedPrefs = Pick<Prefs, 'theme' | 'zoom'>;

/** What the centre of the window shows of a disk. */
export const TABS = ['overview', 'mapHex', 'map', 'hex'] as const;
export type Tab = (typeof TABS)[number];

export type RecentId = string & { readonly __recent: true };

/** What a disk was when it was last open; `unknown` in lists that earlier versions wrote. */
export const RECENT_KINDS = ['fixed', 'dynamic', 'differencing', 'raw', 'bytes', 'unknown'] as const;
export type RecentKind = (typeof RECENT_KINDS)[number];

export type RecentView = {
  readonly recent: RecentId;
  readonly name: string;
  readonly folder: string;
  /** Such as "Dynamic · 127 GiB"; what was known when it was last open. */
  readonly summary: string;
  readonly health: 'good' | 'warning' | 'error';
  /** ISO 8601 UTC. */
  readonly opened: string;
  readonly kind: RecentKind;
  readonly pinned: boolean;
  readonly missing: boolean;
  /** Changes that were staged when the program ended unexpectedly are kept, and opening the disk offers them. */
  readonly hasDraft: boolean;
  /** The tab it was last looked at in; null if none was chosen. */
  readonly tab: Tab | null;
};
