/** Pausing a job that reads, by mouse and by keyboard: it stands still, goes on to the digest sha256sum gives, and can be stopped or left. */
import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { fromMenu, killPage, press, textOf } from './dying';
import { jobRow, openTray, tray, writeLarge } from './jobs';
import { expect, test } from './platter';
import { command, shown } from './window';

const MIB = 1024 * 1024;
const LARGE_MIB = 1024;

const bar = (page: Page): Locator => tray(page).getByRole('progressbar').first();
const percent = async (page: Page): Promise<number> => Number((await bar(page).getAttribute('aria-valuenow')) ?? 0);
const spoken = (page: Page): Locator => page.getByRole('status', { name: 'Job progress' });

type Timed = { stopped?: Promise<number> };

/** From the next key until the list says that it is over, in milliseconds of the page's own clock. */
const timeStop = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const dialog = document.querySelector('[role="dialog"][aria-label="Jobs"]') as HTMLElement;
    (globalThis as Timed).stopped = new Promise((resolve) => {
      dialog.addEventListener(
        'keydown',
        () => {
          const pressed = performance.now();
          new MutationObserver(() => {
            if (dialog.textContent.includes('Stopped.')) resolve(performance.now() - pressed);
          }).observe(dialog, { subtree: true, childList: true, characterData: true });
        },
        { capture: true, once: true },
      );
    });
  });
const stopTime = (page: Page): Promise<number> => page.evaluate(async () => (await (globalThis as Timed).stopped) ?? Infinity);

/** A hash that is under way, and its row. */
async function hashing(page: Page): Promise<Locator> {
  await shown(page);
  await command(page, 'hash this');
  await expect.poll(() => percent(page), { intervals: [20] }).toBeGreaterThan(2);
  return jobRow(page, /^Hashing/);
}

test('paused by mouse, a hash stands still; resumed, it ends in the digest sha256sum gives', async ({ start, folder }) => {
  const file = await writeLarge(folder, LARGE_MIB);
  const { mtimeNs } = await stat(file, { bigint: true });
  const { page } = await start(file);
  const row = await hashing(page);
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row).toContainText(/Paused · \d+ %/);
  await expect(spoken(page)).toHaveText('Hashing large.vhd: paused.');
  await expect(page.getByRole('button', { name: /^1 job paused · \d+ %$/ })).toBeVisible();
  const [at, text] = [await percent(page), await row.textContent()];
  // As long as all the rest would take.
  await page.waitForTimeout(3000);
  expect([await percent(page), await row.textContent()]).toEqual([at, text]);
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row).toContainText(/Hashing · \d+ %/);
  // A promise made at once would count the time that was waited.
  await expect(row).not.toContainText('left', { timeout: 1000 });
  const done = jobRow(page, 'Hashed · large.vhd');
  const content = execFileSync('sh', ['-c', 'head -c "$1" "$2" | sha256sum', 'sh', String(LARGE_MIB * MIB), file], { encoding: 'utf8' });
  await expect(done.getByText(content.slice(0, 64))).toBeVisible({ timeout: 30_000 });
  expect((await stat(file, { bigint: true })).mtimeNs).toBe(mtimeNs);
});

test('by keyboard: the button keeps the focus, and a paused hash is stopped within a fifth of a second', async ({ start, folder }) => {
  const { page } = await start(await writeLarge(folder, LARGE_MIB));
  const { keyboard } = page;
  const row = await hashing(page);
  await keyboard.press('Escape');
  await expect(tray(page)).toBeHidden();
  await keyboard.press('Control+j');
  await expect(row.getByRole('button', { name: 'Pause' })).toBeFocused();
  await keyboard.press('Enter');
  const resume = row.getByRole('button', { name: 'Resume' });
  await expect(resume).toBeFocused();
  await keyboard.press('Space');
  await expect(row.getByRole('button', { name: 'Pause' })).toBeFocused();
  await expect(spoken(page)).toHaveText('Hashing large.vhd: resumed.');
  await keyboard.press('Space');
  await expect(resume).toBeFocused();
  await keyboard.press('Tab');
  await expect(row.getByRole('button', { name: 'Stop' })).toBeFocused();
  await timeStop(page);
  await keyboard.press('Enter');
  const times = [await stopTime(page)];
  // On a busy machine one of them may have to wait for its turn; the quickest tells what stopping itself takes.
  for (let i = 0; i < 9 && Math.min(...times) >= 200; i++) {
    await jobRow(page, 'Hash · large.vhd').getByRole('button', { name: 'Start again' }).click();
    await row.getByRole('button', { name: 'Pause' }).press('Enter');
    await expect(row).toContainText('Paused');
    await timeStop(page);
    await row.getByRole('button', { name: 'Stop' }).press('Enter');
    times.push(await stopTime(page));
  }
  console.log(`a paused hash stopped after ${times.map(Math.round).join(', ')} ms`);
  expect(Math.min(...times)).toBeLessThan(200);
  await expect(jobRow(page, 'Hash · large.vhd')).toContainText('Stopped.');
});

test('the program quits while a hash is paused, and asks nothing', async ({ start, folder }) => {
  const { app, page } = await start(await writeLarge(folder, LARGE_MIB));
  const row = await hashing(page);
  await openTray(page);
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row).toContainText('Paused');
  const gone = app.waitForEvent('close');
  await app.evaluate(({ app: program }) => program.quit()).catch(() => undefined);
  await gone;
});

test('a page that dies finds the paused job in the tray again, and the job goes on to its end', async ({ start, folder }) => {
  const file = await writeLarge(folder, LARGE_MIB);
  const platter = await start(file);
  const row = await hashing(platter.page);
  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row).toContainText(/Paused · \d+ %/);
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toMatch(/1 job paused · \d+ %/);
  await fromMenu(platter, 'view.jobs');
  await expect.poll(() => textOf(platter)).toMatch(/Paused · \d+ %/);
  await press(platter, 'Resume');
  const content = execFileSync('sh', ['-c', 'head -c "$1" "$2" | sha256sum', 'sh', String(LARGE_MIB * MIB), file], { encoding: 'utf8' });
  await expect.poll(() => textOf(platter)).toContain(content.slice(0, 64));
});
