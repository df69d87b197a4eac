/** The comparison of the window against a plain loop over both disks' sectors. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { newControl } from '../../../../main/io/bulk/control';
import { newWorkers } from '../../../../main/io/bulk/workers';
import { newContext } from '../../../../main/jobs/context';
import { runJob } from '../../../../main/jobs/runJob';
import type { SourceRef } from '../../../../main/jobs/tasks';
import { DIFFERENCE_KINDS } from '../../../../shared/find/differences';
import { NUMBERS_A_HIT, type FoundPart } from '../../../../shared/find/found';
import type { JobEnd, JobSummary } from '../../../../shared/jobs';
import { baseImage, BLOCK, withEntry } from '../../../support/fixtures';
import { sourceAt } from '../../../support/jobs';
import { realFiles } from '../../../support/newDisks';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
const at = (name: string, bytes: Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const raw = (name: string, bytes: Uint8Array): SourceRef => sourceAt(at(name, bytes), 'raw');

type Told = {
  readonly ranges: readonly (readonly [number, number, string])[];
  readonly end: JobEnd<JobSummary>;
  readonly last: FoundPart | undefined;
};

async function differences(source: SourceRef, other: SourceRef): Promise<Told> {
  const parts: FoundPart[] = [];
  const context = newContext(
    newWorkers(newControl(), null),
    realFiles,
    () => {},
    () => {},
    (part) => parts.push(part),
  );
  const end = await runJob({ op: 'differences', source, with: other }, context);
  const ranges = parts.flatMap(({ hits }) =>
    Array.from({ length: hits.length / NUMBERS_A_HIT }, (_, i) => {
      const [place = -1, bytes = -1, kind = -1] = hits.subarray(i * NUMBERS_A_HIT);
      return [place, bytes, DIFFERENCE_KINDS[kind] ?? ''] as const;
    }),
  );
  return { ranges, end, last: parts.at(-1) };
}

/** Sector by sector, equal neighbours of one kind together. */
function byHand(a: Uint8Array, b: Uint8Array): [number, number, string][] {
  const ranges: [number, number, string][] = [];
  const length = Math.max(a.length, b.length);
  for (let place = 0; place < length; place += 512) {
    const [x, y] = [a, b].map((bytes) => Buffer.concat([bytes.subarray(place, place + 512), Buffer.alloc(512)]).subarray(0, 512));
    if (x === undefined || y === undefined || x.equals(y)) continue;
    const kind = y.every((byte) => byte === 0) ? 'here' : x.every((byte) => byte === 0) ? 'there' : 'differs';
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === place && last[2] === kind) last[1] += 512;
    else ranges.push([place, 512, kind]);
  }
  return ranges;
}

test('every range is told once, with what either disk has there, also over the edges of what is read at once', async () => {
  const random = seeded(17);
  const a = random.bytes(5 * 1024 * 1024);
  const b = a.slice();
  a.fill(0, 3 * 1024 * 1024);
  for (let i = 0; i < 60; i++) {
    const [from, sectors] = [random.below(5 * 2048) * 512, 1 + random.below(700)];
    const [side, how] = [random.below(2) === 0 ? a : b, random.below(3)];
    if (how === 0) side.fill(0, from, from + sectors * 512);
    else side[Math.min(side.length - 1, from + random.below(sectors * 512))] = random.below(256);
  }
  // The other disk is longer: what is behind the end of this one is counted and not listed. One range goes over that end.
  b.fill(2, b.length - 512);
  const longer = Buffer.concat([b, Buffer.alloc(512, 2), Buffer.alloc(4096), Buffer.from('end'), Buffer.alloc(509)]);
  const { ranges, end, last } = await differences(raw('a.img', a), raw('b.img', longer));
  const expected = byHand(a, b);
  expect(expected.length).toBeGreaterThan(40);
  expect(new Set(expected.map(([, , kind]) => kind))).toEqual(new Set(DIFFERENCE_KINDS));
  expect(ranges).toEqual(expected);
  expect(end).toEqual({ kind: 'done', summary: { kind: 'find', found: expected.length, unread: 0, behind: 1024, isUnchanged: true } });
  expect(last?.done).toBe(last?.total);
});

test('a disk is like itself, and what one of two cannot give is counted and not compared', async () => {
  const image = baseImage();
  const sound = at('sound.vhd', image);
  expect((await differences(sourceAt(sound), sourceAt(sound))).ranges).toEqual([]);
  // Block 2 of the other names a place behind the end of its file.
  const broken = at('broken.vhd', withEntry(image, 2, 0x00ff_0000));
  const { ranges, end } = await differences(sourceAt(sound), sourceAt(broken));
  expect(ranges).toEqual([]);
  expect(end).toMatchObject({ kind: 'done', summary: { unread: BLOCK / 512 } });
});
