/**
 * Before a window closes, or its disk leaves, its page hands over what was typed last: changes that are on their way to main are
 * waited for. Only the page knows of them.
 */
import type { Unfinished } from '../../../shared/edits';
import type { WindowId } from './tickets';

/** `done`: main has everything but what is unfinished. `silent`: the page has not answered in time. */
export type HandedOver = 'done' | Unfinished | 'silent';

/** What becomes of the window's disk then: it is closed, another one takes its place, or its file is read again. */
export type Goes = 'closed' | 'other' | 'again';

export type HandingOver = {
  /** `tell` tells the page the number of this request. A later request of the same window takes its place. */
  ask(window: WindowId, tell: (request: number) => void): Promise<HandedOver>;
  /** The page has answered that request; a late answer changes nothing. */
  answer(window: WindowId, request: number, unfinished: Unfinished | null): void;
};

const MAX_WAIT_MS = 2000;

export function createHandingOver(wait: (ms: number) => Promise<void>): HandingOver {
  let last = 0;
  const waiting = new Map<WindowId, { readonly request: number; readonly resolve: (end: HandedOver) => void }>();
  return {
    ask: async (window, tell) => {
      last += 1;
      const request = last;
      const answered = new Promise<HandedOver>((resolve) => waiting.set(window, { request, resolve }));
      tell(request);
      const end = await Promise.race([answered, wait(MAX_WAIT_MS).then(() => 'silent' as const)]);
      if (waiting.get(window)?.request === request) waiting.delete(window);
      return end;
    },
    answer: (window, request, unfinished) => {
      const asked = waiting.get(window);
      if (asked?.request === request) asked.resolve(unfinished ?? 'done');
    },
  };
}
