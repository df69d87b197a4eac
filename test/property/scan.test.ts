/** Scans of random disks, with blocks of every size, against bits and bytes counted one by one. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { newControl } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import { newContext } from '../../main/jobs/context';
import { runJob } from '../../main/jobs/runJob';
import { BLOCK_STATE, WHOLE, type ScanKind } from '../../shared/views';
import { bitmapBytes, SECTOR } from '../support/imageBuilder';
import { sourceAt } from '../support/jobs';
import { realFiles } from '../support/newDisks';
import { randomChain } from '../support/randomDisks';
import { tempDir } from '../support/tempDir';

const into = tempDir();

/** State by block, of the blocks that the scan told. */
async function told(file: string, what: ScanKind): Promise<Map<number, readonly [state: number, share: number]>> {
  const found = new Map<number, readonly [number, number]>();
  const context = newContext(
    newWorkers(newControl(), null),
    realFiles,
    () => {},
    ({ blocks, states, shares }) => blocks.forEach((block, i) => found.set(block, [states[i] as number, shares[i] as number])),
  );
  expect((await runJob({ op: 'scan', source: sourceAt(file), what, range: null }, context)).kind).toBe('done');
  return found;
}

/** The blocks of a sparse disk with what stands in them: everything at the places the specification gives. */
function counted(bytes: Buffer): { block: number; set: number; of: number; isZero: boolean }[] {
  const footer = bytes.length - SECTOR;
  const sectors = Number(bytes.readBigUInt64BE(footer + 48)) / SECTOR;
  const [tableAt, entries, blockBytes] = [
    Number(bytes.readBigUInt64BE(512 + 16)),
    bytes.readUInt32BE(512 + 28),
    bytes.readUInt32BE(512 + 32),
  ];
  const perBlock = blockBytes / SECTOR;
  const blocks = [];
  for (let block = 0; block < entries; block++) {
    const at = bytes.readUInt32BE(tableAt + block * 4);
    if (at === 0xffff_ffff) continue;
    const of = Math.min(perBlock, sectors - block * perBlock);
    let set = 0;
    for (let s = 0; s < of; s++) if (((bytes[at * SECTOR + Math.floor(s / 8)] as number) >> (7 - (s % 8))) % 2 === 1) set += 1;
    const data = at * SECTOR + bitmapBytes(blockBytes);
    blocks.push({ block, set, of, isZero: bytes.subarray(data, data + of * SECTOR).every((byte) => byte === 0) });
  }
  return blocks;
}

test.each(Array.from({ length: 12 }, (_, i) => i + 1))('seed %i: every block has the state of its bits and of its bytes', async (seed) => {
  const folder = path.join(into, String(seed));
  mkdirSync(folder);
  const { top } = randomChain(folder, seed, 1 + (seed % 3));
  const blocks = counted(readFileSync(top));
  const bitmaps = await told(top, 'bitmaps');
  expect([...bitmaps.keys()].sort((a, b) => a - b)).toEqual(blocks.map(({ block }) => block));
  for (const { block, set, of } of blocks) {
    const [state, share] = bitmaps.get(block) ?? [];
    expect(state).toBe(set === of ? BLOCK_STATE.full : set === 0 ? BLOCK_STATE.unset : BLOCK_STATE.partial);
    if (state === BLOCK_STATE.partial) expect(Math.abs((share as number) / WHOLE - set / of)).toBeLessThan(1 / 60_000);
  }
  const content = await told(top, 'content');
  expect([...content.keys()].sort((a, b) => a - b)).toEqual(blocks.filter(({ isZero }) => isZero).map(({ block }) => block));
});
