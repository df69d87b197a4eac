import { describe, expect, test } from 'vitest';
import type { Chain } from '../../../../../main/vhd/read/chain';
import { inDiskSpace } from '../../../../../main/vhd/ops/inDiskSpace';
import { chainThrough, planEdits } from '../../../../../main/vhd/ops/planEdits';
import { planBytes } from '../../../../../main/vhd/ops/patches';
import { openImage } from '../../../../../main/vhd/read/openImage';
import type { ByteEdit } from '../../../../../shared/edits';
import { fileOffset } from '../../../../../shared/vhd/units';
import type { OpenAs } from '../../../../../shared/views';
import { applied } from '../../../../support/appliedPlan';
import { finderFor } from '../../../../support/damageChecks';
import { baseImage, BLOCK, childImage, fixedImage, SIZE, withEntry } from '../../../../support/fixtures';
import { patterned } from '../../../../support/imageBuilder';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

const edit = (space: ByteEdit['space'], at: number, ...bytes: number[]): ByteEdit => ({ space, at, bytes: Uint8Array.from(bytes) });

async function opened(bytes: Uint8Array, as: OpenAs): Promise<Chain> {
  const image = await openImage(memoryFile(bytes), as);
  if (!image.ok) throw new Error(image.error.kind);
  return { layers: [image.value], parent: null };
}

async function after(chain: Chain, file: Uint8Array, ...edits: ByteEdit[]): Promise<Uint8Array> {
  const plan = await planEdits(chain, edits);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return applied(file, plan.value);
}

describe('a plan of both spaces', () => {
  test('of a raw disk lets the disk’s byte win where both meet', async () => {
    const file = patterned(4096, 1);
    const edited = await after(await opened(file, 'raw'), file, edit('file', 10, 1, 1, 1), edit('disk', 11, 2));
    const want = file.slice();
    want.set([1, 2, 1], 10);
    expect(edited).toEqual(want);
  });

  test('keeps the file’s edits in sectors that the disk’s do not touch', async () => {
    const file = patterned(4096, 1);
    const long = { space: 'file', at: 500, bytes: new Uint8Array(1200).fill(9) } as const;
    const edited = await after(await opened(file, 'raw'), file, long, edit('disk', 1030, 7));
    const want = file.slice().fill(9, 500, 1700);
    want[1030] = 7;
    expect(edited).toEqual(want);
  });

  test('refuses a byte behind the end of the disk, and says where that is', async () => {
    const plan = await planEdits(await opened(patterned(4096, 1), 'raw'), [edit('disk', 4096, 1)]);
    expect(plan).toEqual({ ok: false, error: { kind: 'out-of-range', at: 8, sectors: 1, diskSectors: 8 } });
  });

  test('a disk’s edit that puts back what the file’s changed leaves nothing to do there', async () => {
    const file = patterned(4096, 1);
    const plan = await planEdits(await opened(file, 'raw'), [edit('file', 10, 99), edit('disk', 10, file[10] as number)]);
    expect(plan).toMatchObject({ ok: true, value: { steps: [] } });
  });

  test('two edits of one sector are one patch of it', async () => {
    const file = patterned(4096, 1);
    const plan = await planEdits(await opened(file, 'raw'), [edit('disk', 5, 1), edit('disk', 400, 2)]);
    expect(plan).toMatchObject({ ok: true, value: { steps: [{ kind: 'patch', at: 0 }] } });
  });

  test('is refused where the file’s edits are outside it, and where the disk’s are behind its end', async () => {
    const chain = await opened(patterned(4096, 1), 'raw');
    expect(await planEdits(chain, [edit('file', 4096, 1), edit('disk', 0, 1)])).toMatchObject({
      ok: false,
      error: { kind: 'outside-file' },
    });
    const behind = { space: 'disk', at: 4096, bytes: new Uint8Array(512).fill(1) } as const;
    expect(await planEdits(chain, [behind])).toMatchObject({ ok: false, error: { kind: 'out-of-range', diskSectors: 8 } });
  });

  test('a part of a sector whose rest is a missing parent’s is refused: the rest is not known', async () => {
    const orphan = await chainOf(memoryFile(childImage().bytes));
    const unknown = { ok: false, error: { kind: 'unknown-sector', lba: 1, why: 'missing-parent' } };
    expect(await planEdits(orphan, [edit('disk', 600, 1)])).toEqual(unknown);
    const whole = { space: 'disk', at: 512, bytes: new Uint8Array(512).fill(5) } as const;
    expect((await planEdits(orphan, [whole])).ok).toBe(true);
  });

  test('a part of a sector that a file lost when it was cut off is refused, and no drive is blamed', async () => {
    const cut = await opened(patterned(8 * 512 + 100, 1).subarray(0, 4 * 512), 'raw');
    const disk = { ...cut, layers: [{ ...cut.layers[0], sectors: 8 }] as const };
    expect(await planEdits(disk, [edit('disk', 5 * 512 + 3, 1)])).toEqual({
      ok: false,
      error: { kind: 'unknown-sector', lba: 5, why: 'damaged' },
    });
  });
});

describe('the chain through a plan', () => {
  test('is what it was, with other bytes, where the plan leaves no disk', async () => {
    const chain = await chainOf(memoryFile(fixedImage()));
    const plan = await planBytes(chain.layers[0], [{ at: SIZE, bytes: new Uint8Array(512) }]);
    if (!plan.ok) throw new Error('no plan');
    const through = await chainThrough(chain, plan.value);
    if (!through.ok) throw new Error(through.error.kind);
    const [{ file, ...top }, ...parents] = through.value.layers;
    const { file: _file, ...before } = chain.layers[0];
    expect([top, parents]).toEqual([before, []]);
    expect(await file.read(fileOffset(SIZE), 512)).toEqual({ ok: true, value: new Uint8Array(512) });
  });

  test('knows of its parents what it knew: which are a guess, and for which system', async () => {
    const known = { standIns: [], system: 'windows' } as const;
    const chain: Chain = { ...(await chainOf(memoryFile(fixedImage()))), ...known };
    for (const plan of [
      await planEdits(chain, [edit('disk', 600, 1)]),
      await planBytes(chain.layers[0], [{ at: SIZE + 20, bytes: Uint8Array.of(1) }]),
    ]) {
      if (!plan.ok) throw new Error('no plan');
      expect(await chainThrough(chain, plan.value)).toMatchObject({ ok: true, value: known });
    }
    const dynamic: Chain = { ...(await chainOf(memoryFile(baseImage()))), ...known };
    const plan = await planEdits(dynamic, [edit('disk', 600, 1)]);
    if (!plan.ok) throw new Error('no plan');
    expect(await chainThrough(dynamic, plan.value)).toMatchObject({ ok: true, value: known });
  });

  test('keeps what is only a file a file, and is an error where it cannot be read', async () => {
    const chain = await opened(fixedImage(), 'bytes');
    const plan = await planBytes(chain.layers[0], [{ at: 3, bytes: Uint8Array.of(1) }]);
    if (!plan.ok) throw new Error('no plan');
    expect(await chainThrough(chain, plan.value)).toMatchObject({ ok: true, value: { layers: [{ kind: 'bytes' }] } });
    const disk = await chainOf(memoryFile(fixedImage()));
    const gone = { ...disk, layers: [{ ...disk.layers[0], file: failingFile(disk.layers[0].file, SIZE, SIZE + 512) }] } as const;
    expect(await chainThrough(gone, plan.value)).toMatchObject({ ok: false, error: { kind: 'read-failed' } });
  });
});

describe('bytes of the file as bytes of the disk', () => {
  const spaces = async (chain: Chain, at: number, length: number): Promise<[string, number, number][]> =>
    (await inDiskSpace(chain, { space: 'file', at, bytes: new Uint8Array(length) })).map((part) => [
      part.space,
      part.at,
      part.bytes.length,
    ]);

  test('of a fixed or raw disk are the same, up to the footer', async () => {
    const chain = await chainOf(memoryFile(fixedImage()));
    expect(await spaces(chain, SIZE - 10, 20)).toEqual([
      ['disk', SIZE - 10, 10],
      ['file', SIZE, 10],
    ]);
    expect(await spaces(await opened(new Uint8Array(1500), 'raw'), 1000, 100)).toEqual([
      ['disk', 1000, 24],
      ['file', 1024, 76],
    ]);
  });

  test('of what is only a file, and edits of the disk itself, stay what they are', async () => {
    const chain = await opened(new Uint8Array(1500), 'bytes');
    expect(await spaces(chain, 0, 600)).toEqual([['file', 0, 600]]);
    expect(await inDiskSpace(chain, edit('disk', 4, 1))).toEqual([edit('disk', 4, 1)]);
  });

  test('of a child are the disk’s only under a bit that is set', async () => {
    const { bytes, blockAt } = childImage();
    const chain = await chainOf(memoryFile(bytes), finderFor({ child: true }));
    const data = (blockAt.get(0) ?? 0) + 512;
    // Sectors 0 and 9 are its own; sector 1 is its parent's.
    expect(await spaces(chain, data + 510, 4)).toEqual([
      ['disk', 510, 2],
      ['file', data + 512, 2],
    ]);
    expect(await spaces(chain, data + 9 * 512, 4)).toEqual([['disk', 9 * 512, 4]]);
  });

  test('of a block over the header, or behind the disk’s end, stay the file’s', async () => {
    const { bytes, blockAt } = childImage({ size: BLOCK - 512 });
    const data = (blockAt.get(0) ?? 0) + 512;
    const chain = await chainOf(memoryFile(bytes));
    expect(await spaces(chain, data + BLOCK - 512, 4)).toEqual([['file', data + BLOCK - 512, 4]]);
    const over = await chainOf(memoryFile(withEntry(bytes.slice(), 0, 1)));
    expect(await spaces(over, 1100, 4)).toEqual([['file', 1100, 4]]);
  });

  test('of a disk without a table stay the file’s', async () => {
    const broken = childImage({ header: { tableAt: 1537, parentName: 'p.vhd' } });
    expect(await spaces(await chainOf(memoryFile(broken.bytes)), 4096, 4)).toEqual([['file', 4096, 4]]);
  });
});
