/** The screens that strangers see, for the accessibility check and the screenshots: what is open, and how it is reached. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BLOCK_SECTORS, MAX_BLOCKS, writeDynamicDisk } from '../support/dynamicDisk';
import { writeChildWithBits, writeDynamicWithBits } from '../support/bitmapDisks';
import { GPT_TYPES, gptBackupBytes, gptBytes } from '../support/gpt';
import { expect, type Platter } from './platter';
import { convertPlace, openConvert, pick, showEveryState, tray } from './jobs';
import { chooseParent, newDisk, openAs, place, saveAs } from './newDisks';
import { command, edit, goTo, shown, tab } from './window';

export const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 900, height: 700 },
] as const;
export const THEMES = ['dark', 'light'] as const;
export type Size = (typeof SIZES)[number];
export type Theme = (typeof THEMES)[number];

/** A disk of 127 GiB with partitions, about a third of it stored, in the order a system in use would write it. */
export async function writeDemoDisk(folder: string): Promise<string> {
  const file = path.join(folder, 'windows-server.vhd');
  const blocks = 65_024;
  const sectors = blocks * BLOCK_SECTORS;
  let place = 0;
  const places = new Map<number, number>();
  // A simple generator of whole numbers, so that every run makes the same disk.
  let state = 7;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  places.set(0, place++);
  for (let block = 1; block < blocks; ) {
    const run = 20 + next(900);
    const dense = block < blocks * 0.55 ? 60 : 18;
    if (next(100) < dense) for (let i = 0; i < Math.min(run, blocks - block); i++) if (next(100) < 92) places.set(block + i, place++);
    block += run;
  }
  places.set(blocks - 1, places.get(blocks - 1) ?? place++);
  const gpt = gptBytes(sectors, [
    { type: GPT_TYPES.efi, name: 'EFI system partition', firstLba: 2048, lastLba: 206_847 },
    { type: GPT_TYPES.reserved, name: 'Microsoft reserved', firstLba: 206_848, lastLba: 239_615 },
    { type: GPT_TYPES.basic, name: 'Windows', firstLba: 239_616, lastLba: 167_772_159 },
    { type: GPT_TYPES.basic, name: 'Data', firstLba: 167_772_160, lastLba: sectors - 2049 },
  ]);
  const contents = [
    { lba: 0, bytes: gpt },
    { lba: sectors - 33, bytes: gptBackupBytes(gpt) },
  ];
  const whole = new Uint8Array(512).fill(0xff);
  // One block in six is written in part, from its start; some have lost all they had.
  const bitmapOf = (block: number): Uint8Array | null =>
    (block * 7919) % 6 > 0 ? whole : block % 97 === 0 ? null : whole.subarray(0, 1 + ((block * 31) % 500));
  const placeOf = (block: number): number | null => places.get(block) ?? null;
  await writeDynamicDisk(file, { blocks, placeOf, bitmapOf, contents });
  return file;
}

/** Damaged: a block in another's place, one over the block table, one past the end. */
export async function writeDamagedDisk(folder: string): Promise<string> {
  const file = path.join(folder, 'damaged.vhd');
  await writeDynamicDisk(file, {
    blocks: 16_384,
    placeOf: (block) => (block % 3 === 0 ? block / 3 : null),
    contents: [],
    spoiled: new Map([
      // Block 0's own place, right behind the table of 65,536 bytes; and a sector of that table.
      [300, 131],
      [303, 67],
      [9000, 0xfff0_0000],
    ]),
  });
  return file;
}

/** A small disk, every other block in the file, with bytes spoilt. */
async function writeSpoilt(folder: string, name: string, spoil: (bytes: Buffer) => void): Promise<string> {
  const file = path.join(folder, name);
  const contents = Array.from({ length: 32 }, (_, i) => ({ lba: i * 2 * BLOCK_SECTORS, bytes: Buffer.alloc(8192, `block ${i * 2} `) }));
  await writeDynamicDisk(file, { blocks: 64, placeOf: (block) => (block % 2 === 0 ? block / 2 : null), contents });
  const bytes = await readFile(file);
  spoil(bytes);
  await writeFile(file, bytes);
  return file;
}

const writeTableless = (folder: string): Promise<string> =>
  writeSpoilt(folder, 'tableless.vhd', (bytes) => bytes.fill(0, 0x600, 0x600 + 64 * 4));

const writeFooterless = (folder: string): Promise<string> =>
  writeSpoilt(folder, 'footerless.vhd', (bytes) => bytes.fill(0, 0, 512).fill(0, bytes.length - 512));

/** 2040 GiB with every block in the file, far from order, and the last sector holding `lastSector`. */
export async function writeLargestDisk(folder: string, lastSector: Uint8Array): Promise<string> {
  const file = path.join(folder, 'largest.vhd');
  const placeOf = (block: number): number => (block * 7919) % MAX_BLOCKS;
  await writeDynamicDisk(file, { blocks: MAX_BLOCKS, placeOf, contents: [{ lba: MAX_BLOCKS * BLOCK_SECTORS - 1, bytes: lastSector }] });
  return file;
}

/** A list of recent disks as the program keeps it: every kind, one pinned, one with problems, one that is gone. */
export async function writeRecents(folder: string): Promise<void> {
  const entry = (name: string, kind: string, size: string, more: object = {}): object => ({
    path: path.join(folder, name),
    summary: `${kind[0]?.toUpperCase()}${kind.slice(1)} · ${size}`,
    health: 'good',
    opened: '2026-01-05T10:00:00.000Z',
    kind,
    pinned: false,
    ...more,
  });
  const entries = [
    entry('windows-server.vhd', 'dynamic', '127 GiB', { pinned: true }),
    entry('windows-server_5C1F0A3E-checkpoint.vhd', 'differencing', '127 GiB', { health: 'error' }),
    entry('azure-golden-image.vhd', 'fixed', '30 GiB', { health: 'warning' }),
    entry('usb-backup.vhd', 'dynamic', '512 GiB'),
    entry('mystery.bin', 'bytes', '180 bytes'),
  ];
  const names = ['windows-server.vhd', 'windows-server_5C1F0A3E-checkpoint.vhd', 'azure-golden-image.vhd', 'mystery.bin'];
  for (const name of names) await writeFile(path.join(folder, name), '');
  await mkdir(path.join(folder, 'profile'), { recursive: true });
  await writeFile(path.join(folder, 'profile', 'recents.json'), JSON.stringify(entries));
}

/** Where the program keeps staged changes, and what is there. */
export async function draftsOf({ app }: Pick<Platter, 'app'>): Promise<{ readonly folder: string; readonly names: readonly string[] }> {
  const folder = path.join(await app.evaluate(({ app: electron }) => electron.getPath('userData')), 'drafts');
  const names = await readdir(folder).catch(() => []);
  return { folder, names: names.filter((name) => name.endsWith('.draft')) };
}

/** A draft beside the disk that is shown, as a run that crashed would have left it. */
async function leaveDraft(platter: Platter): Promise<void> {
  const { page } = platter;
  await edit(page);
  await tab(page, 'Hex');
  await goTo(page, '2');
  await page.keyboard.type('5a5b5c5d');
  const review = page.getByRole('button', { name: /^Review/ });
  await expect(review).toBeVisible();
  await expect.poll(async () => (await draftsOf(platter)).names).toHaveLength(1);
  const { folder, names } = await draftsOf(platter);
  const [own = ''] = names;
  await copyFile(path.join(folder, own), path.join(folder, own.replace(/-.*/, '-left.draft')));
  for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z');
  // While a change is staged, F5 keeps the image open and puts the change over what is read again: no draft is offered.
  await expect(review).toBeHidden();
  await page.keyboard.press('F5');
}

export type Screen = {
  readonly name: string;
  readonly file: (folder: string) => Promise<string | null>;
  /** `file` is what was opened. */
  readonly reach: (platter: Platter, file: string | null) => Promise<void>;
};

export const SCREENS: readonly Screen[] = [
  {
    name: 'welcome',
    file: () => Promise.resolve(null),
    reach: async ({ page }) => page.getByRole('heading', { name: 'Platter' }).waitFor(),
  },
  {
    name: 'welcome-recents',
    file: async (folder) => {
      await writeRecents(folder);
      return null;
    },
    reach: async ({ page }) => page.getByRole('button', { name: 'Locate usb-backup.vhd…' }).waitFor(),
  },
  {
    name: 'draft',
    file: writeDemoDisk,
    reach: async (platter) => {
      await shown(platter.page);
      await leaveDraft(platter);
      await platter.page.getByText(/^Unsaved changes from .* were kept\.$/).waitFor();
    },
  },
  { name: 'overview', file: writeDemoDisk, reach: async ({ page }) => void (await shown(page)) },
  {
    name: 'map-hex',
    file: writeDemoDisk,
    reach: async ({ page }) => {
      await shown(page);
      await tab(page, 'Map + Hex');
      await goTo(page, '2');
    },
  },
  {
    name: 'fields',
    file: writeDemoDisk,
    reach: async ({ page }) => {
      await shown(page);
      await tab(page, 'Hex');
      await goTo(page, 'footer.creatorapplication');
    },
  },
  {
    name: 'editing',
    file: writeDemoDisk,
    reach: async ({ page }) => {
      await shown(page);
      await tab(page, 'Map + Hex');
      await edit(page);
      await goTo(page, '2');
      await page.keyboard.type('0123456789abcdef');
      await goTo(page, '0x20000000');
      await page.keyboard.type('5a');
      const question = page.getByRole('dialog', { name: /isn’t in this file/ });
      if (await question.isVisible()) await question.getByRole('button', { name: 'Allocate block' }).click();
      await goTo(page, '2');
    },
  },
  {
    name: 'review',
    file: writeDemoDisk,
    reach: async ({ page }) => {
      await shown(page);
      await tab(page, 'Hex');
      await edit(page);
      await goTo(page, 'footer.creatorapplication');
      const input = page.getByRole('textbox', { name: 'New value of Creator application' });
      if (await input.isVisible()) {
        await input.fill('vbox');
        await input.press('Enter');
      }
      await goTo(page, '2');
      await page.keyboard.type('0123456789abcdef');
      await page.keyboard.press('Control+s');
      await page.getByRole('dialog', { name: 'Review changes' }).waitFor();
    },
  },
  {
    name: 'export',
    file: writeDemoDisk,
    reach: async ({ app, page }) => {
      await shown(page);
      await page.keyboard.press('Control+e');
      const sheet = page.getByRole('dialog', { name: 'Export' });
      await sheet.getByRole('radio', { name: 'Partition' }).check();
      await sheet.getByRole('radio', { name: 'C array' }).check();
      await saveAs(app, path.join(tmpdir(), 'efi.c'));
      await sheet.getByRole('button', { name: 'Choose name and place…' }).click();
      await sheet.getByText(/ free of /).waitFor();
    },
  },
  {
    name: 'import',
    file: () => Promise.resolve(null),
    reach: async ({ app, page }) => {
      // A folder of its own: another run may take the same picture.
      const raw = path.join(await mkdtemp(path.join(tmpdir(), 'platter-')), 'platter-raw.img');
      await writeFile(raw, Buffer.alloc(4 * 1024 * 1024));
      await openAs(app, raw);
      await page.getByRole('heading', { name: 'Platter' }).waitFor();
      await command(page, 'raw image');
      await page.getByText(/A disk of/).waitFor();
      await rm(path.dirname(raw), { recursive: true });
    },
  },
  {
    name: 'write-file',
    file: writeDemoDisk,
    reach: async ({ app, page }) => {
      await shown(page);
      await edit(page);
      await openAs(app, path.join(import.meta.dirname, 'screens.ts'));
      await command(page, 'write a file');
      await page.getByText(/^Writes /).waitFor();
    },
  },
  {
    name: 'bitmap',
    file: writeDynamicWithBits,
    reach: async (platter) => {
      const { page } = platter;
      await shown(page);
      await tab(page, 'Map + Hex');
      await edit(page);
      await goTo(page, 'b1.2000');
      await page.getByRole('list', { name: 'Kinds of sectors' }).waitFor();
      await page.keyboard.press('Control+Shift+2');
    },
  },
  {
    name: 'map-sectors',
    file: writeChildWithBits,
    reach: async ({ page }) => {
      await shown(page);
      await tab(page, 'Map + Hex');
      await edit(page);
      await goTo(page, 'b0.700');
      await page.keyboard.type('5a');
      await goTo(page, 'b0.1400');
      await tab(page, 'Map');
      const slider = page.getByRole('slider', { name: 'Zoom step' });
      await slider.fill((await slider.getAttribute('max')) ?? '');
      const grid = page.getByRole('grid', { name: 'Block 0 by sector' });
      await grid.focus();
      for (let i = 0; i < 7; i++) await page.keyboard.press('Shift+ArrowRight');
      await page.getByRole('list', { name: 'Kinds of sectors' }).last().getByText('Not saved').waitFor();
    },
  },
  { name: 'problems', file: writeDamagedDisk, reach: async ({ page }) => page.getByRole('listbox', { name: 'Findings' }).waitFor() },
  {
    name: 'repair',
    file: writeDamagedDisk,
    reach: async ({ page }) => {
      await page.getByRole('option', { name: /over the disk’s own structures/ }).click();
      await page.keyboard.press('Control+.');
      await page
        .getByRole('dialog', { name: /^Repair/ })
        .getByLabel(/^Set the entries/)
        .check();
      await page.getByText(/^After this repair/).waitFor();
    },
  },
  {
    name: 'rebuild',
    file: writeTableless,
    reach: async ({ page }) => {
      await page
        .getByRole('list', { name: 'Repairs' })
        .getByRole('button', { name: /^Rebuild/ })
        .click();
      await page.getByText(/^After this repair/).waitFor();
    },
  },
  {
    name: 'recover',
    file: writeFooterless,
    reach: async ({ page }) => {
      await page.getByRole('button', { name: 'Recover to a new disk…' }).click();
      await page.getByText(/^Afterwards it opens/).waitFor();
    },
  },
  {
    name: 'error',
    file: async (folder) => {
      const file = path.join(folder, 'counter.vhd');
      await writeFile(file, 'library ieee;\nuse ieee.std_logic_1164.all;\nentity counter is\nend entity;\n');
      return file;
    },
    reach: async ({ page }) => page.getByRole('heading', { name: /VHDL/ }).waitFor(),
  },
  {
    name: 'new-disk',
    file: () => Promise.resolve(null),
    reach: async ({ app, page, resize }) => {
      await resize(900, 700);
      await newDisk(page, 'Dynamic');
      for (let step = 1; step < 3; step++) await page.getByRole('button', { name: 'Next', exact: true }).click();
      await place(app, page, path.join(tmpdir(), 'windows-server.vhd'));
      await page.getByText(/ free of /).waitFor();
    },
  },
  {
    name: 'new-child',
    file: async (folder) => {
      await writeDemoDisk(folder);
      return writeDamagedDisk(folder);
    },
    reach: async ({ app, page, resize }, file) => {
      await page.getByRole('listbox', { name: 'Findings' }).waitFor();
      await resize(900, 700);
      await newDisk(page, 'Differencing');
      await page.getByRole('button', { name: 'Next', exact: true }).click();
      await chooseParent(app, page, path.join(path.dirname(file ?? ''), 'windows-server.vhd'));
      await page.getByRole('list', { name: 'Chain, base first' }).waitFor();
      await resize(1280, 800);
      await place(app, page, file ?? '');
      await page.getByText(/ exists /).waitFor();
    },
  },
  {
    name: 'make-new',
    file: writeDemoDisk,
    reach: async ({ app, page }, file) => {
      await shown(page);
      await openConvert(page);
      await pick(page, 'Compact');
      await convertPlace(app, page, path.join(path.dirname(file ?? ''), 'windows-server-compact.vhd'));
    },
  },
  {
    name: 'jobs',
    file: writeDemoDisk,
    reach: async ({ app, page }) => {
      await shown(page);
      await showEveryState(app, page);
      await tray(page).getByText('SHA-256', { exact: true }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'jobs-welcome',
    file: () => Promise.resolve(null),
    reach: async ({ app, page }) => {
      await page.getByRole('heading', { name: 'Platter' }).waitFor();
      await showEveryState(app, page);
    },
  },
];

/** When colours have stopped changing (a button's fade for 120 ms), and two frames later: canvases draw in the one after a change. */
export const settled = ({ page }: Pick<Platter, 'page'>): Promise<unknown> =>
  page.evaluate(async () => {
    const frames = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await frames();
    const fades = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(fades.map(({ finished }) => finished));
    await frames();
  });

/** The screen in every size and theme, or in some sizes. */
export async function inEveryLook(
  platter: Platter,
  look: (size: Size, theme: Theme) => Promise<void>,
  sizes: readonly Size[] = SIZES,
): Promise<void> {
  for (const size of sizes) {
    await platter.resize(size.width, size.height);
    for (const theme of THEMES) {
      await platter.setTheme(theme);
      await settled(platter);
      await look(size, theme);
    }
  }
}
