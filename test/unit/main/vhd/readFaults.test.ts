/**
 * Every read of a planner or a thorough check fails once: the answer is that failure, and never a plan or a verdict made
 * from bytes that nobody saw.
 */
import { describe, expect, test } from 'vitest';
import type { BlockFile } from '../../../../main/vhd/read/blockFile';
import { resolveChain, type Chain, type ParentFinder } from '../../../../main/vhd/read/chain';
import { checkDisk } from '../../../../main/vhd/check/checkDisk';
import { orphanBlocks } from '../../../../main/vhd/check/lostBlocks';
import { planEdits } from '../../../../main/vhd/ops/planEdits';
import { planGrowInPlace } from '../../../../main/vhd/ops/growInPlace';
import { planReconnect } from '../../../../main/vhd/ops/reconnect';
import { planFields } from '../../../../main/vhd/ops/setField';
import { planWrites } from '../../../../main/vhd/ops/writeSectors';
import { err, type Result } from '../../../../shared/result';
import { lba } from '../../../../shared/vhd/units';
import { smallDisk } from '../../../support/editScripts';
import { fuzzSeeds } from '../../../support/fuzzSeeds';
import { footerBytes, patterned, put32, sparseImage } from '../../../support/imageBuilder';
import { memoryFile } from '../../../support/memoryFile';
import { imageIn, NO_SIBLINGS, NOW } from '../../../support/opened';

type Act = (chain: Chain) => Promise<Result<unknown, { readonly kind: string }>>;
type Reads = { count: number; failing: number; sticky: boolean };

const NEVER = -1;

const watched = (file: BlockFile, reads: Reads): BlockFile => ({
  ...file,
  read: (at, bytes) => {
    const now = reads.count++;
    const fails = reads.failing !== NEVER && (reads.sticky ? now >= reads.failing : now === reads.failing);
    return fails ? Promise.resolve(err({ kind: 'read-failed', at, bytes, code: 'EIO' })) : file.read(at, bytes);
  },
});

/** Opened without a fault; reads count from then on, those of the parent apart. */
async function opened(bytes: Uint8Array, parent: Uint8Array | null, failing: number): Promise<{ chain: Chain; own: Reads; below: Reads }> {
  const own = { count: 0, failing: NEVER, sticky: false };
  const below = { count: 0, failing: NEVER, sticky: false };
  const finder: ParentFinder = {
    byName: async () => (parent === null ? null : { file: watched(memoryFile(parent), below), finder: NO_SIBLINGS }),
    others: async function* others() {},
  };
  const chain = await resolveChain(await imageIn(watched(memoryFile(bytes), own)), finder);
  own.count = 0;
  below.count = 0;
  own.failing = failing;
  return { chain, own, below };
}

const seed = (name: string): { bytes: Uint8Array; parent: Uint8Array | null } => {
  const found = fuzzSeeds().find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

const xenBytes = (): Uint8Array => {
  const { bytes } = seed('xen');
  const child = bytes.slice();
  // The bit of block 1, which has no place yet: Xen would take the block for whole.
  child[1536 + 512 + 512] = 0xd0;
  return child;
};

const linked = {
  uniqueId: '5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a',
  modified: 5,
  name: 'new.vhd',
  relativePath: '.\\new.vhd',
  windowsPath: 'C:\\new.vhd',
  posixPath: '/new.vhd',
};
const link = (more: Partial<typeof linked> = {}): Act => {
  return ({ layers: [top] }) => planReconnect(top, { ...linked, ...more }, true);
};

const write =
  (...at: number[]): Act =>
  ({ layers: [top] }) =>
    planWrites(
      top,
      at.map((from) => ({ lba: lba(from), bytes: patterned(512, 200) })),
    );

const PLANNERS: [string, () => { bytes: Uint8Array; parent: Uint8Array | null }, Act][] = [
  ['reconnect, paths in their old places', () => seed('differencing, all locators'), link()],
  ['reconnect, paths at the end', () => seed('differencing, all locators'), link({ posixPath: `/${'long/'.repeat(3000)}` })],
  ['grow in place', () => seed('dynamic of 4096'), ({ layers: [top] }) => planGrowInPlace(top, top.sectors + 16)],
  ['write to a fixed disk', () => seed('fixed'), write(0, 5)],
  ['write to old blocks and new ones', () => seed('dynamic of 4096'), write(0, 30, 59)],
  ['write to a block that Xen thinks is whole', () => ({ bytes: xenChild(), parent: null }), write(10)],
  [
    'set fields',
    () => seed('dynamic of 4096'),
    ({ layers: [top] }) =>
      planFields(top, [
        { structure: 'footer', key: 'timeStamp', value: 77 },
        { structure: 'dynamic-header', key: 'parentTimeStamp', value: 78 },
      ]),
  ],
  [
    'bytes of the file and of the disk',
    () => seed('fixed'),
    (chain) =>
      planEdits(chain, [
        { space: 'file', at: 10, bytes: Uint8Array.of(1, 2) },
        { space: 'disk', at: 1030, bytes: Uint8Array.of(3) },
      ]),
  ],
  ['look for blocks that nobody points to', orphaned, ({ layers: [top] }) => orphanBlocks(top)],
];

/** The Xen disk as a child: a new block of it is not whole. */
function xenChild(): Uint8Array {
  const bytes = xenBytes();
  for (const at of [0, bytes.length - 512]) {
    const footer = footerBytes({ type: 4, size: 5 * 4096, creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' });
    bytes.set(footer, at);
  }
  return bytes;
}

/** Ten blocks in the file, and a table that is empty. */
function orphaned(): { bytes: Uint8Array; parent: null } {
  const { bytes, tableAt } = sparseImage({
    size: 12 * 4096,
    blockBytes: 4096,
    blocks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((index) => ({ index, data: patterned(4096, index) })),
  });
  bytes.fill(0xff, tableAt, tableAt + 48);
  return { bytes, parent: null };
}

describe('planners answer with the read that failed', () => {
  test.each(PLANNERS)('%s', async (_what, make, act) => {
    const { bytes, parent } = make();
    const clean = await opened(bytes, parent, NEVER);
    const sound = await act(clean.chain);
    expect(sound).toMatchObject({ ok: true });
    expect(clean.own.count).toBeGreaterThan(0);
    for (let failing = 0; failing < clean.own.count; failing++) {
      const gone = await opened(bytes, parent, failing);
      gone.own.sticky = true;
      expect({ failing, ...(await act(gone.chain)) }).toMatchObject({ failing, ok: false, error: { kind: 'read-failed' } });
      // A payload's sectors are asked for once more, one by one.
      const once = await act((await opened(bytes, parent, failing)).chain);
      if (once.ok) expect(once).toEqual(sound);
      else expect(once.error.kind).toBe('read-failed');
    }
  });
});

/** A fixed disk that was 2 KiB larger once, by its footer, with something like a footer copy in front. */
function fixedDisk(): { bytes: Uint8Array; parent: null } {
  const bytes = new Uint8Array(9 * 512);
  bytes.set(patterned(8 * 512, 3));
  bytes.set(footerBytes({ type: 2, size: 8 * 512, originalSize: 4 * 512 }), 8 * 512);
  return { bytes, parent: null };
}

/** A child with sectors that are its parent's, and zeros over others. */
function childDisk(): { bytes: Uint8Array; parent: Uint8Array | null } {
  const { file, parent } = smallDisk('differencing', 4096);
  return { bytes: file, parent: parent?.file ?? null };
}

const padded = (): { bytes: Uint8Array; parent: null } => {
  const { bytes, tableAt } = sparseImage({ size: 4 * 4096, blockBytes: 4096, blocks: [{ index: 1, data: patterned(4096, 1) }] });
  put32(bytes, tableAt + 100, 5);
  return { bytes, parent: null };
};

describe('a thorough check ends with the read that failed, tells of it, or finds what it would have found', () => {
  test.each([
    ['fixed', fixedDisk],
    ['child', childDisk],
    ['xen', () => ({ bytes: seed('xen').bytes, parent: null })],
    ['empty table', orphaned],
    ['padding', padded],
    ['surplus table', () => seed('surplus table')],
  ] as const)('%s', async (_what, make) => {
    const { bytes, parent } = make();
    const check = (chain: Parameters<typeof checkDisk>[0]) => checkDisk(chain, { now: NOW, deep: true });
    const clean = await opened(bytes, parent, NEVER);
    const sound = await check(clean.chain);
    expect(sound).toMatchObject({ ok: true });
    let noticed = 0;
    for (let failing = 0; failing < clean.own.count; failing++) {
      const { chain } = await opened(bytes, parent, failing);
      const found = await check(chain);
      const isTold = found.ok && found.value.some(({ code }) => code === 'E12');
      if (found.ok && !isTold) expect(found).toEqual(sound);
      if (!found.ok) expect(found.error.kind).toBe('read-failed');
      if (!found.ok || isTold) noticed += 1;
    }
    expect(noticed).toBeGreaterThan(0);
  });

  test('a parent whose sectors cannot be read is compared with nothing', async () => {
    const { bytes, parent } = childDisk();
    const clean = await opened(bytes, parent, NEVER);
    const sound = await checkDisk(clean.chain, { now: NOW, deep: true });
    expect(clean.below.count).toBeGreaterThan(0);
    const { chain, below } = await opened(bytes, parent, NEVER);
    below.failing = 0;
    const found = await checkDisk(chain, { now: NOW, deep: true });
    const codes = (result: typeof found): string[] => (result.ok ? result.value.map(({ code }) => code) : [result.error.kind]);
    for (const code of codes(found)) expect(codes(sound)).toContain(code);
  });
});
