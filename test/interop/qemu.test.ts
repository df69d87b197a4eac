/** Disks made and written by QEMU on the spot, read by us, by QEMU, libvhdi and 7-Zip. Random writes from fixed seeds. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describe as describeChain } from '../../main/vhd/describe/describe';
import { geometryOf, geometrySectors, qemuCreatedSectors } from '../../shared/vhd/geometry';
import { visibleSize } from '../../main/vhd/describe/visibleSize';
import { uniqueIdOf } from '../../main/vhd/read/chain';
import { footer } from '../../shared/vhd/footer';
import { hashOf, withChain } from '../support/opened';
import { hashOutput, lacks, qemuConvert, qemuInfo, run, vhdiInfo } from '../support/oracles';
import { seeded } from '../support/random';
import { sha256Of } from '../support/samples';
import { tempDir } from '../support/tempDir';

const MIB = 1024 * 1024;
const into = tempDir();

type DiskRecipe = {
  readonly name: string;
  readonly subformat: 'fixed' | 'dynamic';
  readonly force: boolean;
  readonly bytes: number;
  readonly seed: number;
};

function make({ name, subformat, force, bytes, seed }: DiskRecipe): string {
  const file = path.join(into, `${name}.vhd`);
  run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', `subformat=${subformat}${force ? ',force_size=on' : ''}`, file, String(bytes));
  const random = seeded(seed);
  const size = qemuInfo(file)['virtual-size'];
  const writes = Array.from({ length: 12 }, () => {
    const sectors = 1 + random.below(300);
    const at = random.below(Math.floor(size / 512) - sectors);
    return ['-c', `write -q -P ${1 + random.below(255)} ${at * 512} ${sectors * 512}`];
  });
  run('qemu-io', '-f', 'vpc', ...writes.flat(), file);
  return file;
}

const recipes: readonly DiskRecipe[] = [
  ...[3, 10, 33, 64, 100].flatMap((mib, i) =>
    (['dynamic', 'fixed'] as const).flatMap((subformat, j) =>
      [false, true].map((force, k) => ({
        name: `${subformat}-${mib}m${force ? '-exact' : ''}`,
        subformat,
        force,
        bytes: mib * MIB,
        seed: 1000 + i * 10 + j * 2 + k,
      })),
    ),
  ),
  { name: 'dynamic-odd', subformat: 'dynamic', force: true, bytes: 5 * MIB + 512 * 7, seed: 7 },
  { name: 'fixed-odd', subformat: 'fixed', force: true, bytes: 5 * MIB + 512 * 9, seed: 8 },
];

describe.skipIf(lacks('qemu-img', 'qemu-io', 'vhdiinfo', 'img_cat', '7z'))('disks written by QEMU', () => {
  test.each(recipes)('$name: size, type, id and block size are what QEMU and libvhdi show', async (recipe) => {
    const file = make(recipe);
    const [qemu, vhdi] = [qemuInfo(file), vhdiInfo(file)];
    await withChain(file, async ({ layers: [top] }) => {
      const raw = top.footer as Uint8Array;
      expect(visibleSize(raw, 'qemu-7')).toBe(qemu['virtual-size']);
      expect(top.map === null ? undefined : top.map.blockSectors * 512).toBe(qemu['cluster-size']);
      expect(vhdi.type).toBe(recipe.subformat === 'fixed' ? 'Fixed' : 'Dynamic');
      expect(Number(footer.get(raw, 'originalSize'))).toBe(vhdi.mediaBytes);
      expect(uniqueIdOf(top)).toBe(vhdi.id);
      expect(top.sectors * 512).toBe(recipe.force ? recipe.bytes : qemuCreatedSectors(recipe.bytes / 512) * 512);
    });
  });

  test.each(recipes)('$name: content is what QEMU, libvhdi and 7-Zip read', async ({ name }) => {
    const file = path.join(into, `${name}.vhd`);
    const raw = path.join(into, `${name}.raw`);
    qemuConvert(file, raw);
    const ours = await withChain(file, hashOf);
    expect(ours).toBe(sha256Of(readFileSync(raw)));
    expect(await hashOutput('img_cat', '-i', 'vhd', file)).toBe(ours);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', file)).toBe(ours);
  });

  test.each(recipes)('$name: nothing is wrong with it', async ({ name }) => {
    const view = await withChain(path.join(into, `${name}.vhd`), (chain) => describeChain(chain, Date.now() / 1000));
    expect(view.findings).toEqual([]);
  });
});

describe.skipIf(lacks('qemu-img'))('sizes QEMU gives to disks it creates', () => {
  const GIB = 1024 * MIB;
  test.each([1, 17 * MIB, 100 * MIB + 512, 511 * MIB, GIB, 8 * GIB, 10 * GIB, 30 * GIB, 32 * GIB, 127 * GIB, 128 * GIB, 2040 * GIB])(
    '%i bytes',
    async (bytes) => {
      const file = path.join(into, `size-${bytes}.vhd`);
      run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', file, String(bytes));
      const sectors = Math.ceil(bytes / 512);
      await withChain(file, async ({ layers: [top] }) => {
        expect(qemuCreatedSectors(sectors)).toBe(top.sectors);
        if (geometrySectors(geometryOf(top.sectors)) < 65_535 * 16 * 255)
          expect(geometrySectors(geometryOf(top.sectors))).toBe(qemuInfo(file)['virtual-size'] / 512);
      });
    },
  );
});
