/** Every operation on random disks and chains, against content that was worked out when they were written. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FULL } from '../support/budget';
import { sha256Of } from '../support/samples';
import { compareOf, CREATOR, fileOf, FRESH, hashOf, outputAt, searchOf, sourceAt } from '../support/jobs';
import { readPlainly, sameBytes } from '../support/plainReader';
import { randomChain, type MadeChain } from '../support/randomDisks';
import { seeded } from '../support/random';
import { tempDir } from '../support/tempDir';

const into = tempDir();
/** In CI chains of two, five and eight disks, and a disk alone. */
const SEEDS = FULL ? Array.from({ length: 12 }, (_, i) => i + 1) : [1, 4, 7, 8];

const made = (name: string, seed: number, layers: number): MadeChain & { readonly folder: string } => {
  const folder = path.join(into, `${name}-${seed}`);
  mkdirSync(folder);
  return { ...randomChain(folder, seed, layers), folder };
};

/** The new disk has no fault for a strict judge, and this content. */
function expectDisk(file: string, content: Uint8Array, parent: Uint8Array | null = null): void {
  const reading = readPlainly(readFileSync(file), parent);
  expect(reading.faults).toEqual([]);
  expect(reading.disk !== null && sameBytes(reading.disk, content)).toBe(true);
}

const expectSame = (a: Uint8Array, b: Uint8Array): void => expect(sha256Of(a)).toBe(sha256Of(b));

describe.each(SEEDS)('seed %i', (seed) => {
  const layers = 1 + (seed % 8);

  test('exports whole, in part and in full, and hashes the same', async () => {
    const { top, content, folder } = made('export', seed, layers);
    const out = path.join(folder, 'whole.raw');
    const summary = await fileOf({
      op: 'export',
      source: sourceAt(top),
      output: outputAt(out, { hash: ['sha256', 'md5'] }),
      range: null,
      layer: false,
    });
    expectSame(readFileSync(out), content);
    expect(summary.hash?.['sha256']).toBe(sha256Of(content));
    const hashed = await hashOf({ op: 'hash', source: sourceAt(top), algorithms: ['sha256'], layer: false });
    expect(hashed.digests).toEqual({ sha256: sha256Of(content) });
    const random = seeded(seed);
    const from = random.below(content.length / 512);
    const sectors = 1 + random.below(content.length / 512 - from);
    for (const full of [false, true]) {
      const part = path.join(folder, `part-${full}.raw`);
      await fileOf({ op: 'export', source: sourceAt(top), output: outputAt(part, { full }), range: { from, sectors }, layer: false });
      expectSame(readFileSync(part), content.subarray(from * 512, (from + sectors) * 512));
    }
  });

  test.each(['fixed', 'dynamic', 'raw'] as const)('converts to %s, and to the same bytes again', async (type) => {
    const { top, content, folder } = made(`convert-${type}`, seed, layers);
    const [a, b] = [path.join(folder, 'a.out'), path.join(folder, 'b.out')];
    const blockBytes = seeded(seed).pick([512, 4096, 65_536, 2_097_152, 16_777_216]);
    for (const out of [a, b]) await fileOf({ op: 'convert', source: sourceAt(top), output: outputAt(out), type, blockBytes, fresh: FRESH });
    expectSame(readFileSync(a), readFileSync(b));
    if (type === 'raw') expectSame(readFileSync(a), content);
    else expectDisk(a, content);
  });

  test('imports raw, and leaves zero blocks out', async () => {
    const { content, folder } = made('import', seed, 1);
    const [raw, out] = [path.join(folder, 'in.raw'), path.join(folder, 'out.vhd')];
    writeFileSync(raw, content);
    const { blocks } = await fileOf({
      op: 'convert',
      source: sourceAt(raw, 'raw'),
      output: outputAt(out),
      type: 'dynamic',
      blockBytes: 65_536,
      fresh: FRESH,
    });
    expectDisk(out, content);
    const needed = Array.from({ length: Math.ceil(content.length / 65_536) }, (_, i) => content.subarray(i * 65_536, (i + 1) * 65_536));
    expect(blocks?.kept).toBe(needed.filter((block) => block.some((byte) => byte !== 0)).length);
  });

  test('compacts and defragments without changing what the disk shows', async () => {
    const { top, content, folder, files } = made('compact', seed, layers);
    const before = files.map((file) => sha256Of(readFileSync(file)));
    const parent = layers === 1 ? null : randomContent(folder, files, layers - 1);
    for (const op of ['compact', 'defragment'] as const) {
      const out = path.join(folder, `${op}.vhd`);
      const source = readFileSync(top);
      if (source.length === content.length + 512) continue;
      await fileOf({ op, source: sourceAt(top), output: outputAt(out), creator: CREATOR });
      expectDisk(out, content, parent === null ? null : await parent);
      expect(readFileSync(out).subarray(28, 36)).toEqual(source.subarray(28, 36));
    }
    expect(files.map((file) => sha256Of(readFileSync(file)))).toEqual(before);
  });

  test('flattens', async () => {
    const { top, content, folder } = made('flatten', seed, layers);
    const out = path.join(folder, 'flat.vhd');
    await fileOf({ op: 'flatten', source: sourceAt(top), output: outputAt(out), type: 'dynamic', fresh: FRESH });
    expectDisk(out, content);
  });

  test('merges with any number of ancestors and writes none of them', async () => {
    const { top, content, folder, files } = made('merge', seed, Math.max(2, layers));
    const before = files.map((file) => sha256Of(readFileSync(file)));
    for (let ancestors = 1; ancestors < files.length; ancestors++) {
      const out = path.join(folder, `merged-${ancestors}.vhd`);
      await fileOf({ op: 'merge', source: sourceAt(top), output: outputAt(out), ancestors, creator: CREATOR });
      const rest = files.length - ancestors - 1;
      expectDisk(out, content, rest === 0 ? null : await randomContent(folder, files, rest));
    }
    expect(files.map((file) => sha256Of(readFileSync(file)))).toEqual(before);
  });

  test('grows with zeros, and shrinks where nothing is lost', async () => {
    const { top, content, folder } = made('resize', seed, 1);
    const sectors = content.length / 512;
    const grown = path.join(folder, 'grown.vhd');
    const more = 1 + seeded(seed).below(20_000);
    await fileOf({ op: 'resize', source: sourceAt(top), output: outputAt(grown), sectors: sectors + more, force: false, creator: CREATOR });
    const expected = new Uint8Array(content.length + more * 512);
    expected.set(content);
    expectDisk(grown, expected);
    const back = path.join(folder, 'back.vhd');
    await fileOf({ op: 'resize', source: sourceAt(grown), output: outputAt(back), sectors, force: false, creator: CREATOR });
    expectDisk(back, content);
  });

  test('compares sector by sector, whatever the layout', async () => {
    const { top, content, folder } = made('compare', seed, layers);
    const changed = content.slice();
    const random = seeded(seed + 100);
    const sectors = [...new Set(Array.from({ length: random.below(6) }, () => random.below(content.length / 512)))].sort((a, b) => a - b);
    for (const at of sectors) changed[at * 512 + random.below(512)] = (changed[at * 512] as number) ^ 0x5a;
    const other = path.join(folder, 'other.raw');
    writeFileSync(other, changed);
    const differing = Array.from({ length: content.length / 512 }, (_, i) => i).filter(
      (i) => !sameBytes(content.subarray(i * 512, i * 512 + 512), changed.subarray(i * 512, i * 512 + 512)),
    );
    const found = await compareOf({ op: 'compare', source: sourceAt(top), with: sourceAt(other, 'raw'), most: 1000 });
    expect(found.differing.flatMap(({ firstLba, sectors: count }) => Array.from({ length: count }, (_, i) => firstLba + i))).toEqual(
      differing,
    );
    expect([found.equal, found.differingSectors]).toEqual([differing.length === 0, differing.length]);
  });

  test('finds every place of a pattern, across blocks and holes', async () => {
    const { top, content, folder: _ } = made('search', seed, layers);
    const random = seeded(seed + 200);
    for (let turn = 0; turn < 4; turn++) {
      const at = random.below(content.length - 8);
      const pattern = content.subarray(at, at + 2 + random.below(6));
      if (pattern.every((byte) => byte === 0)) continue;
      const hidden = random.below(pattern.length);
      const mask = pattern.map((_byte, i) => (i === hidden && pattern.some((byte, j) => j !== hidden && byte !== 0) ? 0 : 1));
      const hex = Array.from(pattern, (byte, i) => (mask[i] === 0 ? '??' : byte.toString(16).padStart(2, '0'))).join(' ');
      const expected: number[] = [];
      for (let i = 0; i + pattern.length <= content.length && expected.length <= 200; i++) {
        if (pattern.every((byte, j) => mask[j] === 0 || content[i + j] === byte)) expected.push(i);
      }
      const found = await searchOf({ op: 'search', source: sourceAt(top), patterns: [{ kind: 'hex', hex }], all: true, most: 200 });
      expect(found.hits.map(({ offset }) => offset)).toEqual(expected.slice(0, 200));
      expect(found.complete).toBe(expected.length <= 200);
    }
  });

  test('leaves nothing but what it made', () => {
    for (const folder of readdirSync(into)) {
      expect(readdirSync(path.join(into, folder)).filter((name) => name.includes('platter-part'))).toEqual([]);
    }
  });
});

/** What the first `count` layers show. */
async function randomContent(folder: string, files: readonly string[], count: number): Promise<Uint8Array> {
  const out = path.join(folder, `parent-${count}-${Math.random()}.raw`);
  await fileOf({ op: 'export', source: sourceAt(files[count - 1] as string), output: outputAt(out), range: null, layer: false });
  return readFileSync(out);
}
