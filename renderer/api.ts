/** The only module that reads `window.platter`. It unwraps nothing and throws nothing: every answer is a Result. */
import type { WindowApi } from '../shared/ipc/windowApi';

declare global {
  interface Window {
    readonly platter: WindowApi;
  }
}

export const api: WindowApi['call'] = window.platter.call;
export const on: WindowApi['on'] = window.platter.on;
export const takeDrop: WindowApi['takeDrop'] = window.platter.takeDrop;
