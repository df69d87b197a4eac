/**
 * One open image: its read-only handles, its chain, what is staged for it, and what the window may ask of them. Nothing
 * here can write; saving.ts can.
 */
import type { ContentError, DraftError, DraftView, EditError, EditsView, EditWish, ReviewView } from '../../shared/edits';
import type { OpenError, ParentError, ReadError } from '../../shared/errors';
import type { Finding } from '../../shared/findings';
import type { CheckError, OffersView, MendWish, RepairPlanError, RepairView } from '../../shared/repairViews';
import { err, ok, type Result } from '../../shared/result';
import {
  PAGE_BYTES,
  SECTORS_AT_ONCE,
  type BitmapPolicy,
  type BlockTable,
  type ImageId,
  type ImageView,
  type PageView,
  type SectorRun,
  type Space,
} from '../../shared/views';
import { lba, SECTOR_BYTES } from '../../shared/vhd/units';
import { unchanged, type Identity } from '../io/fileSystem';
import { baseName, folderOf } from '../io/paths';
import { blockTable } from '../vhd/blockTable';
import { closeChain } from '../vhd/chain';
import type { ScanControl } from '../vhd/check/blockScan';
import { checkDisk } from '../vhd/check/checkDisk';
import { sortFindings } from '../vhd/check/checkImage';
import type { Description } from '../vhd/describe';
import type { Plan } from '../vhd/plan';
import { readSectors, sectorRuns } from '../vhd/readDisk';
import { bitStates, sectorMarks } from '../vhd/sectorMarks';
import {
  changedBytes,
  discarded,
  editsView,
  nothingStaged,
  redo,
  replanned,
  reviewOf,
  stage,
  stageContent,
  stageRepair,
  undo,
  type Staged,
} from './editSession';
import { adoptParent, followable, withParents } from './parents';
import { contentOf } from './content';
import { readFilePage } from './filePages';
import { draftView, noteStaged, restaged } from './draftOffer';
import type { DraftSlot } from './drafts';
import { diskBytesOf } from './stagedBytes';
import { described, openChain, type OpenAs, type Opened, type Origin } from './openedImage';
import { offersOn, repairOn, type PlannedRepair, type Signal } from './repairDesk';

export type { Clock, OpenAs, Origin } from './openedImage';

export type ImageSession = {
  readonly id: ImageId;
  readonly path: string;
  readonly as: OpenAs;
  view(): ImageView;
  edits(): EditsView;
  /** Of the file and its parents, as BlockFile has them. */
  identities(): readonly string[];
  readBlocks(): BlockTable;
  readBlockMap(block: number, bitmaps: BitmapPolicy): Promise<Result<readonly SectorRun[], ReadError>>;
  readPage(space: Space, page: number, bitmaps: BitmapPolicy): Promise<Result<PageView, ReadError>>;
  /** One byte a sector, a piece of SECTORS_AT_ONCE; null where the block has no bitmap. */
  readSectors(block: number, piece: number): Promise<Result<Uint8Array | null, ReadError>>;
  /** States and shares of blocks by their bitmaps, what is staged included; NO_BITS where there is no bitmap. */
  readBits(blocks: readonly number[]): Promise<{ readonly states: Uint8Array; readonly shares: Uint8Array }>;
  /** Takes the file at `path`, which the user chose, as the missing parent. */
  useParent(path: string): Promise<Result<ImageView, ParentError>>;
  /** The path the image names for its missing parent, where this system could follow it; null otherwise. */
  parentPathElsewhere(index: number): string | null;
  /** Parents the user chose, in the order they were needed. */
  chosenParents(): readonly string[];
  /** Switches edit mode; staged changes stay as they are. Who may write is asked before (saving.ts). */
  setEditing(editing: boolean): void;
  /** `revision`: the one the wish was made for; an older one is refused. */
  stage(revision: number, wish: EditWish): Promise<Result<void, EditError>>;
  /** The bytes of the file at `path`, which the user chose, over those of the disk from byte `at` on. */
  stageContent(revision: number, path: string, at: number): Promise<Result<void, ContentError>>;
  undo(revision: number): Promise<Result<void, EditError>>;
  redo(revision: number): Promise<Result<void, EditError>>;
  discard(): Promise<void>;
  /** Stages what an earlier run left, in edit mode, where nothing else is staged. */
  restoreDraft(): Promise<Result<void, DraftError>>;
  forgetDraft(): Promise<void>;
  /** The user lets go of what is staged: it is not kept for later, either. */
  letGo(): Promise<void>;
  review(): ReviewView | null;
  /** Staged bytes of the disk, ascending and apart; null when something else is staged too. */
  stagedBytes(): readonly { readonly at: number; readonly bytes: Uint8Array }[] | null;
  /** What the next save carries out, and the file as it was when it was opened; null when nothing is staged. */
  saveable(): { readonly plan: Plan; readonly expected: Identity } | null;
  /** Closes its files, so that one can be opened for writing alone; reads fail until it is resumed or reopened. */
  release(): Promise<void>;
  /** Opens them again, with what is staged. */
  resume(): Promise<void>;
  /** The file as it is now, somebody else's changes included, with what is staged over it. Refused where that cannot be. */
  rebase(): Promise<Result<void, OpenError | EditError>>;
  /** Reads every block too; what it finds is part of the view until something changes. */
  checkEverything(control: ScanControl): Promise<Result<void, CheckError>>;
  offers(): Promise<OffersView>;
  /** `revision` as for staging. The plan is kept under its number, until the next one. */
  planRepair(revision: number, wish: MendWish, signal?: Signal): Promise<Result<RepairView, RepairPlanError>>;
  /** The plan of that number, for the disk as it is staged now; null when it is another one or no longer holds. */
  planned(plan: number): PlannedRepair | null;
  stageRepair(plan: number): Promise<Result<void, EditError>>;
  /** For a repair written at once: the file as it was when it was opened, and parents that the user pointed to. */
  origin(): { readonly expected: Identity; readonly parents: readonly string[] };
  /** Reads the file anew after it was written to; `undo`: the journal of the save that can be taken back. */
  reopen(undo: string | null): Promise<Result<void, OpenError>>;
  lastUndo(): string | null;
  /** A journal kept of an earlier save, which can be taken back. */
  offerUndo(undo: string): void;
  /** Whether the path still leads to the file that is shown, and nobody changed it. */
  standing(): Promise<'same' | 'changed' | 'gone'>;
  close(): Promise<void>;
};

const PAGE_SECTORS = PAGE_BYTES / SECTOR_BYTES;

/** Opens read-only; the caller closes. */
export async function openSession(origin: Origin): Promise<Result<ImageSession, OpenError>> {
  const opened = await openChain(origin);
  if (!opened.ok) return opened;
  const slot = (await origin.drafts?.slotFor(origin.path, origin.as)) ?? null;
  const session = sessionOver(origin, opened.value, await described(opened.value.chain, origin.now()), slot);
  await session.weighDraft();
  return ok(session);
}

type Weighing = ImageSession & { weighDraft(): Promise<void> };

function sessionOver(origin: Origin, first: Opened, firstView: Description, slot: DraftSlot | null): Weighing {
  const { id, path, as, now } = origin;
  let opened = first;
  let staged = nothingStaged(first.chain);
  let description = firstView;
  /** Of the check of everything, as long as nothing changed since. */
  let everything: readonly Finding[] | null = null;
  let repair: PlannedRepair | null = null;
  const chosenParents: string[] = [];
  let editing = false;
  let lastUndo: string | null = null;
  let draft: DraftView | null = null;
  const view = (): ImageView => ({
    image: id,
    name: baseName(path),
    folder: folderOf(path),
    modified: new Date(opened.chain.layers[0].file.modifiedUnixSeconds * 1000).toISOString(),
    interrupted: opened.interrupted,
    draft,
    ...description,
    checked: everything === null ? 'structures' : 'everything',
    findings: findings(),
  });
  /** Of the disk, and of what surrounds its file. */
  const findings = (): readonly Finding[] => sortFindings([...(everything ?? description.findings), ...opened.around]);

  const adopt = async (next: Staged): Promise<void> => {
    staged = next;
    if (slot !== null) noteStaged(next, opened.identity, slot);
    everything = null;
    description = await described(next.chain, now());
  };
  /** Not while half a save hides how the file really is. */
  const weighDraft = async (): Promise<void> => {
    const isShown = slot !== null && opened.interrupted === null;
    draft = isShown ? await draftView(opened.chain, staged.log, opened.identity, slot) : null;
  };
  /** One after the other: an edit is made for the log as the last one left it. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
  const change = (revision: number, make: () => Promise<Result<Staged, EditError>>): Promise<Result<void, EditError>> =>
    inTurn(async () => {
      if (revision !== staged.log.revision) return err({ kind: 'stale-revision' });
      const next = await make();
      if (!next.ok) return next;
      await adopt(next.value);
      return ok(undefined);
    });

  const restoreDraft = async (): Promise<Result<void, DraftError>> => {
    const found = slot?.found() ?? null;
    if (slot === null || found === null || staged.plan !== null) return err({ kind: 'no-draft' });
    const again = await restaged(opened.chain, staged.log, found);
    if (again === null) return err({ kind: 'draft-misfit' });
    slot.takeOver();
    await adopt(again);
    await weighDraft();
    return ok(undefined);
  };

  const readDiskPage = async (page: number, bitmaps: BitmapPolicy): Promise<Result<PageView, ReadError>> => {
    const from = page * PAGE_SECTORS;
    const sectors = Math.min(PAGE_SECTORS, (description.disk?.sectors ?? 0) - from);
    return sectors <= 0 ? err({ kind: 'out-of-range' }) : readSectors(staged.chain, lba(from), sectors, bitmaps);
  };

  return {
    id,
    path,
    as,
    view,
    edits: () => editsView(staged, editing, lastUndo !== null, slot?.unkept()),
    identities: () => staged.chain.layers.map((layer) => layer.file.identity),
    readBlocks: () => blockTable(staged.chain),
    readBlockMap: async (block, bitmaps) => {
      const disk = description.disk;
      if (disk === null || block >= disk.blocks.count) return err({ kind: 'out-of-range' });
      const perBlock = disk.blocks.sizeBytes / SECTOR_BYTES;
      const from = block * perBlock;
      return sectorRuns(staged.chain, lba(from), Math.min(perBlock, disk.sectors - from), bitmaps);
    },
    readSectors: async (block, piece) => {
      const disk = description.disk;
      if (disk === null || block >= disk.blocks.count) return err({ kind: 'out-of-range' });
      const unsaved = staged.plan === null ? null : { saved: opened.chain.layers[0], changed: changedBytes(staged.plan) };
      return sectorMarks(staged.chain, { block, from: piece * SECTORS_AT_ONCE, count: SECTORS_AT_ONCE }, unsaved);
    },
    readBits: (blocks) => bitStates(staged.chain.layers[0], blocks),
    readPage: (space, page, bitmaps) => (space === 'disk' ? readDiskPage(page, bitmaps) : readFilePage(staged.chain, page)),
    useParent: async (parentPath) => {
      const grown = await adoptParent(opened.chain, parentPath);
      if (!grown.ok) return grown;
      opened = { ...opened, chain: grown.value };
      chosenParents.push(parentPath);
      await inTurn(async () => {
        await adopt({ ...staged, chain: withParents(staged.chain, grown.value) });
        await weighDraft();
      });
      return ok(view());
    },
    parentPathElsewhere: (index) => {
      const named = description.parent?.elsewhere.find((e) => e.index === index);
      return named?.usableHere === true ? followable(folderOf(path), named.path) : null;
    },
    chosenParents: () => chosenParents,
    setEditing: (on) => {
      editing = on;
    },
    stage: (revision, wish) =>
      editing ? change(revision, () => stage(opened.chain, staged, wish)) : Promise.resolve(err({ kind: 'not-editing' })),
    stageContent: async (revision, content, at) => {
      if (!editing) return err({ kind: 'not-editing' });
      const bytes = await contentOf(content);
      return bytes.ok ? change(revision, () => stageContent(opened.chain, staged, at, bytes.value)) : bytes;
    },
    undo: (revision) => change(revision, () => undo(opened.chain, staged)),
    redo: (revision) => change(revision, () => redo(opened.chain, staged)),
    discard: () => inTurn(async () => adopt(discarded(opened.chain, staged))),
    weighDraft,
    restoreDraft: () => (editing ? inTurn(restoreDraft) : Promise.resolve(err({ kind: 'not-editing' }))),
    forgetDraft: () =>
      inTurn(async () => {
        await slot?.forgetFound();
        await weighDraft();
      }),
    letGo: async () => slot?.letGo(),
    review: () => reviewOf(opened.chain, staged, now()),
    stagedBytes: () => diskBytesOf(staged.log),
    saveable: () => (staged.plan === null ? null : { plan: staged.plan, expected: opened.identity }),
    checkEverything: async (control) => {
      const { revision } = staged.log;
      const found = await checkDisk(staged.chain, { ...control, now: now(), deep: true });
      if (!found.ok) return found;
      if (control.signal?.aborted === true) return err({ kind: 'cancelled' });
      if (staged.log.revision !== revision) return err({ kind: 'stale-revision' });
      everything = found.value;
      return ok(undefined);
    },
    offers: () => offersOn(staged.chain, findings(), origin),
    planRepair: async (revision, wish, signal) => {
      if (revision !== staged.log.revision) return err({ kind: 'stale-revision' });
      const known = new Set(description.findings.map(({ code }) => code));
      const made = await repairOn(
        {
          chain: staged.chain,
          revision,
          isClean: staged.plan === null,
          fileBytes: opened.chain.layers[0].file.bytes,
          deepCodes: new Set((everything ?? []).map(({ code }) => code).filter((code) => !known.has(code))),
        },
        wish,
        origin,
        signal,
      );
      if (!made.ok) return made;
      repair = made.value;
      return ok(repair.view);
    },
    planned: (plan) => (repair?.view.plan === plan && repair.revision === staged.log.revision ? repair : null),
    stageRepair: (plan) => {
      const found = repair?.view.plan === plan ? repair : null;
      if (!editing) return Promise.resolve(err({ kind: 'not-editing' }));
      if (found?.wished.plan == null || !found.view.canStage) return Promise.resolve(err({ kind: 'stale-plan' }));
      const { done, plan: repairPlan, after } = { ...found.wished, plan: found.wished.plan };
      return change(found.revision, () => stageRepair(opened.chain, staged, { done, plan: repairPlan })).then((result) => {
        // The plan has looked at every block of the disk as it is now.
        if (result.ok && found.recipe.deep) everything = after;
        return result;
      });
    },
    origin: () => ({ expected: opened.identity, parents: chosenParents }),
    reopen: (undoFile) =>
      inTurn(async () => {
        const again = await openChain(origin);
        if (!again.ok) return again;
        await closeChain(opened.chain);
        opened = again.value;
        repair = null;
        lastUndo = undoFile;
        await adopt(discarded(opened.chain, staged));
        await weighDraft();
        return ok(undefined);
      }),
    release: () => inTurn(() => closeChain(opened.chain)),
    resume: () =>
      inTurn(async () => {
        const again = await openChain(origin);
        if (!again.ok) return;
        opened = again.value;
        const over = await replanned(opened.chain, staged.log);
        await adopt(over.ok ? over.value : discarded(opened.chain, staged));
      }),
    rebase: () =>
      inTurn(async () => {
        const again = await openChain(origin);
        if (!again.ok) return again;
        const over = await replanned(again.value.chain, staged.log);
        await closeChain(over.ok ? opened.chain : again.value.chain);
        if (!over.ok) return over;
        opened = again.value;
        lastUndo = null;
        await adopt(over.value);
        return ok(undefined);
      }),
    lastUndo: () => lastUndo,
    offerUndo: (undo) => {
      lastUndo = undo;
    },
    standing: async () => {
      const now = await origin.context.files.stat(path);
      if (!now.ok) return 'gone';
      return unchanged(now.value, opened.identity) ? 'same' : 'changed';
    },
    close: async () => {
      await slot?.close();
      await closeChain(opened.chain);
    },
  };
}
