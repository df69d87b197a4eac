/** Calls about the program: how it starts, what it remembers, which file is meant. */
import { err, ok } from '../../../shared/result';
import type { StartView } from '../../../shared/ipc/contract';
import { contentLength } from '../../session/content';
import type { Parts } from '../parts';
import { serve } from '../serve';

/** Characters: a mebibyte of bytes as spaced hex pairs, and then some. */
const MOST_PASTED = 8 * 1024 * 1024;

export function serveApp({ version, platform, settings, recents, tickets, windows, desktop, tellRecents, makeSample }: Parts): void {
  serve('app/start', async (_request, from) => {
    void recents.refresh().then(tellRecents);
    const start: StartView = {
      version,
      platform,
      theme: settings.get().theme,
      recents: recents.views(),
      first: windows.takeFirst(from),
    };
    return ok(start);
  });
  serve('app/setTheme', async ({ theme }) => {
    desktop.setTheme(theme);
    await settings.change({ theme });
    return ok(null);
  });
  serve('app/setCommands', async ({ enabled }, from) => {
    if (from.isFocused()) desktop.offerCommands(enabled);
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
    return ok(text === '' || text.length > MOST_PASTED ? null : text);
  });
  serve('app/chooseFile', async (_request, from) => {
    const path = await desktop.chooseFile(from, 'Open a virtual hard disk');
    return ok(path === null ? null : tickets.issue(from.webContents.id, path));
  });
  serve('app/chooseBytes', async (_request, from) => {
    const path = await desktop.chooseFile(from, 'Choose a file', 'any');
    const bytes = path === null ? null : await contentLength(path);
    return ok(path === null || bytes === null ? null : { ...tickets.issue(from.webContents.id, path), bytes });
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
    const path = await desktop.chooseFile(from, `Where is ${recents.views().find((e) => e.recent === recent)?.name ?? 'the disk'} now?`);
    if (path === null) return ok(null);
    await recents.relocate(recent, path);
    tellRecents();
    return ok(tickets.issue(from.webContents.id, path));
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
