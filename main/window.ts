/**
 * The program's windows, each with one disk: sandboxed, isolated, without navigation, new windows or permissions. A file
 * that arrives goes to the window that already shows it, else to an empty window, else to a new one.
 */
import { app, BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import type { Arrival, RunOnArrival } from '../shared/ipc/contract';
import { send } from './ipc/broadcast';
import { PAGE_URL } from './pageUrl';
import { baseName, sameFileAmong } from './io/paths';
import type { Jobs } from './session/jobs/jobs';
import { listWindows } from './menu';
import type { NewDisks } from './session/newdisk/newDisk';
import type { Places } from './session/app/places';
import type { RepairWork } from './session/repair/repairWork';
import type { Scans } from './session/image/scans';
import type { Sessions } from './session/image/sessions';
import type { SettingsStore, WindowBounds } from './session/app/settings';
import type { Tickets } from './session/app/tickets';
import { underWayIn, type UnderWay } from './session/app/underWay';
import { cascaded, restored } from './windowPlace';

export type Windows = {
  /** Shows the file, or an empty window when there is none; `run` is carried out once the file is open. */
  show(path: string | null, run?: RunOnArrival | null): void;
  /** Opens the file in this window if its page is not the one that asked for it any more: that page failed, and with it the answer. */
  handIfNew(window: BrowserWindow, asked: PageNumber, path: string): boolean;
  /** Which of its pages the window has now. */
  pageOf(window: BrowserWindow): PageNumber;
  /** The file that the window's page should start with; null when there is none. From now on the page is told of files at once. */
  takeFirst(window: BrowserWindow): Arrival | null;
  /** Runs what may take the disk out of its window. If its file is opened again meanwhile, it is shown afterwards, wherever that is. */
  whileLeaving<T>(window: BrowserWindow, work: () => Promise<T>): Promise<T>;
  /** The page has begun to open a file. */
  began(window: BrowserWindow): void;
  /** Whether the page before this one failed; true only once. */
  takeRestart(window: BrowserWindow): boolean;
  /** Whether a sheet is open in the window: a file that arrives is not shown behind it. */
  setModal(window: BrowserWindow, isOpen: boolean): void;
  /** Opens one more empty window. */
  create(): void;
  /** Gives the window its file's title; null when it shows none. */
  title(window: BrowserWindow, path: string | null): void;
};

export type WindowParts = {
  readonly preload: string;
  readonly settings: SettingsStore;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  /** Asks about staged changes: true when there are none left, or they may be lost. */
  readonly mayLeave: (window: BrowserWindow) => Promise<boolean>;
  /** The same, after the page has handed over what was typed last; what is unfinished there is asked about, too. */
  readonly mayClose: (window: BrowserWindow) => Promise<boolean>;
  readonly agreeToStop: (window: BrowserWindow, work: UnderWay) => Promise<boolean>;
  readonly askAboutFailedPage: (window: BrowserWindow) => Promise<boolean>;
  readonly askAboutSilentPage: (window: BrowserWindow) => Promise<boolean>;
  readonly crash: (where: string, cause: unknown) => string;
  readonly newDisks: NewDisks;
  readonly jobs: Jobs;
  readonly places: Places;
  readonly repairs: RepairWork;
  readonly scans: Scans;
};

/** How many pages of the window failed before this one. */
export type PageNumber = number;

type First = { readonly path: string; readonly run: RunOnArrival | null };

/** A drive that does not answer must not keep a file from being shown. */
const LINKS_WITHIN_MS = 500;

const FIRST_SIZE = { width: 1280, height: 800 };
const MIN_SIZE = { minWidth: 880, minHeight: 560 };
const GROUND = { dark: '#0E1116', light: '#F3F5F8' };

/** The first window is where it was last; a further one beside the one in front. */
function placed(saved: WindowBounds | null): Partial<WindowBounds> {
  const front = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  if (front === undefined) return saved === null ? FIRST_SIZE : restored(saved, screen.getDisplayMatching(saved).workArea);
  const bounds = front.getNormalBounds();
  return cascaded(bounds, screen.getDisplayMatching(bounds).workArea);
}

/** Refuses everything by which a page could leave or open others. */
export function harden(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
}

/** If the page fails more often than this in so many milliseconds, the user is asked before it is loaded once more. */
const MAX_FAILURES = 3;
const FAILURES_WITHIN_MS = 60_000;

/** What else a window that is kept alive does: `note` that its page failed, and `leave` for good, with changes kept for later. */
type Alive = { note(): void; leave(): Promise<void> };

/** Reloads the page when it failed or hangs. What main owns is kept: the image, staged changes, jobs. */
function keepAlive(window: BrowserWindow, parts: WindowParts, { note, leave }: Alive): void {
  const { crash, askAboutFailedPage, askAboutSilentPage } = parts;
  let failures: number[] = [];
  let isAsking = false;
  const load = (): void => {
    note();
    window.webContents.reload();
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    crash('page', reason);
    const now = Date.now();
    failures = [...failures.filter((at) => now - at < FAILURES_WITHIN_MS), now];
    if (failures.length <= MAX_FAILURES) return load();
    failures = [];
    void askAboutFailedPage(window).then(async (again) => {
      if (!again) await leave();
      // Without a page, a window that stays could not even be looked at.
      if (!window.isDestroyed()) load();
    });
  });
  window.on('unresponsive', () => {
    if (isAsking) return;
    isAsking = true;
    void askAboutSilentPage(window).then((again) => {
      isAsking = false;
      // The crash is handled above, which loads the page again.
      if (again && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
    });
  });
}

export function createWindows(parts: WindowParts): Windows {
  let quitting = false;
  app.on('before-quit', () => {
    quitting = true;
  });
  const { preload, settings, sessions, tickets } = parts;
  /** Windows whose page has not started yet. */
  const starting = new Set<BrowserWindow>();
  /** The file that each window was given and has not begun to open. If its page fails before that, the next page gets it. */
  const given = new Map<BrowserWindow, First>();
  /** Windows whose page failed, and whose next page has not started yet. */
  const restarted = new Set<BrowserWindow>();
  /** How often the page of each window failed. */
  const failed = new Map<BrowserWindow, PageNumber>();

  /** Windows that are about to close, if the answers allow it, with the file to open afterwards: it was opened again meanwhile. */
  const closing = new Map<BrowserWindow, First | null>();

  /** Windows whose disk may be about to leave, with what was opened of it again meanwhile. */
  const leaving = new Map<BrowserWindow, First | null>();
  /** Windows with an open sheet. */
  const withSheet = new Set<BrowserWindow>();

  const remember = (window: BrowserWindow): void => {
    void settings.change({ window: window.getNormalBounds(), maximized: window.isMaximized() });
  };

  /** Whether closing has to wait. Only the page can tell whether something was typed into a disk that main does not have yet. */
  const mustWait = (id: number): boolean => underWayIn(id, parts) !== null || sessions.current(id) !== null;
  const mayStop = async (window: BrowserWindow): Promise<boolean> => {
    const work = underWayIn(window.webContents.id, parts);
    return work === null || parts.agreeToStop(window, work);
  };
  /** A page that takes the place of one that failed has nothing to hand over. */
  const mayLeave = (window: BrowserWindow): Promise<boolean> => (starting.has(window) ? parts.mayLeave(window) : parts.mayClose(window));
  /** Asks about work that is under way first. */
  const mayGo = async (window: BrowserWindow): Promise<boolean> =>
    (await mayStop(window)) && !window.isDestroyed() && (await mayLeave(window)) && !window.isDestroyed();

  const create = (first: First | null): void => {
    // What was opened last is what the user wants, even where the program was about to quit.
    quitting = false;
    const { window: bounds, maximized } = settings.get();
    const window = new BrowserWindow({
      ...placed(bounds),
      ...MIN_SIZE,
      show: false,
      title: 'Platter',
      backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        navigateOnDragDrop: false,
        disableBlinkFeatures: 'Auxclick',
      },
    });
    const { id } = window.webContents;
    starting.add(window);
    if (first !== null) given.set(window, first);
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
    });
    window.on('page-title-updated', (event) => event.preventDefault());
    window.on('close', (event) => {
      remember(window);
      if (!closing.has(window) && !mustWait(id)) return;
      // Closing waits for the answers; if they are yes, the window is closed here.
      event.preventDefault();
      if (closing.has(window)) return;
      closing.set(window, null);
      let afterwards: First | null = null;
      const answered = mayGo(window).finally(() => {
        afterwards = closing.get(window) ?? null;
        closing.delete(window);
      });
      void answered.then((yes) => {
        if (window.isDestroyed()) return;
        if (!yes) quitting = false;
        if (!yes) return;
        if (afterwards !== null) create(afterwards);
        window.destroy();
        // Asking has stopped the program from quitting; now it goes on with the other windows.
        if (quitting) app.quit();
      });
    });
    window.on('closed', () => {
      starting.delete(window);
      given.delete(window);
      restarted.delete(window);
      failed.delete(window);
      withSheet.delete(window);
      listWindows();
      tickets.forget(id);
      parts.newDisks.cancel(id);
      parts.places.forget(id);
      parts.jobs.forget(id);
      parts.repairs.cancel(id, 'all');
      void parts.scans.cancel(id);
      void sessions.close(id);
    });
    listWindows();
    keepAlive(window, parts, {
      note: () => {
        restarted.add(window);
        failed.set(window, (failed.get(window) ?? 0) + 1);
        // If the next page opens the sheet again, it says so.
        withSheet.delete(window);
        starting.add(window);
      },
      // Staged changes are not asked about: they are kept, and offered when the disk is opened again.
      leave: async () => {
        if ((await mayStop(window)) && !window.isDestroyed()) window.destroy();
      },
    });
    void window.loadURL(PAGE_URL);
  };

  const focus = (window: BrowserWindow): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const arrivalAt = (window: BrowserWindow, { path, run }: First): Arrival => ({ file: tickets.issue(window.webContents.id, path), run });

  const hand = (window: BrowserWindow, first: First): void => {
    given.set(window, first);
    if (!starting.has(window)) send(window.webContents, 'app/ticket', arrivalAt(window, first));
    focus(window);
  };

  const showNow: Windows['show'] = (path, run = null) => {
    const windows = BrowserWindow.getAllWindows();
    const isFor = (w: BrowserWindow): boolean => w.webContents.id === sessions.windowOf(path ?? '') || given.get(w)?.path === path;
    const showing = path === null ? undefined : windows.find(isFor);
    const isIdle = ({ id }: WebContents): boolean =>
      sessions.current(id) === null && sessions.opening(id) === null && underWayIn(id, parts) === null;
    const empty = windows.find((w) => isIdle(w.webContents) && !given.has(w) && !withSheet.has(w));
    const target = showing ?? empty ?? (path === null ? windows[0] : undefined);
    const first = path === null ? null : { path, run };
    if (target === undefined) create(first);
    else if (first !== null && target !== showing) hand(target, first);
    else {
      focus(target);
      if (first !== null && closing.has(target)) closing.set(target, first);
      else if (first !== null && leaving.has(target)) leaving.set(target, first);
      else if (run !== null) send(target.webContents, 'app/command', { command: run });
    }
  };

  /** Files are shown in the order in which they arrived. One that fails is logged as any failure is, and keeps none back. */
  let arrived: Promise<void> = Promise.resolve();
  const show: Windows['show'] = (path, run) => {
    const before = arrived.catch(() => undefined);
    arrived = before.then(async () => {
      const known = [...sessions.paths(), ...[...given.values()].map((first) => first.path)];
      showNow(path === null ? null : ((await sameFileAmong(known, path, LINKS_WITHIN_MS)) ?? path), run);
    });
  };

  return {
    show,
    pageOf: (window) => failed.get(window) ?? 0,
    handIfNew: (window, asked, path) => {
      const isNew = !window.isDestroyed() && (failed.get(window) ?? 0) !== asked;
      if (isNew) hand(window, { path, run: null });
      return isNew;
    },
    whileLeaving: async (window, work) => {
      if (leaving.has(window)) return work();
      leaving.set(window, null);
      try {
        return await work();
      } finally {
        const again = leaving.get(window) ?? null;
        leaving.delete(window);
        // The page hears first that its disk has left.
        if (again !== null) setImmediate(() => showNow(again.path, again.run));
      }
    },
    began: (window) => void given.delete(window),
    takeRestart: (window) => restarted.delete(window),
    setModal: (window, isOpen) => void (isOpen ? withSheet.add(window) : withSheet.delete(window)),
    create: () => create(null),
    takeFirst: (window) => {
      starting.delete(window);
      const first = given.get(window) ?? null;
      return first === null ? null : arrivalAt(window, first);
    },
    title: (window, path) => {
      window.setTitle(path === null ? 'Platter' : `${baseName(path)} — Platter`);
      listWindows();
      window.setRepresentedFilename(path ?? '');
    },
  };
}
