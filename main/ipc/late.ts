/** What a window’s new page is told about calls that the page before it had made, and that ended after it failed. */
import type { CallName } from '../../shared/ipc/channels';
import type { SaveFailure } from '../../shared/edits';
import type { FileTicket } from '../../shared/views';
import { send } from './broadcast';
import type { Parts } from './parts';
import { whenLate } from './serve';

const MAKES_A_FILE: readonly CallName[] = ['disk/create', 'repair/copy', 'repair/copyRescue'];
/** Where one of these fails, the new page is told why: the page that would have heard the answer is gone. */
const SAVES: readonly CallName[] = ['edit/save', 'repair/apply'];
const ONLY_ASKS: readonly CallName[] = ['edit/list', 'edit/blocks', 'edit/review'];
const CHANGES: readonly CallName[] = ['repair/check', 'repair/stage', 'repair/apply', 'image/useParent', 'image/visitParent'];
const mayChange = (name: CallName): boolean => CHANGES.includes(name) || (name.startsWith('edit/') && !ONLY_ASKS.includes(name));

export function serveLate({ sessions }: Pick<Parts, 'sessions'>): void {
  whenLate(({ name, answer, from }) => {
    const { webContents } = from;
    if (MAKES_A_FILE.includes(name)) {
      const made = answer.ok ? (answer.value as FileTicket).name : null;
      return send(webContents, 'app/made', { name: made, of: name === 'disk/create' ? 'new-disk' : 'copy' });
    }
    const session = sessions.current(webContents.id);
    if (session === null || !mayChange(name)) return;
    send(webContents, 'image/changed', {
      view: session.view(),
      edits: session.edits(),
      isCheckOver: name === 'repair/check',
      isLate: true,
    });
    if (!answer.ok && SAVES.includes(name))
      send(webContents, 'image/notSaved', { image: session.id, failure: answer.error as SaveFailure });
  });
}
