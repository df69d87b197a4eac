import { describe, expect, test } from 'vitest';
import { planReconnect } from '../../../../../main/vhd/ops/reconnect';
import type { ParentSpec } from '../../../../../main/vhd/format/parentLocator';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { applied } from '../../../../support/appliedPlan';
import { baseImage, childImage, inHeader } from '../../../../support/fixtures';
import { get32, patterned, put32, putText, sparseImage, stampFooter, utf16, type LocatorSpec } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const ID = '5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a';
const SPEC: ParentSpec = {
  uniqueId: ID,
  modified: 0x1234,
  name: 'new.vhd',
  relativePath: '.\\new.vhd',
  windowsPath: 'C:\\disks\\new.vhd',
  posixPath: '/disks/new one.vhd',
};

const CODES = ['W2ru', 'W2ku', 'MacX', 'Wi2r', 'Wi2k'] as const;
const dataFor = (code: (typeof CODES)[number]): Uint8Array =>
  code === 'W2ru' || code === 'W2ku' ? utf16('old.vhd', 'le') : new TextEncoder().encode('file:///old.vhd');

/** Two blocks of 4 KiB; sector 0 of the parent's id is 0x5a. */
const child = (locators: readonly LocatorSpec[], more: Partial<Parameters<typeof sparseImage>[0]> = {}) =>
  sparseImage({
    size: 6 * 4096,
    blockBytes: 4096,
    type: 4,
    blocks: [{ index: 1, data: patterned(4096, 9) }],
    header: { parentId: new Uint8Array(16).fill(0x5a), parentName: 'old.vhd' },
    locators,
    ...more,
  });

async function reconnected(bytes: Uint8Array, spec = SPEC, force = false): Promise<Uint8Array> {
  const plan = await planReconnect(await imageIn(memoryFile(bytes)), spec, force);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return applied(bytes, plan.value);
}

/** The eight entries by the specification's offsets: code, space, length, data. */
function entriesOf(bytes: Uint8Array): { code: string; space: number; at: number; data: Buffer }[] {
  return Array.from({ length: 8 }, (_, slot) => {
    const at = 512 + 576 + slot * 24;
    const offset = get32(bytes, at + 20);
    const code = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
    const data = Buffer.from(bytes.subarray(offset, offset + get32(bytes, at + 8)));
    return { code, space: get32(bytes, at + 4), at: offset, data };
  }).filter(({ code }) => code !== '\0\0\0\0');
}

const EXPECTED = [
  ['W2ru', Buffer.from('.\\new.vhd', 'utf16le')],
  ['W2ku', Buffer.from('C:\\disks\\new.vhd', 'utf16le')],
  ['MacX', Buffer.from('file://localhost/disks/new%20one.vhd', 'latin1')],
] as const;

function expectLinked(bytes: Uint8Array): void {
  expect(entriesOf(bytes).map(({ code, data }) => [code, data])).toEqual(EXPECTED);
  expect(Buffer.from(bytes.subarray(552, 568)).toString('hex')).toBe(ID.replaceAll('-', ''));
  expect(get32(bytes, 568)).toBe(0x1234);
  expect(Buffer.from(bytes.subarray(576, 590))).toEqual(Buffer.from(utf16('new.vhd', 'be')));
  expect(bytes[590]).toBe(0);
  const sum = bytes.subarray(512, 1536).reduce((n, byte, i) => n + (i >= 36 && i < 40 ? 0 : byte), 0);
  expect(get32(bytes, 548)).toBe(~sum >>> 0);
}

describe('paths', () => {
  test.each(CODES)('of a child that had %s alone, all three are new', async (code) => {
    expectLinked(await reconnected(child([{ slot: 3, code, data: dataFor(code) }]).bytes));
  });

  test('take the place of old ones, without a byte more in the file', async () => {
    const { bytes, locatorAt } = child(CODES.slice(0, 3).map((code, slot) => ({ slot, code, data: dataFor(code) })));
    const after = await reconnected(bytes);
    expectLinked(after);
    expect(after.length).toBe(bytes.length);
    expect(new Set(entriesOf(after).map(({ at }) => at))).toEqual(new Set(locatorAt));
  });

  test('a longer room is divided, and the rest of it stays free', async () => {
    const { bytes, locatorAt } = child([{ slot: 0, code: 'W2ru', data: new Uint8Array(3 * 4096), space: 3 * 4096 }]);
    bytes.set(utf16('old.vhd', 'le'), locatorAt[0]);
    const after = await reconnected(bytes);
    expectLinked(after);
    expect(after.length).toBe(bytes.length);
    expect(entriesOf(after).map(({ space }) => space)).toEqual([4096, 4096, 4096]);
  });

  test('find zeros in front of the blocks, and leave room that is in use alone', async () => {
    const { bytes, tableAt } = child([], { gapSectors: 32 });
    const free = await reconnected(bytes);
    expect(free.length).toBe(bytes.length);
    const used = bytes.slice();
    put32(used, tableAt + 512 + 700, 0x7e57);
    const after = await reconnected(used);
    expect(get32(after, tableAt + 512 + 700)).toBe(0x7e57);
    expect(after.length).toBeGreaterThan(used.length);
    expectLinked(after);
  });

  test('without any room go to the end, the footer behind them', async () => {
    const { bytes, footerAt } = child([]);
    const after = await reconnected(bytes);
    expectLinked(after);
    expect(entriesOf(after).map(({ at }) => at)).toEqual([footerAt, footerAt + 4096, footerAt + 8192]);
    expect(after.subarray(after.length - 512)).toEqual(bytes.subarray(footerAt));
    expect(after.length).toBe(footerAt + 3 * 4096 + 512);
  });

  test('a file of whole pages stays one', async () => {
    const { bytes } = child([]);
    const missing = 4096 - (bytes.length % 4096);
    const paged = new Uint8Array(bytes.length + missing);
    paged.set(bytes.subarray(0, -512));
    paged.set(bytes.subarray(-512), paged.length - 512);
    const after = await reconnected(paged);
    expect(after.length % 4096).toBe(0);
    expectLinked(after);
  });

  test('an entry of a platform that nobody knows stays, bytes and all', async () => {
    const { bytes, locatorAt } = child([
      { slot: 0, code: 0x5855_5858, data: Uint8Array.of(1, 2, 3, 4) },
      { slot: 1, code: 'W2ru', data: utf16('old.vhd', 'le') },
    ]);
    const after = await reconnected(bytes, { ...SPEC, windowsPath: null, posixPath: null });
    expect(entriesOf(after).map(({ code }) => code)).toEqual(['XUXX', 'W2ru']);
    expect([...after.subarray(locatorAt[0], (locatorAt[0] ?? 0) + 4)]).toEqual([1, 2, 3, 4]);
  });

  test('end where a block begins, whatever room the entry claims', async () => {
    const claims = child([
      { slot: 0, code: 'W2ru', data: utf16('old.vhd', 'le'), space: 4096 },
      { slot: 1, code: 'MacX', data: new TextEncoder().encode('file:///old.vhd'), space: 65_536 },
    ]);
    const after = await reconnected(claims.bytes);
    expectLinked(after);
    const from = claims.blockAt.get(1) ?? 0;
    expect(after.subarray(from, from + 4608)).toEqual(claims.bytes.subarray(from, from + 4608));
  });

  test('end where another locator begins that stays', async () => {
    const { bytes, locatorAt } = child([
      { slot: 0, code: 'W2ru', data: utf16('old.vhd', 'le'), space: 4096 },
      { slot: 1, code: 'Abcd', data: new Uint8Array(512).fill(0x56) },
    ]);
    const after = await reconnected(bytes);
    expect(entriesOf(after).map(({ code }) => code)).toEqual(['W2ru', 'Abcd', 'W2ku', 'MacX']);
    expect(after.subarray(locatorAt[1], (locatorAt[1] ?? 0) + 512)).toEqual(new Uint8Array(512).fill(0x56));
  });

  test('go behind all of a last block that is stored short', async () => {
    const { bytes } = child([]);
    const short = new Uint8Array(bytes.length - 512);
    short.set(bytes.subarray(0, -1024));
    short.set(bytes.subarray(-512), short.length - 512);
    // The disk ends one sector into its last block, which therefore need not be whole.
    for (const at of [0, short.length - 512]) {
      put32(short, at + 52, 4096 + 7 * 512);
      stampFooter(short, at);
    }
    inHeader(short, (b, at) => put32(b, at + 28, 2));
    const after = await reconnected(short);
    expect(entriesOf(after).map(({ at }) => at)).toEqual([0, 4096, 8192].map((more) => bytes.length - 512 + more));
  });

  test('are as many as slots are free, the relative one first', async () => {
    const foreign = Array.from({ length: 7 }, (_, slot) => ({ slot, code: 0x4100_0000 + slot, data: Uint8Array.of(slot) }));
    const after = await reconnected(child(foreign).bytes);
    expect(entriesOf(after).map(({ code }) => code[0])).toEqual(['A', 'A', 'A', 'A', 'A', 'A', 'A', 'W']);
  });

  test('the same again changes nothing', async () => {
    const once = await reconnected(child([]).bytes);
    const plan = await planReconnect(await imageIn(memoryFile(once)), SPEC, false);
    expect(plan).toMatchObject({ ok: true, value: { steps: [], lengthAfter: once.length } });
  });

  test('a child whose table cannot be found is reconnected all the same', async () => {
    const { bytes } = child([{ slot: 0, code: 'W2ru', data: utf16('old.vhd', 'le') }]);
    const broken = inHeader(bytes.slice(), (b, at) => put32(b, at + 20, 1537));
    const after = await reconnected(broken, { ...SPEC, windowsPath: null, posixPath: null });
    expect(entriesOf(after).map(({ data }) => data)).toEqual([EXPECTED[0][1]]);
  });
});

describe('refusals', () => {
  const refusal = async (bytes: Uint8Array, spec = SPEC, force = true): Promise<unknown> => {
    const plan = await planReconnect(await imageIn(memoryFile(bytes)), spec, force);
    return plan.ok ? null : plan.error;
  };

  test('of a disk that has no parent', async () => {
    expect(await refusal(baseImage())).toEqual({ kind: 'wrong-kind', needs: 'differencing' });
  });

  test('of what is only a file', async () => {
    const opened = await openImage(memoryFile(childImage().bytes), 'bytes');
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(await planReconnect(opened.value, SPEC, true)).toEqual({ ok: false, error: { kind: 'not-a-disk' } });
  });

  test('of another id, unless forced', async () => {
    const { bytes } = child([]);
    const other = '6b6b6b6b-6b6b-6b6b-6b6b-6b6b6b6b6b6b';
    expect(await refusal(bytes, { ...SPEC, uniqueId: other }, false)).toEqual({ kind: 'parent-mismatch', expectedId: ID, foundId: other });
    expect(await refusal(bytes, { ...SPEC, uniqueId: other })).toBeNull();
  });

  test('of paths without room where the footer is lost, not the last thing, or on no sector', async () => {
    const { bytes } = child([]);
    const noFooter = { kind: 'cannot-grow', why: 'no-footer' };
    expect(await refusal(bytes.subarray(0, bytes.length - 512))).toEqual(noFooter);
    const junk = new Uint8Array(bytes.length + 1024).fill(0x4a);
    junk.set(bytes);
    expect(await refusal(junk)).toEqual({ kind: 'cannot-grow', why: 'trailing-bytes' });
    const shifted = new Uint8Array(bytes.length + 100);
    shifted.set(bytes.subarray(0, -512));
    shifted.set(bytes.subarray(-512), shifted.length - 512);
    expect(await refusal(shifted)).toEqual(noFooter);
    const believed = bytes.slice();
    putText(believed, believed.length - 512, 'brokenxx');
    put32(believed, believed.length - 100, 99);
    expect(await refusal(believed)).toEqual(noFooter);
    const saysFixed = bytes.slice();
    for (const at of [0, saysFixed.length - 512]) {
      put32(saysFixed, at + 60, 2);
      stampFooter(saysFixed, at);
    }
    expect(await refusal(saysFixed)).toEqual(noFooter);
  });

  test('of paths without room where an entry points behind the end: a longer file would give it a block', async () => {
    const { bytes, footerAt } = child([]);
    // The table is 1,536 bytes in; its entry 4 names the sector right behind the footer.
    put32(bytes, 1536 + 4 * 4, footerAt / 512 + 1);
    expect(await refusal(bytes)).toEqual({ kind: 'cannot-grow', why: 'damaged-table' });
  });

  test('of paths without room where the table itself is said to stand behind the end', async () => {
    const { bytes } = child([]);
    const lost = inHeader(bytes.slice(), (b, at) => put32(b, at + 20, bytes.length));
    expect(await refusal(lost)).toEqual({ kind: 'cannot-grow', why: 'damaged-table' });
  });

  test('of paths without room where a locator of an unknown platform claims bytes behind the end', async () => {
    const claim = (at: number): Uint8Array => child([{ slot: 5, code: 'Foo1', data: new Uint8Array(64), at, space: 512 }]).bytes;
    const { footerAt } = child([{ slot: 5, code: 'Foo1', data: new Uint8Array(64) }]);
    expect(await refusal(claim(footerAt + 512))).toEqual({ kind: 'cannot-grow', why: 'damaged-table' });
    expect(await refusal(claim(footerAt + 2 ** 20))).toBeNull();
  });

  test('where a block is said to stand over a path: once the path is gone, its bytes would look like the block’s', async () => {
    const { bytes, locatorAt } = child([{ slot: 0, code: 'W2ru', data: utf16('old.vhd', 'le') }]);
    put32(bytes, 1536 + 4 * 4, (locatorAt[0] ?? 0) / 512);
    expect(await refusal(bytes)).toEqual({ kind: 'damaged-block', block: 4 });
  });

  test('where the footer stands in the header', async () => {
    // Footer copy, the first half of the header, and a footer where its second half is.
    const { bytes } = child([]);
    const short = bytes.slice(0, 1536);
    short.set(bytes.subarray(-512), 1024);
    expect(await refusal(short)).toEqual({ kind: 'header-overlaps' });
  });
});
