/** G01 repaired: the disk is afterwards, byte for byte, the one that was built whole. */
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { planRepair, type Repair } from '../../../../../main/vhd/repair/planRepair';
import type { RepairMethod } from '../../../../../shared/repairs';
import { applied } from '../../../../support/appliedPlan';
import { requestFor } from '../../../../support/damageRepairs';
import { BLOCK, GEOMETRY, joined, SIZE } from '../../../../support/fixtures';
import { GPT_TYPES, resumGpt, wholeGpt } from '../../../../support/gpt';
import { footerBytes, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, contentOf } from '../../../../support/opened';

const SECTORS = SIZE / 512;
const LAST = SECTORS - 1;
const PART = { type: GPT_TYPES.basic, name: 'data', firstLba: 2048, lastLba: 8191 };
const whole = (): Buffer => wholeGpt(SECTORS, [PART]);

const asFixed = (disk: Uint8Array): Uint8Array => joined(disk, footerBytes({ type: 2, size: SIZE, geometry: GEOMETRY }));

/** Blocks of zeros are not stored. */
function asDynamic(disk: Uint8Array): Uint8Array {
  const blocks = Array.from({ length: SIZE / BLOCK }, (_, index) => ({ index, data: disk.subarray(index * BLOCK, (index + 1) * BLOCK) }));
  const stored = blocks.filter(({ data }) => data.some((byte) => byte !== 0));
  return sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: stored, footer: { geometry: GEOMETRY } }).bytes;
}

type Result = { readonly repair: Repair; readonly disk: Buffer };

async function repaired(image: Uint8Array, method?: RepairMethod): Promise<Result> {
  const request = requestFor(method === undefined ? {} : { choose: { G01: method } }, { notes: false });
  const repair = await planRepair(await chainOf(memoryFile(image)), request);
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  const parts: Uint8Array[] = [];
  await contentOf(await chainOf(memoryFile(applied(image, repair.value.plan))), (part) => parts.push(part));
  return { repair: repair.value, disk: Buffer.concat(parts) };
}

const methods = ({ open }: Repair): string[] => open.map(({ code, method, class: klass }) => `${code} ${method} ${klass}`);

const DAMAGE: readonly [string, (disk: Buffer) => void][] = [
  ['a header with a wrong sum', (d) => d.writeUInt8(1, 512 + 60)],
  ['a table with a wrong sum', (d) => d.writeUInt8(1, 1024 + 200)],
  ['no first copy', (d) => d.fill(0, 512, 34 * 512)],
  ['no backup', (d) => d.fill(0, (LAST - 32) * 512)],
  ['a backup header with a wrong sum', (d) => d.writeUInt8(1, LAST * 512 + 60)],
  ['a backup table with a wrong sum', (d) => d.writeUInt8(1, (LAST - 32) * 512 + 200)],
];

describe('the broken copy is written anew from the sound one', () => {
  test.each(DAMAGE)('on a fixed disk: %s', async (_what, change) => {
    const broken = whole();
    change(broken);
    const { repair, disk } = await repaired(asFixed(broken));
    expect(repair.done).toEqual([{ code: 'G01', method: 'copy-gpt', class: 'safe' }]);
    expect(repair.after).toEqual([]);
    expect(Buffer.compare(disk, whole())).toBe(0);
  });

  test.each(DAMAGE)('on a dynamic disk, whose blocks may be missing: %s', async (_what, change) => {
    const broken = whole();
    change(broken);
    const { repair, disk } = await repaired(asDynamic(broken), 'copy-gpt');
    expect(repair.after.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(Buffer.compare(disk, whole())).toBe(0);
  });

  test('where the whole block of a copy is missing, a new one is made only when that is chosen', async () => {
    const broken = whole();
    broken.fill(0, (LAST - 32) * 512);
    const { repair, disk } = await repaired(asDynamic(broken));
    expect([repair.done, methods(repair)]).toEqual([[], ['G01 copy-gpt choice']]);
    expect(Buffer.compare(disk, broken)).toBe(0);
  });

  test('a header that is sound and names a table behind the disk gets its table where it usually is', async () => {
    const broken = whole();
    broken.writeBigUInt64LE(BigInt(LAST), 512 + 72);
    resumGpt(broken, 512);
    const { disk } = await repaired(asFixed(broken));
    expect(Buffer.compare(disk, whole())).toBe(0);
  });

  test('a table that its sound header keeps further back stays there', async () => {
    const far = whole();
    far.copy(far, 3 * 512, 2 * 512, 34 * 512);
    far.fill(0, 1024, 1536);
    for (const at of [512, LAST * 512]) {
      far.writeBigUInt64LE(35n, at + 40);
      if (at === 512) far.writeBigUInt64LE(3n, at + 72);
      resumGpt(far, at);
    }
    const broken = Buffer.from(far);
    broken.writeUInt8(1, 3 * 512 + 200);
    const { disk } = await repaired(asFixed(broken));
    expect(Buffer.compare(disk, far)).toBe(0);
  });
});

describe('a disk that has grown', () => {
  /** The GPT of a disk of 6 MiB on one of 8. */
  const grown = (partitions = [PART]): Buffer => Buffer.concat([wholeGpt((SIZE - BLOCK) / 512, partitions), Buffer.alloc(BLOCK)]);

  /** As it would be if it had been made for this size; the protective entry and the old backup stay. */
  function expected(old: Buffer): Buffer {
    const disk = Buffer.from(old);
    const fresh = whole();
    fresh.copy(disk, 512, 512, 34 * 512);
    fresh.copy(disk, (LAST - 32) * 512, (LAST - 32) * 512);
    return disk;
  }

  test('keeps its backup where it is until the move is chosen', async () => {
    const { repair, disk } = await repaired(asFixed(grown()));
    expect([repair.done, methods(repair)]).toEqual([[], ['G01 move-backup-gpt choice']]);
    expect(Buffer.compare(disk, grown())).toBe(0);
  });

  test.each([
    ['fixed', asFixed],
    ['dynamic', asDynamic],
  ])('gets its backup at the end, and all room up to it: %s', async (_kind, image) => {
    const { repair, disk } = await repaired(image(grown()), 'move-backup-gpt');
    expect(repair.after.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(Buffer.compare(disk, expected(grown()))).toBe(0);
  });

  test('without any backup gets one at the end', async () => {
    const lost = grown();
    lost.fill(0, SIZE - BLOCK - 33 * 512);
    const { disk } = await repaired(asFixed(lost), 'move-backup-gpt');
    expect(Buffer.compare(disk, expected(lost))).toBe(0);
  });

  test('is not offered a backup where a partition stands', async () => {
    const full = grown([{ ...PART, lastLba: LAST - 10 }]);
    const { repair } = await repaired(asFixed(full), 'move-backup-gpt');
    expect([repair.done, methods(repair)]).toEqual([[], []]);
  });
});

describe('two copies that hold and differ', () => {
  /** The backup's partition ends elsewhere. */
  function other(): Buffer {
    const disk = whole();
    const table = disk.subarray((LAST - 32) * 512, LAST * 512);
    table.writeBigUInt64LE(9000n, 40);
    disk.writeUInt32LE(crc32(table), LAST * 512 + 88);
    resumGpt(disk, LAST * 512);
    return disk;
  }

  test('stay as they are until one is chosen', async () => {
    const { repair, disk } = await repaired(asFixed(other()));
    expect([repair.done, methods(repair)]).toEqual([[], ['G01 use-backup-gpt choice', 'G01 use-first-gpt choice']]);
    expect(Buffer.compare(disk, other())).toBe(0);
  });

  test('are both the first, if that is chosen', async () => {
    const { disk } = await repaired(asFixed(other()), 'use-first-gpt');
    expect(Buffer.compare(disk, whole())).toBe(0);
  });

  test('are both the backup, if that is chosen', async () => {
    const { repair, disk } = await repaired(asFixed(other()), 'use-backup-gpt');
    expect(repair.after).toEqual([]);
    expect(Buffer.compare(disk, wholeGpt(SECTORS, [{ ...PART, lastLba: 9000 }]))).toBe(0);
  });
});

describe('no repair is offered', () => {
  test.each<[string, (disk: Buffer) => void]>([
    [
      'where neither copy is sound',
      (d) => {
        d.writeUInt8(1, 512 + 60);
        d.writeUInt8(1, LAST * 512 + 60);
      },
    ],
    [
      'where the first copy would run into what partitions may use',
      (d) => {
        d.fill(0, 512, 34 * 512);
        d.writeBigUInt64LE(20n, LAST * 512 + 40);
        resumGpt(d, LAST * 512);
      },
    ],
    [
      'where the backup would run into what partitions may use',
      (d) => {
        d.fill(0, (LAST - 32) * 512);
        d.writeBigUInt64LE(BigInt(LAST - 5), 512 + 48);
        resumGpt(d, 512);
      },
    ],
  ])('%s', async (_what, change) => {
    const broken = whole();
    change(broken);
    const { repair, disk } = await repaired(asFixed(broken));
    expect([repair.done, methods(repair)]).toEqual([[], []]);
    expect(Buffer.compare(disk, broken)).toBe(0);
  });

  test('where the sectors cannot be written', async () => {
    const image = asFixed(whole());
    // The footer claims a sector more than the file holds, and the backup's place would be that one.
    image.set(footerBytes({ type: 2, size: SIZE + 512, geometry: GEOMETRY }), SIZE);
    const repair = await planRepair(await chainOf(memoryFile(image)), requestFor({ choose: { G01: 'move-backup-gpt' } }));
    if (!repair.ok) throw new Error(JSON.stringify(repair.error));
    expect(repair.value.after.map(({ code }) => code)).toContain('G01');
    expect(methods(repair.value).filter((method) => method.startsWith('G01'))).toEqual([]);
  });
});
