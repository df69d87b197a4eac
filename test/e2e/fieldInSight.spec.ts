/** The field that is being edited stays in sight, with what is wrong with the value, also in a small window. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage } from '../support/fixtures';
import { expect, test } from './platter';
import { edit, goTo, shown, tab } from './window';

test('the box and its refusal are in sight in a window of 1280 by 800', async ({ start, folder }) => {
  const file = path.join(folder, 'a.vhd');
  await writeFile(file, baseImage());
  const { app, page } = await start(file);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  // It stands far down in the footer, right above the values of the bytes at the cursor.
  await goTo(page, 'footer.uuid');
  const box = page.getByRole('textbox', { name: 'New value of Unique ID' });
  await expect(box).toBeInViewport({ ratio: 1 });
  await box.fill('no id');
  const refusal = page
    .locator('p[role="status"]')
    .filter({ hasText: /\S/ })
    .and(page.locator(`[id="${await box.getAttribute('aria-describedby')}"]`));
  await expect(refusal).toBeInViewport({ ratio: 1 });
});
