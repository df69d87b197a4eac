/** Before a file is written to, scans of it are ended, and if the user agrees, long jobs that read it are waited for. */
import type { BrowserWindow } from 'electron';
import type { ImageSession } from '../../session/image/imageSession';
import type { Parts } from '../parts';

/** False: the user does not wait for the jobs. Some systems only write to a file that nobody else has open. */
export async function aloneWith(
  session: ImageSession,
  from: BrowserWindow,
  { saving, jobs, scans, desktop }: Pick<Parts, 'saving' | 'jobs' | 'scans' | 'desktop'>,
): Promise<boolean> {
  const busy = await saving.inTheWay(session, jobs);
  if (busy.length > 0) {
    if (!(await desktop.agreeToWait(from, session.path, busy))) return false;
    await Promise.all(busy.map(({ ended }) => ended));
  }
  await (saving.needsFileAlone ? scans.cancelAll() : scans.cancel(from.webContents.id));
  return true;
}
