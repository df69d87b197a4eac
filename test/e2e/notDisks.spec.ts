/** Files that are no VHD, or a damaged one: each is named for what it is. */
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../support/oracles';
import { expect, ROOT, test } from './platter';
import { problemCodes, shown } from './window';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
/** A file of `size` zero bytes with `bytes` at `at`. */
const withBytes = (size: number, at: number, bytes: Buffer): Buffer => {
  const file = Buffer.alloc(size);
  bytes.copy(file, at);
  return file;
};

const VHDL = `-- a counter
library ieee;
use ieee.std_logic_1164.all;

entity counter is
  port (clk : in std_logic);
end entity;
`;

const CASES: readonly { readonly what: string; readonly bytes: Buffer; readonly title: string; readonly offers: readonly string[] }[] = [
  { what: 'VHDL source', bytes: text(VHDL), title: 'This is VHDL source code, not a disk.', offers: ['Choose another…', 'View bytes'] },
  { what: 'VHDX', bytes: withBytes(65_536, 0, text('vhdxfile')), title: 'This is a VHDX disk.', offers: ['View bytes', 'Close'] },
  { what: 'VMDK', bytes: withBytes(65_536, 0, text('KDMV')), title: 'This is a VMDK image.', offers: ['View bytes', 'Close'] },
  {
    what: 'QCOW2',
    bytes: withBytes(65_536, 0, text('QFI\xfb\0\0\0\x03')),
    title: 'This is a QCOW2 image.',
    offers: ['View bytes', 'Close'],
  },
  { what: 'VDI', bytes: withBytes(65_536, 64, text('\x7f\x10\xda\xbe')), title: 'This is a VDI image.', offers: ['View bytes', 'Close'] },
  { what: 'ISO', bytes: withBytes(65_536, 32_769, text('CD001')), title: 'This is an ISO image.', offers: ['View bytes', 'Close'] },
  { what: 'zip', bytes: withBytes(4096, 0, text('PK\x03\x04')), title: 'This is a compressed file (zip).', offers: ['Show in folder'] },
  { what: 'gzip', bytes: withBytes(4096, 0, text('\x1f\x8b\x08')), title: 'This is a compressed file (gzip).', offers: ['Show in folder'] },
  {
    what: '7z',
    bytes: withBytes(4096, 0, text('7z\xbc\xaf\x27\x1c')),
    title: 'This is a compressed file (7z).',
    offers: ['Show in folder'],
  },
  { what: 'an empty file', bytes: Buffer.alloc(0), title: 'This file is empty (0 bytes).', offers: ['Close'] },
  { what: 'a file too small', bytes: Buffer.alloc(180, 1), title: 'Too small to be a disk (180 bytes).', offers: ['View bytes'] },
  {
    what: 'a fixed disk cut in half',
    // A partition from sector 128 with 16,000 sectors, of which 128 KiB are there.
    bytes: withBytes(131_072, 446, text(`\x80\0\0\0\x07\0\0\0\x80\0\0\0\x80\x3e\0\0${'\0'.repeat(48)}\x55\xaa`)),
    title: 'The end of this disk is missing.',
    offers: ['Open as raw disk', 'View bytes'],
  },
  {
    what: 'anything else',
    bytes: Buffer.alloc(65_536, 0xe5),
    title: 'This file has no VHD footer where one belongs.',
    offers: ['View bytes'],
  },
];

test('each kind of file that is no VHD is named, with ways on', async ({ start, folder }) => {
  const { app, page } = await start();
  for (const { what, bytes, title, offers } of CASES) {
    const file = path.join(folder, `${what}.vhd`);
    await writeFile(file, bytes);
    await app.evaluate(({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'), ['electron', ROOT, file]);
    await expect(page.getByRole('heading', { name: title }), what).toBeVisible();
    await expect(page.getByText(`${what}.vhd`)).toBeVisible();
    for (const offer of offers) await expect(page.getByRole('button', { name: offer, exact: true }), what).toBeVisible();
  }
});

test('the bytes of a file that is no VHD can be looked at', async ({ start, folder }) => {
  const file = path.join(folder, 'counter.vhd');
  await writeFile(file, text(VHDL));
  const { page } = await start(file);
  await page.getByRole('button', { name: 'View bytes' }).click();
  await shown(page);
  await expect(page.getByRole('grid', { name: 'Bytes of the file' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Map', exact: true })).toBeDisabled();
});

test('a dynamic disk whose end was cut off opens from the copy at its start, and says so', async ({ start, folder }) => {
  const file = path.join(folder, 'cut.vhd');
  run('qemu-img', 'create', '-f', 'vpc', file, '8M');
  await truncate(file, (await stat(file)).size - 512);
  const { page } = await start(file);
  await shown(page);
  expect(await problemCodes(page)).toContain('F01');
  await expect(page.getByRole('article', { name: 'The footer at the end is missing' })).toBeVisible();
});

test('a dynamic disk cut in half has one problem, under which the others stand', async ({ start, folder }) => {
  const [raw, file] = [path.join(folder, 'half.raw'), path.join(folder, 'half.vhd')];
  await writeFile(raw, Buffer.alloc(8 * 1_048_576, 0x5a));
  run('qemu-img', 'convert', '-O', 'vpc', raw, file);
  const { size } = await stat(file);
  await truncate(file, size / 2);
  const { page } = await start(file);
  await shown(page);
  expect((await problemCodes(page)).toSorted()).toEqual(['B01', 'B04', 'F01', 'F23']);
  await expect(page.getByRole('button', { name: '1 error and 3 consequences' })).toBeVisible();
  const sizes = [size / 2, size].map((bytes) => bytes.toLocaleString('en')).join(' of ');
  await expect(page.getByRole('article', { name: `The file was cut short: ${sizes} bytes are there` })).toBeVisible();
  await page.getByRole('article').getByRole('button', { name: 'The footer at the end is missing' }).click();
  await expect(page.getByRole('article', { name: 'The footer at the end is missing' })).toContainText('This follows from:');
});

test('a fixed disk that is too short says how much is gone', async ({ start, folder }) => {
  const file = path.join(folder, 'short.vhd');
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=fixed,force_size=on', file, '4M');
  // The footer moves up to where the data now ends: a file that was cut and closed again.
  const bytes = await readFile(file);
  await writeFile(file, Buffer.concat([bytes.subarray(0, 2 * 1024 * 1024), bytes.subarray(-512)]));
  const { page } = await start(file);
  await shown(page);
  expect(await problemCodes(page)).toContain('F08');
  await expect(page.getByRole('heading', { name: /2 MiB shorter than it says/ })).toBeVisible();
});
