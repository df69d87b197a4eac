/** Sends a typed message to a window; a window that is gone is no error. */
import { webContents, type WebContents } from 'electron';
import type { EventName } from '../../shared/ipc/channels';
import type { EventPayload } from '../../shared/ipc/events';

export function send<N extends EventName>(to: WebContents, name: N, payload: EventPayload<N>): void {
  if (!to.isDestroyed()) to.send(name, payload);
}

/** `id`: that of the window's web contents. */
export function sendTo<N extends EventName>(id: number, name: N, payload: EventPayload<N>): void {
  const contents = webContents.fromId(id);
  if (contents !== undefined) send(contents, name, payload);
}

export function sendToOthers<N extends EventName>(than: WebContents, name: N, payload: EventPayload<N>): void {
  for (const contents of webContents.getAllWebContents()) if (contents !== than) send(contents, name, payload);
}

export function sendToAll<N extends EventName>(name: N, payload: EventPayload<N>): void {
  for (const contents of webContents.getAllWebContents()) send(contents, name, payload);
}
