/** Opens disks that were open before, and the sample disk. Paths stay in main; here are names and ids. */
import type { RecentView } from '../../shared/settings';
import { api } from '../api';
import { openDisk } from '../disk/disk.store';
import { alertUser, openModal } from './modal.store';
import { now, setState } from './store';

/** Goes to the list on the welcome page if that is shown, else opens a list over the window. */
export function showRecents(): void {
  const { disk, program } = now();
  if (disk.kind === 'none' && program.recents.length > 0) setState({ wantedPane: 'navigator' });
  else openModal({ kind: 'recents' });
}

/** If the disk is missing, the user is asked where it is. */
export async function openRecent({ recent, name, missing }: RecentView): Promise<void> {
  if (missing) return locateRecent(recent);
  const answer = await api['app/openRecent']({ recent });
  if (answer.ok) await openDisk(answer.value, 'disk');
  else alertUser({ title: `${name} is not on the list any more.`, detail: 'Open it again from its folder.' });
}

export async function locateRecent(recent: RecentView['recent']): Promise<void> {
  const answer = await api['app/locateRecent']({ recent });
  if (answer.ok && answer.value !== null) await openDisk(answer.value, 'disk');
}

export const pinRecent = async ({ recent, pinned }: RecentView): Promise<void> =>
  void (await api['app/pinRecent']({ recent, pinned: !pinned }));

export const forgetRecent = async ({ recent }: RecentView): Promise<void> => void (await api['app/forgetRecent']({ recent }));

export async function trySample(): Promise<void> {
  const answer = await api['app/makeSample']({});
  if (answer.ok) await openDisk(answer.value, 'disk');
  else if (answer.error.kind !== 'declined')
    alertUser({ title: 'The sample disk could not be made.', detail: 'There may be no room for its 2 MiB. No file was changed.' });
}
