/** The composition root: builds everything once and passes it down. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { app, clipboard, nativeTheme, protocol, session, shell } from 'electron';
import { v4 } from 'uuid';
import { pageServer } from './appPage';
import {
  agreeToRestore,
  agreeOverChildren,
  agreeOverLost,
  agreeToLoseTyped,
  agreeToSave,
  agreeToStop,
  agreeToVisit,
  agreeToWait,
  askAboutChanges,
  askAboutSample,
  askAboutFailedPage,
  askAboutSilentPage,
  chooseFile,
  choosePlace,
  sayStartFailed,
} from './dialogs';
import { nodeFileSystem } from './io/nodeFileSystem';
import { nodeSaveContext } from './io/nodeSaveContext';
import { otherWriters } from './io/otherWriters';
import { absolute } from './io/paths';
import { sendToAll } from './ipc/broadcast';
import { createLeaving } from './ipc/handlers/leaving';
import { serveLate } from './ipc/late';
import { serveApp } from './ipc/handlers/app';
import { serveEdit } from './ipc/handlers/edit';
import { serveImage } from './ipc/handlers/image';
import { serveJobs } from './ipc/handlers/jobs';
import { serveNewDisk } from './ipc/handlers/newDisk';
import { serveRepair } from './ipc/handlers/repair';
import { serveScan } from './ipc/handlers/scan';
import type { Desktop, Parts } from './ipc/parts';
import { startRepair } from './jobs/startRepair';
import { crash, logFile } from './log';
import { installMenu, offerCommands } from './menu';
import { PAGE_SCHEME } from './pageUrl';
import { finishFirst, type Ending } from './quitting';
import { filesOn } from './session/app/arguments';
import { startJob, threadsLeft } from './jobs/startJob';
import { createJobNotices, type JobNotices } from './jobNotices';
import { createJobs, type Jobs } from './session/jobs/jobs';
import { createNewDisks } from './session/newdisk/newDisk';
import { createHandingOver } from './session/app/handingOver';
import type { PlaceWorld } from './session/newdisk/newDiskPlace';
import { createPlaces } from './session/app/places';
import { writeSidecars } from './session/jobs/sidecar';
import { sampleFile } from './session/newdisk/sample';
import { knownChildren } from './session/edit/children';
import { loadRecents } from './session/app/recents';
import { createDrafts, type Drafts } from './session/edit/drafts';
import { createRepairWork } from './session/repair/repairWork';
import { createSaving } from './session/edit/saving';
import { createScans, type StartFind, type StartScan } from './session/image/scans';
import type { ImageSession } from './session/image/imageSession';
import { createSessions, type Sessions } from './session/image/sessions';
import { loadSettings } from './session/app/settings';
import { createTickets, type Tickets } from './session/app/tickets';
import { createWindows, harden, type Windows } from './window';

/** The random bytes are passed in because uuid looks for a global that the development runtime's Node lacks. */
const newId = (): string => v4({ random: randomBytes(16) });

const platforms = { linux: 'linux', darwin: 'darwin', win32: 'win32' } as const;

const desktop: Desktop = {
  chooseFile,
  choosePlace,
  agreeToVisit,
  agreeToSave,
  agreeOverChildren,
  agreeOverLost,
  agreeToRestore,
  askAboutChanges,
  agreeToWait,
  agreeToLoseTyped,
  askAboutSample,
  showInFolder: (file) => shell.showItemInFolder(file),
  copyText: (text) => clipboard.writeText(text),
  clipboardText: async () => clipboard.readText(),
  addRecent: (file) => app.addRecentDocument(file),
  setTheme: (theme) => {
    nativeTheme.themeSource = theme;
  },
  offerCommands,
  showLogs: () => shell.showItemInFolder(logFile()),
};

const placeWorld = (sessions: Sessions): PlaceWorld => ({
  files: nodeFileSystem(),
  otherWriters: async (file) => (process.platform === 'linux' ? otherWriters(file) : []),
  isOpenHere: (identity) => sessions.holds(identity),
  platform: process.platform,
  now: Date.now,
});

/** Threads cannot be started from inside an archive; in a packed program the worker lies beside it. */
const WORKER = path.join(__dirname, '../worker/worker.cjs').replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

const jobsFor = (tickets: Tickets, notices: JobNotices): Jobs =>
  createJobs({
    run: (request, report) =>
      startJob(request, { worker: WORKER, helpers: availableParallelism() > 1 ? 1 : 0, inBackground: true, report }),
    now: Date.now,
    newId,
    issue: (window, file) => tickets.issue(window, file),
    tell: (window, list) => notices.showJobs(window, list),
    finish: writeSidecars,
    crash,
  });

/** A scan that runs by itself uses one processor; one that the user waits for uses two. */
const startScan: StartScan = ({ path: file, as, footerAt, what, range }, part) => {
  const source = { path: file, as, parents: [], footerAt };
  const { end, ...control } = startJob(
    { op: 'scan', source, what, range },
    { worker: WORKER, helpers: what === 'content' ? 1 : 0, inBackground: true, report: () => {}, part },
  );
  return { end: end as ReturnType<StartScan>['end'], ...control };
};

/** The user waits for it. */
const startFind: StartFind = (task, found) => {
  const options = { worker: WORKER, helpers: availableParallelism() > 1 ? 1 : 0, inBackground: true, report: () => {}, found } as const;
  const { end, ...control } = startJob(task, options);
  return { end: end as ReturnType<StartFind>['end'], ...control };
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const ending: Ending = {
  threadsLeft,
  waitsForFile: () => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq')),
  letOthersStart: () => app.releaseSingleInstanceLock(),
  wait,
  exit: () => app.exit(),
  kill: () => process.kill(process.pid, 'SIGKILL'),
};

/**
 * A bug in the main process is logged and shown, staged changes are written to the draft at once, and the program goes on:
 * only saves write to images.
 */
function surviveFailures(drafts: Drafts): void {
  const fail = (where: string) => (cause: unknown) => {
    const ref = crash(where, cause);
    void drafts.flush();
    sendToAll('app/failure', { ref });
  };
  process.on('uncaughtException', fail('uncaught exception'));
  process.on('unhandledRejection', fail('unhandled rejection'));
}

/** Tells the log once that they could not be written: it is no reason to bother the user, or to stop what they are doing. */
function notKept(what: string): (cause: unknown) => void {
  let isTold = false;
  return (cause) => {
    if (!isTold) crash(`${what} not kept`, cause);
    isTold = true;
  };
}

async function build(): Promise<Windows> {
  const data = app.getPath('userData');
  const settings = await loadSettings(path.join(data, 'settings.json'), notKept('settings'));
  const saves = await nodeSaveContext({ app: app.getVersion(), now: () => Date.now(), newId: () => randomBytes(16) });
  const drafts = await createDrafts({
    folder: path.join(data, 'drafts'),
    files: saves.files,
    now: () => new Date(),
    newId,
    waitMs: 300,
  });
  const recents = await loadRecents(path.join(data, 'recents.json'), {
    now: () => new Date(),
    newId,
    hasDraft: drafts.waitFor,
    failed: notKept('recent disks'),
  });
  const sessions = createSessions(newId, () => Date.now() / 1000, saves, drafts);
  const tickets = createTickets(newId);
  const world = placeWorld(sessions);
  const places = createPlaces(world);
  const handingOver = createHandingOver(wait);
  const notices = createJobNotices();
  const newDisks = createNewDisks({ ...world, places, newId, randomBytes, note: notices.showCreating });
  const jobs = jobsFor(tickets, notices);
  const repairs = createRepairWork({ now: () => Date.now() / 1000, newId }, saves, (order, tell) =>
    startRepair(order, { worker: WORKER, tag: randomBytes(4).toString('hex') }, tell),
  );
  const scans = createScans(startScan, startFind, saves.files);
  const saving = createSaving(saves);
  const childrenOf = (session: ImageSession): Promise<readonly string[]> =>
    knownChildren({ path: session.path, uniqueId: session.view().layers[0]?.uniqueId ?? '' }, recents.paths());
  const leaving = createLeaving({ childrenOf, saving, jobs, scans, desktop, sessions, handingOver });
  const windows = createWindows({
    preload: path.join(__dirname, '../preload/preload.cjs'),
    settings,
    sessions,
    tickets,
    newDisks,
    places,
    jobs,
    repairs,
    scans,
    mayLeave: (window) => leaving.mayLeave(window),
    mayClose: (window) => leaving.mayClose(window),
    agreeToStop,
    askAboutFailedPage,
    askAboutSilentPage,
    crash,
  });
  const parts: Parts = {
    version: app.getVersion(),
    platform: platforms[process.platform as keyof typeof platforms] ?? 'other',
    settings,
    recents,
    tickets,
    sessions,
    saving,
    scans,
    newDisks,
    places,
    handingOver,
    jobs,
    newId,
    repairs,
    windows,
    leaving,
    desktop,
    makeSample: (ask) => sampleFile({ folder: path.join(data, 'samples'), files: saves.files, newId }, ask),
    childrenOf,
    tellRecents: () => sendToAll('app/recents', { recents: recents.views() }),
  };
  desktop.setTheme(settings.get().theme);
  serveApp(parts);
  serveImage(parts);
  serveEdit(parts);
  serveNewDisk(parts);
  serveJobs(parts);
  serveRepair(parts);
  serveScan(parts);
  serveLate(parts);
  app.on('will-quit', finishFirst([newDisks, { cancelAll: () => jobs.cancelAll(null) }, repairs, scans], ending));
  surviveFailures(drafts);
  return windows;
}

/** Every permission is denied: this program asks for nothing a page could need permission for, and talks to no server. */
function lockSession(serve: (url: string) => Promise<Response>): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !details.url.startsWith(`${PAGE_SCHEME}:`) && !details.url.startsWith('devtools:') });
  });
  defaultSession.on('will-download', (event) => event.preventDefault());
  protocol.handle(PAGE_SCHEME, (request) => serve(request.url));
}

function start(): void {
  /** Files to open that arrive before there is a window; macOS sends them early. */
  const early: string[] = [];
  let windows: Windows | null = null;
  const arrive = (file: string | null): void => {
    if (windows !== null) windows.show(file);
    else if (file !== null) early.push(file);
  };

  // enableSandbox would undo --no-sandbox, without which root cannot run: every child process would die at once.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => harden(contents));
  app.on('open-file', (event, file) => {
    event.preventDefault();
    arrive(file);
  });
  app.on('second-instance', (_event, argv, folder) => {
    const files = filesOn(argv, app.isPackaged).map((file) => absolute(folder, file));
    for (const file of files.length === 0 ? [null] : files) arrive(file);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => arrive(null));

  const ready = async (): Promise<void> => {
    await app.whenReady();
    lockSession(await pageServer(path.join(__dirname, '../renderer')));
    installMenu(() => windows?.create());
    windows = await build();
    const files = [...filesOn(process.argv, app.isPackaged).map((file) => absolute(process.cwd(), file)), ...early];
    for (const file of files.length === 0 ? [null] : files) arrive(file);
  };
  ready().catch((cause: unknown) => {
    sayStartFailed(crash('start', cause));
    app.exit(1);
  });
}

protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true } }]);
if (app.requestSingleInstanceLock()) start();
else app.quit();
