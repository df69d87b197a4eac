/** A raw image becomes a disk in the window, judged by qemu-img; what is in the way is said before anything is written. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { lacks, run } from '../support/oracles';
import { seeded } from '../support/random';
import { openAs, saveAs } from './newDisks';
import { expect, test, type Platter } from './platter';
import { command } from './window';

const MIB = 1024 * 1024;
const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Make a disk from a raw image' });

/** Eight MiB and three sectors, most of them zeros. */
function rawIn(folder: string): string {
  const bytes = Buffer.alloc(8 * MIB + 1536);
  bytes.set(seeded(4).bytes(MIB), 3 * MIB);
  bytes.set(seeded(5).bytes(1536), 8 * MIB);
  const file = path.join(folder, 'raw.img');
  writeFileSync(file, bytes);
  return file;
}

async function openSheet({ app, page }: Platter, raw: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await openAs(app, raw);
  await command(page, 'raw image');
  await expect(sheet(page)).toBeVisible();
}

for (const kind of ['Dynamic', 'Fixed'] as const) {
  test(`a raw image as a ${kind.toLowerCase()} disk holds its bytes`, async ({ start, folder }) => {
    test.skip(lacks('qemu-img'));
    const raw = rawIn(folder);
    const before = readFileSync(raw);
    const platter = await start();
    const { app, page } = platter;
    await openSheet(platter, raw);
    await expect(sheet(page).getByText('A disk of 16,387 sectors · 8,390,144 bytes (8 MiB).')).toBeVisible();
    await sheet(page)
      .getByRole('radio', { name: new RegExp(`^${kind}`) })
      .check();
    const file = path.join(folder, 'new.vhd');
    await saveAs(app, file);
    await sheet(page).getByRole('button', { name: 'Choose name and place…' }).click();
    await sheet(page).getByRole('button', { name: 'Make disk' }).click();
    await expect(sheet(page)).toBeHidden();
    await expect.poll(() => readdirSync(folder)).toContain('new.vhd');
    const back = path.join(folder, 'back.img');
    run('qemu-img', 'convert', '-O', 'raw', '--image-opts', `driver=vpc,force_size_calc=current_size,file.filename=${file}`, back);
    expect(readFileSync(back).equals(before)).toBe(true);
    expect(readFileSync(raw).equals(before)).toBe(true);
  });
}

test('the image itself, by any of its names, is no place for the disk; an empty file is none', async ({ start, folder }) => {
  const raw = rawIn(folder);
  const platter = await start();
  const { app, page } = platter;
  await openSheet(platter, raw);
  execFileSync('ln', ['-s', raw, path.join(folder, 'link.vhd')]);
  for (const [name, why] of [
    ['raw.img', /^Named raw\.img\.vhd/],
    ['link.vhd', /link\.vhd is a link to another file/],
  ] as const) {
    await saveAs(app, path.join(folder, name));
    await sheet(page)
      .getByRole('button', { name: /Choose name and place|Change…/ })
      .last()
      .click();
    await expect(sheet(page).getByText(why).first()).toBeVisible();
  }
  const named = path.join(folder, 'image.vhd');
  execFileSync('mv', [raw, named]);
  await openAs(app, named);
  await sheet(page).getByRole('button', { name: 'Change…' }).first().click();
  await saveAs(app, named);
  await sheet(page).getByRole('button', { name: 'Change…' }).last().click();
  // At the place, and beside the button that it keeps off.
  await expect(sheet(page).getByText('image.vhd is what the new disk is made from')).toHaveCount(2);
  await expect(sheet(page).getByRole('button', { name: 'Make disk' })).toBeDisabled();
  const empty = path.join(folder, 'empty.img');
  writeFileSync(empty, '');
  await openAs(app, empty);
  await sheet(page).getByRole('button', { name: 'Change…' }).first().click();
  await expect(sheet(page).getByText('This file is empty.')).toBeVisible();
});
