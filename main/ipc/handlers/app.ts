/** Calls about the program: its start, its settings, and which file is meant. */
import { err, ok } from '../../../shared/result';
import type { Shown, StartView } from '../../../shared/ipc/contract';
import { crash } from '../../log';
import { contentFacts } from '../../session/edit/insertedFile';
import { prefsOf } from '../../session/app/settings';
import type { Parts } from '../parts';
import { sendToOthers } from '../broadcast';
import { serve } from '../serve';

/** One step of our zoom, in Electron's levels, each of which is a factor of 1.2. */
const ZOOM_LEVELS = 0.5;

/** In characters: a mebibyte of bytes as spaced hex pairs, with some to spare. */
const MAX_PASTED = 8 * 1024 * 1024;

export function serveApp(parts: Parts): void {
  const { version, platform, settings, recents, tickets, sessions, scans, jobs, windows, desktop, tellRecents, makeSample } = parts;

  /** What main has open for a window whose page was reloaded. */
  const shownIn = (window: number): Shown | null => {
    const session = sessions.current(window);
    if (session === null) return null;
    const edited = { view: session.view(), edits: session.edits() };
    return { file: tickets.issue(window, session.path), as: session.as, edited, checking: parts.repairs.isChecking(window) };
  };

  serve('app/start', async (_request, from) => {
    void recents.refresh().then(tellRecents);
    const { id } = from.webContents;
    // The page before this one may have left scans running, which would report parts that this page never asked for.
    await scans.cancel(id);
    // Nor does this page wait for what the one before it was opening: it opens that anew.
    const underway = sessions.interrupt(id);
    const prefs = prefsOf(settings.get());
    from.webContents.setZoomLevel(prefs.zoom * ZOOM_LEVELS);
    const start: StartView = {
      version,
      platform,
      prefs,
      recents: recents.views(),
      first: windows.takeFirst(from),
      reopen: underway === null ? null : { file: tickets.issue(id, underway.path), as: underway.as },
      shown: shownIn(id),
      jobs: jobs.list(id),
      creating: parts.newDisks.isCreating(id),
      restarted: windows.takeRestart(from),
    };
    return ok(start);
  });
  serve('app/setPrefs', async ({ prefs, changed }, from) => {
    const before = settings.get();
    await settings.change(Object.fromEntries(changed.map((name) => [name, prefs[name]])));
    const { theme, zoom } = settings.get();
    if (theme !== before.theme) desktop.setTheme(theme);
    if (zoom !== before.zoom) from.webContents.setZoomLevel(zoom * ZOOM_LEVELS);
    if (theme !== before.theme || zoom !== before.zoom) sendToOthers(from.webContents, 'app/prefs', { theme, zoom });
    return ok(null);
  });
  serve('app/rememberTab', async ({ image, tab }, from) => {
    const session = sessions.get(from.webContents.id, image);
    if (session !== null) await recents.setTab(session.path, tab);
    return ok(null);
  });
  serve('app/report', async ({ where, message }) => ok({ ref: crash(where, message) }));
  serve('app/showLogs', async () => {
    desktop.showLogs();
    return ok(null);
  });
  serve('app/newWindow', async () => {
    windows.create();
    return ok(null);
  });
  serve('app/setCommands', async ({ enabled, checked }, from) => {
    if (from.isFocused()) desktop.offerCommands(enabled, checked);
    return ok(null);
  });
  serve('app/handedOver', async ({ request, unfinished }, from) => {
    parts.handingOver.answer(from.webContents.id, request, unfinished);
    return ok(null);
  });
  serve('app/setModal', async ({ isOpen }, from) => {
    windows.setModal(from, isOpen);
    return ok(null);
  });
  serve('app/showInFolder', async ({ ticket }, from) => {
    const path = tickets.redeem(from.webContents.id, ticket);
    if (path === null) return err({ kind: 'stale-ticket' });
    desktop.showInFolder(path);
    return ok(null);
  });
  serve('app/openInWindow', async ({ ticket, run }, from) => {
    const path = tickets.redeem(from.webContents.id, ticket);
    if (path === null) return err({ kind: 'stale-ticket' });
    windows.show(path, run);
    return ok(null);
  });
  serve('app/copyText', async ({ text }) => {
    desktop.copyText(text);
    return ok(null);
  });
  serve('app/clipboardText', async (_request, from) => {
    const text = from.isFocused() ? await desktop.clipboardText() : '';
    return ok(text === '' || text.length > MAX_PASTED ? null : text);
  });
  serve('app/chooseFile', async (_request, from) => {
    const page = windows.pageOf(from);
    const path = await desktop.chooseFile(from, 'Open a virtual hard disk');
    if (path === null || windows.handIfNew(from, page, path)) return ok(null);
    return ok(tickets.issue(from.webContents.id, path));
  });
  serve('app/chooseBytes', async (_request, from) => {
    const path = await desktop.chooseFile(from, 'Choose a file', 'any');
    if (path === null) return ok(null);
    const facts = await contentFacts(path);
    return facts.ok ? ok({ ...tickets.issue(from.webContents.id, path), ...facts.value }) : facts;
  });
  serve('app/takeDrop', async ({ path }, from) => ok(tickets.issue(from.webContents.id, path)));
  serve('app/openRecent', async ({ recent }, from) => {
    const path = recents.pathOf(recent);
    return path === null ? err({ kind: 'not-found' }) : ok(tickets.issue(from.webContents.id, path));
  });
  serve('app/pinRecent', async ({ recent, pinned }) => {
    await recents.pin(recent, pinned);
    tellRecents();
    return ok(null);
  });
  serve('app/locateRecent', async ({ recent }, from) => {
    const page = windows.pageOf(from);
    const path = await desktop.chooseFile(from, `Where is ${recents.views().find((e) => e.recent === recent)?.name ?? 'the disk'} now?`);
    if (path === null) return ok(null);
    await recents.relocate(recent, path);
    tellRecents();
    return ok(windows.handIfNew(from, page, path) ? null : tickets.issue(from.webContents.id, path));
  });
  serve('app/makeSample', async (_request, from) => {
    const made = await makeSample((path) => desktop.askAboutSample(from, path));
    return made.ok ? ok(tickets.issue(from.webContents.id, made.value)) : made;
  });
  serve('app/forgetRecent', async ({ recent }) => {
    await recents.forget(recent);
    tellRecents();
    return ok(null);
  });
}
