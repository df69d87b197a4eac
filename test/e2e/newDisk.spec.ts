/** Disks are created in the real window, and judged by other programs. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of } from '../support/samples';
import { lacks, qemuInfo, run, vhdiInfo } from '../support/oracles';
import { choose, chooseParent, create, createButton, newDisk, place, said, saveAs, sheet, typeSize } from './newDisks';
import { enter, test as byKeys } from './keys';
import { mounted } from './mounted';
import { expect, test, type Platter } from './platter';
import { command, fields, problemCodes, shown } from './window';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Names in a folder but the profile's. */
const names = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name !== 'profile').sort();

test('a dynamic disk is what QEMU, libvhdi and 7-Zip say it is, and opens when it is done', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'vhdiinfo', '7z'));
  const { app, page } = await start();
  const file = path.join(folder, 'neu ü.vhd');
  await newDisk(page, 'Dynamic');
  await typeSize(page, '40 GiB');
  await expect(sheet(page).getByText('42,949,672,960 bytes · 83,886,080 sectors · 20,480 blocks')).toBeVisible();
  await place(app, page, file);
  await create(page);
  expect(await shown(page)).toBe('neu ü.vhd');
  expect(qemuInfo(file)).toMatchObject({ format: 'vpc', 'virtual-size': 40 * GIB });
  expect(vhdiInfo(file)).toMatchObject({ type: 'Dynamic', mediaBytes: 40 * GIB });
  expect(run('7z', 't', file)).toContain('Everything is Ok');
  expect(await problemCodes(page)).toEqual([]);
  expect((await stat(file)).size).toBeLessThan(MIB);
  expect(await names(folder)).toEqual(['neu ü.vhd']);
});

test('a fixed disk is as long as its size and its footer, and reads as zeros', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'vhdiinfo'));
  const { app, page } = await start();
  const file = path.join(folder, 'fixed.vhd');
  const raw = path.join(folder, 'zeros.raw');
  await writeFile(raw, Buffer.alloc(64 * MIB));
  await newDisk(page, 'Fixed');
  await sheet(page).getByRole('button', { name: '64 MiB' }).click();
  await place(app, page, file);
  await create(page);
  await shown(page);
  expect((await stat(file)).size).toBe(64 * MIB + 512);
  expect(run('qemu-img', 'compare', '-f', 'vpc', '-F', 'raw', file, raw)).toContain('identical');
  expect(vhdiInfo(file)).toMatchObject({ type: 'Fixed', mediaBytes: 64 * MIB });
  expect((await stat(file)).blocks * 512).toBeGreaterThanOrEqual(64 * MIB);
});

test('a sparse fixed disk takes no space, and Azure gets whole MiB', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const { app, page } = await start();
  const file = path.join(folder, 'azure.vhd');
  await newDisk(page, 'Dynamic');
  await typeSize(page, '21474836481 bytes');
  await expect(said(page, 'Rounded up to 21,474,836,992 bytes (whole sectors).')).toBeVisible();
  await sheet(page).getByRole('checkbox', { name: /Azure/ }).check();
  await expect(said(page, 'Azure needs a fixed disk.')).toBeVisible();
  await sheet(page).getByRole('button', { name: 'Switch to fixed' }).click();
  await expect(said(page, 'Rounded up to 20,481 MiB for Azure.')).toBeVisible();
  await sheet(page).getByText('Advanced').click();
  await sheet(page).getByRole('combobox', { name: 'Space' }).selectOption('sparse');
  await place(app, page, file);
  await create(page);
  await shown(page);
  expect((await stat(file)).size).toBe(20_481 * MIB + 512);
  expect((await stat(file)).blocks * 512).toBeLessThan(MIB);
  expect(qemuInfo(file)['virtual-size']).toBe(20_481 * MIB);
});

test('a child stands beside its parent: 7-Zip follows it, libvhdi finds both ids, and the window the chain', async ({ start, folder }) => {
  test.skip(lacks('7z', 'vhdiinfo', 'qemu-img'));
  const parent = path.join(folder, 'base.vhd');
  const raw = path.join(folder, 'content.raw');
  await writeFile(raw, Buffer.alloc(8 * MIB, 'platter '));
  run('qemu-img', 'convert', '-f', 'raw', '-O', 'vpc', '-o', 'force_size=on', raw, parent);
  const before = sha256Of(await readFile(parent));
  const { app, page } = await start();
  const file = path.join(folder, 'base-child.vhd');
  await newDisk(page, 'Differencing');
  await expect(createButton(page)).toBeDisabled();
  await chooseParent(app, page, parent);
  await expect(sheet(page).getByRole('list', { name: 'Chain, base first' }).getByRole('listitem')).toHaveText([
    'base.vhd',
    'this new disk',
  ]);
  await place(app, page, file);
  await create(page);
  await shown(page);
  expect(vhdiInfo(file)).toMatchObject({
    type: 'Differential',
    mediaBytes: 8 * MIB,
    parentId: vhdiInfo(parent).id,
    parentName: 'base.vhd',
  });
  expect(run('7z', 't', file)).toContain('Everything is Ok');
  execFileSync('7z', ['x', `-o${path.join(folder, 'out')}`, file], { stdio: 'pipe' });
  const [extracted = ''] = await readdir(path.join(folder, 'out'));
  expect(sha256Of(await readFile(path.join(folder, 'out', extracted)))).toBe(sha256Of(await readFile(raw)));
  // Nothing is written in it yet: a note.
  expect(await problemCodes(page)).toEqual(['P17']);
  expect(sha256Of(await readFile(parent))).toBe(before);
});

test('an empty GPT is found by The Sleuth Kit and by 7-Zip', async ({ start, folder }) => {
  test.skip(lacks('mmls', '7z', 'qemu-img'));
  const raw = await partedRaw(await start(), folder, 'GPT');
  const table = run('mmls', '-t', 'gpt', raw);
  expect(table).toContain('GUID Partition Table');
  expect(table).toContain('Unallocated');
  expect(run('7z', 't', '-tGPT', raw)).toContain('Everything is Ok');
});

test('an empty MBR has a signature, the mark at its end, and no partition', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const raw = await partedRaw(await start(), folder, 'MBR');
  // Neither The Sleuth Kit nor 7-Zip takes a table without an entry, so the bytes have to do.
  const sector = (await readFile(raw)).subarray(0, 512);
  expect(sector.readUInt32LE(440)).not.toBe(0);
  expect(sector.subarray(446, 510).every((byte) => byte === 0)).toBe(true);
  expect(sector.subarray(510).toString('hex')).toBe('55aa');
});

/** A disk of 64 MiB with the table, made in the window and turned into raw bytes by QEMU. */
async function partedRaw({ app, page }: Platter, folder: string, scheme: 'GPT' | 'MBR'): Promise<string> {
  const file = path.join(folder, 'parted.vhd');
  const raw = path.join(folder, 'parted.raw');
  await newDisk(page, 'Dynamic');
  await typeSize(page, '64 MiB');
  await sheet(page).getByRole('radio', { name: scheme }).check();
  await place(app, page, file);
  await create(page);
  await shown(page);
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', file, raw);
  return raw;
}

test('the largest disk there is takes a few MiB', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'vhdiinfo'));
  const { app, page } = await start();
  const file = path.join(folder, 'largest.vhd');
  await newDisk(page, 'Dynamic');
  await sheet(page).getByRole('button', { name: '2040 GiB (max)' }).click();
  await expect(sheet(page).getByText('CHS can’t describe more than 127.5 GiB. Modern programs ignore it.')).toBeVisible();
  await place(app, page, file);
  await create(page);
  await shown(page);
  expect(qemuInfo(file)['virtual-size']).toBe(2_190_433_320_960);
  expect(vhdiInfo(file).mediaBytes).toBe(2_190_433_320_960);
  expect((await stat(file)).size).toBeLessThan(5 * MIB);
});

test('block size, creator and id arrive in the file', async ({ start, folder }) => {
  test.skip(lacks('vhdiinfo'));
  const { app, page } = await start();
  const file = path.join(folder, 'tuned.vhd');
  await newDisk(page, 'Dynamic');
  await typeSize(page, '127 GB');
  await sheet(page).getByRole('button', { name: 'Use 127,000,000,000 bytes' }).click();
  await sheet(page).getByText('Advanced').click();
  await choose(page, 'Block size', '512 KiB');
  await choose(page, 'Creator', 'VirtualBox (vbox)');
  await expect(said(page, /QEMU 2\.6–9\.2 goes by CHS/)).toBeVisible();
  await sheet(page).getByRole('textbox', { name: 'ID' }).fill('{0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0}');
  await place(app, page, file);
  await create(page);
  await shown(page);
  // In braces as Windows writes it, whose first three fields are the other way round than libvhdi's.
  expect(vhdiInfo(file)).toMatchObject({ mediaBytes: 127_000_000_000, id: '3c2d1e0f-5a4b-7869-8796-a5b4c3d2e1f0' });
  expect((await fields(page, 'Header')).get('Block size')).toContain('524,288');
  expect((await readFile(file)).subarray(28, 32).toString('latin1')).toBe('vbox');
});

test('made exact, the size is one that geometry can say, and every QEMU agrees', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const { app, page } = await start();
  const file = path.join(folder, 'exact.vhd');
  await newDisk(page, 'Dynamic');
  await typeSize(page, '1 GiB');
  await expect(sheet(page).getByText(/^CHS 2,080 \/ 16 \/ 63 covers all but/)).toBeVisible();
  await sheet(page).getByRole('button', { name: 'Make it exact' }).click();
  await place(app, page, file);
  await create(page);
  await shown(page);
  // QEMU 7.2 makes as much of a request for 1 GiB.
  const sizes = ['current_size', 'chs'].map((rule) => {
    const options = `driver=vpc,force_size_calc=${rule},file.filename=${file}`;
    return (JSON.parse(run('qemu-img', 'info', '--output=json', '--image-opts', options)) as { 'virtual-size': number })['virtual-size'];
  });
  expect(sizes).toEqual([1_073_995_776, 1_073_995_776]);
});

test('the commands it shows make the same disk', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const { app, page } = await start();
  await newDisk(page, 'Dynamic');
  await typeSize(page, '100 GB');
  await place(app, page, path.join(folder, "it's new.vhd"));
  await sheet(page).getByRole('button', { name: 'Copy the qemu-img command' }).click();
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(copied).toContain('qemu-img');
  const command = await copied();
  execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' });
  expect(qemuInfo(path.join(folder, "it's new.vhd"))['virtual-size']).toBe(100 * GIB);
});

test('a file that exists is replaced by the complete disk alone, after a warning', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = path.join(folder, 'old.vhd');
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'force_size=on', file, '40G');
  const old = await stat(file);
  const { app, page } = await start();
  await newDisk(page, 'Fixed');
  await typeSize(page, '8 MiB');
  await place(app, page, file);
  await expect(
    said(page, /^old\.vhd exists \(Dynamic, 40 GiB, changed just now\)\. It’s replaced only when the new disk is complete\./),
  ).toBeVisible();
  expect((await stat(file)).ino).toBe(old.ino);
  await create(page);
  await shown(page);
  expect((await stat(file)).ino).not.toBe(old.ino);
  expect(qemuInfo(file)['virtual-size']).toBe(8 * MIB);
  expect(await names(folder)).toEqual(['old.vhd']);
});

test('a fully allocated disk of 2 GiB, cancelled half-way, leaves nothing and the old file as it was', async ({ start, folder }) => {
  const file = path.join(folder, 'big.vhd');
  await writeFile(file, 'what was there');
  const { app, page } = await start();
  await newDisk(page, 'Fixed');
  await typeSize(page, '2 GiB');
  await place(app, page, file);
  await expect(said(page, /big\.vhd exists \(not a VHD, 14 bytes/)).toBeVisible();
  await create(page);
  const bar = sheet(page).getByRole('progressbar', { name: 'Creating big.vhd' });
  // However slow the drive is.
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(40);
  expect((await names(folder)).some((name) => name.includes('platter-part'))).toBe(true);
  // Sent and timed inside the page: clicking through the test's own tools takes longer than the cancelling.
  const milliseconds = await page.evaluate(async () => {
    const cancel = [...document.querySelectorAll('dialog button')].find((button) => button.textContent === 'Cancel') as HTMLElement;
    const began = performance.now();
    cancel.click();
    while (document.querySelector('[role="progressbar"]') !== null) await new Promise((resolve) => setTimeout(resolve, 2));
    return performance.now() - began;
  });
  console.log(`cancelled within ${Math.round(milliseconds)} ms`);
  expect(milliseconds).toBeLessThan(200);
  await expect(createButton(page)).toBeEnabled();
  expect(await names(folder)).toEqual(['big.vhd']);
  expect(await readFile(file, 'utf8')).toBe('what was there');
});

test('closing the window while a disk is written asks, and leaves nothing of it', async ({ start, folder }) => {
  const { app, page } = await start();
  await newDisk(page, 'Fixed');
  await typeSize(page, '2 GiB');
  await place(app, page, path.join(folder, 'gone.vhd'));
  await create(page);
  await expect.poll(async () => (await names(folder)).length).toBe(1);
  // "Stop and close".
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (async () => ({ response: 1, checkboxChecked: false })) as unknown as typeof dialog.showMessageBox;
  });
  const closed = app.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
  expect(await names(folder)).toEqual([]);
});

test('a disk larger than the room there is refused before, and a dynamic one that may outgrow it gets a warning', async ({
  start,
  folder,
}) => {
  const small = path.join(folder, 'small');
  await mkdir(small);
  const unmount = mounted(small, 'size=8m');
  test.skip(unmount === null, 'no right to mount a file system');
  try {
    const { app, page } = await start();
    await newDisk(page, 'Fixed');
    await typeSize(page, '64 MiB');
    await place(app, page, path.join(small, 'a.vhd'));
    await expect(said(page, /Needs 64 MiB, only 8 MiB free there\./)).toBeVisible();
    await expect(createButton(page)).toBeDisabled();
    await sheet(page).getByRole('radio', { name: 'Dynamic' }).check({ force: true });
    await expect(said(page, /Can grow to 64(\.\d)? MiB, only 8 MiB free there\./)).toBeVisible();
    await expect(createButton(page)).toBeEnabled();
    // Somebody takes the room between the look and the writing.
    await sheet(page).getByRole('radio', { name: 'Fixed' }).check({ force: true });
    await typeSize(page, '6 MiB');
    await writeFile(path.join(small, 'other'), Buffer.alloc(5 * MIB));
    await create(page);
    await expect(sheet(page).getByRole('alert')).toContainText(
      /6\.\d+ MiB are needed and 3 MiB are free\. Nothing is left of the new disk\./,
    );
    expect(await readdir(small)).toEqual(['other']);
  } finally {
    unmount?.();
  }
});

test('a drive nobody may write to is named', async ({ start, folder }) => {
  const locked = path.join(folder, 'locked');
  await mkdir(locked);
  const unmount = mounted(locked, 'ro');
  test.skip(unmount === null, 'no right to mount a file system');
  try {
    const { app, page } = await start();
    await newDisk(page, 'Dynamic');
    await place(app, page, path.join(locked, 'a.vhd'));
    await expect(said(page, 'This drive is read-only.')).toBeVisible();
    await expect(createButton(page)).toBeDisabled();
  } finally {
    unmount?.();
  }
});

/** QEMU with the file open for writing, until it is stopped. */
async function heldByQemu(file: string): Promise<ChildProcess> {
  const held = spawn('qemu-io', ['-f', 'vpc', file], { stdio: ['pipe', 'pipe', 'ignore'] });
  await new Promise((resolve) => held.stdout.once('data', resolve));
  return held;
}

test('a file that QEMU has open, a parent of others, a link and a folder are not replaced', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = path.join(folder, 'taken.vhd');
  run('qemu-img', 'create', '-f', 'vpc', file, '8M');
  await symlink(file, path.join(folder, 'link.vhd'));
  await mkdir(path.join(folder, 'folder.vhd'));
  const { app, page } = await start();
  await newDisk(page, 'Dynamic');
  const qemu = await heldByQemu(file);
  await place(app, page, file);
  await expect(said(page, /taken\.vhd exists and is in use by qemu-io\. Close it there, or choose another name\./)).toBeVisible();
  await expect(createButton(page)).toBeDisabled();
  await place(app, page, path.join(folder, 'link.vhd'));
  await expect(said(page, 'link.vhd is a link to another file.')).toBeVisible();
  await place(app, page, path.join(folder, 'folder.vhd'));
  await expect(said(page, 'folder.vhd exists and is not an ordinary file.')).toBeVisible();
  qemu.stdin?.end('quit\n');
  await new Promise((resolve) => qemu.once('close', resolve));

  await sheet(page).getByRole('radio', { name: 'Differencing' }).check({ force: true });
  await chooseParent(app, page, file);
  await place(app, page, file);
  await expect(said(page, 'taken.vhd is what the new disk is made from')).toBeVisible();
  await place(app, page, path.join(folder, 'child.vhd'));
  await create(page);
  await shown(page);
  await newDisk(page, 'Dynamic');
  await place(app, page, file);
  await expect(said(page, 'taken.vhd exists and is open in Platter')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  await page.keyboard.press('Control+w');
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  await newDisk(page, 'Dynamic');
  await place(app, page, file);
  await expect(said(page, 'taken.vhd exists and is the parent of child.vhd.')).toBeVisible();
});

test('what cannot be a parent is named for what it is', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const vhdx = path.join(folder, 'new.vhdx');
  await writeFile(vhdx, Buffer.concat([Buffer.from('vhdxfile'), Buffer.alloc(65_536)]));
  const damaged = path.join(folder, 'damaged.vhd');
  run('qemu-img', 'create', '-f', 'vpc', damaged, '8M');
  const bytes = await readFile(damaged);
  bytes[512 + 36] = 0x55;
  await writeFile(damaged, bytes);
  const { app, page } = await start();
  await newDisk(page, 'Differencing');
  await chooseParent(app, page, vhdx);
  await expect(said(page, 'The parent must be a VHD. new.vhdx is a VHDX disk.')).toBeVisible();
  await chooseParent(app, page, damaged);
  await expect(said(page, /damaged\.vhd has \d+ errors?\. Repair it first/)).toBeVisible();
  await place(app, page, path.join(folder, 'child.vhd'));
  await expect(createButton(page)).toBeDisabled();
});

test('a name without .vhd gets it', async ({ start, folder }) => {
  const { app, page } = await start();
  await newDisk(page, 'Dynamic');
  await typeSize(page, '2 MiB');
  await expect(said(page, 'Some Windows tools refuse disks under 3 MiB.')).toBeVisible();
  await typeSize(page, '2041 GiB');
  await expect(said(page, 'VHD stops at 2040 GiB. Larger disks need VHDX.')).toBeVisible();
  await typeSize(page, '');
  await expect(said(page, 'Enter a size such as 40 GiB.')).toBeVisible();
  await typeSize(page, '4 MiB');
  await place(app, page, path.join(folder, 'plain'));
  await expect(said(page, 'Named plain.vhd: disks end in .vhd.')).toBeVisible();
  await create(page);
  expect(await shown(page)).toBe('plain.vhd');
  expect(await names(folder)).toEqual(['plain.vhd']);
});

byKeys('by keyboard alone, in a wide window and in steps', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const platter = await start();
  const { app, page } = platter;
  const { keyboard } = page;
  await platter.resize(1280, 800);
  await saveAs(app, path.join(folder, 'keys.vhd'));
  await keyboard.press('Control+n');
  await expect(sheet(page).getByRole('radio', { name: 'Dynamic', exact: true })).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(sheet(page).getByRole('radio', { name: 'Fixed', exact: true })).toBeChecked();
  await keyboard.press('Tab');
  await keyboard.type('5 MiB');
  const toPlace = async (): Promise<void> => {
    await enter(page, sheet(page).getByRole('button', { name: 'Choose name and place…' }));
    await expect(createButton(page)).toBeEnabled();
  };
  await toPlace();
  await enter(page, createButton(page));
  expect(await shown(page)).toBe('keys.vhd');
  expect(qemuInfo(path.join(folder, 'keys.vhd'))['virtual-size']).toBe(5 * MIB);

  await platter.resize(900, 700);
  await saveAs(app, path.join(folder, 'steps.vhd'));
  await keyboard.press('Control+n');
  await expect(sheet(page).getByRole('radio', { name: 'Dynamic', exact: true })).toBeFocused();
  await keyboard.press('Enter');
  await expect(sheet(page).getByRole('textbox', { name: 'Size' })).toBeFocused();
  await keyboard.type('6 MiB');
  await keyboard.press('Enter');
  await toPlace();
  await enter(page, createButton(page));
  await expect(page.getByRole('heading', { name: 'steps.vhd', level: 1 })).toBeVisible();
  expect(qemuInfo(path.join(folder, 'steps.vhd'))['virtual-size']).toBe(6 * MIB);
});

test('the page can name no path: what it sends is a ticket of its own window, or refused', async ({ start }) => {
  const { page } = await start();
  const kinds = await page.evaluate(async () => {
    type Call = (request: unknown) => Promise<{ ok: boolean; error?: { kind: string } }>;
    const { call } = (window as unknown as { platter: { call: Record<string, Call> } }).platter;
    const spec = {
      kind: 'dynamic',
      sizeBytes: 4_194_304,
      sizeRule: 'exact',
      blockBytes: 2_097_152,
      uniqueId: null,
      creator: 'win ',
      geometry: null,
      partitions: 'none',
      fill: 'sparse',
      parent: null,
      namesAbsolute: true,
      place: '/tmp/planted.vhd',
      replace: true,
    };
    const tried = [
      ['disk/create', spec],
      ['disk/create', { ...spec, path: '/tmp/planted.vhd' }],
      ['disk/create', { ...spec, sizeBytes: 1.5 }],
      ['disk/inspectPlace', { place: '/tmp', parent: null }],
      ['disk/inspectParent', { ticket: '/etc/passwd' }],
    ] as const;
    return Promise.all(tried.map(async ([name, request]) => (await call[name]?.(request))?.error?.kind));
  });
  expect(kinds).toEqual(['stale-ticket', 'bad-request', 'bad-request', 'stale-ticket', 'stale-ticket']);
});

test('the menu, Welcome and the palette lead to it; Escape leaves it, and nothing was written', async ({ start, folder }) => {
  const { app, page } = await start();
  await page.getByRole('button', { name: /^New disk…/ }).click();
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  const enabled = (): Promise<boolean | undefined> =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('file.new')?.enabled);
  await expect.poll(enabled).toBe(true);
  await app.evaluate(({ Menu, BrowserWindow }) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById('file.new');
    item?.click(undefined, BrowserWindow.getAllWindows()[0], undefined);
  });
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await command(page, 'new disk');
  await expect(sheet(page)).toBeVisible();
  expect(await names(folder)).toEqual([]);
});
