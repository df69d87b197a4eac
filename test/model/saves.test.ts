/**
 * Random writes, saves, undos, reopenings, half-done saves and strangers against a plain array. Sizes sit one sector
 * around the borders of blocks. fast-check prints the seed and the shortest list of commands that fails.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { journalPath, undoPath } from '../../main/io/saveContext';
import { undoSaved } from '../../main/io/recover';
import { resolveChain, type ParentFinder } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { budget } from '../support/budget';
import { crashCuts, LIMITS, type Op } from '../support/crashEnumerator';
import { edited, type DiskKind, type Edit } from '../support/editScripts';
import { footerBytes, patterned, sparseImage } from '../support/imageBuilder';
import { bytesOf, cloneVolume, volumeOf, type Volume } from '../support/memoryVolume';
import { memoryFile } from '../support/memoryFile';
import { contentOf, imageIn, NO_SIBLINGS, NOW } from '../support/opened';
import { readPlainly, sameBytes } from '../support/plainReader';
import { DISK } from '../support/powercut';
import { contextOver, recoverImage, saveEdits } from '../support/saving';
import { traceFileSystem } from '../support/traceFileSystem';

const RUNS = budget('PLATTER_MODEL', 1000, 3000);

type Setup = { readonly kind: DiskKind; readonly blockBytes: number; readonly sectors: number };

/** What the disk should hold. Undo goes back save by save. */
type Model = { raw: Uint8Array; staged: Edit[]; saves: number; readonly undo: { readonly name: string; readonly raw: Uint8Array }[] };
type Real = { volume: Volume; readonly parent: { readonly file: Uint8Array; readonly raw: Uint8Array } | null };
type Step = fc.AsyncCommand<Model, Real>;

const counts = { saves: 0, undos: 0, cuts: 0, reopens: 0, refused: 0 };

/** `expect` belongs in tests, and commands are none. */
function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function check({ volume, parent }: Real, model: Model): Promise<void> {
  const file = bytesOf(volume, DISK) ?? new Uint8Array();
  const reading = readPlainly(file, parent?.raw);
  expect(reading.faults).toEqual([]);
  expect(reading.disk !== null && sameBytes(reading.disk, model.raw)).toBe(true);
}

/** A write that is only staged: nothing on the disk changes. */
class Write implements Step {
  readonly edit: Edit;
  constructor(at: number, count: number, fill: number, sectors: number) {
    const lba = Math.min(at, sectors - 1);
    this.edit = { lba, bytes: new Uint8Array(Math.min(count, sectors - lba) * 512).fill(fill) };
  }
  check = (): boolean => true;
  run = async (model: Model, real: Real): Promise<void> => {
    model.staged.push(this.edit);
    await check(real, model);
  };
  toString = (): string => `write ${this.edit.bytes.length / 512} sectors of ${this.edit.bytes[0]} at ${this.edit.lba}`;
}

class Save implements Step {
  check = (model: Readonly<Model>): boolean => model.staged.length > 0;
  run = async (model: Model, real: Real): Promise<void> => {
    const name = undoPath(DISK, ++model.saves);
    const saved = await saveEdits(contextOver(traceFileSystem(real.volume)), DISK, model.staged, { keepUndoAs: name });
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    if (saved.value.undo !== null) model.undo.push({ name, raw: model.raw });
    model.raw = edited(model.raw, model.staged);
    model.staged = [];
    counts.saves += 1;
    await check(real, model);
  };
  toString = (): string => 'save';
}

class Undo implements Step {
  check = (model: Readonly<Model>): boolean => model.undo.length > 0;
  run = async (model: Model, real: Real): Promise<void> => {
    const last = model.undo.pop() as Model['undo'][number];
    const done = await undoSaved(DISK, last.name, contextOver(traceFileSystem(real.volume)));
    if (!done.ok) throw new Error(JSON.stringify(done.error));
    model.raw = last.raw;
    counts.undos += 1;
    await check(real, model);
  };
  toString = (): string => 'undo';
}

/** An older save cannot be undone before the newer ones that wrote over it, or grew the file. */
class UndoOutOfTurn implements Step {
  check = (model: Readonly<Model>): boolean => model.undo.length > 1;
  run = async (model: Model, real: Real): Promise<void> => {
    const [first] = model.undo;
    const before = bytesOf(real.volume, DISK) as Uint8Array;
    const copy = cloneVolume(real.volume);
    const done = await undoSaved(DISK, (first as { name: string }).name, contextOver(traceFileSystem(copy)));
    if (done.ok) return;
    counts.refused += 1;
    demand(sameBytes(bytesOf(copy, DISK) ?? new Uint8Array(), before), 'a refused undo wrote');
    demand(bytesOf(copy, journalPath(DISK)) === null, 'a refused undo left a journal');
  };
  toString = (): string => 'undo out of turn';
}

/** Opens again with the program's own reader. */
class Reopen implements Step {
  check = (): boolean => true;
  run = async (model: Model, real: Real): Promise<void> => {
    const { parent } = real;
    const finder: ParentFinder = {
      ...NO_SIBLINGS,
      byName: async () => (parent === null ? null : { file: memoryFile(parent.file), finder: NO_SIBLINGS }),
    };
    const chain = await resolveChain(await imageIn(memoryFile(bytesOf(real.volume, DISK) ?? new Uint8Array())), finder);
    demand(!checkChain(chain, NOW).some(({ severity }) => severity === 'error'), 'errors in the image');
    const parts: Uint8Array[] = [];
    await contentOf(chain, (bytes) => parts.push(bytes));
    demand(sameBytes(Buffer.concat(parts), model.raw), 'other bytes when reopened');
    model.staged = [];
    counts.reopens += 1;
  };
  toString = (): string => 'reopen';
}

/** A save that the power is cut in, at some moment, and recovery forward or back. */
class CutSave implements Step {
  readonly pick: number;
  readonly direction: 'back' | 'forward';
  constructor(pick: number, forward: boolean) {
    this.pick = pick;
    this.direction = forward ? 'forward' : 'back';
  }
  check = (model: Readonly<Model>): boolean => model.staged.length > 0;
  run = async (model: Model, real: Real): Promise<void> => {
    const log: Op[] = [];
    const volume = cloneVolume(real.volume);
    const saved = await saveEdits(contextOver(traceFileSystem(volume, log)), DISK, model.staged);
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    const cuts = [...crashCuts(real.volume, log, { ...LIMITS, states: 300, sectors: 4 })];
    const cut = cuts[this.pick % cuts.length];
    if (cut === undefined) return;
    real.volume = cloneVolume(cut.volume);
    await recoverImage(contextOver(traceFileSystem(real.volume)), DISK, { direction: this.direction });
    const whole = edited(model.raw, model.staged);
    const now = readPlainly(bytesOf(real.volume, DISK) ?? new Uint8Array(), real.parent?.raw).disk;
    if (now !== null && sameBytes(now, whole) && !sameBytes(whole, model.raw)) {
      model.raw = whole;
      model.undo.length = 0;
    }
    model.staged = [];
    real.volume.names.delete(`${DISK}.platter-aside`);
    counts.cuts += 1;
    await check(real, model);
  };
  toString = (): string => `cut ${this.pick}, recover ${this.direction}`;
}

function start({ kind, blockBytes, sectors }: Setup): { model: Model; real: Real } {
  const size = sectors * 512;
  const raw = new Uint8Array(size);
  const model = { raw, staged: [], saves: 0, undo: [] };
  if (kind === 'fixed') {
    const file = new Uint8Array(size + 512);
    file.set(footerBytes({ type: 2, size }), size);
    return { model, real: { volume: volumeOf({ [DISK]: file }), parent: null } };
  }
  const id = new Uint8Array(16).fill(0x5a);
  const child = kind === 'differencing' ? ({ type: 4, header: { parentId: id, parentName: 'parent.vhd' } } as const) : {};
  const { bytes } = sparseImage({ size, blockBytes, blocks: [], ...child });
  if (kind === 'dynamic') return { model, real: { volume: volumeOf({ [DISK]: bytes }), parent: null } };
  const parentRaw = patterned(size, 9);
  const parentFile = new Uint8Array(size + 512);
  parentFile.set(parentRaw);
  parentFile.set(footerBytes({ type: 2, size, uuid: id }), size);
  return {
    model: { ...model, raw: parentRaw.slice() },
    real: { volume: volumeOf({ [DISK]: bytes }), parent: { file: parentFile, raw: parentRaw } },
  };
}

const setups = fc
  .record({
    kind: fc.constantFrom<DiskKind>('fixed', 'dynamic', 'differencing'),
    blockBytes: fc.constantFrom(512, 1024, 4096, 16_384),
    blocks: fc.integer({ min: 1, max: 12 }),
    off: fc.constantFrom(-1, 0, 1),
  })
  .map(({ kind, blockBytes, blocks, off }): Setup => ({ kind, blockBytes, sectors: Math.max(1, (blocks * blockBytes) / 512 + off) }));

const stepsFor = (sectors: number): fc.Arbitrary<Iterable<Step>> =>
  fc.commands(
    [
      fc
        .tuple(fc.integer({ min: 0, max: sectors - 1 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 255 }))
        .map(([at, count, fill]) => new Write(at, count, fill, sectors)),
      fc.constant(new Save()),
      fc.constant(new Undo()),
      fc.constant(new UndoOutOfTurn()),
      fc.constant(new Reopen()),
      fc.tuple(fc.nat(10_000), fc.boolean()).map(([pick, forward]) => new CutSave(pick, forward)),
    ],
    { maxCommands: 40, size: 'max' },
  );

test('an image behaves as a plain array does', async () => {
  const cases = setups.chain((setup) => fc.tuple(fc.constant(setup), stepsFor(setup.sectors)));
  await fc.assert(
    fc.asyncProperty(cases, async ([setup, steps]) => {
      await fc.asyncModelRun(() => start(setup), steps);
    }),
    { numRuns: RUNS, ...(process.env['PLATTER_SEED'] === undefined ? {} : { seed: Number(process.env['PLATTER_SEED']) }) },
  );
  const { saves, undos, cuts, reopens, refused } = counts;
  console.log(
    `model: ${RUNS} runs; ${saves} saves, ${undos} undos (${refused} more refused out of turn), ${cuts} cut saves, ${reopens} reopenings`,
  );
  expect(Math.min(saves, undos, cuts, reopens)).toBeGreaterThan(RUNS / 4);
});
