/** The sheets and dialogs of the window. One is open at a time and holds its own form, which is forgotten when it closes. */
import type { ReviewView } from '../../shared/edits';
import type { BoundaryError, NewDiskError, OpenError } from '../../shared/errors';
import type { JobStartError } from '../../shared/jobList';
import type { NewDiskProgress } from '../../shared/newDisk';
import type { Placement } from '../../shared/repairs';
import type { RepairProgress, RepairView, RepairRequest } from '../../shared/repairViews';
import type { BytesFile, FileTicket } from '../../shared/views';
import type { ExportForm } from '../features/export/export.model';
import type { ImportForm } from '../features/import/import.model';
import type { ConvertForm } from '../features/convert/convert.model';
import type { NewDiskForm } from '../features/newdisk/newDisk.model';
import type { PlaceForm } from './place.model';
import type { Space } from '../../shared/vhd/units';
import type { AlertText } from './alert.text';

/** In a narrow window the New disk sheet shows its parts one after another. */
export const STEPS = ['kind', 'size', 'place'] as const;
export type Step = (typeof STEPS)[number];

export type Writing =
  | { readonly kind: 'idle' }
  /** `progress` is null until main reports some. */
  | { readonly kind: 'writing'; readonly progress: NewDiskProgress | null; readonly isStopping: boolean }
  | { readonly kind: 'failed'; readonly error: NewDiskError | BoundaryError };

/** Work that this window waits for while main does it: a check of everything, or a repaired copy. */
export type Working = { readonly progress: RepairProgress | null; readonly isStopping: boolean };

type Refusal = JobStartError | BoundaryError;

export type NewDiskModal = { readonly kind: 'newDisk'; readonly form: NewDiskForm; readonly step: Step; readonly writing: Writing };
export type ConvertModal = ConvertForm & {
  readonly kind: 'convert';
  readonly place: PlaceForm | null;
  readonly isStarting: boolean;
  /** Why the job was not begun. It is cleared as soon as the user changes what is asked for. */
  readonly refusal: Refusal | null;
};
export type ExportModal = {
  readonly kind: 'export';
  readonly form: ExportForm;
  readonly isStarting: boolean;
  readonly refusal: Refusal | null;
};
export type ImportModal = {
  readonly kind: 'import';
  readonly form: ImportForm;
  readonly isStarting: boolean;
  readonly refusal: Refusal | null;
};
/** Inserts the bytes of a file into the disk, starting at the LBA in `at`, which is text. */
export type InsertModal = {
  readonly kind: 'insert';
  readonly file: BytesFile | null;
  readonly at: string;
  readonly isStaging: boolean;
};
/** Fills the range with a pattern, which is text until it is read as hex pairs or as characters. */
export type FillModal = {
  readonly kind: 'fill';
  readonly range: { readonly space: Space; readonly at: number; readonly bytes: number };
  readonly text: string;
  readonly reading: 'hex' | 'text';
};
/** A file that could not be opened while a disk is shown, which stays. */
export type OpenErrorModal = { readonly kind: 'openError'; readonly file: FileTicket; readonly error: OpenError | BoundaryError };
export type ReviewModal = { readonly kind: 'review'; readonly review: ReviewView; readonly isSaving: boolean };
export type RepairModal = {
  readonly kind: 'repair';
  readonly title: string;
  readonly request: RepairRequest;
  /** The file that did not open, if the request is to rescue it. */
  readonly file: FileTicket | null;
  /** Null until main has made the first plan. The last plan stays visible until the next one is there. */
  readonly view: RepairView | null;
  /** The places of blocks in the plan before, if the user has said where one belongs: what else has moved is told. */
  readonly placedBefore?: readonly Placement[];
  readonly isPlanning: boolean;
  /** How far the search for a footer has come, while main plans. */
  readonly searched: RepairProgress | null;
  readonly doing: 'staging' | 'applying' | (Working & { readonly name: string }) | null;
  readonly failure: AlertText | null;
};
/**
 * `under`: what is shown again afterwards: a sheet, or a question that is not answered yet. `repairs`: index of the problem whose
 * repair helps, if there is one.
 */
export type AlertModal = AlertText & { readonly kind: 'alert'; readonly under: Modal | null; readonly repairs?: number };
/**
 * Bytes that were typed where a block would have to be added, beginning at that byte of the disk or file. `high`: the first digit
 * of the next byte; null: none.
 */
export type Typed = {
  readonly part: 'hex' | 'text';
  readonly space: Space;
  readonly at: number;
  readonly bytes: readonly number[];
  readonly high: number | null;
};
/** `typed`: what is shown of it. `onKey` answers whether it takes the character. */
export type TypedOn = { readonly typed: string; readonly what: Typed; readonly onKey: (key: string) => boolean };
export type QuestionModal = AlertText & {
  readonly kind: 'question';
  readonly yes: string;
  readonly run: () => void;
  /** Takes the characters that the user goes on typing while the question is up, with what has been typed so far; null: they are nothing to it. */
  readonly typing: TypedOn | null;
  readonly under: Modal | null;
};

export type Sheet =
  | { readonly kind: 'palette' | 'keyboard' | 'recents' | 'about' }
  | NewDiskModal
  | ConvertModal
  | ExportModal
  | ImportModal
  | InsertModal
  | FillModal
  | ReviewModal
  | OpenErrorModal
  | RepairModal;
export type Modal = Sheet | AlertModal | QuestionModal;
export type SheetOf<K extends Sheet['kind']> = Extract<Sheet, { readonly kind: K }>;

type SheetFacts = {
  /** It makes no sense once the disk it was opened for is gone, and is closed then. */
  readonly isAboutDisk: boolean;
  /** Something is typed or chosen in it: the page that takes the place of one that failed opens it again as it was. */
  readonly isFilledIn: boolean;
};
const SHEET_FACTS = {
  palette: { isAboutDisk: false, isFilledIn: false },
  keyboard: { isAboutDisk: false, isFilledIn: false },
  recents: { isAboutDisk: false, isFilledIn: false },
  about: { isAboutDisk: false, isFilledIn: false },
  newDisk: { isAboutDisk: false, isFilledIn: true },
  convert: { isAboutDisk: true, isFilledIn: true },
  export: { isAboutDisk: true, isFilledIn: true },
  import: { isAboutDisk: false, isFilledIn: true },
  insert: { isAboutDisk: true, isFilledIn: true },
  fill: { isAboutDisk: true, isFilledIn: true },
  review: { isAboutDisk: true, isFilledIn: false },
  repair: { isAboutDisk: true, isFilledIn: true },
  openError: { isAboutDisk: true, isFilledIn: false },
} as const satisfies Readonly<Record<Sheet['kind'], SheetFacts>>;

type KindsFilledIn = { [K in Sheet['kind']]: (typeof SHEET_FACTS)[K]['isFilledIn'] extends true ? K : never }[Sheet['kind']];
export type FilledSheet = SheetOf<KindsFilledIn>;
export const isFilledIn = (sheet: Sheet): sheet is FilledSheet => SHEET_FACTS[sheet.kind].isFilledIn;

/** What remains of the modal when another disk is shown, or none. */
export function leftWithoutDisk(modal: Modal | null): Modal | null {
  if (modal === null || modal.kind === 'question') return null;
  // An alert is still worth reading, even though what is below it goes.
  if (modal.kind === 'alert') return { ...modal, under: leftWithoutDisk(modal.under) };
  return SHEET_FACTS[modal.kind].isAboutDisk ? null : modal;
}
