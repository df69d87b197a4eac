/** Resize, compact and export of damaged disks: what the disk showed the new file shows, and it has no error of its own. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { JobTask, Overlay } from '../../main/jobs/tasks';
import type { Chain } from '../../main/vhd/read/chain';
import { openImage } from '../../main/vhd/read/openImage';
import { planGrowInPlace, planGrowWithZeros } from '../../main/vhd/ops/growInPlace';
import { DEFAULT_CREATOR } from '../../main/vhd/ops/newStructures';
import { applied } from './appliedPlan';
import { countingFile } from './countingFile';
import type { JobFolder } from './fuzzFiles';
import { errorsOf, expectKept, expectNoNewError, seenOn, stretchesOf } from './fuzzSeen';
import { outputAt, sourceAt } from './jobs';
import type { Random } from './random';

export type Subject = { readonly bytes: Uint8Array; readonly chain: Chain; readonly folder: JobFolder };
export type Came = 'done' | 'refused';

const SECTOR = 512;
const MAX_BYTES = 1 << 20;
/** Digests and zeros that are really written take as long as the disk is large. */
const SMALL_SECTORS = 4096;
const ZERO = '\0'.repeat(SECTOR);

function newSize(sectors: number, random: Random): number {
  const near = sectors + random.below(200) - 100;
  // A table for 2 GiB in blocks of a sector takes as long as a hundred small ones.
  const large = random.below(20) === 0 ? 2 ** 22 : 2 ** 14;
  return Math.max(1, random.pick([near, near, sectors + 1, sectors * 2, Math.ceil(sectors / 2), 1, large]));
}

/** In place, where the file allows it. */
export async function fuzzGrow({ bytes, chain }: Subject, random: Random): Promise<Came> {
  const [top, ...parents] = chain.layers;
  const sectors = newSize(top.sectors, random);
  const withZeros = random.below(2) === 0;
  const plan = await (withZeros ? planGrowWithZeros(chain, sectors) : planGrowInPlace(top, sectors));
  if (!plan.ok || plan.value === null || plan.value.lengthAfter > MAX_BYTES) return 'refused';
  const image = await openImage(countingFile(applied(bytes, plan.value), 'top').file, 'disk');
  if (!image.ok) throw new Error(`refused after growing: ${JSON.stringify(image.error)}`);
  const after: Chain = { layers: [image.value, ...parents], parent: chain.parent };
  const stretches = stretchesOf(chain);
  expectKept('growing in place', await seenOn(chain, stretches), await seenOn(after, stretches));
  if (withZeros && parents.length === 0 && chain.parent === null) await expectZeros(after, top.sectors);
  expectNoNewError('growing in place', errorsOf(chain), errorsOf(after));
  return 'done';
}

async function expectZeros(chain: Chain, from: number): Promise<void> {
  const { sectors } = chain.layers[0];
  for (const [at, text] of await seenOn(chain, [
    [from, Math.min(16, sectors - from)],
    [Math.max(from, sectors - 4), Math.min(4, sectors - from)],
  ]))
    if (text !== ZERO) throw new Error(`sector ${at} behind the old end is not zero`);
}

/** Of the sectors that both disks have, all that the old one knew. */
async function expectSame(what: string, before: Chain, after: Chain): Promise<void> {
  const most = after.layers[0].sectors;
  const stretches = stretchesOf(before).flatMap(([at, count]) => (at < most ? [[at, Math.min(count, most - at)] as const] : []));
  expectKept(what, await seenOn(before, stretches), await seenOn(after, stretches));
}

export async function fuzzResize(subject: Subject, random: Random): Promise<Came> {
  const { chain, folder } = subject;
  const [top, ...parents] = chain.layers;
  const sectors = newSize(top.sectors, random);
  const request: JobTask = {
    op: 'resize',
    source: sourceAt(folder.top),
    output: outputAt(folder.out, { verify: random.below(2) === 0 }),
    sectors,
    force: random.below(2) === 0,
    creator: DEFAULT_CREATOR,
  };
  const made = await folder.run(request);
  if (!made.ok) return 'refused';
  await folder.result('disk', parents, async (after) => {
    if (after.layers[0].sectors !== sectors) throw new Error(`resized to ${after.layers[0].sectors} sectors, not ${sectors}`);
    await expectSame('resize', chain, after);
    if (sectors > top.sectors && parents.length === 0 && chain.parent === null) await expectZeros(after, top.sectors);
    expectNoNewError('resize', errorsOf(chain), errorsOf(after));
  });
  return 'done';
}

export async function fuzzCompact(subject: Subject, random: Random): Promise<Came> {
  const { chain, folder } = subject;
  const op = random.pick(['compact', 'defragment'] as const);
  const output = outputAt(folder.out, { verify: random.below(2) === 0 });
  const made = await folder.run({ op, source: sourceAt(folder.top), output, creator: DEFAULT_CREATOR });
  if (!made.ok) return 'refused';
  await folder.result('disk', chain.layers.slice(1), async (after) => {
    if (after.layers[0].sectors !== chain.layers[0].sectors) throw new Error(`${op} gave the disk another size`);
    await expectSame(op, chain, after);
    expectNoNewError(op, errorsOf(chain), errorsOf(after));
  });
  return 'done';
}

/** Bytes of whole sectors and of parts of them, ascending and apart, before, across, in and behind the range. */
function overlayFor(sectors: number, random: Random): Overlay {
  const edits: { at: number; bytes: Uint8Array }[] = [];
  let at = random.below(Math.min(sectors, 64) * SECTOR);
  for (let left = random.below(5); left > 0; left--) {
    const bytes = random.bytes(Math.min(random.pick([1, 100, SECTOR, 3 * SECTOR]), sectors * SECTOR - at));
    if (bytes.length === 0) break;
    edits.push({ at, bytes });
    at += bytes.length + 1 + random.below(8 * SECTOR);
    if (at >= sectors * SECTOR) break;
  }
  return edits;
}

/** The bytes of the new file from `at` on. */
function bytesIn(file: string, at: number, count: number): Buffer {
  const fd = openSync(file, 'r');
  const buffer = Buffer.alloc(count);
  const got = readSync(fd, buffer, 0, count, at);
  closeSync(fd);
  return buffer.subarray(0, got);
}

/** A range, or all, with changes of the disk over it: byte for byte what the disk shows with them. */
export async function fuzzExport({ chain, folder }: Subject, random: Random): Promise<Came> {
  const [{ sectors: all }] = chain.layers;
  if (all === 0) return 'refused';
  const from = random.below(Math.min(all, 128));
  const range = random.below(4) === 0 ? null : { from, sectors: 1 + random.below(Math.min(all - from, SMALL_SECTORS)) };
  const sectors = range?.sectors ?? all;
  const isSmall = sectors <= SMALL_SECTORS;
  const overlay = random.below(3) === 0 ? [] : overlayFor(all, random);
  const output = outputAt(folder.out, {
    full: isSmall && random.below(2) === 0,
    verify: random.below(2) === 0,
    hash: isSmall && random.below(4) === 0 ? ['sha256'] : [],
  });
  const made = await folder.run({ op: 'export', source: sourceAt(folder.top), output, range, layer: false, overlay });
  if (!made.ok) return 'refused';
  const first = range?.from ?? 0;
  const stretches = stretchesOf(chain).flatMap(([at, count]): [number, number][] => {
    const [start, end] = [Math.max(at, first), Math.min(at + count, first + sectors)];
    return start < end ? [[start, end - start]] : [];
  });
  for (const [at, text] of await seenOn(chain, stretches)) {
    const now = bytesIn(folder.out, (at - first) * SECTOR, SECTOR);
    const expected = text === null ? null : withEdits(Buffer.from(text, 'latin1'), at * SECTOR, overlay);
    if (expected === null) throw new Error(`export wrote sector ${at}, which cannot be read`);
    if (!now.equals(expected)) throw new Error(`export: sector ${at} is another`);
  }
  if (bytesIn(folder.out, sectors * SECTOR, 1).length > 0 || bytesIn(folder.out, sectors * SECTOR - 1, 1).length === 0)
    throw new Error('the exported file has another length than the range');
  return 'done';
}

function withEdits(sector: Buffer, at: number, overlay: Overlay): Buffer {
  for (const edit of overlay)
    for (let i = 0; i < edit.bytes.length; i++) {
      const place = edit.at + i - at;
      if (place >= 0 && place < sector.length) sector[place] = edit.bytes[i] as number;
    }
  return sector;
}
