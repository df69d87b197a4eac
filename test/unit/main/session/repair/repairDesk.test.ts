import { describe, expect, it } from 'vitest';
import { nothingStaged, stageRepair, undo } from '../../../../../main/session/edit/editSession';
import { offersOn, repairOn, rescueOn, type RepairInput, type PlannedRepair } from '../../../../../main/session/repair/repairDesk';
import { resolveNamed } from '../../../../../main/vhd/read/chain';
import { planBytes } from '../../../../../main/vhd/ops/patches';
import { checkChain } from '../../../../../main/vhd/check/checkImage';
import type { MendRequest } from '../../../../../shared/repairViews';
import { sharedFateText } from '../../../../../shared/text/sharedFates';
import { changed } from '../../../../support/damage';
import {
  baseImage,
  BLOCK,
  childImage,
  fixedImage,
  FOOTER_AT,
  inHeader,
  joined,
  SIZE,
  TABLE_AT,
  withEntry,
} from '../../../../support/fixtures';
import { get32, put32 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, imageIn, NO_SIBLINGS, NOW, refusalOf } from '../../../../support/opened';

const ID = '00112233-4455-6677-8899-aabbccddeeff';
const world = { now: () => NOW, newId: () => ID };
type Request = MendRequest;

const inputOf = async (bytes: Uint8Array, more: Partial<RepairInput> = {}): Promise<RepairInput> => ({
  chain: await chainOf(memoryFile(bytes)),
  revision: 0,
  isClean: true,
  fileBytes: bytes.length,
  deepCodes: new Set(),
  ...more,
});

async function planned(bytes: Uint8Array, request: Request, more: Partial<RepairInput> = {}): Promise<PlannedRepair> {
  const made = await repairOn(await inputOf(bytes, more), request, world);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

describe('what becomes of blocks that share their place', () => {
  // Block 0 stands at sector 4, and block 2 is said to stand there too; its own bytes stand at sector 4,101.
  const at = (sector: number): string => `0x${(sector * 512).toString(16).toUpperCase()}`;
  const overlapping = (): Uint8Array => withEntry(baseImage(), 2, 4);
  const told = async (request: Request, bytes = overlapping()): Promise<string[]> =>
    (await planned(bytes, request)).view.shared.map(sharedFateText);

  it('is told of both, whichever way is chosen', async () => {
    const way = (method: 'split' | 'adopt-shared'): Request => ({ kind: 'mend', only: ['B02'], choose: [{ code: 'B02', method }] });
    expect(await told(way('split'))).toEqual([
      `Block 0 keeps its place at ${at(4)}, alone.`,
      `Block 2 gets a place of its own at ${at(8198)}, with a copy of what it shows now.`,
    ]);
    expect(await told(way('adopt-shared'))).toEqual([
      `Block 0 keeps its place at ${at(4)}, alone.`,
      `Block 2 is read from ${at(4101)}, instead of ${at(4)}.`,
    ]);
  });

  it('is told where a rebuilt table leaves them as they are', async () => {
    expect(await told({ kind: 'rebuild', place: [{ sector: 4101, block: 3 }] })).toEqual(
      [0, 2].map(
        (block) =>
          `Block ${block} stands at ${at(4)}, and still shares that place: only one of the blocks there can be right, and what is written to one changes the other.`,
      ),
    );
  });

  it('is not told of blocks that share none', async () => {
    expect(await told({ kind: 'rebuild', place: [] }, withEntry(baseImage(), 2, 0xffff_ffff))).toEqual([]);
  });
});

it('a parent that is only looked at settles that it was missing, and what is wrong with its time', async () => {
  // The header’s time stamp, 56 bytes into it, is not the time of the parent’s file.
  const bytes = inHeader(childImage().bytes, (b, header) => put32(b, header + 56, 600_000_123));
  const child = memoryFile(bytes);
  const parent = memoryFile(baseImage(), { name: 'p.vhd', folder: '/memory/elsewhere', modified: 1_600_000_000 });
  const lone = await resolveNamed(await imageIn(child), NO_SIBLINGS, []);
  const { chain } = await resolveNamed(await imageIn(child), NO_SIBLINGS, [{ file: parent, finder: NO_SIBLINGS }]);
  const candidate = { path: '/memory/elsewhere/p.vhd', findings: checkChain(lone.chain, NOW) };
  const request: Request = { kind: 'mend', only: ['P18'], choose: [{ code: 'P18', method: 'reconnect-parent' }] };
  const made = await repairOn(await inputOf(bytes, { chain, candidate }), request, world);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  expect(made.value.view.settled.map(({ code }) => code)).toEqual(['P01', 'P03']);
});

const mend = (code: 'B01' | 'B02' | 'F01' | 'F02' | 'F04', method?: 'unallocate' | 'split' | 'cut-tail'): Request => ({
  kind: 'mend',
  only: [code],
  choose: method === undefined ? [] : [{ code, method }],
});
const ways = ({ view: { canStage, canApply, canCopy } }: PlannedRepair) => ({ canStage, canApply, canCopy });

const badSum = (): Uint8Array => changed(baseImage(), (b) => put32(b, FOOTER_AT + 64, 0xdead_beef));
const past = (): Uint8Array => withEntry(baseImage(), 1, 0x00ff_0000);

describe('a repair that is planned', () => {
  it('of a checksum says what changes and what all checks say then, and may be staged', async () => {
    const repair = await planned(badSum(), mend('F02'));
    expect(repair.view).toMatchObject({
      problemsBefore: { error: 1, warning: 0, note: 0 },
      after: [],
      rowsLeftOut: 0,
      fileBytesAfter: FOOTER_AT + 512,
    });
    const sound = Array.from(baseImage().subarray(FOOTER_AT + 64, FOOTER_AT + 68));
    expect(repair.view.rows.map(({ at, before, after }) => [at, [...before], [...after]])).toEqual([
      [FOOTER_AT + 64, [0xde, 0xad, 0xbe, 0xef], sound],
    ]);
    expect(ways(repair)).toEqual({ canStage: true, canApply: true, canCopy: true });
  });

  it('that lengthens the file is saved by itself, and only when nothing else is staged', async () => {
    const lost = baseImage().slice(0, FOOTER_AT);
    expect(ways(await planned(lost, mend('F01')))).toEqual({ canStage: false, canApply: true, canCopy: true });
    expect(ways(await planned(lost, mend('F01'), { isClean: false }))).toEqual({ canStage: false, canApply: false, canCopy: false });
  });

  it('that shortens the file is done to a copy', async () => {
    const long = joined(baseImage(), new Uint8Array(1024).fill(7));
    expect(ways(await planned(long, mend('F04', 'cut-tail')))).toEqual({ canStage: false, canApply: false, canCopy: true });
  });

  it('gives no block up that nobody chose to give up', async () => {
    const unasked = await planned(past(), mend('B01'));
    expect(unasked.view).toMatchObject({ done: [], rows: [], canStage: false, canApply: false, canCopy: false });
    expect(unasked.view.ways.map(({ method }) => method)).toContain('unallocate');
    const asked = await planned(past(), mend('B01', 'unallocate'));
    expect(asked.view.rows).toMatchObject([{ at: TABLE_AT + 4, bytes: 4 }]);
    expect(Array.from(asked.view.rows[0]?.after ?? [])).toEqual([255, 255, 255, 255]);
  });

  it('gives overlapping blocks a place each', async () => {
    const overlap = changed(baseImage(), (b) => put32(b, TABLE_AT + 4, get32(b, TABLE_AT)));
    const repair = await planned(overlap, mend('B02', 'split'));
    expect(repair.view.fileBytesAfter).toBe(FOOTER_AT + 512 + BLOCK + 512);
    expect(repair.view.after).toEqual([]);
  });

  it('of all that is safe leaves alone what has to be decided', async () => {
    const both = changed(past(), (b) => put32(b, FOOTER_AT + 64, 0xdead_beef));
    const repair = await planned(both, { kind: 'safe' });
    expect(repair.view.done.map(({ code }) => code)).toEqual(['F02']);
    expect(repair.view.after.map(({ code }) => code)).toEqual(['B01']);
    expect(await repairOn(await inputOf(past()), { kind: 'safe' }, world)).toEqual({ ok: false, error: { kind: 'nothing-to-do' } });
  });

  it('a wiped table is found by the quick check, and a rebuild is offered there; the table of a new disk is not called wiped', async () => {
    const wiped = baseImage();
    wiped.fill(0xff, 1536, 1536 + 16);
    const rebuilds = async (image: Uint8Array): Promise<[string[], boolean]> => {
      const chain = await chainOf(memoryFile(image));
      const findings = checkChain(chain, NOW);
      return [findings.map(({ code, severity }) => `${code} ${severity}`), (await offersOn(chain, findings, world)).canRebuild];
    };
    expect(await rebuilds(wiped)).toEqual([['B06 warning'], true]);
    const fresh = baseImage().slice(0, 2048 + 512);
    fresh.set(baseImage().subarray(-512), 2048);
    fresh.fill(0xff, 1536, 1536 + 16);
    expect((await rebuilds(fresh))[1]).toBe(false);
  });

  it('a rebuild of a disk with room that holds no block says so, and not that nothing is to be repaired', async () => {
    // Room for one more block before the footer, all zeros: the quick check cannot know what stands there.
    const image = baseImage();
    const room = new Uint8Array(image.length + 4097 * 512);
    room.set(image.subarray(0, -512));
    room.set(image.subarray(-512), room.length - 512);
    const chain = await chainOf(memoryFile(room));
    expect((await offersOn(chain, checkChain(chain, NOW), world)).canRebuild).toBe(true);
    expect(await repairOn(await inputOf(room), { kind: 'rebuild', place: [] }, world)).toEqual({
      ok: false,
      error: { kind: 'no-lost-blocks' },
    });
  });

  it('of a lost block table says of every block how sure its place is, and is made in a new file', async () => {
    const lost = changed(baseImage(), (b) => b.fill(0, TABLE_AT, TABLE_AT + 16));
    const chain = await chainOf(memoryFile(lost));
    expect((await offersOn(chain, checkChain(chain, NOW), world)).canRebuild).toBe(true);
    const repair = await planned(lost, { kind: 'rebuild', place: [] });
    expect(ways(repair)).toEqual({ canStage: false, canApply: false, canCopy: true });
    expect(repair.view.placements.map(({ block }) => block)).toHaveLength(2);
    expect(repair.view.disk).toEqual({ bytes: SIZE, blocks: 4, allocated: 2 });
  });
});

describe('a repair that is staged', () => {
  it('is one change with a name, is read as if it were saved, and is undone as one', async () => {
    const repair = await planned(badSum(), mend('F02'));
    const base = await chainOf(memoryFile(badSum()));
    const { done, plan } = repair.result;
    if (plan === null) throw new Error('no plan');
    const staged = await stageRepair(nothingStaged(base), { done, plan });
    if (!staged.ok) throw new Error(staged.error.kind);
    expect(staged.value.log.entries.map(({ label }) => label)).toEqual([
      { kind: 'repair', repairs: [{ code: 'F02', method: 'copy-from-start' }] },
    ]);
    expect(staged.value.log.entries[0]?.edits).toEqual([
      { space: 'file', at: FOOTER_AT + 64, bytes: baseImage().slice(FOOTER_AT + 64, FOOTER_AT + 68) },
    ]);
    expect(checkChain(staged.value.chain, NOW)).toEqual([]);
    const back = await undo(base, staged.value);
    expect(back.ok && checkChain(back.value.chain, NOW).map(({ code }) => code)).toEqual(['F02']);
  });

  it('of very many bytes here and there is a few stretches', async () => {
    const base = await chainOf(memoryFile(baseImage()));
    const after = baseImage().slice(4096, 4096 + 4096);
    for (let i = 0; i < after.length; i += 2) after[i] = (after[i] ?? 0) ^ 0xff;
    const plan = await planBytes(base.layers[0], [{ at: 4096, bytes: after }]);
    if (!plan.ok) throw new Error(plan.error.kind);
    const staged = await stageRepair(nothingStaged(base), { done: [], plan: plan.value });
    expect(staged.ok && staged.value.log.entries[0]?.edits).toEqual([{ space: 'file', at: 4096, bytes: after }]);
  });
});

describe('a file that does not open', () => {
  it('is made a disk in a new file, and nowhere else', async () => {
    const lost = changed(baseImage(), (b) => b.fill(0, 0, 512).fill(0, FOOTER_AT));
    const file = memoryFile(lost);
    const repair = await rescueOn(file, await refusalOf(file), world);
    expect(repair?.view).toMatchObject({
      done: [{ method: 'invent-footer', class: 'choice' }],
      disk: { bytes: SIZE, blocks: 4, allocated: 2 },
      canStage: false,
      canApply: false,
      canCopy: true,
    });
    expect(repair?.recipe.ids).toEqual([ID]);
  });

  it('without any evidence is left as it is', async () => {
    const file = memoryFile(changed(fixedImage(), (b) => b.fill(0xe5)));
    expect(await rescueOn(file, await refusalOf(file), world)).toBeNull();
  });
});
