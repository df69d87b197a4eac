/**
 * The order in which the driver that this engine grew out of gives a hole its block, against ours, before any recovery:
 * what do other programs find after a power cut? Its order: bitmap of ones over the old footer, new footer, table entry,
 * each synced, and the data last (QEMU 2.x block/vpc.c, alloc_block and vpc_write).
 */
import { expect, test } from 'vitest';
import { crashCuts, LIMITS, type Op } from '../support/crashEnumerator';
import { patterned } from '../support/imageBuilder';
import { bytesOf, cloneVolume, type Volume } from '../support/memoryVolume';
import { readPlainly } from '../support/plainReader';
import { savedDisk, DISK } from '../support/savedDisk';

const SECTOR = 512;
const BLOCK = 4096;
const DATA = patterned(BLOCK, 50);

function seedOps(volume: Volume): Op[] {
  const ino = volume.names.get(DISK) ?? 0;
  const file = bytesOf(volume, DISK) ?? new Uint8Array();
  const footerAt = file.length - SECTOR;
  const entry = new Uint8Array(4);
  new DataView(entry.buffer).setUint32(0, footerAt / SECTOR);
  const write = (at: number, data: Uint8Array): Op => ({ kind: 'write', ino, at, data });
  const sync: Op = { kind: 'sync', ino };
  return [
    write(footerAt, new Uint8Array(SECTOR).fill(0xff)),
    sync,
    write(footerAt + SECTOR + BLOCK, file.slice(footerAt)),
    sync,
    write(1536, entry),
    sync,
    write(footerAt + SECTOR, DATA),
  ];
}

type Found = { states: number; noFooter: number; claimed: number };

/** `claimed`: the table points at the block, its bits say that all of it is there, and it is not. */
function judge(base: Volume, ops: readonly Op[]): Found {
  const found: Found = { states: 0, noFooter: 0, claimed: 0 };
  for (const { volume } of crashCuts(base, ops, LIMITS)) {
    const file = bytesOf(volume, DISK) ?? new Uint8Array();
    const { trailing } = readPlainly(file);
    found.states += 1;
    if (!trailing) found.noFooter += 1;
    const at = new DataView(file.buffer, file.byteOffset).getUint32(1536) * SECTOR;
    const isThere = Buffer.compare(file.subarray(at + SECTOR, at + SECTOR + BLOCK), DATA) === 0;
    if (at < file.length && file[at] === 0xff && !isThere) found.claimed += 1;
  }
  return found;
}

test('the seed leaves moments without a footer, and claims sectors whose data is not there; we do not', async () => {
  const b = savedDisk();
  const base = cloneVolume(b.volume);
  const seed = judge(base, seedOps(base));
  const saved = await b.save({ plan: await b.plan(0, 50) });
  expect(saved.ok).toBe(true);
  const ours = judge(base, b.ops);
  const told = ({ states, noFooter, claimed }: Found): string =>
    `${states} states, ${noFooter} without footer, ${claimed} with sectors claimed too early`;
  console.log(`allocating a block, before any recovery: the seed ${told(seed)}; ours ${told(ours)}`);
  expect(seed.claimed).toBeGreaterThan(0);
  expect(ours.claimed).toBe(0);
  // What is left is a file system that lengthens a file before it has the bytes; two syncs cannot hide that.
  expect(ours.noFooter / ours.states).toBeLessThan(seed.noFooter / seed.states / 3);
});
