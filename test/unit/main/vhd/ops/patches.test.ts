/** Plans for bytes of the file, for fields, and for Xen's batmap; carried out, and looked at byte by byte. */
import { describe, expect, it } from 'vitest';
import { clearedInBatmap } from '../../../../../main/vhd/ops/batmapBits';
import { MAX_EDIT_BYTES, overlapping, planBytes } from '../../../../../main/vhd/ops/patches';
import { planNewId } from '../../../../../main/vhd/ops/newId';
import { planFields, type FieldEdit } from '../../../../../main/vhd/ops/setField';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { footer } from '../../../../../shared/vhd/footer';
import { err } from '../../../../../shared/result';
import { applied } from '../../../../support/appliedPlan';
import { smallDisk } from '../../../../support/editScripts';
import { fuzzSeeds } from '../../../../support/fuzzSeeds';
import { get32, put32 } from '../../../../support/imageBuilder';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';
import { readPlainly } from '../../../../support/plainReader';

const { file } = smallDisk('dynamic', 4096);
type ByteEdit = { readonly at: number; readonly bytes: Uint8Array };

async function bytesAfter(
  edits: readonly ByteEdit[],
  bytes = file,
): Promise<{ after: Uint8Array; steps: readonly (readonly [number, number, string])[] }> {
  const plan = await planBytes(await imageIn(memoryFile(bytes)), edits);
  if (!plan.ok) throw new Error(plan.error.kind);
  const steps = plan.value.steps.map((step) => [step.at, step.kind === 'patch' ? step.after.length : 0, step.stage] as const);
  return { after: applied(bytes, plan.value), steps };
}
const errorOf = async (edits: readonly ByteEdit[]): Promise<unknown> => {
  const plan = await planBytes(await imageIn(memoryFile(file)), edits);
  return plan.ok ? null : plan.error;
};

describe('bytes of the file', () => {
  it('are patched in whole sectors, edits of one sector together', async () => {
    const edits = [
      { at: 5000, bytes: Uint8Array.of(1, 2) },
      { at: 5010, bytes: Uint8Array.of(3) },
      { at: 5119, bytes: Uint8Array.of(4, 5) },
      { at: 9000, bytes: Uint8Array.of(6) },
    ];
    const { after, steps } = await bytesAfter(edits);
    const expected = file.slice();
    for (const { at, bytes } of edits) expected.set(bytes, at);
    expect(after).toEqual(expected);
    expect(steps).toEqual([
      [4608, 1024, 'data'],
      [8704, 512, 'data'],
    ]);
  });

  it('that are so already need nothing', async () => {
    expect((await bytesAfter([{ at: 700, bytes: file.slice(700, 720) }])).steps).toEqual([]);
  });

  it('of the two footers are never changed in one stage', async () => {
    const { steps } = await bytesAfter([
      { at: 90, bytes: Uint8Array.of(7) },
      { at: file.length - 20, bytes: Uint8Array.of(7) },
    ]);
    expect(steps).toEqual([
      [0, 512, 'footer-copy'],
      [file.length - 512, 512, 'footer'],
    ]);
  });

  it('may end in the middle of a sector, with the file', async () => {
    const short = file.slice(0, -1);
    const { after } = await bytesAfter([{ at: short.length - 1, bytes: Uint8Array.of(9) }], short);
    expect([after.length, after.at(-1)]).toEqual([short.length, 9]);
  });

  it('are refused where they cannot be', async () => {
    const one = Uint8Array.of(1);
    expect(await errorOf([{ at: file.length, bytes: one }])).toMatchObject({ kind: 'outside-file' });
    expect(
      await errorOf([
        { at: 4, bytes: Uint8Array.of(1, 2) },
        { at: 5, bytes: one },
      ]),
    ).toMatchObject({ kind: 'overlapping-edits', at: 5 });
    expect(await errorOf([{ at: 0, bytes: new Uint8Array(MAX_EDIT_BYTES + 1) }])).toMatchObject({ kind: 'too-much' });
  });
});

describe('fields', () => {
  const plan = async (edits: readonly FieldEdit[], bytes = file): Promise<Awaited<ReturnType<typeof planFields>>> =>
    planFields(await imageIn(memoryFile(bytes)), edits);

  it('change with their checksum in both footers, and in the header', async () => {
    const planned = await plan([
      { structure: 'footer', key: 'creatorHostOs', value: 'Mac ' },
      { structure: 'dynamic-header', key: 'parentTimeStamp', value: 77 },
    ]);
    if (!planned.ok) throw new Error(planned.error.kind);
    const after = applied(file, planned.value);
    expect(readPlainly(after).faults).toEqual([]);
    expect([get32(after, 36), get32(after, after.length - 476), get32(after, 512 + 56)]).toEqual([0x4d61_6320, 0x4d61_6320, 77]);
    expect(planned.value.steps.map(({ stage }) => stage)).toEqual(['metadata', 'footer-copy', 'footer']);
  });

  it('change alone where nothing is to follow: checksum and copy stay as they were', async () => {
    const edit: FieldEdit = { structure: 'footer', key: 'creatorHostOs', value: 'Mac ' };
    const planned = await planFields(await imageIn(memoryFile(file)), [edit], { checksum: false, otherFooter: false });
    if (!planned.ok) throw new Error(planned.error.kind);
    const after = applied(file, planned.value);
    const changed = [...after.keys()].filter((at) => after[at] !== file[at]);
    expect(changed.every((at) => at >= after.length - 476 && at < after.length - 472)).toBe(true);
    expect(get32(after, after.length - 476)).toBe(0x4d61_6320);
  });

  it('of the footers are refused while the drive does not give one of the two: only the other would change, and they would differ', async () => {
    const edit: FieldEdit = { structure: 'footer', key: 'creatorHostOs', value: 'Mac ' };
    for (const at of [0, file.length - 512]) {
      const image = await imageIn(failingFile(memoryFile(file), at, at + 512));
      for (const planned of [await planFields(image, [edit]), await planNewId(image, '11111111-0000-4000-8000-000000000000')])
        expect(planned).toEqual({ ok: false, error: { kind: 'footer-unread', at } });
      // What is wanted for one alone is done to the one that is there; the header has no copy.
      const alone = await planFields(image, [edit], { checksum: true, otherFooter: false });
      const header = await planFields(image, [{ structure: 'dynamic-header', key: 'parentTimeStamp', value: 77 }]);
      expect([alone, header].map((plan) => plan.ok && plan.value.steps.map((step) => step.at))).toEqual([[file.length - 512 - at], [512]]);
    }
  });

  it('take the checksum along without the copy, and the copy without the checksum', async () => {
    const edit: FieldEdit = { structure: 'footer', key: 'creatorHostOs', value: 'Mac ' };
    const places = async (follow: { readonly checksum: boolean; readonly otherFooter: boolean }): Promise<number[]> => {
      const planned = await planFields(await imageIn(memoryFile(file)), [edit], follow);
      if (!planned.ok) throw new Error(planned.error.kind);
      const after = applied(file, planned.value);
      const sumChanged = (at: number): boolean => get32(after, at + 64) !== get32(file, at + 64);
      return [0, after.length - 512].filter((at) => get32(after, at + 36) === 0x4d61_6320 && sumChanged(at) === follow.checksum);
    };
    expect(await places({ checksum: true, otherFooter: false })).toEqual([file.length - 512]);
    expect(await places({ checksum: false, otherFooter: true })).toEqual([0, file.length - 512]);
  });

  it('keep a checksum that is given by hand', async () => {
    const planned = await plan([{ structure: 'footer', key: 'checksum', value: 5 }]);
    if (!planned.ok) throw new Error(planned.error.kind);
    expect(footer.get(applied(file, planned.value), 'checksum')).toBe(5);
  });

  it('hold what fits, and refuse what does not', async () => {
    const refused: readonly FieldEdit[] = [
      { structure: 'footer', key: 'heads', value: 256 },
      { structure: 'footer', key: 'currentSize', value: -1n },
      { structure: 'footer', key: 'creatorApplication', value: 'much too long' },
      { structure: 'footer', key: 'uniqueId', value: 'no uuid' },
      { structure: 'footer', key: 'reserved', value: new Uint8Array(3) },
      { structure: 'dynamic-header', key: 'parentUnicodeName', value: 'x'.repeat(257) },
    ];
    for (const edit of refused)
      expect([edit.key, await plan([edit])]).toMatchObject([edit.key, { ok: false, error: { kind: 'bad-value', field: edit.key } }]);
    const fine: readonly FieldEdit[] = [
      { structure: 'footer', key: 'diskType', value: { unknown: 9 } },
      { structure: 'dynamic-header', key: 'parentLocators', value: new Uint8Array(192).fill(1) },
      { structure: 'dynamic-header', key: 'parentUnicodeName', value: 'x'.repeat(256) },
    ];
    for (const edit of fine) expect([edit.key, (await plan([edit])).ok]).toEqual([edit.key, true]);
  });

  it('of a disk with one footer change in that one alone', async () => {
    const edit: FieldEdit = { structure: 'footer', key: 'timeStamp', value: 0x1234 };
    const stages = async (bytes: Uint8Array): Promise<(readonly [number, string])[]> => {
      const planned = await plan([edit], bytes);
      if (!planned.ok) throw new Error(planned.error.kind);
      return planned.value.steps.map(({ at, stage }) => [at, stage] as const);
    };
    const fixed = smallDisk('fixed', 4096).file;
    expect(await stages(fixed)).toEqual([[fixed.length - 512, 'footer']]);
    expect(await stages(file.slice(0, -512))).toEqual([[0, 'footer-copy']]);
    const without = file.slice().fill(0, 0, 512);
    expect(await stages(without)).toEqual([[file.length - 512, 'footer']]);
  });

  it('that hold a null id are no identity', async () => {
    const image = await imageIn(memoryFile(file));
    const error = { kind: 'bad-value', field: 'uniqueId' };
    expect(await planNewId(image, '00000000-0000-0000-0000-000000000000')).toEqual({ ok: false, error });
  });

  it('of structures that are not there cannot change', async () => {
    const fixed = smallDisk('fixed', 4096).file;
    const edit: FieldEdit = { structure: 'dynamic-header', key: 'blockSize', value: 1 };
    expect(await plan([edit], fixed)).toEqual({ ok: false, error: { kind: 'no-such-structure', structure: 'dynamic-header' } });
    const bytes = await openImage(memoryFile(file), 'bytes');
    if (!bytes.ok) throw new Error(bytes.error.kind);
    expect(await planFields(bytes.value, [edit])).toEqual({ ok: false, error: { kind: 'not-a-disk' } });
  });
});

describe('bits of a batmap', () => {
  /** Five blocks; 0 and 3 are allocated, and the map says so. */
  const xen = (): Uint8Array => (fuzzSeeds().find(({ name }) => name === 'xen')?.bytes ?? new Uint8Array()).slice();
  const MAP_HEADER = 2048;
  const steps = async (bytes: Uint8Array, blocks: readonly number[]): Promise<Awaited<ReturnType<typeof clearedInBatmap>>> =>
    clearedInBatmap(await imageIn(memoryFile(bytes)), blocks);

  it('are cleared with the sum made right, unsigned', async () => {
    const bytes = xen();
    const mapAt = get32(bytes, MAP_HEADER + 12);
    const found = await steps(bytes, [0, 4]);
    if (!found.ok) throw new Error(found.error.kind);
    const [map, head] = found.value;
    if (map?.kind !== 'patch' || head?.kind !== 'patch') throw new Error('no patches');
    expect([map.at, map.before[0], map.after[0]]).toEqual([mapAt, 0xa0, 0x20]);
    expect(get32(head.after, 24)).toBe(0xffff_ffff - 0x20);
  });

  it('and signed, as the first version had it', async () => {
    const bytes = xen();
    put32(bytes, MAP_HEADER + 20, 0x0001_0001);
    bytes[get32(bytes, MAP_HEADER + 12) + 1] = 0x80;
    const found = await steps(bytes, [2]);
    const head = found.ok ? found.value.at(-1) : undefined;
    // 0x80 and 0x80 are -128 each: their sum is -256, and its complement 255.
    expect(head?.kind === 'patch' ? get32(head.after, 24) : null).toBe(255);
  });

  it('that are clear, or of no block, need nothing', async () => {
    expect(await steps(xen(), [1])).toEqual({ ok: true, value: [] });
    expect(await steps(xen(), [])).toEqual({ ok: true, value: [] });
    expect(await steps(file, [0])).toEqual({ ok: true, value: [] });
  });

  it('of a block that the map does not reach need nothing, and one of many sectors changes alone', async () => {
    expect(await steps(xen(), [4096])).toEqual({ ok: true, value: [] });
    const bytes = xen();
    put32(bytes, MAP_HEADER + 16, 2);
    const found = await steps(bytes, [0]);
    if (!found.ok) throw new Error(found.error.kind);
    expect(found.value.map(({ at }) => at)).toEqual([get32(bytes, MAP_HEADER + 12), MAP_HEADER]);
  });

  it('cannot be cleared where they cannot be read', async () => {
    const image = await imageIn(memoryFile(xen()));
    for (const good of [0, 1]) {
      let reads = 0;
      const read: typeof image.file.read = async (at, bytes) =>
        reads++ < good ? image.file.read(at, bytes) : err({ kind: 'read-failed', at, bytes, code: 'EIO' });
      expect(await clearedInBatmap({ ...image, file: { ...image.file, read } }, [0])).toMatchObject({ ok: false });
    }
  });
});

it('a block that is not written is told with the block whose bytes it shares; without one, it is a structure’s', async () => {
  const { map } = await imageIn(memoryFile(file));
  if (map === null) throw new Error('no map');
  // A block of 8 sectors has a bitmap of 1: nine sectors behind its place begins the next one.
  const at = (...entries: number[]): typeof map => ({ ...map, bitmapSectors: 1, blockSectors: 8, entries: Uint32Array.from(entries) });
  const free = 0xffff_ffff;
  expect(overlapping(at(free, 50, 20, 58), 1)).toEqual({ kind: 'overlapping-block', block: 1, other: 3 });
  expect(overlapping(at(free, 50, 42, 42), 1)).toEqual({ kind: 'overlapping-block', block: 1, other: 2 });
  expect(overlapping(at(41, 50, 59, free), 1)).toEqual({ kind: 'overlapping-block', block: 1, other: null });
});
