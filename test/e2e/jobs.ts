/** What a test does in the list of jobs and in the sheet that makes a new disk, by role and name. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import type { JobView, JobViewState } from '../../shared/jobList';
import type { PhaseName } from '../../shared/jobs';
import type { OpenTicket } from '../../shared/views';
import { footerBytes } from '../support/imageBuilder';
import { saveAs } from './newDisks';

export const convertSheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Make a new disk from this one' });
export const tray = (page: Page): Locator => page.getByRole('dialog', { name: 'Jobs' });
/** The row of the job whose title says this. */
export const jobRow = (page: Page, title: string | RegExp): Locator => tray(page).getByRole('listitem', { name: title });

export async function openConvert(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+N');
  await expect(convertSheet(page)).toBeVisible();
}

export async function openTray(page: Page): Promise<void> {
  if (!(await tray(page).isVisible())) {
    // The key is refused while the sheet that started the job is still open.
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('Control+j');
  }
  await expect(tray(page)).toBeVisible();
}

export const pick = (page: Page, operation: string): Promise<void> =>
  convertSheet(page).getByRole('radio', { name: operation, exact: true }).check({ force: true });

/** Chooses the place and waits until main has looked at it. */
export async function convertPlace(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await saveAs(app, file);
  await convertSheet(page)
    .getByRole('button', { name: /Choose name and place|Change…/ })
    .click();
  await expect(convertSheet(page).getByText(/ free of /)).toBeVisible();
}

export const makeButton = (page: Page): Locator => convertSheet(page).getByRole('button', { name: 'Make', exact: true });

/** The whole way from the disk that is shown to a job on the list. */
export async function makeFrom(app: ElectronApplication, page: Page, operation: string, file: string): Promise<void> {
  await openConvert(page);
  await pick(page, operation);
  await convertPlace(app, page, file);
  await makeButton(page).click();
  await expect(convertSheet(page)).toBeHidden();
}

/** What must not change of a file that is only read. */
export async function fingerprint(file: string): Promise<string> {
  const { mtimeNs, size, ino } = await stat(file, { bigint: true });
  return `${createHash('sha256')
    .update(await readFile(file))
    .digest('hex')} ${mtimeNs} ${size} ${ino}`;
}

/**
 * A fixed disk that takes a while to read, of zeros but for its first and last sector and the footer. It has all of its room
 * on the drive, for holes would be passed over.
 */
export async function writeLarge(folder: string, mebibytes: number): Promise<string> {
  const bytes = mebibytes * 1024 * 1024;
  const file = path.join(folder, 'large.vhd');
  execFileSync('fallocate', ['-x', '-l', String(bytes + 512), file]);
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(512, 0x5a), 0, 512, 0);
  await handle.write(Buffer.alloc(512, 0xa5), 0, 512, bytes - 512);
  await handle.write(footerBytes({ type: 2, size: bytes }), 0, 512, bytes);
  await handle.close();
  return file;
}

const running = (name: PhaseName, doneBytes: number, passed: readonly PhaseName[], secondsLeft: number | null): JobViewState => ({
  kind: 'running',
  phase: { name, doneBytes, totalBytes: 54 * 2 ** 30, cancellable: true },
  passed,
  bytesPerSecond: 1_100_000_000,
  secondsLeft,
});
const made = {
  kind: 'file',
  virtualBytes: 127 * 2 ** 30,
  lostSectors: 0,
  lost: [],
  uniqueId: null,
  hash: null,
  afterwards: null,
  verified: true,
} as const;

/** A job in every state there is, first to last. */
const EVERY_STATE: readonly Omit<JobView, 'id' | 'source' | 'part' | 'hashes'>[] = [
  {
    op: 'compact',
    target: 'windows-server-compact.vhd',
    state: {
      kind: 'done',
      outcome: {
        ...made,
        fileBytes: 33_285_996_544,
        writtenBytes: 33_285_996_544,
        blocks: { kept: 15_872, dropped: 13_190, released: 4_096 },
        file: { ticket: 'none' as OpenTicket, name: 'windows-server-compact.vhd' },
      },
    },
  },
  {
    op: 'hash',
    target: null,
    state: {
      kind: 'done',
      outcome: {
        kind: 'hash',
        bytes: 127 * 2 ** 30,
        digests: {
          sha256: '70ffc27c3acbacc0e921d8c37fb14fd8d577380559c8aeee771854810753d01c',
          sha1: '557a15fa66d7714a9eeb254d364160d7315a7554',
          md5: '6ac59c0b333e1440ba940cedf282705a',
        },
      },
    },
  },
  { op: 'azure', target: 'windows-server-azure.vhd', state: { kind: 'cancelled' } },
  {
    op: 'convert',
    target: 'windows-server.img',
    state: { kind: 'failed', error: { kind: 'no-room', needBytes: 54 * 2 ** 30, freeBytes: 12 * 2 ** 30 } },
  },
  { op: 'resize', target: 'windows-server-resized.vhd', state: { kind: 'cancelling' } },
  { op: 'convert', target: 'windows-server-fixed.vhd', state: running('writing', 24 * 2 ** 30, ['opening'], 31) },
  {
    op: 'defragment',
    target: 'windows-server-defragmented.vhd',
    state: { ...running('opening', 0, [], null), bytesPerSecond: null } as JobViewState,
  },
  { op: 'hash', target: null, state: running('hashing', 33 * 2 ** 30, ['opening'], 19) },
  {
    op: 'hash',
    target: null,
    state: {
      kind: 'paused',
      phase: { name: 'hashing', doneBytes: 21 * 2 ** 30, totalBytes: 54 * 2 ** 30, cancellable: true },
      passed: ['opening'],
    },
  },
  { op: 'skeleton', target: 'windows-server-skeleton.vhd', state: { kind: 'queued' } },
];

/** Tells the window of jobs as main would: how they look does not hang on how fast a machine is. */
export async function showEveryState(app: ElectronApplication, page: Page): Promise<void> {
  const jobs = EVERY_STATE.map((job, i) => ({ ...job, id: String(i), source: 'windows-server.vhd', part: null, hashes: false }));
  await app.evaluate(({ BrowserWindow }, list) => BrowserWindow.getAllWindows()[0]?.webContents.send('job/list', { jobs: list }), jobs);
  await openTray(page);
  await expect(tray(page).getByRole('listitem')).toHaveCount(EVERY_STATE.length);
}
