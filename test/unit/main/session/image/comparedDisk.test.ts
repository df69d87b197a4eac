/** The other disk's bytes: read page by page, of a disk or a raw image, also when its file was closed meanwhile. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { comparedDisk } from '../../../../../main/session/image/comparedDisk';
import { createAt, diskSpec, realFiles, writeAt } from '../../../../support/newDisks';
import { tempDir } from '../../../../support/tempDir';

const folder = tempDir();

const PAGE = 65_536;
const pageBytes = (read: Awaited<ReturnType<ReturnType<typeof comparedDisk>['readPage']>>): Uint8Array | null =>
  read.ok ? read.value.bytes : null;

it('of a dynamic disk are what was written, and zeros where nothing is stored', async () => {
  const file = path.join(folder, 'other.vhd');
  await createAt(file, diskSpec());
  await writeAt(file, { lba: 129, bytes: new Uint8Array(512).fill(0x5a) });
  const other = comparedDisk({ path: file, parents: [] }, realFiles);
  const page = pageBytes(await other.readPage(1));
  expect([page?.length, page?.[511], page?.[512], page?.[1023], page?.[1024]]).toEqual([PAGE, 0, 0x5a, 0x5a, 0]);
  expect(pageBytes(await other.readPage(2))?.every((byte) => byte === 0)).toBe(true);
  await other.rest();
});

it('of a raw image are those of the file, and none behind its end', async () => {
  const file = path.join(folder, 'raw.img');
  await writeFile(file, Buffer.concat([Buffer.alloc(PAGE, 1), Buffer.alloc(512, 2)]));
  const other = comparedDisk({ path: file, parents: [] }, realFiles);
  expect(pageBytes(await other.readPage(0))?.[7]).toBe(1);
  expect(pageBytes(await other.readPage(1))).toEqual(new Uint8Array(512).fill(2));
  expect(pageBytes(await other.readPage(2))).toEqual(new Uint8Array());
  await other.rest();
});

it('are read again after a rest, from the file as it is then', async () => {
  const file = path.join(folder, 'rested.img');
  await writeFile(file, Buffer.alloc(1024, 1));
  const other = comparedDisk({ path: file, parents: [] }, realFiles);
  expect(pageBytes(await other.readPage(0))?.[0]).toBe(1);
  await other.rest();
  await writeFile(file, Buffer.alloc(1024, 9));
  expect(pageBytes(await other.readPage(0))?.[0]).toBe(9);
  await other.rest();
  await rm(file);
  expect(await other.readPage(0)).toMatchObject({ ok: false, error: { kind: 'not-found' } });
});

it('tell their size and kind, and are said to be changed once another program wrote to them or took them away', async () => {
  const [disk, image] = [path.join(folder, 'facts.vhd'), path.join(folder, 'facts.img')];
  await createAt(disk, diskSpec());
  await writeFile(image, Buffer.alloc(1536, 1));
  const [vhd, raw] = [disk, image].map((file) => comparedDisk({ path: file, parents: [] }, realFiles));
  expect(await vhd?.facts()).toMatchObject({ ok: true, value: { isRaw: false } });
  expect(await raw?.facts()).toMatchObject({ ok: true, value: { bytes: 1536, isRaw: true } });
  expect(await raw?.readPage(0)).toMatchObject({ ok: true, value: { isChanged: false } });
  await rm(image);
  expect(await raw?.readPage(0)).toMatchObject({ ok: true, value: { isChanged: true } });
  expect(await vhd?.readPage(0)).toMatchObject({ ok: true, value: { isChanged: false } });
  await writeAt(disk, { lba: 1, bytes: new Uint8Array(512).fill(1) });
  expect(await vhd?.readPage(1)).toMatchObject({ ok: true, value: { isChanged: true } });
  await Promise.all([vhd?.rest(), raw?.rest()]);
});
