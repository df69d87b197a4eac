/** A part of the window that fails leaves all others, wherever it stands. */
import { lacks } from '../support/oracles';
import { makeElevens } from './disks';
import { expect, test, type Platter } from './platter';
import { shown } from './window';

/** A list of jobs as no main process sends it: what draws it fails. */
const sendBadJob = ({ app }: Platter): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => {
    const job = { id: 'bad', op: 'compact', source: 'a.vhd', part: null, target: 'b.vhd', state: { kind: 'running' } };
    BrowserWindow.getAllWindows()[0]?.webContents.send('job/list', { jobs: [job] });
  });

test('the status bar', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { page } = platter;
  await shown(page);
  await sendBadJob(platter);
  await expect(page.getByRole('alert').filter({ hasText: 'The status bar failed.' })).toBeVisible();
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('tab', { name: 'Hex', exact: true })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ })).toBeVisible();
});

test('the list of jobs where no disk is open', async ({ start }) => {
  const platter = await start();
  const { page } = platter;
  await expect(page.getByRole('button', { name: 'Open…' })).toBeVisible();
  await sendBadJob(platter);
  await expect(page.getByRole('alert').filter({ hasText: 'The list of jobs failed.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open…' })).toBeVisible();
});
