/** The only list of what crosses IPC: for each call its request's schema, its answer and its errors. */
import { z } from 'zod';
import type { CommandId } from '../commands';
import { COMMAND_IDS } from '../commands';
import {
  BIT_CHANGES,
  MOST_PATTERN_BYTES,
  MOST_PUT_BYTES,
  type BeginError,
  type ContentError,
  type DraftError,
  type EditError,
  type EditsView,
  type EditWish,
  type FollowUps,
  type RecoverAction,
  type RecoverFailure,
  type ReviewView,
  type SaveFailure,
} from '../edits';
import type { BoundaryError, NewDiskError, OpenError, ParentError, ReadError, SampleError, Unsaved } from '../errors';
import { DUMP_FORMATS } from '../dumps';
import { FILE_TYPE_NAMES, type FileType } from '../fileTypes';
import {
  DISK_KINDS,
  TABLE_FORMATS,
  TABLES,
  type DumpOf,
  type ImportWish,
  type JobId,
  type JobPlace,
  type JobStartError,
  type JobView,
  type JobWish,
} from '../jobList';
import {
  KINDS,
  SCHEMES,
  SIZE_RULES,
  type NewDiskProgress,
  type NewDiskSpec,
  type ParentInfo,
  type PlaceChoice,
  type PlaceInfo,
} from '../newDisk';
import type { FindingCode } from '../findings';
import type { JobEnd, ScanSummary } from '../jobs';
import { REPAIR_METHODS } from '../repairs';
import type { CheckError, MendWish, OffersView, RepairCopyError, RepairPlanError, RepairProgress, RepairView } from '../repairViews';
import type { Result } from '../result';
import type { RecentId, RecentView, Theme } from '../settings';
import { MOST_BLOCKS_ASKED, SCAN_KINDS } from '../views';
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
  ScanKind,
  ScanPart,
  SectorRun,
} from '../views';
import type { CallName, EventName } from './channels';

/** A call's request schema; reply and error exist for the compiler only. */
export type Call<Q, T, E> = { readonly request: z.ZodType<Q>; readonly reply?: T; readonly error?: E };
const call = <Q, T, E>(request: z.ZodType<Q>): Call<Q, T, E> => ({ request });

const id = z.string().min(1).max(64);
const imageId = id as unknown as z.ZodType<ImageId>;
const ticket = id as unknown as z.ZodType<OpenTicket>;
const recentId = id as unknown as z.ZodType<RecentId>;
const index = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const bitmaps = z.enum(['honour', 'ignore']);
const nothing = z.strictObject({});
const newDiskSpec: z.ZodType<NewDiskSpec> = z.strictObject({
  kind: z.enum(KINDS),
  sizeBytes: index,
  sizeRule: z.enum(SIZE_RULES),
  blockBytes: index,
  uniqueId: z.string().max(36).nullable(),
  creator: z.string().max(4),
  partitions: z.enum(SCHEMES),
  fill: z.enum(['sparse', 'full']),
  parent: ticket.nullable(),
  namesAbsolute: z.boolean(),
  place: ticket,
  replace: z.boolean(),
});

/** What staging, undoing and saving answer: the disk as it would be, and what is staged. */
export type Edited = { readonly view: ImageView; readonly edits: EditsView };
const scanKind = z.enum(SCAN_KINDS);
type ImageClosed = { readonly kind: 'image-closed' };

const MOST_STAGED_BYTES = 1024 * 1024;
const editedBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= MOST_STAGED_BYTES);
const fieldValue = z.union([
  z.string().max(512),
  z.int().min(0).max(0xffff_ffff),
  z.bigint().min(0n).max(0xffff_ffff_ffff_ffffn),
  z.strictObject({ unknown: z.int().min(0).max(0xffff_ffff) }),
  editedBytes,
]);
const editWish: z.ZodType<EditWish> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bytes'),
    how: z.enum(['typing', 'paste']),
    space: z.enum(['file', 'disk']),
    at: index,
    bytes: editedBytes,
    joins: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('fill'),
    space: z.enum(['file', 'disk']),
    at: index,
    bytes: z.int().min(1).max(MOST_PUT_BYTES),
    pattern: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= MOST_PATTERN_BYTES),
  }),
  z.strictObject({
    kind: z.literal('field'),
    structure: z.enum(['footer', 'dynamic-header']),
    field: z.string().max(40),
    value: fieldValue,
    follow: z.strictObject({ checksum: z.boolean(), twin: z.boolean() }).optional() as unknown as z.ZodType<FollowUps>,
  }),
  z.strictObject({ kind: z.literal('bits'), how: z.enum(BIT_CHANGES), lba: index, sectors: index }),
]);
/** Letter and two digits; a code nobody knows finds nothing. */
const code = z
  .string()
  .regex(/^[A-Z]\d\d$/)
  .max(3) as unknown as z.ZodType<FindingCode>;
const repairWish: z.ZodType<MendWish> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mend'),
    only: z.array(code).max(100),
    choose: z.array(z.strictObject({ code, method: z.enum(REPAIR_METHODS) })).max(100),
  }),
  z.strictObject({ kind: z.literal('safe') }),
  z.strictObject({ kind: z.literal('rebuild') }),
]);

const jobId = id as unknown as z.ZodType<JobId>;
const jobPlace: z.ZodType<JobPlace> = z.strictObject({ place: ticket, replace: z.boolean() });
const sectorSpan = z.strictObject({ from: index, sectors: index });
const dumpOf: z.ZodType<DumpOf> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('disk'), at: index, bytes: index, layer: z.boolean() }),
  z.strictObject({ kind: z.literal('file'), at: index, bytes: index }),
]);
const jobWish: z.ZodType<JobWish> = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('export'),
    range: sectorSpan.nullable(),
    layer: z.boolean(),
    full: z.boolean(),
    sidecar: z.boolean(),
    unsaved: z.boolean(),
  }),
  z.strictObject({
    op: z.literal('dump'),
    of: dumpOf,
    format: z.enum([...DUMP_FORMATS, 'bytes']),
    sidecar: z.boolean(),
    unsaved: z.boolean(),
  }),
  z.strictObject({ op: z.literal('table'), table: z.enum(TABLES), format: z.enum(TABLE_FORMATS) }),
  z.strictObject({ op: z.literal('report') }),
  z.strictObject({ op: z.literal('convert'), to: z.enum(DISK_KINDS) }),
  z.strictObject({ op: z.literal('flatten'), to: z.enum(DISK_KINDS) }),
  z.strictObject({ op: z.enum(['compact', 'defragment', 'azure', 'skeleton']) }),
  z.strictObject({ op: z.literal('merge'), ancestors: z.int().min(1).max(64) }),
  z.strictObject({ op: z.literal('resize'), sectors: index }),
  z.strictObject({ op: z.literal('hash'), layer: z.boolean() }),
]);

const importWish: z.ZodType<ImportWish> = z.strictObject({ to: z.enum(['fixed', 'dynamic']), blockBytes: index });

/** Commands that one window may ask of the window that shows a file. */
const RUN_ON_ARRIVAL = ['file.flatten'] as const satisfies readonly CommandId[];
export type RunOnArrival = (typeof RUN_ON_ARRIVAL)[number];

export type StartView = {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other';
  readonly theme: Theme;
  readonly recents: readonly RecentView[];
  /** A file was named before the window was ready. */
  readonly first: Arrival | null;
};

/** A file to be shown, and what is to be done with it then. */
export type Arrival = { readonly file: FileTicket; readonly run: RunOnArrival | null };

export const calls = {
  'app/start': call<Record<string, never>, StartView, never>(nothing),
  'app/setTheme': call<{ theme: Theme }, null, never>(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) })),
  /** Which commands the menu should offer now. */
  'app/setCommands': call<{ enabled: CommandId[] }, null, never>(
    z.strictObject({ enabled: z.array(z.enum(COMMAND_IDS)).max(COMMAND_IDS.length) }),
  ),
  'app/showInFolder': call<{ ticket: OpenTicket }, null, { readonly kind: 'stale-ticket' }>(z.strictObject({ ticket })),
  /** Opens the file as if it had arrived from outside: where it is shown already, else in an empty window, else in a new one. */
  'app/openInWindow': call<{ ticket: OpenTicket; run: RunOnArrival | null }, null, { readonly kind: 'stale-ticket' }>(
    z.strictObject({ ticket, run: z.enum(RUN_ON_ARRIVAL).nullable() }),
  ),
  /** The system's open dialog; null when it was dismissed. */
  'app/chooseFile': call<Record<string, never>, FileTicket | null, never>(nothing),
  /** The system's open dialog for any file, and how long that is; null when it was dismissed. */
  'app/chooseBytes': call<Record<string, never>, BytesFile | null, never>(nothing),
  /** Only preload sends this, for a file the user dropped. */
  'app/takeDrop': call<{ path: string }, FileTicket, never>(z.strictObject({ path: z.string().min(1).max(32_768) })),
  'app/openRecent': call<{ recent: RecentId }, FileTicket, { readonly kind: 'not-found' }>(z.strictObject({ recent: recentId })),
  'app/forgetRecent': call<{ recent: RecentId }, null, never>(z.strictObject({ recent: recentId })),
  'app/pinRecent': call<{ recent: RecentId; pinned: boolean }, null, never>(z.strictObject({ recent: recentId, pinned: z.boolean() })),
  /** The system's open dialog, for a disk that is somewhere else by now; null when it was dismissed. */
  'app/locateRecent': call<{ recent: RecentId }, FileTicket | null, never>(z.strictObject({ recent: recentId })),
  /** The sample disk, made if it is not there; main asks about one that was changed. */
  'app/makeSample': call<Record<string, never>, FileTicket, SampleError>(nothing),
  /** `as`: show it as what it is, as a raw disk, or as bytes without a disk. A window holds one image: the one before is closed. */
  'image/open': call<{ ticket: OpenTicket; as: 'disk' | 'raw' | 'bytes' }, ImageView, OpenError>(
    z.strictObject({ ticket, as: z.enum(['disk', 'raw', 'bytes']) }),
  ),
  'image/close': call<{ image: ImageId }, null, Unsaved>(z.strictObject({ image: imageId })),
  'image/readBlocks': call<{ image: ImageId }, BlockTable, ReadError>(z.strictObject({ image: imageId })),
  /** Sector by sector, where a block's data comes from, as runs in order. */
  'image/readBlockMap': call<{ image: ImageId; block: number; bitmaps: 'honour' | 'ignore' }, readonly SectorRun[], ReadError>(
    z.strictObject({ image: imageId, block: index, bitmaps }),
  ),
  'image/readPage': call<{ image: ImageId; space: 'file' | 'disk'; page: number; bitmaps: 'honour' | 'ignore' }, PageView, ReadError>(
    z.strictObject({ image: imageId, space: z.enum(['file', 'disk']), page: index, bitmaps }),
  ),
  /** States and shares of some blocks by their bitmaps, as they would be saved; 255 where there is no bitmap to be read. */
  'image/readBits': call<{ image: ImageId; blocks: readonly number[] }, BlockBits, ImageClosed>(
    z.strictObject({ image: imageId, blocks: z.array(index).max(MOST_BLOCKS_ASKED) }),
  ),
  /** One byte a sector, SECTORS_AT_ONCE of them; `piece`: which of the block. Null where the block has no bitmap. */
  'image/readSectors': call<{ image: ImageId; block: number; piece: number }, Uint8Array | null, ReadError>(
    z.strictObject({ image: imageId, block: index, piece: index }),
  ),
  /** Looks at blocks in the background; answers at the end, tells parts as events. `scan`: a number that comes with them. */
  'scan/run': call<{ image: ImageId; scan: number; what: ScanKind; range: BlockSpan | null }, JobEnd<ScanSummary>, ImageClosed>(
    z.strictObject({ image: imageId, scan: index, what: scanKind, range: z.strictObject({ first: index, end: index }).nullable() }),
  ),
  'scan/cancel': call<{ what: ScanKind }, null, never>(z.strictObject({ what: scanKind })),
  /** False: it goes on. */
  'scan/pause': call<{ what: ScanKind; paused: boolean }, null, never>(z.strictObject({ what: scanKind, paused: z.boolean() })),
  /** The system's open dialog, for the missing parent. */
  'image/locateParent': call<{ image: ImageId }, ImageView, ParentError>(z.strictObject({ image: imageId })),
  /** Look at a path named inside the image, after main has asked the user; `index` as in ParentView.elsewhere. */
  'image/visitParent': call<{ image: ImageId; index: number }, ImageView, ParentError>(
    z.strictObject({ image: imageId, index: z.int().min(-1).max(7) }),
  ),
  /** Edit mode on: only where a save could succeed. */
  'edit/begin': call<{ image: ImageId }, Edited, BeginError>(z.strictObject({ image: imageId })),
  /** Edit mode off; what is staged stays. */
  'edit/end': call<{ image: ImageId }, Edited, ImageClosed>(z.strictObject({ image: imageId })),
  'edit/stage': call<{ image: ImageId; revision: number; wish: EditWish }, Edited, EditError>(
    z.strictObject({ image: imageId, revision: index, wish: editWish }),
  ),
  /** All bytes of that file over those of the disk from byte `at` on. */
  'edit/stageContent': call<{ image: ImageId; revision: number; content: OpenTicket; at: number }, Edited, ContentError>(
    z.strictObject({ image: imageId, revision: index, content: ticket, at: index }),
  ),
  'edit/undo': call<{ image: ImageId; revision: number }, Edited, EditError>(z.strictObject({ image: imageId, revision: index })),
  'edit/redo': call<{ image: ImageId; revision: number }, Edited, EditError>(z.strictObject({ image: imageId, revision: index })),
  'edit/discard': call<{ image: ImageId }, Edited, ImageClosed>(z.strictObject({ image: imageId })),
  /** Edit mode on, and what an earlier run left is staged. */
  'edit/restoreDraft': call<{ image: ImageId }, Edited, DraftError>(z.strictObject({ image: imageId })),
  /** What an earlier run left is thrown away. */
  'edit/forgetDraft': call<{ image: ImageId }, Edited, ImageClosed>(z.strictObject({ image: imageId })),
  'edit/review': call<{ image: ImageId }, ReviewView | null, ImageClosed>(z.strictObject({ image: imageId })),
  /** The file as it is now, with what is staged over it: after somebody else changed it. */
  'edit/rebase': call<{ image: ImageId }, Edited, OpenError | EditError>(z.strictObject({ image: imageId })),
  /** Main asks the user in a dialog of the system before a byte is written. */
  'edit/save': call<{ image: ImageId; revision: number }, Edited, SaveFailure>(z.strictObject({ image: imageId, revision: index })),
  'edit/undoSaved': call<{ image: ImageId }, Edited, RecoverFailure>(z.strictObject({ image: imageId })),
  'edit/recover': call<{ image: ImageId; action: RecoverAction }, Edited, RecoverFailure>(
    z.strictObject({ image: imageId, action: z.enum(['roll-back', 'finish', 'set-aside']) }),
  ),
  /** Every block against its bitmap and its parent; what is found is part of the view until something changes. */
  'repair/check': call<{ image: ImageId }, Edited, CheckError>(z.strictObject({ image: imageId })),
  'repair/offers': call<{ image: ImageId }, OffersView, ImageClosed>(z.strictObject({ image: imageId })),
  'repair/plan': call<{ image: ImageId; revision: number; wish: MendWish }, RepairView, RepairPlanError>(
    z.strictObject({ image: imageId, revision: index, wish: repairWish }),
  ),
  /** The plan of that number becomes one staged change. */
  'repair/stage': call<{ image: ImageId; plan: number }, Edited, EditError>(z.strictObject({ image: imageId, plan: index })),
  /** Writes the plan at once, after main has asked the user; nothing else may be staged. */
  'repair/apply': call<{ image: ImageId; plan: number }, Edited, SaveFailure>(z.strictObject({ image: imageId, plan: index })),
  /** Answers when the repaired copy is complete, or nothing is left of it. */
  'repair/copy': call<{ image: ImageId; plan: number; place: OpenTicket }, FileTicket, RepairCopyError>(
    z.strictObject({ image: imageId, plan: index, place: ticket }),
  ),
  /** For a file that does not open as a disk. */
  'repair/planRescue': call<{ ticket: OpenTicket }, RepairView, RepairPlanError>(z.strictObject({ ticket })),
  'repair/copyRescue': call<{ plan: number; place: OpenTicket }, FileTicket, RepairCopyError>(
    z.strictObject({ plan: index, place: ticket }),
  ),
  /** What this window works at: the check or the copy; or what it plans. */
  'repair/cancel': call<{ what: 'work' | 'plan' }, null, never>(z.strictObject({ what: z.enum(['work', 'plan']) })),
  /** What a paste would put; answered only to the window the user is in. Null: no text, or too much of it. */
  'app/clipboardText': call<Record<string, never>, string | null, never>(nothing),
  'app/copyText': call<{ text: string }, null, never>(z.strictObject({ text: z.string().max(16 * 1024 * 1024) })),
  /** The system's open dialog, for the disk a new one shall build on; null when it was dismissed. */
  'disk/chooseParent': call<Record<string, never>, FileTicket | null, never>(nothing),
  'disk/inspectParent': call<{ ticket: OpenTicket }, ParentInfo, OpenError>(z.strictObject({ ticket })),
  /** The system's save dialog, in the same place as `near` if given; null when it was dismissed. */
  'disk/choosePlace': call<{ suggestion: string; near: OpenTicket | null; type: FileType }, PlaceChoice | null, never>(
    z.strictObject({ suggestion: z.string().max(255), near: ticket.nullable(), type: z.enum(FILE_TYPE_NAMES) }),
  ),
  'disk/inspectPlace': call<{ place: OpenTicket; parent: OpenTicket | null }, PlaceInfo, { readonly kind: 'stale-ticket' }>(
    z.strictObject({ place: ticket, parent: ticket.nullable() }),
  ),
  /** Answers when the disk is complete, or nothing is left of it. */
  'disk/create': call<NewDiskSpec, FileTicket, NewDiskError>(newDiskSpec),
  'disk/cancelCreate': call<Record<string, never>, null, never>(nothing),
  /** Begins a long job on the image as it is saved; how it goes on is told by the list. `target`: where its file goes. */
  'job/start': call<{ image: ImageId; wish: JobWish; target: JobPlace | null }, JobId, JobStartError>(
    z.strictObject({ image: imageId, wish: jobWish, target: jobPlace.nullable() }),
  ),
  /** Makes a disk from the raw image that `source` stands for. */
  'job/import': call<{ source: OpenTicket; wish: ImportWish; target: JobPlace }, JobId, JobStartError>(
    z.strictObject({ source: ticket, wish: importWish, target: jobPlace }),
  ),
  'job/cancel': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  /** One that only reads, while it runs. */
  'job/pause': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  'job/resume': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  /** One that failed or was cancelled, from the start. */
  'job/retry': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
  /** Takes one that has ended off the list. */
  'job/dismiss': call<{ job: JobId }, null, never>(z.strictObject({ job: jobId })),
} satisfies Record<CallName, Call<unknown, unknown, unknown>>;

type Calls = typeof calls;
export type Request<N extends CallName> = Calls[N] extends Call<infer Q, unknown, unknown> ? Q : never;
export type Reply<N extends CallName> = Calls[N] extends Call<infer _Q, infer T, unknown> ? T : never;
export type Failure<N extends CallName> = Calls[N] extends Call<infer _Q, infer _T, infer E> ? E : never;
export type Answer<N extends CallName> = Result<Reply<N>, Failure<N> | BoundaryError>;

/** What main pushes to a window. */
export type Events = {
  /** Open this file. */
  'app/ticket': Arrival;
  /** A menu item was chosen. */
  'app/command': { readonly command: CommandId };
  'app/recents': { readonly recents: readonly RecentView[] };
  'disk/progress': NewDiskProgress;
  /** All of the window's jobs, in the order they were begun. */
  'job/list': { readonly jobs: readonly JobView[] };
  'repair/progress': RepairProgress;
  'scan/part': { readonly scan: number; readonly what: ScanKind; readonly part: ScanPart };
};
export type EventPayload<N extends EventName> = Events[N];
