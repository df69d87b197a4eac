/** The complete list of what crosses IPC: for each call the schema of its request, its answer and its errors. */
import { z } from 'zod';
import type { CommandId } from '../commands';
import { COMMAND_IDS } from '../commands';
import {
  type BeginError,
  type ByteRange,
  type ContentError,
  type DraftError,
  type EditError,
  type ChangeView,
  type EditsView,
  type EditRequest,
  type RecoverAction,
  type RecoverFailure,
  type ReviewView,
  type RowBytes,
  type RowsPart,
  type ShownPlan,
  type ShownPlanError,
  type SaveFailure,
  type SavedPatch,
  type SavePatchError,
  type StagePatchError,
  type Unfinished,
} from '../edits';
import type { BoundaryError, IoError, NewDiskError, OpenError, ParentError, ReadError, SampleError, Unsaved } from '../errors';
import { FILE_TYPE_NAMES, type FileType } from '../fileTypes';
import { type ImportRequest, type JobId, type JobPlace, type JobStartError, type JobView, type JobRequest } from '../jobList';
import { type NewDiskSpec, type ParentInfo, type PlaceChoice, type PlaceInfo } from '../newDisk';
import type { CompareWith, OtherPage } from '../find/differences';
import type { FindEnd, FindRequest } from '../find/found';
import type { ScanEnd } from '../jobs';
import type { CheckError, MendRequest, OffersView, RepairCopyError, RepairPlanError, RepairView, RescueRequest } from '../repairViews';
import type { Result } from '../result';
import { PREF_NAMES, MAX_ZOOM, TABS, THEMES, type Prefs, type RecentId, type RecentView, type Tab } from '../settings';
import { MAX_BLOCKS_ASKED, OPEN_AS, SCAN_KINDS, type OpenAs } from '../views';
import type {
  BlockBits,
  BlockSpan,
  BlockTable,
  BytesFile,
  FileTicket,
  ImageId,
  ImageView,
  OpenTicket,
  PageView,
  ParentCandidates,
  ScanKind,
  StandingView,
} from '../views';
import type { Space } from '../vhd/units';
import type { CallName } from './channels';
import { editRequest, repairRequest, rescueRequest } from './editRequests';
import {
  compareWith,
  findRequest,
  handedOver,
  id,
  imageId,
  importRequest,
  index,
  jobPlace,
  jobRequest,
  layerOf,
  newDiskSpec,
  ticket,
  visited,
} from './requests';

/** A call's request schema. `reply` and `error` exist only as types. */
export type Call<Q, T, E> = { readonly request: z.ZodType<Q>; readonly reply?: T; readonly error?: E };
const call = <Q, T, E>(request: z.ZodType<Q>): Call<Q, T, E> => ({ request });

const recentId = id as unknown as z.ZodType<RecentId>;
const bitmaps = z.enum(['honour', 'ignore']);
const nothing = z.strictObject({});
/** The answer to staging, undoing and saving: the disk as it would be, and what is staged. */
export type Edited = { readonly view: ImageView; readonly edits: EditsView };
/** `otherDisk`: the id of the disk that the patch was made from, if that is another one. */
export type PatchStaged = Edited & { readonly otherDisk: string | null };
const scanKind = z.enum(SCAN_KINDS);
const shownPlan: z.ZodType<ShownPlan> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('staged'), revision: index }),
  z.strictObject({ kind: z.literal('repair'), plan: index }),
]);
const blockSpan = z.strictObject({ first: index, end: index });
type ImageClosed = { readonly kind: 'image-closed' };

const commandIds = z.array(z.enum(COMMAND_IDS)).max(COMMAND_IDS.length);
const prefs: z.ZodType<Prefs> = z.strictObject({
  theme: z.enum(THEMES),
  radix: z.enum(['hex', 'dec']),
  columns: z.union([z.literal('auto'), z.literal(16), z.literal(32)]),
  bitmaps,
  navigatorOpen: z.boolean(),
  inspectorOpen: z.boolean(),
  zoom: z.int().min(-MAX_ZOOM).max(MAX_ZOOM),
});

const jobId = id as unknown as z.ZodType<JobId>;
const retried = z.strictObject({ job: jobId, agreed: z.boolean() });
/** Commands that one window may ask another window to run, which shows a file for it. */
const RUN_ON_ARRIVAL = ['file.flatten', 'file.reconnectParent'] as const satisfies readonly CommandId[];
export type RunOnArrival = (typeof RUN_ON_ARRIVAL)[number];

export type StartView = {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly prefs: Prefs;
  readonly recents: readonly RecentView[];
  /** A file that was named before the window was ready. */
  readonly first: Arrival | null;
  /** What was being opened when the page was loaded again; null: nothing. */
  readonly reopen: { readonly file: FileTicket; readonly as: Shown['as'] } | null;
  /** What this window showed before its page was loaded again; null in a new window. */
  readonly shown: Shown | null;
  readonly jobs: readonly JobView[];
  /** Whether a new disk is being written that the page before this one asked for. */
  readonly creating: boolean;
  /** Whether the page before this one failed. */
  readonly restarted: boolean;
};

/** An image that main has open for the window, with what is staged for it; `checking`: everything in it is being checked. */
export type Shown = { readonly file: FileTicket; readonly as: OpenAs; readonly edited: Edited; readonly checking: boolean };

/** A file to show, and the command to run then. */
export type Arrival = { readonly file: FileTicket; readonly run: RunOnArrival | null };

export const calls = {
  'app/start': call<Record<string, never>, StartView, never>(nothing),
  /** Only the `changed` preferences are taken: another window may have changed the others meanwhile. */
  'app/setPrefs': call<{ prefs: Prefs; changed: readonly (keyof Prefs)[] }, null, never>(
    z.strictObject({ prefs, changed: z.array(z.enum(PREF_NAMES)).max(PREF_NAMES.length) }),
  ),
  /** Remembers the tab for the next time this image is opened. */
  'app/rememberTab': call<{ image: ImageId; tab: Tab }, null, never>(z.strictObject({ image: imageId, tab: z.enum(TABS) })),
  /** A panel failed. Main writes it to the log and answers the reference. */
  'app/report': call<{ where: string; message: string }, { readonly ref: string }, never>(
    z.strictObject({ where: z.string().max(100), message: z.string().max(20_000) }),
  ),
  'app/showLogs': call<Record<string, never>, null, never>(nothing),
  'app/newWindow': call<Record<string, never>, null, never>(nothing),
  /** The commands that the menu should enable, and those whose switch is on. */
  'app/setCommands': call<{ enabled: CommandId[]; checked: CommandId[] }, null, never>(
    z.strictObject({ enabled: commandIds, checked: commandIds }),
  ),
  /** Answers an `app/handOver`. */
  'app/handedOver': call<{ request: number; unfinished: Unfinished | null }, null, never>(handedOver),
  /** Whether a sheet or a question is open in the window: no file from outside is shown behind it. */
  'app/setModal': call<{ isOpen: boolean }, null, never>(z.strictObject({ isOpen: z.boolean() })),
  'app/showInFolder': call<{ ticket: OpenTicket }, null, { readonly kind: 'stale-ticket' }>(z.strictObject({ ticket })),
  /**
   * Opens the file as if it had come from outside: in the window that shows it already, else in an empty window, else in a new
   * one.
   */
  'app/openInWindow': call<{ ticket: OpenTicket; run: RunOnArrival | null }, null, { readonly kind: 'stale-ticket' }>(
    z.strictObject({ ticket, run: z.enum(RUN_ON_ARRIVAL).nullable() }),
  ),
  /** Shows the system's open dialog; null if the user dismissed it. */
  'app/chooseFile': call<Record<string, never>, FileTicket | null, never>(nothing),
  /** Shows the system's open dialog for any file, and answers its length too; null if the user dismissed it. */
  'app/chooseBytes': call<Record<string, never>, BytesFile | null, IoError>(nothing),
  /** Only preload sends this, for a file that the user dropped. */
  'app/takeDrop': call<{ path: string }, FileTicket, never>(z.strictObject({ path: z.string().min(1).max(32_768) })),
  'app/openRecent': call<{ recent: RecentId }, FileTicket, { readonly kind: 'not-found' }>(z.strictObject({ recent: recentId })),
  'app/forgetRecent': call<{ recent: RecentId }, null, never>(z.strictObject({ recent: recentId })),
  'app/pinRecent': call<{ recent: RecentId; pinned: boolean }, null, never>(z.strictObject({ recent: recentId, pinned: z.boolean() })),
  /** Shows the system's open dialog for a disk that has moved; null if the user dismissed it. */
  'app/locateRecent': call<{ recent: RecentId }, FileTicket | null, never>(z.strictObject({ recent: recentId })),
  /** The sample disk, which is made if it does not exist. If it was changed, main asks the user what to do. */
  'app/makeSample': call<Record<string, never>, FileTicket, SampleError>(nothing),
  /**
   * `as`: show the file as what it is, as a raw disk, or as bytes without a disk. A window holds one image: the previous one is
   * closed. `footerAt`: where a search found the footer to use; null if it is in a usual place, or if the file is open by it
   * already.
   */
  'image/open': call<{ ticket: OpenTicket; as: OpenAs; footerAt: number | null }, ImageView, OpenError>(
    z.strictObject({ ticket, as: z.enum(OPEN_AS), footerAt: index.nullable() }),
  ),
  /** `image`: null for a file that could not be opened. */
  'image/close': call<{ image: ImageId | null }, null, Unsaved>(z.strictObject({ image: imageId.nullable() })),
  /** The opening that is under way is not wanted any more, and ends with `overtaken`. False: there is none, or it is over. */
  'image/stopOpening': call<Record<string, never>, boolean, never>(nothing),
  /** Whether the image and its parents are still as they were read. */
  'image/standing': call<{ image: ImageId }, StandingView, ImageClosed>(z.strictObject({ image: imageId })),
  'image/readBlocks': call<{ image: ImageId }, BlockTable, ReadError>(z.strictObject({ image: imageId })),
  /** Where each sector of a block comes from, as runs in order, packed as in sectorRuns.ts. */
  'image/readBlockMap': call<{ image: ImageId; block: number; bitmaps: 'honour' | 'ignore' }, Float64Array, ReadError>(
    z.strictObject({ image: imageId, block: index, bitmaps }),
  ),
  'image/readPage': call<{ image: ImageId; space: 'file' | 'disk'; page: number; bitmaps: 'honour' | 'ignore' }, PageView, ReadError>(
    z.strictObject({ image: imageId, space: z.enum(['file', 'disk']), page: index, bitmaps }),
  ),
  /** States and shares of some blocks, computed from their bitmaps as they would be saved; 255 if there is no readable bitmap. */
  'image/readBits': call<{ image: ImageId; blocks: readonly number[] }, BlockBits, ImageClosed>(
    z.strictObject({ image: imageId, blocks: z.array(index).max(MAX_BLOCKS_ASKED) }),
  ),
  /** SECTORS_AT_ONCE sectors of a block, one byte each; `piece`: which of these pieces. Null if the block has no bitmap. */
  'image/readSectors': call<{ image: ImageId; block: number; piece: number }, Uint8Array | null, ReadError>(
    z.strictObject({ image: imageId, block: index, piece: index }),
  ),
  /**
   * Scans blocks in the background. Parts of the result come as events, which carry the number `scan`; the answer comes at the
   * end.
   */
  'scan/run': call<{ image: ImageId; scan: number; what: ScanKind; range: BlockSpan | null }, ScanEnd, ImageClosed>(
    z.strictObject({ image: imageId, scan: index, what: scanKind, range: blockSpan.nullable() }),
  ),
  'scan/cancel': call<{ what: ScanKind }, null, never>(z.strictObject({ what: scanKind })),
  /** `paused` false: the scan goes on. */
  'scan/pause': call<{ what: ScanKind; paused: boolean }, null, never>(z.strictObject({ what: scanKind, paused: z.boolean() })),
  /** Searches in the background. Hits come as events, which carry the number `find`; the answer comes at the end. */
  'find/run': call<{ image: ImageId; find: number; request: FindRequest }, FindEnd, ImageClosed>(
    z.strictObject({ image: imageId, find: index, request: findRequest }),
  ),
  /** Compares the disk with another one, or with a layer of its own chain. What differs comes as hits do. */
  'find/compare': call<{ image: ImageId; find: number; with: CompareWith }, FindEnd, ImageClosed | { readonly kind: 'stale-ticket' }>(
    z.strictObject({ image: imageId, find: index, with: compareWith }),
  ),
  /** PAGE_BYTES of the disk that this one was compared with last; `page` counts from its start. */
  'find/readOther': call<{ image: ImageId; page: number }, OtherPage, ReadError | OpenError>(
    z.strictObject({ image: imageId, page: index }),
  ),
  /** `forget`: the other disk is not read any more, either. */
  'find/cancel': call<{ forget: boolean }, null, never>(z.strictObject({ forget: z.boolean() })),
  /** Shows the system's open dialog for the missing parent. Nothing is done with the file; null if the user dismissed the dialog. */
  'image/chooseParent': call<{ image: ImageId }, FileTicket | null, ImageClosed>(z.strictObject({ image: imageId })),
  /** Files that may be the missing parent, beside the disk and in the folders of recent disks. */
  'image/parentCandidates': call<{ image: ImageId }, ParentCandidates, ImageClosed>(z.strictObject({ image: imageId })),
  /**
   * Looks at a file as the missing parent, without using it. `isToWrite`: the disk does not lead there, and a repair can write
   * that; false: using the file is all there is to do.
   */
  'image/tryParent': call<{ image: ImageId; parent: OpenTicket }, { isToWrite: boolean }, ParentError>(
    z.strictObject({ image: imageId, parent: ticket }),
  ),
  /** Uses a candidate as the missing parent. */
  'image/useParent': call<{ image: ImageId; parent: OpenTicket }, ImageView, ParentError>(
    z.strictObject({ image: imageId, parent: ticket }),
  ),
  /** Looks at a path that the image names, after main has asked the user. `index` is that of ParentView.elsewhere. */
  'image/visitParent': call<{ image: ImageId; index: number }, ImageView, ParentError>(visited),
  /** Opens a parent of the image as if it had come from outside, and there begins to reconnect its own parent. */
  'image/reconnectLayer': call<{ image: ImageId; layer: number }, null, ImageClosed>(layerOf),
  /** Switches edit mode on, if a save could succeed. */
  'edit/begin': call<{ image: ImageId }, Edited, BeginError>(z.strictObject({ image: imageId })),
  /** Switches edit mode off; staged changes stay. */
  'edit/end': call<{ image: ImageId }, Edited, ImageClosed>(z.strictObject({ image: imageId })),
  'edit/stage': call<{ image: ImageId; revision: number; request: EditRequest }, Edited, EditError>(
    z.strictObject({ image: imageId, revision: index, request: editRequest }),
  ),
  /** Stages all bytes of that file over the disk's bytes from `at` on. */
  'edit/stageContent': call<{ image: ImageId; revision: number; content: OpenTicket; at: number }, Edited, ContentError>(
    z.strictObject({ image: imageId, revision: index, content: ticket, at: index }),
  ),
  /** Switches edit mode on and stages what a patch file changes; refused, the mode is as it was. `ipsOf`: what the places in an IPS file count. */
  'edit/stagePatch': call<{ image: ImageId; revision: number; patch: OpenTicket; ipsOf: Space }, PatchStaged, StagePatchError>(
    z.strictObject({ image: imageId, revision: index, patch: ticket, ipsOf: z.enum(['file', 'disk']) }),
  ),
  /** Asks for a place and writes what is staged there as a patch file; null if the user dismissed the dialog. */
  'edit/savePatch': call<{ image: ImageId }, SavedPatch | null, SavePatchError>(z.strictObject({ image: imageId })),
  /** The nearest staged change behind a place, or before it; from the end on to the other end. Null: there is none in that space. */
  'edit/step': call<{ image: ImageId; space: Space; at: number; by: 1 | -1 }, ByteRange | null, ImageClosed>(
    z.strictObject({ image: imageId, space: z.enum(['file', 'disk']), at: index, by: z.union([z.literal(1), z.literal(-1)]) }),
  ),
  'edit/undo': call<{ image: ImageId; revision: number }, Edited, EditError>(z.strictObject({ image: imageId, revision: index })),
  'edit/redo': call<{ image: ImageId; revision: number }, Edited, EditError>(z.strictObject({ image: imageId, revision: index })),
  'edit/discard': call<{ image: ImageId }, Edited, ImageClosed>(z.strictObject({ image: imageId })),
  /** Switches edit mode on and stages what an earlier run left; refused, the mode is as it was. */
  'edit/restoreDraft': call<{ image: ImageId }, Edited, DraftError>(z.strictObject({ image: imageId })),
  /** Throws away what an earlier run left. */
  'edit/forgetDraft': call<{ image: ImageId }, Edited, ImageClosed>(z.strictObject({ image: imageId })),
  /** The staged changes that come before change number `before`, newest first, some at a time. */
  'edit/list': call<{ image: ImageId; before: number }, readonly ChangeView[], ImageClosed>(
    z.strictObject({ image: imageId, before: index }),
  ),
  /** The blocks of a range that staged changes touch, ascending, at most MAX_MARKS. */
  'edit/blocks': call<{ image: ImageId; range: BlockSpan }, readonly number[], ImageClosed>(
    z.strictObject({ image: imageId, range: blockSpan }),
  ),
  /** Disks that are known to be based on this one: names of those beside it, paths of others. */
  'edit/children': call<{ image: ImageId }, readonly string[], ImageClosed>(z.strictObject({ image: imageId })),
  'edit/review': call<{ image: ImageId }, ReviewView | null, ImageClosed>(z.strictObject({ image: imageId })),
  /** The rows of a plan from number `from` on, some at a time. */
  'plan/rows': call<{ image: ImageId; of: ShownPlan; from: number }, RowsPart, ShownPlanError>(
    z.strictObject({ image: imageId, of: shownPlan, from: index }),
  ),
  /** Up to MAX_ROW_BYTES bytes of the plan's row that begins at byte `at` of the file, from byte `from` of the row on. */
  'plan/bytes': call<{ image: ImageId; of: ShownPlan; at: number; from: number }, RowBytes, ShownPlanError>(
    z.strictObject({ image: imageId, of: shownPlan, at: index, from: index }),
  ),
  /** Reads the file as it is after another program changed it, and puts the staged changes over it. */
  'edit/rebase': call<{ image: ImageId }, Edited, OpenError | EditError>(z.strictObject({ image: imageId })),
  /** Before a byte is written, main asks the user in a dialog of the system. */
  'edit/save': call<{ image: ImageId; revision: number }, Edited, SaveFailure>(z.strictObject({ image: imageId, revision: index })),
  'edit/undoSaved': call<{ image: ImageId }, Edited, RecoverFailure>(z.strictObject({ image: imageId })),
  'edit/recover': call<{ image: ImageId; action: RecoverAction }, Edited, RecoverFailure>(
    z.strictObject({ image: imageId, action: z.enum(['roll-back', 'finish', 'set-aside']) }),
  ),
  /** Checks every block against its bitmap and its parent. The findings are part of the view until something changes. */
  'repair/check': call<{ image: ImageId }, Edited, CheckError>(z.strictObject({ image: imageId })),
  'repair/offers': call<{ image: ImageId }, OffersView, ImageClosed>(z.strictObject({ image: imageId })),
  'repair/plan': call<{ image: ImageId; revision: number; request: MendRequest }, RepairView, RepairPlanError>(
    z.strictObject({ image: imageId, revision: index, request: repairRequest }),
  ),
  /** Switches edit mode on and stages the plan as one change; refused, the mode is as it was. */
  'repair/stage': call<{ image: ImageId; plan: number }, Edited, BeginError | EditError>(z.strictObject({ image: imageId, plan: index })),
  /** Writes the plan at once, after main has asked the user. No other changes may be staged. */
  'repair/apply': call<{ image: ImageId; plan: number }, Edited, SaveFailure>(z.strictObject({ image: imageId, plan: index })),
  /** Answers when the repaired copy is complete, or when nothing is left of it. */
  'repair/copy': call<{ image: ImageId; plan: number; place: OpenTicket }, FileTicket, RepairCopyError>(
    z.strictObject({ image: imageId, plan: index, place: ticket }),
  ),
  /** Plans the rescue of a file that does not open as a disk. */
  'repair/planRescue': call<{ ticket: OpenTicket; request: RescueRequest }, RepairView, RepairPlanError>(
    z.strictObject({ ticket, request: rescueRequest }),
  ),
  'repair/copyRescue': call<{ plan: number; place: OpenTicket }, FileTicket, RepairCopyError>(
    z.strictObject({ plan: index, place: ticket }),
  ),
  /** `work`: cancels the check or the copy of this window; `plan`: cancels its planning. */
  'repair/cancel': call<{ what: 'work' | 'plan' }, null, never>(z.strictObject({ what: z.enum(['work', 'plan']) })),
  /** The text that a paste would use. Only the window that has the focus gets it. Null: there is no text, or too much. */
  'app/clipboardText': call<Record<string, never>, string | null, never>(nothing),
  'app/copyText': call<{ text: string }, null, never>(z.strictObject({ text: z.string().max(16 * 1024 * 1024) })),
  /** Shows the system's open dialog for the parent of a new disk; null if the user dismissed it. */
  'disk/chooseParent': call<Record<string, never>, FileTicket | null, never>(nothing),
  'disk/inspectParent': call<{ ticket: OpenTicket }, ParentInfo, OpenError>(z.strictObject({ ticket })),
  /** Shows the system's save dialog, in the folder of `near` if given; null if the user dismissed it. */
  'disk/choosePlace': call<{ suggestion: string; near: OpenTicket | null; type: FileType }, PlaceChoice | null, never>(
    z.strictObject({ suggestion: z.string().max(255), near: ticket.nullable(), type: z.enum(FILE_TYPE_NAMES) }),
  ),
  'disk/inspectPlace': call<{ place: OpenTicket; parent: OpenTicket | null }, PlaceInfo, { readonly kind: 'stale-ticket' }>(
    z.strictObject({ place: ticket, parent: ticket.nullable() }),
  ),
  /** Answers when the disk is complete, or when nothing is left of it. */
  'disk/create': call<NewDiskSpec, FileTicket, NewDiskError>(newDiskSpec),
  'disk/cancelCreate': call<Record<string, never>, null, never>(nothing),
  /** Begins a long job on the image as it is saved. The list of jobs reports how it goes on. `target`: where the new file goes. */
  'job/start': call<{ image: ImageId; request: JobRequest; target: JobPlace | null }, JobId, JobStartError>(
    z.strictObject({ image: imageId, request: jobRequest, target: jobPlace.nullable() }),
  ),
  /** Makes a disk from the raw image that `source` stands for. */
  'job/import': call<{ source: OpenTicket; request: ImportRequest; target: JobPlace }, JobId, JobStartError>(
    z.strictObject({ source: ticket, request: importRequest, target: jobPlace }),
  ),
  'job/cancel': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  /** Pauses a running job that only reads. */
  'job/pause': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  'job/resume': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  /** Starts a job that failed or was cancelled again from the beginning. `agreed`: also if what it failed for is true of its file. */
  'job/retry': call<{ job: JobId; agreed: boolean }, null, { readonly kind: 'too-many' | 'target-taken' }>(retried),
  /** Takes a job that has ended off the list. */
  'job/dismiss': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
} satisfies Record<CallName, Call<unknown, unknown, unknown>>;

type Calls = typeof calls;
export type Request<N extends CallName> = Calls[N] extends Call<infer Q, unknown, unknown> ? Q : never;
export type Reply<N extends CallName> = Calls[N] extends Call<infer _Q, infer T, unknown> ? T : never;
export type Failure<N extends CallName> = Calls[N] extends Call<infer _Q, infer _T, infer E> ? E : never;
export type Answer<N extends CallName> = Result<Reply<N>, Failure<N> | BoundaryError>;
