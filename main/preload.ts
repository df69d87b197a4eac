/**
 * The only bridge between page and main process: one frozen object built from the channel lists. Nothing of Electron,
 * no event object and no path is handed to the page.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CALLS, EVENTS } from '../shared/ipc/channels';

/** Electron before 29 has no webUtils and keeps the path on the file itself. */
const pathOf = (file: File & { readonly path?: string }): string =>
  typeof webUtils === 'undefined' ? (file.path ?? '') : webUtils.getPathForFile(file);

const call = Object.fromEntries(
  CALLS.filter((name) => name !== 'app/takeDrop').map((name) => [name, (request: unknown) => ipcRenderer.invoke(name, request)]),
);

const on = Object.fromEntries(
  EVENTS.map((name) => [
    name,
    (listener: (payload: unknown) => void) => {
      const relay = (_event: unknown, payload: unknown): void => listener(payload);
      ipcRenderer.on(name, relay);
      return () => {
        ipcRenderer.off(name, relay);
      };
    },
  ]),
);

const takeDrop = (file: File): Promise<unknown> => ipcRenderer.invoke('app/takeDrop', { path: pathOf(file) });

contextBridge.exposeInMainWorld('platter', { call, on, takeDrop });
