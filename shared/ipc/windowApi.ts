/** What preload puts on `window.platter`: one frozen object, with nothing else of Electron. */
import type { CallName, EventName } from './channels';
import type { Answer, Request } from './contract';
import type { EventPayload } from './events';

/** Every call except the one with a dropped file's path, which only preload may send. */
export type WindowCall = Exclude<CallName, 'app/takeDrop'>;

export type WindowApi = {
  readonly call: { readonly [N in WindowCall]: (request: Request<N>) => Promise<Answer<N>> };
  /** Returns a function that ends the subscription. */
  readonly on: { readonly [N in EventName]: (listener: (payload: EventPayload<N>) => void) => () => void };
  /** Exchanges a dropped file for a ticket, so that the page never gets its path. */
  readonly takeDrop: (file: object) => Promise<Answer<'app/takeDrop'>>;
};
