/** Whatever else was wrong with the file, a rebuilt disk has the same sound footer at both ends, and other programs open it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planRebuild } from '../../../../../main/vhd/repair/rebuild';
import { footer } from '../../../../../shared/vhd/footer';
import { CATALOGUE, chainFor, deepFindings } from '../../../../support/damageChecks';
import { baseImage, childImage, TABLE_AT } from '../../../../support/fixtures';
import { chainOf, NOW } from '../../../../support/opened';
import { memoryFile } from '../../../../support/memoryFile';
import { lacks, qemuInfo, vhdiInfo } from '../../../../support/oracles';
import { tempDir } from '../../../../support/tempDir';

const folder = tempDir();

/** The new file, or null where nothing calls for one or nothing says where the blocks belong. */
async function rebuilt(image: Uint8Array, damage: Parameters<typeof chainFor>[0] = {}): Promise<Uint8Array | null> {
  const made = await planRebuild(await chainFor(damage, image), { place: new Map(), now: NOW });
  if (made?.ok !== true) return null;
  const { content } = made.value.copy;
  const file = new Uint8Array(content.bytes);
  for await (const { at, data } of content.extents()) file.set(data, at);
  for (const { at, data } of content.closing) file.set(data, at);
  const after = (await deepFindings(await chainFor(damage, file))).map(({ code }) => code);
  expect(made.value.after.map(({ code }) => code)).toEqual(after);
  return file;
}

/** What is wrong with the two ends: the fields of the last footer that do not hold, and whether the copy is another one. */
function faultsIn(file: Uint8Array): string[] {
  const [copy, last] = [file.subarray(0, 512), file.subarray(-512)];
  const fields = footer.check(last).map(({ field }) => field as string);
  const faults = fields.filter((field) => field === 'cookie' || field === 'checksum');
  return Buffer.compare(copy, last) === 0 ? faults : [...faults, 'copy'];
}

const noTable = (image: Uint8Array): Uint8Array => image.fill(0xff, TABLE_AT, TABLE_AT + 16);

const FOOTERS: Readonly<Record<string, (image: Uint8Array) => Uint8Array>> = {
  'as they are': (image) => image,
  'the last one zero': (image) => image.fill(0, image.length - 512),
  'the last one cut off': (image) => image.slice(0, -512),
  'the last one without its last byte': (image) => image.slice(0, -1),
  'the last one with a wrong checksum': (image) => image.fill(0, image.length - 448, image.length - 444),
  'the copy zero': (image) => image.fill(0, 0, 512),
  'the copy with a wrong checksum': (image) => image.fill(0, 64, 68),
};

test.each(Object.entries(FOOTERS))('a lost table, the footers %s', async (name, damage) => {
  const file = await rebuilt(damage(noTable(baseImage())));
  if (file === null) throw new Error('nothing was rebuilt');
  expect(faultsIn(file)).toEqual([]);
  const errors = (await deepFindings(await chainOf(memoryFile(file)))).filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
  const place = path.join(folder, `${name}.vhd`);
  writeFileSync(place, file);
  if (!lacks('qemu-img')) expect(qemuInfo(place)).toMatchObject({ 'virtual-size': 8 * 1024 * 1024 });
  if (!lacks('vhdiinfo')) expect(vhdiInfo(place)).toMatchObject({ mediaBytes: 8 * 1024 * 1024 });
});

test.each(Object.entries(FOOTERS))('a child’s lost table, the footers %s', async (_name, damage) => {
  const file = await rebuilt(damage(noTable(childImage().bytes)), { child: true });
  expect(file === null ? [] : faultsIn(file)).toEqual([]);
});

test.each(CATALOGUE.map((damage) => [damage.id, damage.what, damage] as const))('of the catalogue %s: %s', async (_id, _what, damage) => {
  const file = await rebuilt(damage.make(), damage);
  expect(file === null ? [] : faultsIn(file)).toEqual([]);
});
