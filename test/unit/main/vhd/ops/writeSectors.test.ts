import { describe, expect, it } from 'vitest';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import type { Image } from '../../../../../main/vhd/read/image';
import { plannedFile } from '../../../../../main/vhd/ops/plannedFile';
import { previewOf, type Plan } from '../../../../../main/vhd/ops/plan';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { planWrites, type SectorEdit } from '../../../../../main/vhd/ops/writeSectors';
import { recordsOf } from '../../../../../main/io/planRecords';
import { lba } from '../../../../../shared/vhd/units';
import { footerBytes, patterned, put32, putText, sparseImage, stampFooter, utf16, type SparseSpec } from '../../../../support/imageBuilder';
import { failingFile, memoryFile, sparseFile } from '../../../../support/memoryFile';
import { chainOf, findingsOf, imageIn } from '../../../../support/opened';
import { readPlainly } from '../../../../support/plainReader';

const SECTOR = 512;
const BLOCK = 4096;
const edit = (at: number, bytes: Uint8Array): SectorEdit => ({ lba: lba(at), bytes });
const data = (sectors: number, seed = 7): Uint8Array => patterned(sectors * SECTOR, seed);

async function planFor(bytes: Uint8Array, ...edits: SectorEdit[]): Promise<Plan> {
  const plan = await planWrites(await imageIn(memoryFile(bytes)), edits);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  expect(recordsOf(plan.value).ok).toBe(true);
  return plan.value;
}

async function refusal(image: Image | Uint8Array, ...edits: SectorEdit[]): Promise<unknown> {
  const plan = await planWrites(image instanceof Uint8Array ? await imageIn(memoryFile(image)) : image, edits);
  return plan.ok ? null : plan.error;
}

/** The file with the plan carried out. */
async function after(bytes: Uint8Array, ...edits: SectorEdit[]): Promise<Uint8Array> {
  const plan = await planFor(bytes, ...edits);
  const read = await plannedFile(memoryFile(bytes), plan).read(0 as never, plan.lengthAfter);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value;
}

const dynamic = (more: Partial<SparseSpec> = {}): ReturnType<typeof sparseImage> =>
  sparseImage({ size: 8 * BLOCK, blockBytes: BLOCK, blocks: [{ index: 2, data: data(8, 3) }], ...more });

const PARENT_ID = new Uint8Array(16).fill(9);
const child = (more: Partial<SparseSpec> = {}): ReturnType<typeof sparseImage> =>
  dynamic({
    type: 4,
    header: { parentId: PARENT_ID, parentName: 'p.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le') }],
    ...more,
  });

describe('writing to a fixed disk', () => {
  const raw = data(16, 1);
  const file = new Uint8Array([...raw, ...footerBytes({ type: 2, size: raw.length })]);

  it('changes the sectors and nothing else', async () => {
    const plan = await planFor(file, edit(3, data(2)), edit(9, data(1, 8)));
    expect(plan.steps.map(({ kind, at, stage }) => ({ kind, at, stage }))).toEqual([
      { kind: 'patch', at: 3 * SECTOR, stage: 'data' },
      { kind: 'patch', at: 9 * SECTOR, stage: 'data' },
    ]);
    expect(plan.lengthAfter).toBe(file.length);
    expect(previewOf(plan)).toMatchObject({ growthBytes: 0, changedBytes: 3 * SECTOR, newBlocks: [] });
  });

  it('plans nothing where nothing would change', async () => {
    expect((await planFor(file, edit(3, raw.slice(3 * SECTOR, 5 * SECTOR)))).steps).toEqual([]);
  });

  it('does not reach what the file does not have', async () => {
    const cut = new Uint8Array([...raw.subarray(0, 8 * SECTOR), ...footerBytes({ type: 2, size: raw.length })]);
    expect(await refusal(cut, edit(8, data(1)))).toEqual({ kind: 'out-of-range', at: 8, sectors: 1, diskSectors: 8 });
    expect(await refusal(cut, edit(7, data(1)))).toBeNull();
  });

  it('goes for a raw disk too', async () => {
    const opened = await openImage(memoryFile(raw), 'raw');
    expect(await refusal((opened as { value: Image }).value, edit(15, data(1)))).toBeNull();
    const bytes = await openImage(memoryFile(raw), 'bytes');
    expect(await refusal((bytes as { value: Image }).value)).toEqual({ kind: 'not-a-disk' });
  });
});

describe('edits', () => {
  it('are whole sectors of the disk, and do not overlap', async () => {
    const { bytes } = dynamic();
    expect(await refusal(bytes, edit(0, new Uint8Array(100)))).toEqual({ kind: 'not-whole-sectors', bytes: 100 });
    expect(await refusal(bytes, edit(63, data(2)))).toMatchObject({ kind: 'out-of-range', diskSectors: 64 });
    expect(await refusal(bytes, edit(-1, data(1)))).toMatchObject({ kind: 'out-of-range' });
    expect(await refusal(bytes, edit(0.5, data(1)))).toMatchObject({ kind: 'out-of-range' });
    expect(await refusal(bytes, edit(5, data(2)), edit(4, data(2)))).toEqual({ kind: 'overlapping-edits', at: 5 });
    const large = new Uint8Array(64 * 1024 * 1024 + SECTOR);
    expect(await refusal(bytes, edit(0, large))).toMatchObject({ kind: 'too-much', most: 64 * 1024 * 1024 });
  });

  it('are refused where the file cannot be read', async () => {
    const { bytes, blockAt } = dynamic();
    const at = blockAt.get(2) ?? 0;
    const image = await imageIn(failingFile(memoryFile(bytes), at, at + SECTOR));
    expect(await refusal(image, edit(16, data(1)))).toMatchObject({ kind: 'read-failed' });
    const table = await imageIn(memoryFile(bytes));
    expect(await refusal({ ...table, file: failingFile(table.file, 1536, 2048) }, edit(0, data(1)))).toMatchObject({ kind: 'read-failed' });
    expect(await refusal({ ...table, file: failingFile(table.file, at + SECTOR, at + 2 * SECTOR) }, edit(16, data(1)))).toMatchObject({
      kind: 'read-failed',
    });
  });
});

describe('writing to a dynamic disk', () => {
  it('overwrites in a block that is there', async () => {
    const { bytes, blockAt } = dynamic();
    const at = (blockAt.get(2) ?? 0) + SECTOR;
    const now = await after(bytes, edit(17, data(2)));
    expect(now.length).toBe(bytes.length);
    expect(now.subarray(at + SECTOR, at + 3 * SECTOR)).toEqual(data(2));
    const expected = bytes.slice();
    expected.set(data(2), at + SECTOR);
    expect(now).toEqual(expected);
  });

  it('gives a hole a whole block behind the old footer, all its bits set, and the table entry last', async () => {
    const { bytes, footerAt } = dynamic();
    const plan = await planFor(bytes, edit(1, data(2)));
    expect(plan.steps.map(({ kind, at, stage, why }) => [kind, at, stage, why])).toEqual([
      ['append', footerAt + SECTOR + BLOCK, 'end', 'footer'],
      ['zeros', footerAt + SECTOR, 'reserve', 'new-block'],
      ['patch', footerAt, 'data', 'bitmap'],
      ['append', footerAt + SECTOR + SECTOR, 'data', 'payload'],
      ['patch', 1536, 'table', 'bat-entry'],
    ]);
    const now = await after(bytes, edit(1, data(2)));
    expect(now.length).toBe(bytes.length + SECTOR + BLOCK);
    expect(now.subarray(footerAt, footerAt + 2)).toEqual(Uint8Array.of(0xff, 0));
    expect(new DataView(now.buffer).getUint32(1536)).toBe(footerAt / SECTOR);
    expect(now.subarray(now.length - SECTOR)).toEqual(bytes.subarray(footerAt));
    const read = readPlainly(now);
    expect(read.faults).toEqual([]);
    expect(read.disk?.subarray(SECTOR, 3 * SECTOR)).toEqual(data(2));
    // By a reader that ignores bitmaps, the same.
    expect(read.loose).toEqual(read.disk);
  });

  it('never touches the footer copy, and keeps every unknown byte', async () => {
    const { bytes } = dynamic({ footer: { creator: 'xyz\0' } });
    bytes.fill(0x77, 2000, 2048);
    bytes[90] = 1;
    stampFooter(bytes, 0);
    bytes.set(bytes.subarray(0, SECTOR), bytes.length - SECTOR);
    const now = await after(bytes, edit(0, data(1)));
    expect(now.subarray(0, 1536)).toEqual(bytes.subarray(0, 1536));
    expect(now.subarray(1540, bytes.length - SECTOR)).toEqual(bytes.subarray(1540, bytes.length - SECTOR));
  });

  it('needs no room for zeros in a hole, nor for what stands there', async () => {
    const { bytes } = dynamic();
    expect((await planFor(bytes, edit(0, new Uint8Array(2 * SECTOR)))).steps).toEqual([]);
    expect((await planFor(bytes, edit(16, data(8, 3)))).steps).toEqual([]);
  });

  it('sets a clear bit after its data, and leaves the others alone', async () => {
    const { bytes, blockAt } = dynamic({ blocks: [{ index: 2, data: new Uint8Array(BLOCK), bitmap: Uint8Array.of(0b1000_0001) }] });
    const plan = await planFor(bytes, edit(18, data(1)));
    expect(plan.steps.map(({ stage }) => stage)).toEqual(['data', 'bitmaps']);
    expect((await after(bytes, edit(18, data(1))))[blockAt.get(2) ?? 0]).toBe(0b1010_0001);
    // Zeros over zeros still become present.
    expect((await planFor(bytes, edit(18, new Uint8Array(SECTOR)))).steps.map(({ stage }) => stage)).toEqual(['bitmaps']);
  });

  it('cuts one edit at block borders and makes one plan of many', async () => {
    const { bytes } = dynamic();
    const edits = [edit(60, data(4, 20)), edit(7, data(2, 30)), edit(15, data(10, 40))];
    const plan = await planFor(bytes, ...edits);
    expect(plan.newBlocks).toEqual([0, 1, 3, 7]);
    const read = readPlainly(await after(bytes, ...edits));
    expect(read.faults).toEqual([]);
    const expected = new Uint8Array(8 * BLOCK);
    expected.set(data(8, 3), 2 * BLOCK);
    for (const { lba: at, bytes: some } of edits) expected.set(some, at * SECTOR);
    expect(read.disk).toEqual(expected);
  });

  it('keeps the alignment of the blocks that are there', async () => {
    const placed = async (gapSectors: number, indices: number[]): Promise<number> => {
      const { bytes } = dynamic({ gapSectors, blocks: indices.map((index) => ({ index, data: data(8) })) });
      const now = await after(bytes, edit(40, data(1)));
      expect(readPlainly(now).faults).toEqual([]);
      expect(await findingsOf(memoryFile(now))).toEqual([]);
      return new DataView(now.buffer).getUint32(1536 + 5 * 4) * SECTOR + SECTOR;
    };
    // Table to 2048, three sectors of gap, bitmap at 3584, data at 4096.
    expect((await placed(3, [0])) % 4096).toBe(0);
    // The second block's data lies 3,072 bytes behind a page: that is no alignment to keep.
    expect((await placed(3, [0, 1])) % 4096).not.toBe(0);
  });

  it('keeps blocks on mebibytes where more than one lies so', async () => {
    const MIB = 1024 * 1024;
    const { bytes } = dynamic({ blocks: [] });
    const place = (...at: number[]): BlockFile => {
      bytes.fill(0xff, 1536, 2048);
      at.forEach((dataAt, block) => put32(bytes, 1536 + block * 4, dataAt / SECTOR - 1));
      const end = 3 * MIB;
      return sparseFile(end + SECTOR, [
        [0, bytes.subarray(0, 2048)],
        [end, bytes.subarray(2048)],
      ]);
    };
    const placed = async (file: BlockFile): Promise<number | undefined> => {
      const plan = await planWrites(await imageIn(file), [edit(40, data(1))]);
      return plan.ok ? plan.value.steps.find(({ why }) => why === 'payload')?.at : undefined;
    };
    expect(await placed(place(MIB, 2 * MIB))).toBe(4 * MIB);
    expect(await placed(place(MIB))).toBe(3 * MIB + 4096);
  });

  it('does not leave an old footer lying in the gap before an aligned block', async () => {
    const { bytes, footerAt } = dynamic({ gapSectors: 3, blocks: [{ index: 0, data: data(8) }] });
    const now = await after(bytes, edit(40, data(1)));
    const entry = new DataView(now.buffer).getUint32(1536 + 5 * 4) * SECTOR;
    expect((entry + SECTOR) % 4096).toBe(0);
    if (entry > footerAt) expect([...now.subarray(footerAt, footerAt + SECTOR)].every((byte) => byte === 0)).toBe(true);
  });

  it('keeps files whole pages long where they are', async () => {
    const { bytes } = dynamic({ blocks: [] });
    const padded = new Uint8Array(4096);
    padded.set(bytes.subarray(0, 2048));
    padded.set(bytes.subarray(2048), 4096 - SECTOR);
    const plan = await planFor(padded, edit(0, data(1)));
    expect(plan.lengthAfter % 4096).toBe(0);
    const now = await after(padded, edit(0, data(1)));
    expect(readPlainly(now).disk?.subarray(0, SECTOR)).toEqual(data(1));
  });

  it('lays the first block of a Xen disk on a page', async () => {
    const { bytes } = dynamic({ blocks: [], footer: { creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' } });
    const now = await after(bytes, edit(0, data(1)));
    expect((new DataView(now.buffer).getUint32(1536) * SECTOR + SECTOR) % 4096).toBe(0);
  });

  it('does not lay a block into the missing end of a short last one', async () => {
    // DiscUtils stores a last block only as far as the disk goes: here one sector of eight.
    const whole = dynamic({ size: BLOCK + SECTOR, blocks: [{ index: 1, data: data(8) }], entries: 2 });
    const short = new Uint8Array([...whole.bytes.subarray(0, whole.footerAt - 7 * SECTOR), ...whole.bytes.subarray(whole.footerAt)]);
    const now = await after(short, edit(0, data(1)));
    expect(new DataView(now.buffer).getUint32(1536) * SECTOR).toBe(whole.footerAt);
    expect(await findingsOf(memoryFile(now))).toEqual([]);
  });

  it('gives a footer of 511 bytes its last byte when the file grows', async () => {
    const { bytes, footerAt } = dynamic();
    const now = await after(bytes.subarray(0, bytes.length - 1), edit(0, data(1)));
    expect(now.length).toBe(bytes.length + SECTOR + BLOCK);
    expect(now.subarray(footerAt, footerAt + SECTOR)).toEqual(new Uint8Array(SECTOR).fill(0xff, 0, 1));
  });
});

describe('writing to a differencing disk', () => {
  it('sets the bits of the written sectors only', async () => {
    const { bytes, footerAt } = child();
    const now = await after(bytes, edit(1, data(2)), edit(5, data(1, 9)));
    expect(now[footerAt]).toBe(0b0110_0100);
    const parent = data(64, 77);
    const read = readPlainly(now, parent);
    expect(read.faults).toEqual([]);
    const expected = parent.slice();
    expected.set(data(8, 3), 2 * BLOCK);
    expected.set(data(2), SECTOR);
    expected.set(data(1, 9), 5 * SECTOR);
    expect(read.disk).toEqual(expected);
  });

  it('gives zeros a block, unlike programs through which the parent then shows', async () => {
    const { bytes } = child();
    const plan = await planFor(bytes, edit(0, new Uint8Array(SECTOR)));
    expect(plan.newBlocks).toEqual([0]);
    const read = readPlainly(await after(bytes, edit(0, new Uint8Array(SECTOR))), data(64, 77));
    expect(read.disk?.subarray(0, SECTOR)).toEqual(new Uint8Array(SECTOR));
    expect(read.disk?.subarray(SECTOR, BLOCK)).toEqual(data(64, 77).subarray(SECTOR, BLOCK));
  });

  it('clears the bits that a batmap wrongly has for its new blocks, and mends the sum', async () => {
    const { bytes } = withBatmap(0xff);
    const plan = await planFor(bytes, edit(1, data(1)));
    expect(plan.notes).toEqual(['batmap-bit-cleared']);
    const now = await after(bytes, edit(1, data(1)));
    expect(now[2048 + SECTOR]).toBe(0x7f);
    expect(new DataView(now.buffer).getUint32(2048 + 24)).toBe(~0x7f >>> 0);
    expect(plan.steps.filter(({ why }) => why === 'batmap').every(({ stage }) => stage === 'bitmaps')).toBe(true);
  });

  it('leaves a batmap alone that says nothing of its new blocks', async () => {
    const { bytes } = withBatmap(0);
    const plan = await planFor(bytes, edit(1, data(1)));
    expect(plan.notes).toEqual([]);
    expect(plan.steps.some(({ why }) => why === 'batmap')).toBe(false);
    expect((await after(bytes, edit(1, data(1)))).subarray(2048, 2048 + 2 * SECTOR)).toEqual(bytes.subarray(2048, 2048 + 2 * SECTOR));
  });

  it('sums the batmap of Xen 1.1 over signed bytes', async () => {
    const { bytes } = withBatmap(0xff, 0x0001_0001);
    const now = await after(bytes, edit(1, data(1)));
    expect(new DataView(now.buffer).getUint32(2048 + 24)).toBe(~0x7f >>> 0);
    const kept = withBatmap(0xff, 0x0001_0001).bytes;
    kept[2048 + SECTOR + 1] = 0x80;
    expect(new DataView((await after(kept, edit(1, data(1)))).buffer).getUint32(2048 + 24)).toBe(~(0x7f - 128) >>> 0);
  });
});

/** An empty Xen child: batmap header behind the table, map behind it, then the locator's room. */
function withBatmap(map: number, version = 0x0001_0002): { readonly bytes: Uint8Array } {
  const { bytes } = child({
    blocks: [],
    footer: { creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' },
    locators: [{ slot: 0, code: 'W2ru', data: new Uint8Array([...new Uint8Array(1024), ...utf16('.\\p.vhd', 'le')]) }],
  });
  const all = bytes.slice();
  all.fill(0, 2048, 3072);
  putText(all, 2048, 'tdbatmap');
  put32(all, 2048 + 12, 2048 + SECTOR);
  put32(all, 2048 + 16, 1);
  put32(all, 2048 + 20, version);
  all[2048 + SECTOR] = map;
  return { bytes: all };
}

describe('a disk that may not be written to', () => {
  it('is open on a Xen host', async () => {
    const { bytes, footerAt } = dynamic();
    bytes.fill(0xc7, footerAt);
    expect(await refusal(bytes, edit(16, data(1)))).toEqual({ kind: 'in-use-by-xen' });
  });

  it('has no block map', async () => {
    const { bytes } = dynamic();
    const image = await imageIn(memoryFile(bytes));
    expect(await refusal({ ...image, map: null }, edit(0, data(1)))).toEqual({ kind: 'no-block-map' });
  });

  it('has two blocks in one place: neither is written, the others are', async () => {
    const { bytes, blockAt } = dynamic({
      blocks: [
        { index: 2, data: data(8, 3) },
        { index: 3, data: data(8, 4) },
        { index: 4, data: data(8) },
      ],
    });
    put32(bytes, 1536 + 2 * 4, (blockAt.get(3) ?? 0) / SECTOR);
    expect(await refusal(bytes, edit(16, data(1)))).toEqual({ kind: 'overlapping-block', block: 2, other: 3 });
    expect(await refusal(bytes, edit(24, data(1)))).toEqual({ kind: 'overlapping-block', block: 3, other: 2 });
    expect(await refusal(bytes, edit(32, data(1)))).toBeNull();
  });

  it('has an entry over its own header, or behind its end: those blocks are not written, and no new ones made', async () => {
    for (const entry of [0, 1, 3, 1_000_000, 0xffff_fffe]) {
      const { bytes } = dynamic();
      put32(bytes, 1536 + 5 * 4, entry);
      expect(await refusal(bytes, edit(40, data(1)))).toEqual({ kind: 'damaged-block', block: 5 });
      expect(await refusal(bytes, edit(0, data(1)))).toEqual({ kind: 'cannot-grow', why: 'damaged-table' });
      expect(await refusal(bytes, edit(16, data(1)))).toBeNull();
    }
  });

  it('has no sound footer at its end: what is there can be written, new blocks cannot be made', async () => {
    const { bytes, footerAt } = dynamic();
    const lost = bytes.slice(0, footerAt);
    expect(await refusal(lost, edit(0, data(1)))).toEqual({ kind: 'cannot-grow', why: 'no-footer' });
    expect(await refusal(lost, edit(16, data(1)))).toBeNull();
    const damaged = bytes.slice();
    damaged[footerAt + 64] = (damaged[footerAt + 64] ?? 0) ^ 1;
    expect(await refusal(damaged, edit(0, data(1)))).toEqual({ kind: 'cannot-grow', why: 'no-footer' });
  });

  // Fuzz find 1796536022: grown to the length of a fixed disk of its size, it was opened as one.
  it('says it is fixed and is not: what is there can be written, but the file gets no longer', async () => {
    const { bytes, footerAt } = dynamic();
    for (const at of [0, footerAt]) {
      put32(bytes, at + 60, 2);
      stampFooter(bytes, at);
    }
    expect(await refusal(bytes, edit(0, data(1)))).toEqual({ kind: 'cannot-grow', why: 'no-footer' });
    expect(await refusal(bytes, edit(16, data(1)))).toBeNull();
  });

  it('has a footer on no sector', async () => {
    const { bytes, footerAt } = dynamic();
    const shifted = new Uint8Array(bytes.length + 100);
    shifted.set(bytes.subarray(0, footerAt));
    shifted.set(bytes.subarray(footerAt), footerAt + 100);
    expect(await refusal(shifted, edit(0, data(1)))).toEqual({ kind: 'cannot-grow', why: 'no-footer' });
    expect(await refusal(shifted, edit(16, data(1)))).toBeNull();
  });

  it('has a path that reaches into its footer, or behind the end of the file', async () => {
    const path = utf16('.\\p.vhd', 'le');
    const child = (at: number): Uint8Array =>
      dynamic({ type: 4, header: { parentName: 'p.vhd' }, locators: [{ slot: 0, code: 'W2ru', data: path, at, space: 512 }] }).bytes;
    const { footerAt } = dynamic({ type: 4, locators: [{ slot: 0, code: 'W2ru', data: path }] });
    const refused = { kind: 'cannot-grow', why: 'damaged-table' };
    expect(await refusal(child(footerAt - 4), edit(0, data(1)))).toEqual(refused);
    // Nothing is there yet; a new block would come to stand there and be read as the path.
    expect(await refusal(child(footerAt + 1024), edit(0, data(1)))).toEqual(refused);
    expect(await refusal(child(footerAt + 2 ** 20), edit(0, data(1)))).toBeNull();
  });

  // Fuzz find 812783054: the header of Xen's batmap names a place behind the end, where the new block came to stand.
  it('has a batmap that is said to stand behind the end of the file', async () => {
    const at = (place: number): Uint8Array => {
      const { bytes } = withBatmap(0);
      put32(bytes, 2048 + 12, place);
      return bytes;
    };
    const end = withBatmap(0).bytes.length;
    expect(await refusal(at(end), edit(1, data(1)))).toEqual({ kind: 'cannot-grow', why: 'damaged-table' });
    expect(await refusal(at(end + 2 ** 20), edit(1, data(1)))).toBeNull();
  });

  it('has bytes behind its footer that nobody knows', async () => {
    const junk = new Uint8Array([...dynamic().bytes, ...data(3)]);
    expect(await refusal(junk, edit(0, data(1)))).toEqual({ kind: 'cannot-grow', why: 'trailing-bytes' });
  });

  it('has fewer entries than its size needs', async () => {
    const { bytes } = dynamic({ entries: 8, header: { entries: 4 } });
    expect(await refusal(bytes, edit(40, data(1)))).toEqual({ kind: 'cannot-grow', why: 'table-too-small' });
    expect(await refusal(bytes, edit(0, data(1)))).toBeNull();
  });

  it('ends where 32 bits of sectors end', async () => {
    const built = dynamic({ blocks: [] });
    const reach = 0xffff_fffe * SECTOR;
    // The last block that fits: its bitmap is at the last sector an entry can name.
    for (const [footerAt, expected] of [
      [reach, null],
      [reach + SECTOR, { kind: 'cannot-grow', why: 'beyond-reach' }],
    ] as const) {
      const file = sparseFile(footerAt + SECTOR, [
        [0, built.bytes.subarray(0, built.footerAt)],
        [footerAt, built.bytes.subarray(built.footerAt)],
      ]);
      expect(await refusal(await imageIn(file), edit(0, data(1)))).toEqual(expected);
    }
  });

  it('says that it holds a saved state, and is written to all the same', async () => {
    const { bytes, footerAt } = dynamic();
    for (const at of [0, footerAt]) {
      bytes[at + 84] = 1;
      stampFooter(bytes, at);
    }
    expect((await planFor(bytes, edit(16, data(1)))).notes).toEqual(['saved-state']);
  });
});

describe('a plan', () => {
  it('guards both footers, header and table', async () => {
    const { bytes, footerAt } = dynamic();
    const { guards } = await planFor(bytes, edit(16, data(1)));
    expect(guards.map(({ at, bytes: some }) => [at, some.length])).toEqual([
      [0, SECTOR],
      [SECTOR, 1024],
      [1536, 32],
      [footerAt, SECTOR],
    ]);
    for (const guard of guards) expect(guard.bytes).toEqual(bytes.slice(guard.at, guard.at + guard.bytes.length));
  });

  it('shows the disk as it would be, through a file that nobody wrote', async () => {
    const { bytes } = dynamic();
    const file = memoryFile(bytes);
    const plan = await planFor(bytes, edit(1, data(2)));
    const planned = plannedFile(file, plan);
    expect((await chainOf(planned)).layers[0].map?.entries[0]).not.toBe(0xffff_ffff);
    expect(await planned.read((plan.lengthAfter - 1) as never, 2)).toMatchObject({ ok: false, error: { code: 'EOF', bytes: 1 } });
    expect(await plannedFile(failingFile(file, 0, 512), plan).read(0 as never, 10)).toMatchObject({ ok: false });
    await planned.close();
    expect((await file.read(0 as never, 1)).ok).toBe(true);
  });
});
