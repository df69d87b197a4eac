/**
 * Staged changes are kept in the program's own folder while they are made, so that a crash or a power cut does not take
 * them along. Each open image has a file of its own there; what earlier runs left for the same path is offered. Images
 * are never written to from here.
 */
import { absolute, realPath } from '../io/paths';
import type { FileSystem, Identity } from '../io/fileSystem';
import { digestOf } from '../io/sealedFile';
import type { Plan } from '../vhd/plan';
import { draftBytes, identityText, MOST_DRAFT_BYTES, planDigest, readDraft, writeDraft, type Draft } from './draftFile';
import type { EditGroup } from './editLog';

export type DraftWorld = {
  readonly folder: string;
  readonly files: FileSystem;
  readonly now: () => Date;
  readonly newId: () => string;
  /** How long changes may wait until they are written. */
  readonly waitMs: number;
};

export type Keepable = {
  readonly groups: readonly EditGroup[];
  readonly plan: Plan;
  readonly identity: Identity;
};

/** What is kept for one open image. */
export type DraftSlot = {
  /** The newest that an earlier run left for this file; null when there is none, or it was settled. */
  readonly found: () => Draft | null;
  /** What is staged now, to be written soon; null: nothing. */
  note(staged: Keepable | null): void;
  /** Why what is staged is not kept. */
  readonly unkept: () => 'too-large' | 'failed' | null;
  /** What was found is staged again: from now on it is this image's own. */
  takeOver(): void;
  /** What was found goes. */
  forgetFound(): Promise<void>;
  /** The user let the changes go: nothing is kept of them, and nothing more will be. */
  letGo(): Promise<void>;
  /** Everything noted is written. */
  close(): Promise<void>;
};

export type Drafts = { slotFor(path: string, as: Draft['as']): Promise<DraftSlot> };

const KEPT_FILES = 16;
const SUFFIX = '.draft';
/** Large drafts are written less often: 64 MiB every four seconds. */
const BYTES_PER_MS = 16 * 1024;

/** Sweeps the folder: files half-written by a run that ended, and the oldest drafts beyond a bound. */
export async function createDrafts(world: DraftWorld): Promise<Drafts> {
  /** Names of files that open images write. */
  const live = new Set<string>();
  await sweep(world);
  return {
    slotFor: async (path, as) => {
      const real = await realPath(path);
      const prefix = (await digestOf([new TextEncoder().encode(real)])).slice(0, 32);
      const found = await leftovers(prefix, real, as, live, world);
      return createSlot({ path: real, as, own: `${prefix}-${world.newId()}${SUFFIX}`, found, live }, world);
    },
  };
}

const namesIn = async ({ folder, files }: DraftWorld): Promise<readonly string[]> => {
  const listed = await files.list(folder);
  return listed.ok ? listed.value : [];
};

async function sweep(world: DraftWorld): Promise<void> {
  const { folder, files } = world;
  const aged: { readonly name: string; readonly at: bigint }[] = [];
  for (const name of await namesIn(world)) {
    const stat = name.endsWith(SUFFIX) ? await files.stat(absolute(folder, name)) : null;
    if (stat === null) await files.unlink(absolute(folder, name));
    else if (stat.ok) aged.push({ name, at: stat.value.mtimeNs });
  }
  aged.sort((a, b) => (a.at < b.at ? 1 : -1));
  for (const { name } of aged.slice(KEPT_FILES)) await files.unlink(absolute(folder, name));
}

type Left = { readonly name: string; readonly draft: Draft };

/** Newest first. What cannot be read stays: a newer version of the program may know it. */
async function leftovers(prefix: string, path: string, as: Draft['as'], live: ReadonlySet<string>, world: DraftWorld): Promise<Left[]> {
  const names = (await namesIn(world)).filter((name) => name.startsWith(`${prefix}-`) && name.endsWith(SUFFIX) && !live.has(name));
  const read = await Promise.all(names.map(async (name) => ({ name, draft: await readDraft(absolute(world.folder, name)) })));
  const mine = read.flatMap(({ name, draft }) => (draft !== null && draft.path === path && draft.as === as ? [{ name, draft }] : []));
  return mine.sort((a, b) => (a.draft.made < b.draft.made ? 1 : -1));
}

type SlotStart = {
  readonly path: string;
  readonly as: Draft['as'];
  readonly own: string;
  readonly found: Left[];
  readonly live: Set<string>;
};

function createSlot({ path, as, own: first, found, live }: SlotStart, world: DraftWorld): DraftSlot {
  const fileOf = (name: string): string => absolute(world.folder, name);
  let own = first;
  let wanted: { readonly staged: Keepable | null; readonly made: string } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failed = false;
  /** The own file may be there. */
  let isWritten = false;
  let tooLarge = false;
  let isOver = false;
  let turn: Promise<unknown> = Promise.resolve();
  live.add(own);

  const removeOwn = async (): Promise<void> => {
    if (isWritten) await world.files.unlink(fileOf(own));
    isWritten = false;
  };
  const write = async (): Promise<void> => {
    const next = wanted;
    wanted = null;
    if (next === null || isOver) return;
    if (next.staged === null) return removeOwn();
    const { groups, plan, identity } = next.staged;
    const draft = { path, as, identity: identityText(identity), made: next.made, plan: await planDigest(plan), groups };
    isWritten = true;
    failed = await writeDraft(fileOf(own), draft).then(
      () => false,
      () => true,
    );
  };
  const inTurn = (work: () => Promise<unknown>): Promise<void> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next.then(() => undefined);
  };
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  return {
    found: () => found[0]?.draft ?? null,
    note: (staged) => {
      const bytes = staged === null ? 0 : draftBytes(staged.groups);
      tooLarge = bytes > MOST_DRAFT_BYTES;
      // An older part of what is staged would be taken for all of it.
      wanted = { staged: tooLarge ? null : staged, made: world.now().toISOString() };
      if (wanted.staged === null) {
        // At once: a window may be closed in the next moment, and what is gone must not come back.
        stopTimer();
        void inTurn(write);
        return;
      }
      timer ??= setTimeout(
        () => {
          timer = null;
          void inTurn(write);
        },
        world.waitMs + bytes / BYTES_PER_MS,
      );
    },
    unkept: () => (tooLarge ? 'too-large' : failed ? 'failed' : null),
    takeOver: () => {
      const name = found.shift()?.name;
      if (name === undefined) return;
      live.delete(own);
      own = name;
      isWritten = true;
      live.add(own);
    },
    forgetFound: () =>
      inTurn(async () => {
        const name = found.shift()?.name;
        if (name !== undefined) await world.files.unlink(fileOf(name));
      }),
    letGo: () => {
      stopTimer();
      isOver = true;
      return inTurn(removeOwn);
    },
    close: async () => {
      stopTimer();
      await inTurn(write);
      live.delete(own);
    },
  };
}
