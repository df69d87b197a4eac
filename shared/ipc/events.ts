/** What main tells a window unasked: for each event its payload. */
import type { CommandId } from '../commands';
import type { DraftView, SaveFailure } from '../edits';
import type { Finding } from '../findings';
import type { FoundPart } from '../find/found';
import type { JobView } from '../jobList';
import type { NewDiskProgress } from '../newDisk';
import type { RepairProgress } from '../repairViews';
import type { RecentView, SharedPrefs } from '../settings';
import type { ImageId, ScanKind, ScanPart } from '../views';
import type { EventName } from './channels';
import type { Arrival, Edited } from './contract';

/** Events that main sends to a window. */
export type Events = {
  /** The window should open this file. */
  'app/ticket': Arrival;
  /** The user chose a menu item. */
  'app/command': { readonly command: CommandId };
  /** Something failed in the main process. The log has it under that reference. */
  'app/failure': { readonly ref: string };
  /** The window is about to close, or its disk to leave: the page answers with `app/handedOver` when main has everything that was typed. */
  'app/handOver': { readonly request: number };
  /** A new file that the page before this one had asked for is complete; null: it was not made. */
  'app/made': { readonly name: string | null; readonly of: 'new-disk' | 'copy' };
  /** Another window has changed what all windows share. */
  'app/prefs': SharedPrefs;
  'app/recents': { readonly recents: readonly RecentView[] };
  'disk/progress': NewDiskProgress;
  /** Something that the page did not ask for has ended, and may have changed this. `isLate`: the page before this one had asked for it. */
  'image/changed': Edited & { readonly isCheckOver: boolean; readonly isLate: boolean };
  /** The user agreed to a save before the disk leaves, and it failed: the disk stays. */
  'image/notSaved': { readonly image: ImageId; readonly failure: SaveFailure };
  /** Another window has restored or discarded the kept changes that were offered; `draft`: those that are offered now. */
  'image/draft': { readonly image: ImageId; readonly draft: DraftView | null };
  /** All jobs of the window, in the order in which they were begun. */
  'job/list': { readonly jobs: readonly JobView[] };
  /** A running check of everything has found this. A finding that counts is sent again with each new count. */
  'repair/found': { readonly image: ImageId; readonly finding: Finding };
  'repair/progress': RepairProgress;
  'find/part': { readonly find: number; readonly part: FoundPart };
  'scan/part': { readonly scan: number; readonly what: ScanKind; readonly part: ScanPart };
};
export type EventPayload<N extends EventName> = Events[N];
