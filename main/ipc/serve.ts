/**
 * The validated handle(): it checks sender and request and catches exceptions. Every call gets exactly one answer, as plain
 * data.
 */
import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import type { CallName } from '../../shared/ipc/channels';
import { calls, type Answer, type Failure, type Reply, type Request } from '../../shared/ipc/contract';
import { err, type Result } from '../../shared/result';
import { crash } from '../log';
import { PAGE_URL } from '../pageUrl';

/** How many pages each window has had: a page that failed is loaded again, and begins with `app/start`. */
const pages = new WeakMap<BrowserWindow, number>();

/** A call that ended after the page that made it was gone: the page that took its place does not know of it. */
type Late = { readonly name: CallName; readonly answer: Result<unknown, unknown>; readonly from: BrowserWindow };
let tellLate: (late: Late) => void = () => {};
export const whenLate = (tell: typeof tellLate): void => {
  tellLate = tell;
};

/** Requests are small: one that is larger than its schema allows never reaches a handler. */
type Handler<N extends CallName> = (request: Request<N>, from: BrowserWindow) => Promise<Result<Reply<N>, Failure<N>>>;

/** The window that asked, if it is one of ours, showing our page, in its top frame; null otherwise. */
function trustedSender(event: IpcMainInvokeEvent): BrowserWindow | null {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || frame.url.split('#')[0] !== PAGE_URL) return null;
  const window = BrowserWindow.fromWebContents(event.sender);
  return window === null || window.isDestroyed() ? null : window;
}

export function serve<N extends CallName>(name: N, handler: Handler<N>): void {
  ipcMain.handle(name, async (event, raw: unknown): Promise<Answer<N>> => {
    const from = trustedSender(event);
    if (from === null) return err({ kind: 'untrusted-sender' });
    const schema = calls[name].request as z.ZodType<Request<N>>;
    const request = schema.safeParse(raw);
    if (!request.success) return err({ kind: 'bad-request', at: request.error.issues[0]?.path.join('.') ?? '' });
    if (name === 'app/start') pages.set(from, (pages.get(from) ?? 0) + 1);
    const page = pages.get(from) ?? 0;
    try {
      const answer = await handler(request.data, from);
      if (!from.isDestroyed() && (pages.get(from) ?? 0) !== page) tellLate({ name, answer, from });
      return answer;
    } catch (cause) {
      // The window was closed while this call waited, perhaps for a dialog: that is no bug, and nobody hears the answer.
      if (from.isDestroyed()) return err({ kind: 'untrusted-sender' });
      return err({ kind: 'internal', ref: crash(name, cause) });
    }
  });
}
