/** Real disks of other programs, and disks QEMU makes on the spot: what the window says is what other readers say. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { lacks, qemuConvert, qemuInfo, run, vhdiInfo } from '../support/oracles';
import { sampleNames, samplesFolder, unpack } from '../support/samples';
import { expect, test, type Platter } from './platter';
import { fields, goTo, numberIn, rowBytes, rowText, shown, tab } from './window';

const SECTOR = 512;
const ROW = 16;
const samples = samplesFolder();
/** The negative sample, and those whose oddity is the point: they have their own tests. */
const ODD = ['NOT-A-VHD-raw-floppy.vhd', 'vhdforensic-original-size-mismatch.vhd'];

const KINDS: Readonly<Record<string, string>> = { Fixed: 'fixed (2)', Dynamic: 'dynamic (3)', Differential: 'differencing (4)' };

/** Field by field against QEMU and libvhdi, each in what it can be trusted with. */
async function compareFields({ page }: Platter, file: string): Promise<void> {
  const footer = await fields(page, 'Footer');
  const vhdi = vhdiInfo(file);
  expect(footer.get('Disk type')).toBe(KINDS[vhdi.type]);
  expect(numberIn(footer.get('Original size'))).toBe(vhdi.mediaBytes);
  expect(footer.get('Unique ID') === 'none' ? '00000000-0000-0000-0000-000000000000' : footer.get('Unique ID')).toBe(vhdi.id);
  const info = qemuInfo(file);
  const chs = ['Cylinders', 'Heads', 'Sectors per track'].reduce((product, name) => product * numberIn(footer.get(name)), SECTOR);
  expect([numberIn(footer.get('Current size')), chs]).toContain(info['virtual-size']);
  if (vhdi.type === 'Fixed') return;
  const header = await fields(page, 'Header');
  expect(numberIn(header.get('Block size'))).toBe(info['cluster-size']);
}

/** The bytes at `address` on screen, and the same bytes as QEMU gives them. */
async function compareBytes({ page }: Platter, raw: string, at: number): Promise<void> {
  const from = Math.floor(at / ROW) * ROW;
  await goTo(page, `0x${at.toString(16)}`);
  const handle = await open(raw, 'r');
  const expected = new Uint8Array(ROW);
  await handle.read(expected, 0, ROW, from);
  await handle.close();
  const text = await rowText(page);
  if (/reads as zeros/.test(text)) {
    expect(Array.from(expected), `${at} is zero`).toEqual(Array.from(new Uint8Array(ROW)));
    return;
  }
  expect(await rowBytes(page), `at ${at}`).toBe(Array.from(expected, (b) => b.toString(16).toUpperCase().padStart(2, '0')).join(' '));
}

/** Both sides of every border of the first blocks, the middle of each, and the very end. */
function probes(bytes: number, blockBytes: number): number[] {
  const borders = Array.from({ length: 4 }, (_, i) => (i + 1) * blockBytes).filter((at) => at < bytes);
  return [0, SECTOR, ...borders.flatMap((at) => [at - 1, at, at + SECTOR]), Math.floor(bytes / 2), bytes - 1].filter(
    (at) => at >= 0 && at < bytes,
  );
}

async function pinColumns({ page }: Platter): Promise<void> {
  await tab(page, 'Hex');
  await page.getByRole('group', { name: 'Columns' }).getByRole('button', { name: '16' }).click();
}

for (const name of samples === null ? [] : sampleNames(samples).filter((n) => !ODD.includes(n))) {
  test(`${name} looks as other readers see it`, async ({ start, folder }) => {
    test.skip(lacks('qemu-img', 'vhdiinfo'));
    const file = unpack(samples as string, name, folder);
    const platter = await start(file);
    expect(await shown(platter.page)).toBe(name);
    await compareFields(platter, file);
    const bytes = numberIn((await fields(platter.page, 'Footer')).get('Current size'));
    // A raw copy of 127 GiB of nothing is quickly made, but adds nothing.
    if (bytes > 2 ** 31) return;
    const raw = path.join(folder, 'raw');
    qemuConvert(file, raw);
    await pinColumns(platter);
    for (const at of probes(bytes, 2 ** 21)) await compareBytes(platter, raw, at);
  });
}

test('disk samples are here', () => {
  test.skip(samples === null, 'no disk samples beside the repository; set PLATTER_SAMPLES');
  expect(sampleNames(samples as string).length).toBeGreaterThan(10);
});

test('a raw floppy named .vhd is no VHD, and opens as a raw disk when asked to', async ({ start, folder }) => {
  test.skip(samples === null);
  const { page } = await start(unpack(samples as string, 'NOT-A-VHD-raw-floppy.vhd', folder));
  await expect(page.getByRole('heading', { name: 'No VHD footer, but this looks like a raw disk.' })).toBeVisible();
  await page.getByRole('button', { name: 'Open as raw disk' }).click();
  await shown(page);
  await expect(page.getByText(/^A raw disk image of .*, without a VHD footer\./)).toBeVisible();
});

test('a chain of three shows its layers, and each sector’s bytes come from the right one', async ({ start, folder }) => {
  test.skip(samples === null);
  for (const layer of ['parent', 'child', 'grand']) unpack(samples as string, `chains/c1-minivhd/${layer}.vhd`, folder);
  const platter = await start(path.join(folder, 'chains/c1-minivhd/grand.vhd'));
  await shown(platter.page);
  const vhdi = vhdiInfo(path.join(folder, 'chains/c1-minivhd/grand.vhd'));
  const header = await fields(platter.page, 'Header');
  expect(header.get('Parent unique ID')).toBe(vhdi.parentId);
  expect(header.get('Parent name')).toBe(`“${vhdi.parentName}”`);
  await pinColumns(platter);
  // From the list of writes these chains were made with: sector → byte, and the layer that holds it.
  const written = [
    [0, '10', /read from parent\.vhd/],
    [3, '33', /read from child\.vhd/],
    [5, '66', null],
    [20_000, '77', /read from parent\.vhd/],
    [4203, '67', null],
    [32_639, '69', null],
  ] as const;
  for (const [sector, byte, from] of written) {
    await goTo(platter.page, String(sector));
    if (from !== null) {
      await expect.poll(() => rowText(platter.page), `sector ${sector}`).toMatch(from);
      await platter.page.keyboard.press('Enter');
    }
    expect(await rowBytes(platter.page), `sector ${sector}`).toBe(Array.from({ length: ROW }, () => byte).join(' '));
  }
});

test('a child alone says what is missing, and shows no zeros in its place', async ({ start, folder }) => {
  test.skip(samples === null);
  const platter = await start(unpack(samples as string, 'chains/c1-minivhd/grand.vhd', folder));
  await shown(platter.page);
  await goTo(platter.page, '0');
  expect(await rowText(platter.page)).toContain('unknown: the parent that would hold it is missing');
  await expect(platter.page.getByRole('option', { name: /Parent disk not found/ })).toBeVisible();
});

for (const subformat of ['dynamic', 'fixed'] as const) {
  for (const exact of ['on', 'off']) {
    test(`a ${subformat} disk of QEMU, force_size ${exact}, looks as QEMU sees it`, async ({ start, folder }) => {
      test.skip(lacks('qemu-img', 'qemu-io', 'vhdiinfo'));
      const file = path.join(folder, 'made.vhd');
      run('qemu-img', 'create', '-f', 'vpc', '-o', `subformat=${subformat},force_size=${exact}`, file, '9M');
      run(
        'qemu-io',
        '-f',
        'vpc',
        '-c',
        'write -P 0x11 0 512',
        '-c',
        'write -P 0x22 2096640 1024',
        '-c',
        'write -P 0x33 6291456 65536',
        file,
      );
      const platter = await start(file);
      await shown(platter.page);
      await compareFields(platter, file);
      const raw = path.join(folder, 'raw');
      qemuConvert(file, raw);
      await pinColumns(platter);
      const bytes = numberIn((await fields(platter.page, 'Footer')).get('Current size'));
      for (const at of [...probes(bytes, 2 ** 21), 6_291_456 + 65_535, 6_291_456 + 65_536]) await compareBytes(platter, raw, at);
    });
  }
}
