/**
 * Thousands of changes in one session: what one more costs is counted, in reads of the disk, bytes for the window and bytes
 * of the draft, and is the same for the ten thousandth as for the tenth.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createDrafts } from '../../../../../main/session/edit/drafts';
import { planDigest, readDraft } from '../../../../../main/session/edit/draftFile';
import { editsView, nothingStaged, planOfStaged, redo, stage, undo, type Staged } from '../../../../../main/session/edit/editSession';
import { openSession } from '../../../../../main/session/image/imageSession';
import { createSaving } from '../../../../../main/session/edit/saving';
import { blockTable } from '../../../../../main/vhd/describe/blockTable';
import { previewOf } from '../../../../../main/vhd/ops/plan';
import { MAX_LISTED, type EditRequest } from '../../../../../shared/edits';
import { BLOCK_STATE, type ImageId } from '../../../../../shared/views';
import type { FileSystem } from '../../../../../main/io/fileSystem';
import { budgetMs, cpuMs } from '../../../../support/cpuTime';
import { footerBytes, patterned, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile, spyOn, type Spy } from '../../../../support/memoryFile';
import { createAt, diskSpec, realContext } from '../../../../support/newDisks';
import { chainOf } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const MIB = 1024 ** 2;
const EDITS = 16_000;

const typed = (at: number, value: number, joins = false): EditRequest => ({
  kind: 'bytes',
  how: 'typing',
  space: 'disk',
  at,
  bytes: Uint8Array.of(value),
  joins,
});

const done = (answer: { readonly ok: true; readonly value: Staged } | { readonly ok: false; readonly error: unknown }): Staged => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

const fixed = (): Spy => spyOn(sparseFile(32 * MIB + 512, [[32 * MIB, footerBytes({ type: 2, size: 32 * MIB, geometry: [963, 4, 17] })]]));
/** 8,192 blocks of 4 KiB, every second one in the file. */
const dynamic = (): Spy => {
  const blocks = Array.from({ length: 4096 }, (_, i) => ({ index: i * 2, data: patterned(4096, i) }));
  return spyOn(memoryFile(sparseImage({ size: 32 * MIB, blockBytes: 4096, blocks }).bytes));
};

const digest = async (staged: Staged): Promise<string | null> => {
  const plan = planOfStaged(staged);
  return plan === null ? null : planDigest(plan, true);
};

type Cost = { readonly calls: number; readonly bytes: number; readonly told: number };

/** What the work reads of the file and what the window is told afterwards. */
async function costOf(spy: Spy, work: () => Promise<Staged>): Promise<readonly [Cost, Staged]> {
  [spy.calls, spy.bytes] = [0, 0];
  const staged = await work();
  const told = serialize(editsView(staged, true, false)).length;
  return [{ calls: spy.calls, bytes: spy.bytes, told }, staged];
}

/** No more than at the beginning, but for the digits of larger numbers. */
function expectAlike(early: Cost, late: Cost): void {
  expect([late.calls, late.bytes]).toEqual([early.calls, early.bytes]);
  expect(Math.abs(late.told - early.told)).toBeLessThan(MAX_LISTED * 16);
}

describe('one more change among thousands', () => {
  it.each([
    // Sectors of their own, scattered: 7,919 is prime.
    ['of a fixed disk', fixed, (i: number) => ((i * 7919) % 65_536) * 512 + 5, false],
    ['of one sector', fixed, (i: number) => 4096 + (i % 500), false],
    ['typed in one go', fixed, (i: number) => 1024 + i, true],
    ['of blocks of a dynamic disk', dynamic, (i: number) => ((i * 2 * 7919) % 8192) * 4096 + (i >> 12) * 512 + 9, false],
  ] as const)(
    '%s reads and tells no more than the hundredth did, nor does taking it back',
    async (_, make, placeOf, joins) => {
      const spy = make();
      const base = await chainOf(spy.file);
      let now = nothingStaged(base);
      const costs: Cost[] = [];
      const start = cpuMs();
      for (let i = 0; i < EDITS; i++) {
        const [cost, next] = await costOf(spy, async () => done(await stage(now, typed(placeOf(i), 1 + (i % 255), joins))));
        costs.push(cost);
        now = next;
      }
      const took = cpuMs() - start;
      console.info(`${EDITS} changes in ${took.toFixed(0)} ms`);
      expectAlike(costs[100] as Cost, costs.at(-1) as Cost);
      expectAlike(costs[200] as Cost, costs[EDITS - 500] as Cost);
      // 8 s in all were two more for each thousand that stood there.
      expect(took).toBeLessThan(budgetMs(30_000));
      expect(editsView(now, true, false).changes).toBe(joins ? 1 : EDITS);
      const [back, undone] = await costOf(spy, async () => done(await undo(base, now)));
      const [again, redone] = await costOf(spy, async () => done(await redo(base, undone)));
      if (joins) expect(planOfStaged(undone)).toBeNull();
      expect(Math.max(back.calls, again.calls)).toBeLessThanOrEqual(Math.max(...costs.slice(0, 100).map(({ calls }) => calls)) + 8);
      expect(await digest(redone)).toBe(await digest(now));
    },
    120_000,
  );

  it('each in a block of its own that is new is one plan in the end, and takes each of them its room', async () => {
    const spy = dynamic();
    const base = await chainOf(spy.file);
    let now = nothingStaged(base);
    const costs: Cost[] = [];
    for (let i = 0; i < 2000; i++) {
      const [cost, next] = await costOf(spy, async () => done(await stage(now, typed((i * 2 + 1) * 4096 + 7, 9))));
      costs.push(cost);
      now = next;
    }
    expectAlike(costs[100] as Cost, costs.at(-1) as Cost);
    const plan = planOfStaged(now);
    const preview = plan === null ? null : previewOf(plan);
    expect([preview?.newBlocks.length, preview?.growthBytes]).toEqual([2000, 2000 * (4096 + 512)]);
    expect(blockTable(now.chain).states.filter((state) => state === BLOCK_STATE.unscanned)).toHaveLength(4096 + 2000);
  }, 120_000);
});

describe('the draft of thousands of changes', () => {
  /** The real file system, with the bytes that go to open files counted. */
  const counting = (files: FileSystem): { readonly files: FileSystem; written: number } => {
    const seen: { readonly files: FileSystem; written: number } = {
      written: 0,
      files: {
        ...files,
        open: async (name, mode, rights) => {
          const opened = await files.open(name, mode, rights);
          if (!opened.ok) return opened;
          const handle = opened.value;
          const write: typeof handle.write = (at, data) => {
            seen.written += data.length;
            return handle.write(at, data);
          };
          return { ok: true as const, value: { ...handle, write } };
        },
      },
    };
    return seen;
  };

  it('grows by each one, and is cut where it is taken back', async () => {
    const folder = tempDir();
    const file = path.join(folder, 'disk.vhd');
    await createAt(file, diskSpec({ sizeBytes: 8 * MIB }));
    const context = realContext();
    const seen = counting(context.files);
    let ids = 0;
    const drafts = await createDrafts({
      folder: path.join(folder, 'drafts'),
      files: seen.files,
      now: () => new Date('2026-11-24T14:02:00.000Z'),
      newId: () => String((ids += 1)),
      waitMs: 100_000,
    });
    const opened = await openSession({
      id: 'i' as ImageId,
      path: file,
      as: 'disk',
      now: () => 1_800_000_000,
      newId: () => 'x',
      context,
      drafts,
    });
    if (!opened.ok) throw new Error(opened.error.kind);
    const session = opened.value;
    expect((await createSaving(context).begin(session)).ok).toBe(true);
    const put = async (i: number): Promise<void> => {
      expect((await session.stage(session.edits().revision, typed(i * 600, 1 + (i % 255)))).ok).toBe(true);
      await drafts.flush();
    };
    const draftPath = (): string => path.join(folder, 'drafts', readdirSync(path.join(folder, 'drafts'))[0] ?? '');
    await put(0);
    const each: number[] = [];
    for (let i = 1; i < 400; i++) {
      seen.written = 0;
      await put(i);
      each.push(seen.written);
    }
    // A record of one byte, its place and its seal; only digits differ.
    expect(Math.max(...each) - Math.min(...each)).toBeLessThan(16);
    expect(Math.max(...each)).toBeLessThan(400);
    const whole = readFileSync(draftPath());
    expect((await readDraft(draftPath()))?.entries).toHaveLength(400);
    seen.written = 0;
    for (let i = 0; i < 3; i++) await session.undo(session.edits().revision);
    await drafts.flush();
    expect((await readDraft(draftPath()))?.entries).toHaveLength(397);
    expect([seen.written, statSync(draftPath()).size < whole.length]).toEqual([0, true]);
    for (let i = 0; i < 3; i++) await session.redo(session.edits().revision);
    await drafts.flush();
    expect(readFileSync(draftPath()).equals(whole)).toBe(true);
    // Another change in the place of one that was taken back.
    await session.undo(session.edits().revision);
    await put(7000);
    const last = (await readDraft(draftPath()))?.entries.at(-1);
    expect([last?.edits[0]?.at, (await readDraft(draftPath()))?.entries.length]).toEqual([7000 * 600, 400]);
    await session.close();
  });
});
