/**
 * A disk of 100,100 blocks of one sector each, every other one with data: more pieces than a round takes, more blocks than
 * one part of a scan tells, more rows than are written at once. Nothing is lost or told twice where one ends and the next begins.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { newControl } from '../../../../main/io/bulk/control';
import { newWorkers } from '../../../../main/io/bulk/workers';
import { newContext } from '../../../../main/jobs/context';
import { runJob } from '../../../../main/jobs/runJob';
import { BLOCK_STATE, type ScanKind } from '../../../../shared/views';
import { footerBytes, headerBytes, put32 } from '../../../support/imageBuilder';
import { compareOf, fileOf, hashOf, outputAt, searchOf, sourceAt } from '../../../support/jobs';
import { realFiles } from '../../../support/newDisks';
import { tempDir } from '../../../support/tempDir';

// In a process with the heap of a test runner every round would look at all of it.
vi.mock('../../../../main/io/bulk/garbage', async (original) => ({
  ...(await original<object>()),
  collectGarbage: () => {},
  collectAfterRound: () => {},
}));

const COUNT = 100_100;
const folder = tempDir();
const at = (name: string): string => path.join(folder, name);

/** Sector `i` is its number in 512 bytes where it is even, and zeros where it is odd. */
const content = Buffer.alloc(COUNT * 512);
const FIRST = Math.ceil((1536 + COUNT * 4) / 512);
{
  const bytes = Buffer.alloc((FIRST + 2 * COUNT) * 512 + 512);
  const footer = footerBytes({ type: 3, size: COUNT * 512 });
  bytes.set(footer, 0);
  bytes.set(headerBytes({ entries: COUNT, blockBytes: 512 }), 512);
  bytes.fill(0xff, 1536, FIRST * 512);
  for (let block = 0; block < COUNT; block++) {
    const sector = FIRST + 2 * block;
    put32(bytes, 1536 + block * 4, sector);
    if (block % 2 === 1) continue;
    bytes[sector * 512] = 0x80;
    for (let word = 0; word < 512; word += 4) content.writeUInt32BE(block + 1, block * 512 + word);
    content.copy(bytes, (sector + 1) * 512, block * 512, (block + 1) * 512);
  }
  bytes.set(footer, bytes.length - 512);
  writeFileSync(at('tiny.vhd'), bytes);
  writeFileSync(at('tiny.raw'), content);
}
const source = sourceAt(at('tiny.vhd'));

test('its digest is that of what is in it', async () => {
  const { digests, bytes } = await hashOf({ op: 'hash', source, algorithms: ['sha256'], layer: false });
  expect([bytes, digests['sha256']]).toEqual([COUNT * 512, createHash('sha256').update(content).digest('hex')]);
});

test('it is the same as the raw disk, and what is searched is found where it is', async () => {
  expect(await compareOf({ op: 'compare', source, with: sourceAt(at('tiny.raw'), 'raw'), most: 5 })).toMatchObject({ equal: true });
  const last = COUNT - 2;
  const hex = (last + 1).toString(16).padStart(8, '0').repeat(128);
  const { hits } = await searchOf({ op: 'search', source, patterns: [{ kind: 'hex', hex }], all: false, most: 5 });
  expect(hits).toEqual([{ offset: last * 512, lba: last, length: 512, pattern: 0 }]);
});

test.each<[ScanKind, number, (block: number) => number | null]>([
  ['bitmaps', COUNT, (block) => (block % 2 === 0 ? BLOCK_STATE.full : BLOCK_STATE.unset)],
  ['content', COUNT / 2, (block) => (block % 2 === 0 ? null : BLOCK_STATE.zero)],
])('a scan of %s tells of each block once, some at a time', async (what, told, stateOf) => {
  const states = new Map<number, number>();
  let [parts, most, count] = [0, 0, 0];
  const context = newContext(
    newWorkers(newControl(), null),
    realFiles,
    () => {},
    (part) => {
      parts += 1;
      most = Math.max(most, part.blocks.length);
      count += part.blocks.length;
      part.blocks.forEach((block, i) => states.set(block, part.states[i] as number));
    },
  );
  expect(await runJob({ op: 'scan', source, what, range: null }, context)).toMatchObject({ kind: 'done', summary: { blocks: COUNT } });
  expect([count, states.size]).toEqual([told, told]);
  expect(most).toBeLessThanOrEqual(65_536);
  expect(parts).toBeGreaterThan(0);
  const wrong = Array.from({ length: COUNT }, (_, block) => block).filter((block) => (states.get(block) ?? null) !== stateOf(block));
  expect(wrong).toEqual([]);
});

test('a list of its table has every row, in both forms', async () => {
  const list = { op: 'table', source, table: 'bat', now: 0 } as const;
  await fileOf({ ...list, output: outputAt(at('bat.csv')), format: 'csv' });
  const rows = Array.from({ length: COUNT }, (_, block) => `${block},${FIRST + 2 * block},${(FIRST + 2 * block) * 512}`);
  expect(readFileSync(at('bat.csv'), 'utf8') === `block,fileSector,fileOffset\r\n${rows.join('\r\n')}\r\n`).toBe(true);
  await fileOf({ ...list, output: outputAt(at('bat.json')), format: 'json' });
  const told = JSON.parse(readFileSync(at('bat.json'), 'utf8')) as { block: number; fileSector: number }[];
  expect(told.every(({ block, fileSector }, i) => block === i && fileSector === FIRST + 2 * i) && told.length === COUNT).toBe(true);
});
