/** A ninth layer is warned of, and the warning leads to a copy of the parent that needs no parents. Judged by 7-Zip. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage, BLOCK, childImage, fixedImage, GEOMETRY, SIZE } from '../support/fixtures';
import { BASE_ID, patterned, utf16 } from '../support/imageBuilder';
import { hashOutput, lacks } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { fingerprint, jobRow, makeButton, convertPlace, convertSheet, openTray } from './jobs';
import { chooseParent, newDisk, said, sheet } from './newDisks';
import { expect, test } from './platter';
import { shown } from './window';

const LAYERS = ['base.vhd', 'c1.vhd', 'c2.vhd', 'c3.vhd', 'c4.vhd', 'c5.vhd', 'c6.vhd', 'c7.vhd'];

/** A base and seven children one on top of the other, each with sectors 0 and 9 of its own. */
async function writeDeepChain(folder: string): Promise<readonly string[]> {
  const files = LAYERS.map((name) => path.join(folder, name));
  const idOf = (layer: number): Uint8Array => (layer === 0 ? BASE_ID : new Uint8Array(16).fill(0xc0 + layer));
  for (const [layer, file] of files.entries()) {
    const parentName = LAYERS[layer - 1] ?? '';
    const child = {
      footer: { geometry: GEOMETRY, uuid: idOf(layer) },
      header: { parentId: idOf(layer - 1), parentName },
      locators: [{ slot: 0, code: 'W2ru', data: utf16(`.\\${parentName}`, 'le') }],
    } as const;
    await writeFile(file, layer === 0 ? baseImage() : childImage(child).bytes);
  }
  return files;
}

/** What the eight hold together: the base, and the children's two sectors over it. */
function contentOfAll(): Uint8Array {
  const content = new Uint8Array(SIZE);
  content.set(patterned(BLOCK, 3), 0);
  content.set(patterned(BLOCK, 91), 2 * BLOCK);
  return content.fill(0xaa, 0, 512).fill(0xbb, 9 * 512, 10 * 512);
}

test('instead of a ninth layer: the parent is flattened in a window of its own, and becomes the parent', async ({ start, folder }) => {
  test.skip(lacks('7z'));
  const files = await writeDeepChain(folder);
  const top = files.at(-1) ?? '';
  const before = await Promise.all(files.map(fingerprint));
  const other = path.join(folder, 'other.vhd');
  await writeFile(other, fixedImage());
  const { app, page } = await start(other);
  await shown(page);
  await newDisk(page, 'Differencing');
  await chooseParent(app, page, top);
  const warning = said(page, 'This would be layer 9. Deep chains are slow and fragile.');
  const opened = app.waitForEvent('window');
  await warning.getByRole('button', { name: 'Flatten first…' }).click();

  const second = await opened;
  await expect(convertSheet(second).getByRole('heading', { name: 'Make a new disk from c7.vhd' })).toBeVisible();
  await expect(convertSheet(second).getByRole('radio', { name: 'Flatten the chain' })).toBeChecked();
  const flat = path.join(folder, 'flat.vhd');
  await convertPlace(app, second, flat);
  await makeButton(second).click();
  await openTray(second);
  await expect(jobRow(second, /^Flattened/)).toContainText('Compared with the source: the same.');
  expect(await hashOutput('7z', 'x', '-so', flat)).toBe(sha256Of(contentOfAll()));
  expect(await Promise.all(files.map(fingerprint))).toEqual(before);
  await second.keyboard.press('Escape');

  await expect(sheet(page), 'the sheet is as it was left').toBeVisible();
  await chooseParent(app, page, flat);
  await expect(warning).toBeHidden();
  await expect(sheet(page).getByRole('list', { name: 'Chain, base first' })).toHaveText(/^flat\.vhd\s*this new disk$/);

  // Where the parent is what the window shows already, the sheet gives way to the other one; by keys.
  await newDisk(second, 'Differencing');
  await sheet(second).getByRole('button', { name: 'Use c7.vhd' }).click();
  await said(second, 'This would be layer 9.').getByRole('button', { name: 'Flatten first…' }).focus();
  await second.keyboard.press('Enter');
  await expect(convertSheet(second).getByRole('radio', { name: 'Flatten the chain' })).toBeChecked();
  await expect(second.getByRole('dialog', { name: 'New disk', exact: true })).toBeHidden();
});
