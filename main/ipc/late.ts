/** What a window’s new page is told about calls that the page before it had made, and that ended after it failed. */
import type { CallName } from '../../shared/ipc/channels';
import type { Edited, Failure, Reply, Request } from '../../shared/ipc/contract';
import type { EventPayload } from '../../shared/ipc/events';
import type { SaveFailure } from '../../shared/edits';
import type { FileTicket, ImageView, OpenTicket } from '../../shared/views';
import { send } from './broadcast';
import type { Parts } from './parts';
import { whenLate } from './serve';

/** Calls that make a file at the place they are given. */
type Makes = { [N in CallName]: Reply<N> extends FileTicket ? (Request<N> extends { place: OpenTicket } ? N : never) : never }[CallName];
const MAKES: Readonly<Record<Makes, EventPayload<'app/made'>['of']>> = {
  'disk/create': 'new-disk',
  'repair/copy': 'copy',
  'repair/copyRescue': 'copy',
};

/** Calls that answer what the open disk has become. What is being opened, the new page opens anew. */
type Changes = Exclude<{ [N in CallName]: Reply<N> extends Edited | ImageView ? N : never }[CallName], 'image/open'>;
const CHANGES: Readonly<Record<Changes, true>> = {
  'image/useParent': true,
  'image/visitParent': true,
  'edit/begin': true,
  'edit/end': true,
  'edit/stage': true,
  'edit/stageContent': true,
  'edit/stagePatch': true,
  'edit/undo': true,
  'edit/redo': true,
  'edit/discard': true,
  'edit/restoreDraft': true,
  'edit/forgetDraft': true,
  'edit/rebase': true,
  'edit/save': true,
  'edit/undoSaved': true,
  'edit/recover': true,
  'repair/check': true,
  'repair/stage': true,
  'repair/apply': true,
};

/** Where one of these fails, the new page is told why: the page that would have heard the answer is gone. */
type Saves = { [N in CallName]: SaveFailure extends Failure<N> ? N : never }[CallName];
const SAVES: Readonly<Record<Saves, true>> = { 'edit/save': true, 'repair/apply': true };

const isOf = <N extends CallName>(calls: Readonly<Record<N, unknown>>, name: CallName): name is N => Object.hasOwn(calls, name);

export function serveLate({ sessions }: Pick<Parts, 'sessions'>): void {
  whenLate(({ name, answer, from }) => {
    const { webContents } = from;
    if (isOf(MAKES, name)) {
      const made = answer.ok ? (answer.value as FileTicket).name : null;
      return send(webContents, 'app/made', { name: made, of: MAKES[name] });
    }
    const session = sessions.current(webContents.id);
    if (session === null || !isOf(CHANGES, name)) return;
    send(webContents, 'image/changed', {
      view: session.view(),
      edits: session.edits(),
      isCheckOver: name === 'repair/check',
      isLate: true,
    });
    if (!answer.ok && isOf(SAVES, name)) send(webContents, 'image/notSaved', { image: session.id, failure: answer.error as SaveFailure });
  });
}
