/**
 * Staged changes are kept in the program's own folder while they are made, so that they survive a crash or a power cut. Each
 * open image has a file of its own there; changes from earlier runs for the same path are offered. Nothing here writes to
 * images.
 */
import { absolute, realPath } from '../../io/paths';
import type { FileSystem, Identity } from '../../io/fileSystem';
import { digestOf } from '../../io/sealedFile';
import { identityText, MAX_DRAFT_BYTES, readDraft, type Draft } from './draftFile';
import { createDraftWriter } from './draftWriter';
import { editBytes, type EditLog } from './editLog';

export type DraftWorld = {
  readonly folder: string;
  readonly files: FileSystem;
  readonly now: () => Date;
  readonly newId: () => string;
  /** How long changes may wait until they are written. */
  readonly waitMs: number;
};

/** What is staged, and for which file. */
export type Keepable = { readonly log: EditLog; readonly identity: Identity };

/** Keeps the changes of one open image. */
export type DraftSlot = {
  /** The newest draft from an earlier run for this file; null when there is none, or it was dealt with. */
  readonly found: () => Draft | null;
  /** Takes what is staged now, to be written soon; null: nothing is staged. */
  note(staged: Keepable | null): void;
  /** Why the staged changes are not kept. */
  readonly unkept: () => 'too-large' | 'failed' | null;
  /** The found draft is staged again: from now on it is this image's own. False: another window was faster. */
  takeOver(draft: Draft): boolean;
  /** Deletes the found draft, unless another window has restored it. */
  forgetFound(draft: Draft): Promise<void>;
  /** The user discarded the changes: the draft is deleted, and nothing more is written unless they change something again. */
  discardDraft(): Promise<void>;
  /** Writes everything noted, then closes. */
  close(): Promise<void>;
};

export type Drafts = {
  slotFor(path: string, as: Draft['as']): Promise<DraftSlot>;
  /** Whether opening the disk at this path would offer changes from an earlier run. Links are followed. */
  waitFor(path: string): Promise<boolean>;
  /** Writes waiting changes of every open image at once. */
  flush(): Promise<void>;
};

const KEPT_FILES = 16;
const SUFFIX = '.draft';
/** Large changes are written less often: 64 MiB every four seconds. */
const BYTES_PER_MS = 16 * 1024;

/** Cleans the folder up: removes files half-written by an earlier run, and the oldest drafts beyond a limit. */
export async function createDrafts(world: DraftWorld): Promise<Drafts> {
  /** Names of files that open images write. */
  const live = new Set<string>();
  const slots = new Set<Slot>();
  await sweep(world);
  /** Two windows may have found the same draft: what one restores or deletes is not there any more for the other. */
  const settle = (name: string): void => {
    for (const slot of slots) slot.lose(name);
  };
  return {
    slotFor: async (path, as) => {
      const real = await realPath(path);
      const prefix = await prefixOf(real);
      // A draft may be restored elsewhere while it is read here.
      const found = (await leftovers(prefix, real, as, live, world)).filter(({ name }) => !live.has(name));
      const slot = createSlot({ path: real, as, own: `${prefix}-${world.newId()}${SUFFIX}`, found, live, settle }, world);
      slots.add(slot);
      return {
        ...slot,
        close: async () => {
          await slot.close();
          slots.delete(slot);
        },
      };
    },
    waitFor: async (path) => {
      const real = await realPath(path);
      return (await leftovers(await prefixOf(real), real, 'disk', live, world)).length > 0;
    },
    flush: async () => void (await Promise.all([...slots].map((slot) => slot.flush()))),
  };
}

/** The names of drafts for this path begin with this. */
const prefixOf = async (real: string): Promise<string> => (await digestOf([new TextEncoder().encode(real)])).slice(0, 32);

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
const madeAt = ({ draft }: Left): string => draft.entries.at(-1)?.made ?? '';

/** Drafts, newest first. Unreadable files stay: a newer version of the program may be able to read them. */
async function leftovers(prefix: string, path: string, as: Draft['as'], live: ReadonlySet<string>, world: DraftWorld): Promise<Left[]> {
  const names = (await namesIn(world)).filter((name) => name.startsWith(`${prefix}-`) && name.endsWith(SUFFIX) && !live.has(name));
  const read = await Promise.all(names.map(async (name) => ({ name, draft: await readDraft(absolute(world.folder, name)) })));
  const mine = read.flatMap(({ name, draft }) => (draft !== null && draft.path === path && draft.as === as ? [{ name, draft }] : []));
  return mine.sort((a, b) => (madeAt(a) < madeAt(b) ? 1 : -1));
}

type SlotStart = {
  readonly path: string;
  readonly as: Draft['as'];
  readonly own: string;
  readonly found: Left[];
  readonly live: Set<string>;
  /** Removes a draft from what every open image has found. */
  readonly settle: (name: string) => void;
};

type Slot = DraftSlot & { flush(): Promise<void>; lose(name: string): void };

function createSlot({ path, as, own: first, found, live, settle }: SlotStart, world: DraftWorld): Slot {
  const fileOf = (name: string): string => absolute(world.folder, name);
  let own = first;
  let writer = createDraftWriter(fileOf(own), world.files, false);
  let wanted: { readonly staged: Keepable | null; readonly made: string } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failed = false;
  let tooLarge = false;
  let isOver = false;
  let turn: Promise<unknown> = Promise.resolve();
  live.add(own);

  const write = async (): Promise<void> => {
    const next = wanted;
    wanted = null;
    if (next === null || isOver) return;
    if (next.staged === null) return writer.remove();
    const { log, identity } = next.staged;
    failed = !(await writer.write({ path, as, identity: identityText(identity) }, log, next.made));
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

  const nameOf = (draft: Draft): string | undefined => found.find((left) => left.draft === draft)?.name;

  return {
    found: () => found[0]?.draft ?? null,
    note: (staged) => {
      // The user discarded what was staged until then, and has gone on in this window all the same.
      isOver = false;
      const bytes = staged === null ? 0 : editBytes(staged.log);
      tooLarge = bytes > MAX_DRAFT_BYTES;
      // An incomplete older draft would be taken for everything that is staged.
      wanted = { staged: tooLarge ? null : staged, made: world.now().toISOString() };
      if (wanted.staged === null) {
        // Written at once: a window may be closed the next moment, and deleted changes must not come back.
        stopTimer();
        void inTurn(write);
        return;
      }
      timer ??= setTimeout(
        () => {
          timer = null;
          void inTurn(write);
        },
        world.waitMs + (staged === null ? 0 : writer.bytesToWrite(staged.log)) / BYTES_PER_MS,
      );
    },
    unkept: () => (tooLarge ? 'too-large' : failed ? 'failed' : null),
    takeOver: (draft) => {
      const name = nameOf(draft);
      if (name === undefined) return false;
      settle(name);
      live.delete(own);
      own = name;
      writer = createDraftWriter(fileOf(own), world.files, true);
      live.add(own);
      return true;
    },
    forgetFound: (draft) =>
      inTurn(async () => {
        const name = nameOf(draft);
        if (name === undefined) return;
        settle(name);
        await world.files.unlink(fileOf(name));
      }),
    lose: (lost) => {
      const at = found.findIndex(({ name }) => name === lost);
      if (at !== -1) found.splice(at, 1);
    },
    discardDraft: () => {
      stopTimer();
      isOver = true;
      wanted = null;
      return inTurn(() => writer.remove());
    },
    flush: () => {
      stopTimer();
      return inTurn(write);
    },
    close: async () => {
      stopTimer();
      await inTurn(write);
      live.delete(own);
    },
  };
}
