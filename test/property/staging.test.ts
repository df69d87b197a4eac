/** Changes staged one by one, taken back and made again, against plain arrays: what is read is what the one plan of all writes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nothingStaged, planOfStaged, redo, stage, undo, type Staged } from '../../main/session/edit/editSession';
import { recordsOf } from '../../main/io/planRecords';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import type { Chain, ParentFinder } from '../../main/vhd/read/chain';
import { fileOffset } from '../../shared/vhd/units';
import { applied } from '../support/appliedPlan';
import { smallDisk, type DiskKind, type SmallDisk } from '../support/editScripts';
import { memoryFile } from '../support/memoryFile';
import { chainOf, contentOf, NO_SIBLINGS, NOW } from '../support/opened';

const BLOCK = 2048;

const contentIn = async (chain: Chain): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  await contentOf(chain, (bytes) => parts.push(bytes.slice()));
  return Buffer.concat(parts);
};

const finderOf = ({ parent }: SmallDisk): ParentFinder => ({
  ...NO_SIBLINGS,
  byName: async (name) =>
    parent !== null && name === 'parent.vhd' ? { file: memoryFile(parent.file, { name }), finder: NO_SIBLINGS } : null,
});

/** Every second bit of one block is set, which a careful reader wonders about (B07). */
const errorsIn = async (chain: Chain): Promise<string[]> => {
  const found = await checkDisk(chain, { now: NOW, deep: true });
  return found.ok
    ? found.value.filter(({ code, severity }) => severity === 'error' && code !== 'B07').map(({ code }) => code)
    : ['unreadable'];
};

const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 1500 }) }) },
  { weight: 2, arbitrary: fc.constant('undo' as const) },
  { weight: 1, arbitrary: fc.constant('redo' as const) },
);

describe('what is staged step by step', () => {
  it.each<[DiskKind]>([['fixed'], ['dynamic'], ['differencing']])('%s: reads, plan and file are one', async (kind) => {
    const disk = smallDisk(kind, BLOCK);
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 14 }), async (acts) => {
        const find = finderOf(disk);
        const base = await chainOf(memoryFile(disk.file), find);
        let now: Staged = nothingStaged(base);
        let undone: Buffer[] = [];
        const models: Buffer[] = [Buffer.from(disk.raw)];
        for (const request of acts) {
          const model = models.at(-1) as Buffer;
          if (request === 'undo' || request === 'redo') {
            const next = await (request === 'undo' ? undo(base, now) : redo(base, now));
            expect(next.ok).toBe(request === 'undo' ? models.length > 1 : undone.length > 0);
            if (!next.ok) continue;
            now = next.value;
            if (request === 'undo') undone.push(models.pop() as Buffer);
            else models.push(undone.pop() as Buffer);
            continue;
          }
          const at = request.at % disk.raw.length;
          const bytes = request.bytes.subarray(0, disk.raw.length - at);
          const next = await stage(now, { kind: 'bytes', how: 'typing', space: 'disk', at, bytes, joins: false });
          if (!next.ok) throw new Error(JSON.stringify(next.error));
          now = next.value;
          undone = [];
          const after = Buffer.from(model);
          after.set(bytes, at);
          models.push(after);
        }
        const model = models.at(-1) as Buffer;
        expect((await contentIn(now.chain)).equals(model)).toBe(true);
        const plan = planOfStaged(now);
        if (plan === null) {
          expect(Buffer.from(disk.raw).equals(model)).toBe(true);
          return;
        }
        expect(recordsOf(plan).ok).toBe(true);
        const file = applied(disk.file, plan);
        const shown = await now.chain.layers[0].file.read(fileOffset(0), file.length);
        expect(shown.ok && Buffer.from(shown.value).equals(Buffer.from(file))).toBe(true);
        const saved = await chainOf(memoryFile(file), find);
        expect((await contentIn(saved)).equals(model)).toBe(true);
        expect(await errorsIn(saved)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });
});
