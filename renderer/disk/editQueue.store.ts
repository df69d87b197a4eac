/** Everything that is asked of main's log of changes goes through one queue, so that each is made for the log as the last one left it. */
let queue: Promise<unknown> = Promise.resolve();

export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = queue.then(work);
  queue = next.catch(() => undefined);
  return next;
}

/** When all that was asked so far is answered. */
export const settled = (): Promise<void> => inTurn(async () => {});
