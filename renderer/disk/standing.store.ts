/** Looks now and then whether others have changed or removed the files of the disk that is shown. */
import { api } from '../api';
import { changeDisk, now, shownDisk } from '../app/store';
import { inTurn, settled } from './editQueue.store';
import { reloadDisk } from './disk.store';
import { rebase } from './edits.store';

const EVERY_MS = 2000;

export async function lookAtFiles(): Promise<void> {
  const shown = shownDisk();
  if (shown === null || now().disk.kind !== 'open') return;
  const { image } = shown.view;
  const ask = () => api['image/standing']({ image });
  const first = await ask();
  // A save of ours changes the file too, until the file is read again: what is under way is waited for.
  const answer = first.ok && first.value.kind !== 'same' ? await inTurn(ask) : first;
  const before = shownDisk();
  if (!answer.ok || before === null || before.view.image !== image) return;
  const isNews = JSON.stringify(answer.value) !== JSON.stringify(before.standing);
  if (isNews) changeDisk({ standing: answer.value });
}

/** Returns a function that ends it. A window that nobody sees looks again when it gets the focus. */
export function watchFiles(): () => void {
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking || document.hidden) return;
    isLooking = true;
    await lookAtFiles().finally(() => {
      isLooking = false;
    });
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  const focus = (): void => void look();
  window.addEventListener('focus', focus);
  return () => {
    clearInterval(timer);
    window.removeEventListener('focus', focus);
  };
}

/** Reads the files again as they are now. Unsaved changes are kept over them. */
export async function readAgain(): Promise<void> {
  // What was typed just now is a change, too.
  await settled();
  await ((shownDisk()?.edits.changes ?? 0) > 0 ? rebase() : reloadDisk());
}
