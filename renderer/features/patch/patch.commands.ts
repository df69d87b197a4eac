/** Patches: one from a file is staged as one change, and what is staged is written as one. */
import { api } from '../../api';
import { alertUser } from '../../app/modal.store';
import { shownDisk } from '../../app/store';
import { showToast } from '../../app/toasts.store';
import { reveal } from '../../disk/cursor.store';
import { stagePatch } from '../../disk/edits.store';
import { chooseBytes } from '../../disk/chooseBytes.commands';
import { savePatchErrorText, savedText, stagedText } from './patch.text';

/** The places in an IPS file count what the user looks at: bytes of the disk or of the file. */
export async function applyPatch(): Promise<void> {
  const shown = shownDisk();
  const chosen = shown === null ? null : await chooseBytes();
  if (shown === null || chosen === null) return;
  const staged = await stagePatch(chosen.ticket, shown.cursor.space);
  if (staged === null) return;
  const change = shownDisk()?.edits.latest[0];
  if (change === undefined) return;
  reveal({ space: change.first.space, at: change.first.at });
  showToast(stagedText(staged.otherDisk));
}

export async function exportPatch(): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const written = await api['edit/savePatch']({ image: shown.view.image });
  if (!written.ok) alertUser(savePatchErrorText(written.error));
  else if (written.value !== null) showToast(savedText(written.value));
}
