/** What preload puts on `window.platter`: one frozen object, and nothing else of Electron. */
import type { CallName, EventName } from './channels';
import type { Answer, EventPayload, Request } from './contract';

/** Every call but the one that carries a dropped file's path, which only preload may send. */
export type WindowCall = Exclude<CallName, 'app/takeDrop'>;

export type WindowApi = {
  readonly call: { readonly [N in WindowCall]: (request: Request<N>) => Promise<Answer<N>> };
  /** Returns the undo of the subscription. */
  readonly on: { readonly [N in EventName]: (listener: (payload: EventPayload<N>) => void) => () => void };
  /** Trades a dropped file for a ticket; the path stays out of the page. */
  readonly takeDrop: (file: object) => Promise<Answer<'app/takeDrop'>>;
};
