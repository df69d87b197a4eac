/** All requests to main's log of changes go through one queue, so that each is made for the log as the previous one left it. */
let queue: Promise<unknown> = Promise.resolve();

export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = queue.then(work);
  queue = next.catch(() => undefined);
  return next;
}

/** Resolves when everything that was asked so far is answered. */
export const settled = (): Promise<void> => inTurn(async () => {});
