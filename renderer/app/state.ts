/**
 * Everything the window knows, as one value: what it remembers, the disk it shows, the one modal that may be open, messages and
 * jobs. What belongs to a disk is part of that disk's state, so that another disk starts with nothing of it.
 */
import type { EditsView, FollowUps } from '../../shared/edits';
import type { BoundaryError, OpenError } from '../../shared/errors';
import { isOnDisk, type Severity } from '../../shared/findings';
import type { JobId, JobView } from '../../shared/jobList';
import type { OffersView } from '../../shared/repairViews';
import { DEFAULT_PREFS, type Prefs, type RecentView, type Tab } from '../../shared/settings';
import type { Space } from '../../shared/vhd/units';
import type { FileTicket, ImageView, OpenAs, ScanKind, StandingView } from '../../shared/views';
import { NEW_FIND, type FindForm, type FindRun } from '../disk/findForm.model';
import { ALL_HITS, type HitList } from '../disk/hitOrder.model';
import type { Modal, Working } from './modalState';

/** A byte of the file or of the virtual disk. Components always pass this, never a bare number. */
export type Addr = { readonly space: Space; readonly at: number };
/** In bytes, half-open. */
export type Selection = { readonly space: Space; readonly at: number; readonly bytes: number };

/** What the inspector shows on top: what is under the cursor, or one structure wherever the cursor is. */
export type InspectorTab = 'here' | 'footer' | 'header' | 'locators';
/** The panes that commands can move the focus to, in the order of F6. */
export const PANES = [
  'titlebar',
  'notice',
  'navigator',
  'overview',
  'map',
  'hex',
  'inspector',
  'problems',
  'find',
  'statusbar',
  'toast',
] as const;
export type Pane = (typeof PANES)[number];
/** The panes that the tabs of the centre show. Escape leads from all other panes to one of these. */
export const CENTRE_PANES: readonly Pane[] = ['overview', 'map', 'hex'];

/**
 * Zoom step and scroll position of the map, and whether its holes are folded. `share`: a share of its rows, so that the position
 * survives a change of size.
 */
export type MapStand = { readonly level: number; readonly share: number; readonly isFolded: boolean };

/** What main reported about the program and its surroundings. */
export type Program = {
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly version: string;
  readonly recents: readonly RecentView[];
};

export type ScanState =
  | { readonly kind: 'idle' }
  /** `isShown`: the scan has run long enough to be worth showing. `done` and `total` count blocks. */
  | {
      readonly kind: 'running';
      readonly scan: number;
      readonly done: number;
      readonly total: number;
      readonly isShown: boolean;
      readonly isPaused: boolean;
    }
  /** `at` in milliseconds since 1970. `stored`: as in ScanSummary. */
  | { readonly kind: 'done'; readonly at: number; readonly stored: number | null }
  | { readonly kind: 'failed' };

/** What is typed for a field in the inspector, and not staged yet. */
export type FieldForm = {
  readonly field: string;
  /** The field's value while it was typed. */
  readonly of: string;
  /** The text that the input began with. */
  readonly from: string;
  readonly text: string;
  readonly follow: FollowUps;
};

/** One open disk, with all that is known and shown of it. Its block table is kept apart, in blocks.store.ts. */
export type OpenDisk = {
  readonly kind: 'open';
  readonly file: FileTicket;
  readonly as: OpenAs;
  readonly view: ImageView;
  /** Whether others have changed or removed the files meanwhile. */
  readonly standing: StandingView;
  readonly cursor: Addr;
  readonly selection: Selection | null;
  /** The jumps that Back and Forward go through. */
  readonly visited: { readonly back: readonly Addr[]; readonly forward: readonly Addr[] };
  /** The first digit of a byte that is being typed; it counts only while the cursor is still there. */
  readonly nibble: { readonly space: Space; readonly at: number; readonly high: number } | null;
  readonly edits: EditsView;
  /** How many changes main was asked for and has not answered. A Save pressed right after a key must include that key. */
  readonly asking: number;
  readonly scans: Readonly<Record<ScanKind, ScanState>>;
  readonly offers: OffersView;
  /** Only problems of this severity are listed; null: all are. */
  readonly severity: Severity | null;
  /** Index into the findings of the problem that is shown in detail. */
  readonly problem: number;
  /** Whether the user has been at a problem yet: until then, the next one is the first. */
  readonly isAtProblem: boolean;
  readonly checking: Working | null;
  readonly tab: Tab;
  /** The panel below the views. */
  readonly bottom: 'problems' | 'find' | null;
  readonly findForm: FindForm;
  /**
   * The latest search. `at`: index of the hit that was shown last; -1 if none was. `order` counts how often the hits were put into
   * another order, so that what lists them draws again.
   */
  readonly find: { readonly run: FindRun; readonly at: number; readonly list: HitList; readonly order: number };
  readonly inspectorTab: InspectorTab;
  /** In a narrow window, side panes open as drawers over the centre, one at a time. */
  readonly drawer: 'navigator' | 'inspector' | null;
  readonly mapStand: MapStand | null;
  /** What is typed in the go-to box. */
  readonly goToText: string;
  readonly fieldForm: FieldForm | null;
};

/** Whether the hex view is in sight. */
export const showsBytes = ({ tab }: Pick<OpenDisk, 'tab'>): boolean => tab === 'hex' || tab === 'mapHex';

/** Where the user is in a disk: it outlives reading the file again, and the page. */
export const PLACE = [
  'tab',
  'inspectorTab',
  'bottom',
  'findForm',
  'mapStand',
  'drawer',
  'visited',
  'cursor',
  'selection',
  'goToText',
  'fieldForm',
] as const satisfies readonly (keyof OpenDisk)[];
export type Place = Pick<OpenDisk, (typeof PLACE)[number]>;

/** The file this window shows. `seq` counts openings: an answer that belongs to an earlier one is dropped. */
export type DiskState =
  | { readonly kind: 'none' }
  /** `previous` stays in sight and can be worked with until the new disk is there. */
  | { readonly kind: 'opening'; readonly seq: number; readonly file: FileTicket; readonly previous: OpenDisk | null }
  | { readonly kind: 'failed'; readonly file: FileTicket; readonly error: OpenError | BoundaryError }
  | OpenDisk;

/** A short message over the window, with what can be done about it. */
/** `during`: what the message is about; it goes when that ends, and with the disk. Null: it goes with time alone. */
export type Toast = {
  readonly id: number;
  readonly text: string;
  /** `all`: the text with everything that the short one only counts. */
  readonly action: 'undo-save' | 'rebuild' | { readonly job: JobId } | { readonly all: string } | null;
  readonly during: 'editing' | 'unkept' | 'unsaved' | null;
};

export type JobsState = {
  readonly list: readonly JobView[];
  readonly isOpen: boolean;
  /** What was last announced about the jobs, for those who do not see the bars. */
  readonly spoken: string;
};

export type WindowState = {
  readonly program: Program;
  readonly prefs: Prefs;
  readonly disk: DiskState;
  readonly modal: Modal | null;
  readonly toasts: readonly Toast[];
  readonly jobs: JobsState;
  /** A short message in the status bar, such as "Copied 512 bytes". */
  readonly notice: string | null;
  /** Set this to move the focus into a pane: the shell focuses it and sets null. `hex` also stands for whatever the centre shows. */
  readonly wantedPane: Pane | 'goto' | null;
  /** The window is too narrow to show side panes. */
  readonly narrow: boolean;
};

export const INITIAL: WindowState = {
  program: { platform: 'other', version: '', recents: [] },
  prefs: DEFAULT_PREFS,
  disk: { kind: 'none' },
  modal: null,
  toasts: [],
  jobs: { list: [], isOpen: false, spoken: '' },
  notice: null,
  wantedPane: null,
  narrow: false,
};

export const NO_EDITS: EditsView = {
  revision: 0,
  editing: false,
  changes: 0,
  latest: [],
  redo: null,
  of: 'nothing',
  touched: [],
  growthBytes: 0,
  canUndoSave: false,
  unkept: null,
};
export const NO_FIND: OpenDisk['find'] = { run: { kind: 'none' }, at: -1, list: ALL_HITS, order: 0 };
export const NO_SCANS: OpenDisk['scans'] = { bitmaps: { kind: 'idle' }, content: { kind: 'idle' } };
export const NO_OFFERS: OffersView = { offers: [], canRebuild: false };

/**
 * A disk as it is first shown. If it has errors, the map and the list of problems are shown, and the bytes of the first; if the
 * file holds no disk, its bytes are; otherwise the tab it was last looked at in.
 */
export function opened(file: FileTicket, as: OpenAs, view: ImageView, lastTab: Tab | null = null): OpenDisk {
  const hasErrors = view.findings.some(({ severity }) => severity === 'error');
  const place = hasErrors ? view.findings[0]?.where[0] : undefined;
  const problem = place !== undefined && !isOnDisk(place) && place.at < view.fileBytes ? place : null;
  return {
    kind: 'open',
    file,
    as,
    view,
    standing: { kind: 'same' },
    cursor: { space: view.disk === null || problem !== null ? 'file' : 'disk', at: problem?.at ?? 0 },
    selection: null,
    visited: { back: [], forward: [] },
    nibble: null,
    edits: NO_EDITS,
    asking: 0,
    scans: NO_SCANS,
    offers: NO_OFFERS,
    severity: null,
    problem: 0,
    isAtProblem: false,
    checking: null,
    tab: view.disk === null ? 'hex' : hasErrors ? 'mapHex' : (lastTab ?? 'overview'),
    bottom: hasErrors ? 'problems' : null,
    findForm: NEW_FIND,
    find: NO_FIND,
    inspectorTab: 'here',
    drawer: null,
    mapStand: null,
    goToText: '',
    fieldForm: null,
  };
}
