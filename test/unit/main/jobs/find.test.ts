/** The search of the window: the same hits as the command line's search, told in parts; unsaved bytes over the saved ones. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cancel, newControl } from '../../../../main/io/bulk/control';
import { newWorkers } from '../../../../main/io/bulk/workers';
import { newContext } from '../../../../main/jobs/context';
import { runJob } from '../../../../main/jobs/runJob';
import type { JobTask, Overlay } from '../../../../main/jobs/tasks';
import { NUMBERS_A_HIT, type FoundPart } from '../../../../shared/find/found';
import type { SearchPattern } from '../../../../shared/find/pattern';
import type { JobEnd, JobSummary } from '../../../../shared/jobs';
import { baseImage, BLOCK, childImage, SIZE, withEntry } from '../../../support/fixtures';
import { sparseImage } from '../../../support/imageBuilder';
import { searchOf, sourceAt } from '../../../support/jobs';
import { realFiles } from '../../../support/newDisks';
import { seeded } from '../../../support/random';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
const at = (name: string, bytes: Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
};

type Find = Extract<JobTask, { readonly op: 'find' }>;
type Found = { readonly hits: readonly (readonly number[])[]; readonly parts: readonly FoundPart[]; readonly end: JobEnd<JobSummary> };

async function find(source: Find['source'], patterns: readonly SearchPattern[], more: Partial<Find> = {}): Promise<Found> {
  const parts: FoundPart[] = [];
  const context = newContext(
    newWorkers(newControl(), null),
    realFiles,
    () => {},
    () => {},
    (part) => parts.push(part),
  );
  const end = await runJob({ op: 'find', source, patterns, layer: false, range: null, overlay: [], ...more }, context);
  const hits = parts.flatMap(({ hits: packed }) =>
    Array.from({ length: packed.length / NUMBERS_A_HIT }, (_, i) => [...packed.subarray(i * NUMBERS_A_HIT, (i + 1) * NUMBERS_A_HIT)]),
  );
  return { hits, parts, end };
}

const hex = (text: string): SearchPattern => ({ kind: 'hex', hex: text });

/** Every place of these bytes. */
function placesIn(content: Buffer, needle: Buffer): number[] {
  const places: number[] = [];
  for (let place = content.indexOf(needle); place >= 0; place = content.indexOf(needle, place + 1)) places.push(place);
  return places;
}

/** Blocks 0 and 2 of four hold few different bytes, so that short patterns are everywhere. */
const random = seeded(29);
const some = (bytes: number): Buffer => Buffer.from(random.bytes(bytes)).map((byte) => byte % 5) as Buffer;
const [first, third] = [some(BLOCK), some(BLOCK)];
const disk = at(
  'disk.vhd',
  sparseImage({
    size: 4 * BLOCK,
    blockBytes: BLOCK,
    blocks: [
      { index: 0, data: first },
      { index: 2, data: third },
    ],
  }).bytes,
);
const content = Buffer.concat([first, Buffer.alloc(BLOCK), third, Buffer.alloc(BLOCK)]);

describe('a search of the window', () => {
  test('tells every place in parts that ascend, and counts them', async () => {
    const { hits, parts, end } = await find(sourceAt(disk), [hex('01 02 03 04')]);
    const expected = placesIn(content, Buffer.from([1, 2, 3, 4]));
    expect(expected.length).toBeGreaterThan(1000);
    expect(hits.map(([place]) => place)).toEqual(expected);
    expect(parts.at(-1)?.found).toBe(expected.length);
    expect(end).toMatchObject({ kind: 'done', summary: { found: expected.length, unread: 0, isUnchanged: true } });
  });

  test('finds what the command line’s search finds, of several patterns at once', async () => {
    const patterns: SearchPattern[] = [hex('04 04 04 ?? 00 00'), { kind: 'regex', source: '\\x01{5}', ignoreCase: false }];
    const { hits } = await find(sourceAt(disk), patterns);
    const cli = await searchOf({ op: 'search', source: sourceAt(disk), patterns, all: false, most: 100_000 });
    expect(hits.toSorted((a, b) => (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number))).toEqual(
      cli.hits.map(({ offset, length, pattern }) => [offset, length, pattern]),
    );
  });

  test('counts bytes once that both byte orders of a number fit, as the command line does', async () => {
    // 0x03030303 is the same from both ends; 0x03030304 is not.
    const pattern: SearchPattern = { kind: 'number', number: '0x03030303', bits: 32, order: 'both' };
    const range: SearchPattern = { kind: 'number', number: '0x03030303..0x03030304', bits: 32, order: 'both' };
    const same = placesIn(content, Buffer.from([3, 3, 3, 3]));
    const either = [
      ...new Set([...same, ...placesIn(content, Buffer.from([4, 3, 3, 3])), ...placesIn(content, Buffer.from([3, 3, 3, 4]))]),
    ];
    for (const [wanted, expected] of [
      [pattern, same],
      [range, either.sort((a, b) => a - b)],
    ] as const) {
      const { hits, end } = await find(sourceAt(disk), [wanted]);
      expect(hits.map(([place]) => place)).toEqual(expected);
      expect(end).toMatchObject({ summary: { found: expected.length } });
      const cli = await searchOf({ op: 'search', source: sourceAt(disk), patterns: [wanted], all: false, most: 100_000 });
      expect(cli.hits.map(({ offset }) => offset)).toEqual(expected);
    }
  });

  test('keeps to its range, in which a hit lies wholly', async () => {
    const range = { at: 1001, bytes: 5000 };
    const { hits } = await find(sourceAt(disk), [hex('00 01')], { range });
    expect(hits.map(([place]) => place)).toEqual(
      placesIn(content, Buffer.from([0, 1])).filter((place) => place >= 1001 && place + 2 <= 6001),
    );
  });

  test('searches a range as if there were nothing around it, and either case as it does one', async () => {
    const overlay = [{ at: 1000, bytes: Buffer.from('a'.repeat(20)) }];
    const text = (words: string, ignoreCase: boolean): SearchPattern => ({ kind: 'text', text: words, encoding: 'utf8', ignoreCase });
    const run = await find(sourceAt(disk), [{ kind: 'regex', source: 'a+', ignoreCase: false }], {
      overlay,
      range: { at: 1000, bytes: 10 },
    });
    expect(run.hits).toEqual([[1000, 10, 0]]);
    const three = await find(sourceAt(disk), [text('aaa', true)], { overlay, range: { at: 1001, bytes: 3 } });
    expect(three.hits).toEqual([[1001, 3, 0]]);
    for (const ignoreCase of [false, true]) {
      const two = await find(sourceAt(disk), [text('aa', ignoreCase)], { overlay, range: { at: 1005, bytes: 10 } });
      expect(two.hits.map(([place]) => place)).toEqual([1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013]);
    }
  });

  test('finds swap space at any sector, wherever it looks', async () => {
    const overlay = [{ at: 63 * 512 + 4086, bytes: Buffer.from('SWAPSPACE2') }];
    for (const range of [null, { at: 512, bytes: 65_536 }, { at: 63 * 512, bytes: 65_536 }, { at: 1000, bytes: 65_536 }])
      expect((await find(sourceAt(disk), [{ kind: 'structure', structure: 'swap-space' }], { overlay, range })).hits).toEqual([
        [63 * 512, 4096, 0],
      ]);
  });

  test.each([
    ['over stored bytes', [{ at: 4000, bytes: Buffer.from('needle') }]],
    ['in a hole', [{ at: BLOCK + 99_999, bytes: Buffer.from('needle') }]],
    ['from data into a hole', [{ at: BLOCK - 3, bytes: Buffer.from('needle') }]],
    [
      'in two pieces that meet',
      [
        { at: 700, bytes: Buffer.from('nee') },
        { at: 703, bytes: Buffer.from('dle') },
      ],
    ],
    ['at the end of the disk', [{ at: 4 * BLOCK - 6, bytes: Buffer.from('needle') }]],
    [
      'several times, the second long',
      [
        { at: 0, bytes: Buffer.from('needle') },
        { at: 3 * BLOCK + 5, bytes: Buffer.concat([Buffer.alloc(600_000, 7), Buffer.from('needle')]) },
      ],
    ],
  ] as [string, Overlay][])('sees unsaved bytes %s', async (_, overlay) => {
    const shown = Buffer.from(content);
    for (const { at: place, bytes } of overlay) shown.set(bytes, place);
    for (const pattern of ['6E 65 65 64 6C 65', '04 04 04 04']) {
      const { hits } = await find(sourceAt(disk), [hex(pattern)], { overlay });
      expect(hits.map(([place]) => place)).toEqual(placesIn(shown, Buffer.from(pattern.replaceAll(' ', ''), 'hex')));
    }
  });

  test('passes over blocks that cannot be read, and counts their sectors', async () => {
    const damaged = at('damaged.vhd', withEntry(baseImage(), 1, 0x00ff_ffff));
    const { end } = await find(sourceAt(damaged), [hex('AB CD')]);
    const sectors = Math.min(BLOCK, SIZE - BLOCK) / 512;
    expect(end).toMatchObject({ kind: 'done', summary: { unread: sectors } });
  });

  test('goes through a child alone, and through a child that lacks its parent', async () => {
    const child = at('child.vhd', childImage().bytes);
    const whole = await find(sourceAt(child), [hex('00')], { range: { at: 0, bytes: 4096 } });
    const alone = await find(sourceAt(child), [hex('00')], { range: { at: 0, bytes: 4096 }, layer: true });
    expect([whole.end.kind, alone.end.kind]).toEqual(['done', 'done']);
  });

  test('reads a file as it is, to its last odd byte', async () => {
    const bytes = Buffer.concat([readFileSync(disk), Buffer.from('end')]);
    const odd = at('odd.bin', bytes);
    const { hits } = await find({ ...sourceAt(odd, 'raw'), pad: true }, [
      { kind: 'text', text: 'conectix', encoding: 'utf8', ignoreCase: false },
    ]);
    expect(hits.map(([place]) => place)).toEqual([0, bytes.length - 3 - 512]);
    const last = await find({ ...sourceAt(odd, 'raw'), pad: true }, [{ kind: 'text', text: 'end', encoding: 'utf8', ignoreCase: false }]);
    expect(last.hits.map(([place]) => place)).toContain(bytes.length - 3);
  });

  test('ends when it is cancelled', async () => {
    const control = newControl();
    const context = newContext(
      newWorkers(control, null),
      realFiles,
      () => {},
      () => {},
      () => cancel(control),
    );
    const task: Find = { op: 'find', source: sourceAt(disk), patterns: [hex('01')], layer: false, range: null, overlay: [] };
    expect((await runJob(task, context)).kind).toBe('cancelled');
  });

  test('gives up an expression that takes too long, and says so', async () => {
    const costly: SearchPattern = { kind: 'regex', source: '(?:\\0|\\0\\0)*c', ignoreCase: false };
    const expected = { kind: 'failed', error: { kind: 'bad-pattern', why: 'costly' } };
    expect((await find(sourceAt(disk), [hex('01'), costly], { overlay: [{ at: 0, bytes: Buffer.alloc(300_000) }] })).end).toEqual(expected);
    const context = newContext(newWorkers(newControl(), null), realFiles, () => {});
    expect(await runJob({ op: 'search', source: sourceAt(disk), patterns: [costly], all: true, most: 5 }, context)).toEqual(expected);
  });

  test.each([
    [[hex('A')], 'hex'],
    [[], 'empty'],
  ] as const)('refuses a pattern that is none', async (patterns, why) => {
    expect((await find(sourceAt(disk), patterns)).end).toEqual({ kind: 'failed', error: { kind: 'bad-pattern', why } });
  });
});
