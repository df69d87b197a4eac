/** What the handlers work with; put together once in index.ts. */
import type { BrowserWindow } from 'electron';
import type { CommandId } from '../../shared/commands';
import type { LostRoom, RecoverAction } from '../../shared/edits';
import type { StartView } from '../../shared/ipc/contract';
import type { FileType } from '../../shared/fileTypes';
import type { PlaceChoice } from '../../shared/newDisk';
import type { SampleError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import type { Theme } from '../../shared/settings';
import type { Jobs, JobUnderWay } from '../session/jobs/jobs';
import type { NewDisks } from '../session/newdisk/newDisk';
import type { Goes, HandedOver, HandingOver } from '../session/app/handingOver';
import type { Places } from '../session/app/places';
import type { SampleChoice } from '../session/newdisk/sample';
import type { PlanReview } from '../session/edit/planReview';
import type { Recents } from '../session/app/recents';
import type { RepairWork } from '../session/repair/repairWork';
import type { Scans } from '../session/image/scans';
import type { Saving } from '../session/edit/saving';
import type { Departure, Sessions } from '../session/image/sessions';
import type { SettingsStore } from '../session/app/settings';
import type { Tickets } from '../session/app/tickets';
import type { ImageSession } from '../session/image/imageSession';
import type { Windows } from '../window';

/** The place the user chose for a new file, and what the window may know of it. */
export type ChosenPlace = { readonly path: string; readonly shown: Omit<PlaceChoice, 'ticket' | 'name'> };

/** What the desktop does for us; handlers use nothing else of Electron. */
export type Desktop = {
  /** `any`: every file is shown, not only disks. */
  chooseFile(window: BrowserWindow, title: string, kind?: 'disks' | 'any'): Promise<string | null>;
  /** Asks for the place of a new file, starting beside the file `near`, or where the system likes. */
  choosePlace(window: BrowserWindow, suggestion: string, near: string | null, type: FileType): Promise<ChosenPlace | null>;
  agreeToVisit(window: BrowserWindow, path: string): Promise<boolean>;
  agreeToSave(window: BrowserWindow, path: string, review: PlanReview): Promise<boolean>;
  /** Disks are based on this one; false: the user does not change it under them. */
  agreeOverChildren(window: BrowserWindow, path: string, children: readonly string[]): Promise<boolean>;
  /** Blocks are lost, and new ones would take their places; false: the user does not write over them. */
  agreeOverLost(window: BrowserWindow, path: string, room: LostRoom): Promise<boolean>;
  agreeToRestore(window: BrowserWindow, path: string, action: RecoverAction | 'undo'): Promise<boolean>;
  /** Long jobs read the file that will be written to; false: the user does not wait for them. */
  agreeToWait(window: BrowserWindow, path: string, jobs: readonly JobUnderWay[]): Promise<boolean>;
  /** Changes are staged, and the window will show something else, or close. */
  askAboutChanges(window: BrowserWindow, path: string, changes: number): Promise<'save' | 'discard' | 'keep'>;
  /** Main may not have what was typed last. True: it may be lost. */
  agreeToLoseTyped(window: BrowserWindow, why: Exclude<HandedOver, 'done'>, goes: Goes): Promise<boolean>;
  /** The sample disk was changed since it was made. */
  askAboutSample(window: BrowserWindow, path: string): Promise<SampleChoice>;
  showInFolder(path: string): void;
  copyText(text: string): void;
  clipboardText(): Promise<string>;
  addRecent(path: string): void;
  setTheme(theme: Theme): void;
  showLogs(): void;
  offerCommands(enabled: readonly CommandId[], checked: readonly CommandId[]): void;
};

export type Leaving = {
  /**
   * True if nothing is unsaved in the window any more, or the user agrees to lose it: then it is deleted. Call it right before
   * the disk leaves.
   */
  mayLeave(from: BrowserWindow): Promise<boolean>;
  /** The same after the page has handed over what was typed last; the user is asked about what it has not. */
  mayClose(from: BrowserWindow): Promise<boolean>;
  /** For a disk that leaves once another one is open. */
  departure(from: BrowserWindow, goes: Goes): Departure;
};

export type Parts = {
  readonly version: string;
  readonly platform: StartView['platform'];
  readonly settings: SettingsStore;
  readonly recents: Recents;
  readonly tickets: Tickets;
  readonly sessions: Sessions;
  readonly saving: Saving;
  readonly scans: Scans;
  readonly newDisks: NewDisks;
  readonly places: Places;
  readonly handingOver: HandingOver;
  readonly jobs: Jobs;
  /** A random id, RFC 9562 version 4. */
  readonly newId: () => string;
  readonly repairs: RepairWork;
  readonly windows: Windows;
  readonly leaving: Leaving;
  readonly desktop: Desktop;
  /** Disks that are known to be based on the image. */
  readonly childrenOf: (session: ImageSession) => Promise<readonly string[]>;
  readonly tellRecents: () => void;
  /** Makes the sample disk if needed and returns its path; `ask` is called if it was changed. */
  readonly makeSample: (ask: (path: string) => Promise<SampleChoice>) => Promise<Result<string, SampleError>>;
};
