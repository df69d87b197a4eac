/**
 * One open image: its read-only handles, its chain, what is staged for it, and what the window may ask about it, composed of
 * parts. Nothing here can write; saving.ts can.
 */
import type {
  ByteRange,
  ChangeView,
  ContentError,
  EditError,
  EditRequest,
  EditsView,
  ReviewView,
  StagePatchError,
} from '../../../shared/edits';
import type { OpenError, ParentError } from '../../../shared/errors';
import type { MakePatchError } from '../../../shared/patch';
import { err, ok, type Result } from '../../../shared/result';
import type { ImageId, ImageView, OpenAs, StandingView } from '../../../shared/views';
import { fileTimeText } from '../../../shared/vhd/codec';
import type { Space } from '../../../shared/vhd/units';
import type { Identity } from '../../io/fileSystem';
import { baseName, folderOf } from '../../io/paths';
import type { Patch } from '../../patch/patch';
import { closeChain } from '../../vhd/read/chain';
import type { Plan } from '../../vhd/ops/plan';
import { diskBytesOf } from '../edit/stagedBytes';
import {
  discarded,
  earlierChanges,
  editsView,
  isStaged,
  nextChange,
  planOfStaged,
  redo,
  replayed,
  reviewOf,
  stage,
  stageEdits,
  undo,
} from '../edit/editSession';
import { contentOf } from '../edit/insertedFile';
import { patchAt, patchOf, stagePatch } from '../edit/patchFile';
import { otherDisk } from '../../patch/makePatch';
import { heldImage, type HeldImage } from './heldImage';
import { imageChecks, type ImageChecks } from './imageChecks';
import { imageDraft, type ImageDraft } from './imageDraft';
import { imageReads, type ImageReads } from './imageReads';
import { imageRepairs, type ImageRepairs } from './imageRepairs';
import { openChain, type Origin } from './openedImage';
import { parentCandidates, type FoundCandidates } from './parentCandidates';
import { withChosenParent, followable, withParents } from './parents';
import { standingOfChain, standingOfImage } from './standing';

export type { Clock, Origin } from './openedImage';

export type ImageSession = ImageReads & ImageChecks & ImageRepairs & ImageDraft & ImageEdits & ImageFiles;

type ImageEdits = {
  edits(): EditsView;
  /** A batch of staged changes before that number, newest first, at most MAX_LISTED. */
  earlierChanges(before: number): readonly ChangeView[];
  /** Switches edit mode; staged changes stay as they are. The caller checks first that the file may be written to (saving.ts). */
  setEditing(editing: boolean): void;
  /** `revision`: the one the request was made for; an outdated one is refused. */
  stage(revision: number, request: EditRequest): Promise<Result<void, EditError>>;
  /** Stages the bytes of the file at `path`, which the user chose, over those of the disk from byte `at` on. */
  stageContent(revision: number, path: string, at: number): Promise<Result<void, ContentError>>;
  /** Stages what the patch file at `path`, which the user chose, changes. `ipsOf`: what the places in an IPS file count. */
  stagePatch(revision: number, path: string, ipsOf: Space): Promise<Result<{ readonly otherDisk: string | null }, StagePatchError>>;
  /** What is staged, as a patch. */
  patch(): Promise<Result<Patch, MakePatchError>>;
  /** The nearest staged change behind a place, or before it, round the ends; null: none in that space. */
  nextChange(space: Space, at: number, by: 1 | -1): ByteRange | null;
  undo(revision: number): Promise<Result<void, EditError>>;
  redo(revision: number): Promise<Result<void, EditError>>;
  discard(): Promise<void>;
  review(): Omit<ReviewView, 'children'> | null;
  /** Staged bytes of the disk, ascending and disjoint; null when something else is staged too. */
  stagedBytes(): readonly { readonly at: number; readonly bytes: Uint8Array }[] | null;
  /** Whether a save would change anything. */
  isStaged(): boolean;
  /** The plan of the next save, and the file's identity when it was opened; null when nothing is staged. */
  saveable(): { readonly plan: Plan; readonly expected: Identity } | null;
};

/**
 * Reads the file anew after it was written to. `undo`: the journal of the save that can be undone. `parent`: the parent that was
 * written into it. What is staged is given up, unless nothing of it was written (`isKept`) and it still fits. `saved`: the
 * revision whose bytes were written, so that requests for it still hold.
 */
export type Reopen = (
  undo: string | null,
  after?: { readonly parent?: string | null; readonly saved?: number; readonly isKept?: boolean },
) => Promise<Result<void, OpenError>>;

type ImageFiles = {
  readonly id: ImageId;
  readonly path: string;
  readonly as: OpenAs;
  /** Where the footer stands that the user chose, while it is only found that way; null: it is found in the usual places. */
  readonly footerAt: number | null;
  view(): ImageView;
  /** Takes the file at `path`, which the user chose, as the missing parent. */
  useParent(path: string): Promise<Result<ImageView, ParentError>>;
  /** Files that may be the missing parent, beside the disk and in the folders of `recent` disks. */
  parentCandidates(recent: readonly string[]): Promise<FoundCandidates>;
  /** The path that the image stores for its missing parent, if this system could follow it; else null. */
  parentPathElsewhere(index: number): string | null;
  /** The path of a parent in the chain; null if there are not so many. */
  layerPath(layer: number): string | null;
  /** Parents that the user chose and that are in the chain, in the order they were needed. */
  chosenParents(): readonly string[];
  /** All parents that the user chose, for the next opening of this image. */
  locatedParents(): readonly string[];
  /** For a repair that is written at once: the file's identity when it was opened, and parents that the user chose. */
  origin(): { readonly expected: Identity; readonly parents: readonly string[] };
  /** Opens the file as it is now, including changes by others, and replays what is staged over it. Refused if that is impossible. */
  rebase(): Promise<Result<void, OpenError | EditError>>;
  /**
   * Runs work that writes to the file. What is asked of the session meanwhile and would change what is staged waits for its end,
   * because reading the file anew gives up what is staged.
   */
  write<T>(work: (reopen: Reopen) => Promise<T>): Promise<T>;
  /** Whether such work runs, or waits for its turn. */
  isWriting(): boolean;
  /** Resolves when none runs any more, and what waited for it is done. */
  written(): Promise<void>;
  lastUndo(): string | null;
  /** Offers a journal of an earlier save, which can be undone. */
  offerUndo(undo: string): void;
  /** Whether the path still leads to the file that is shown, unchanged. */
  standing(): Promise<'same' | 'changed' | 'gone'>;
  /** The same of the file and all its parents. */
  standingOfChain(): Promise<StandingView>;
  close(): Promise<void>;
};

/** Opens the image read-only; the caller closes it. */
export async function openSession(origin: Origin): Promise<Result<ImageSession, OpenError>> {
  const opened = await openChain(origin, origin.parents ?? []);
  if (!opened.ok) return opened;
  const slot = (await origin.drafts?.slotFor(origin.path, origin.as)) ?? null;
  const held = await heldImage(origin, opened.value, slot);
  let editing = false;
  const isEditing = (): boolean => editing;
  const checks = imageChecks(held);
  const draft = imageDraft(held, isEditing);
  await draft.weigh();
  const { id, path, as } = origin;
  const view = (): ImageView => ({
    image: id,
    name: baseName(path),
    folder: folderOf(path),
    modified: fileTimeText(held.opened.chain.layers[0].file.modifiedUnixSeconds),
    interrupted: held.opened.interrupted,
    draft: draft.draft(),
    ...held.description,
    checked: checks.isWhole() ? 'everything' : 'structures',
    findings: checks.findings(),
  });
  const files = imageFiles(held, view, draft.weigh);
  return ok({
    id,
    path,
    as,
    footerAt: origin.footerAt ?? null,
    view,
    ...imageReads(held),
    ...checks,
    ...imageRepairs(held, checks, { isEditing, takeParent: files.useParent }),
    ...draft,
    ...imageEdits(held, isEditing),
    ...files,
    edits: () => editsView(held.staged, editing, files.lastUndo() !== null, slot?.unkept()),
    setEditing: (on) => {
      editing = on;
    },
  });
}

function imageEdits(held: HeldImage, isEditing: () => boolean): Omit<ImageEdits, 'edits' | 'setEditing'> {
  return {
    earlierChanges: (before) => earlierChanges(held.staged, before),
    stage: async (revision, request) =>
      isEditing() ? held.change(revision, () => stage(held.staged, request)) : err({ kind: 'not-editing' }),
    stageContent: async (revision, content, at) => {
      if (!isEditing()) return err({ kind: 'not-editing' });
      const bytes = await contentOf(content);
      return bytes.ok
        ? held.change(revision, () => stageEdits(held.staged, { kind: 'content' }, [{ space: 'disk', at, bytes: bytes.value }]))
        : bytes;
    },
    stagePatch: async (revision, path, ipsOf) => {
      if (!isEditing()) return err({ kind: 'not-editing' });
      const patch = await patchAt(path, ipsOf);
      if (!patch.ok) return patch;
      const done = await held.change(revision, () => stagePatch(held.staged, patch.value));
      return done.ok ? ok({ otherDisk: otherDisk(patch.value, held.staged.chain) }) : done;
    },
    patch: () => held.inTurn(() => patchOf(held.opened.chain, held.staged)),
    nextChange: (space, at, by) => nextChange(held.staged, space, at, by),
    undo: (revision) => held.change(revision, () => undo(held.opened.chain, held.staged)),
    redo: (revision) => held.change(revision, () => redo(held.opened.chain, held.staged)),
    discard: () => held.inTurn(() => held.take(discarded(held.opened.chain, held.staged))),
    review: () => reviewOf(held.opened.chain, held.staged, held.origin.now()),
    stagedBytes: () => diskBytesOf(held.staged.log),
    isStaged: () => isStaged(held.staged),
    saveable: () => {
      const plan = planOfStaged(held.staged);
      return plan === null ? null : { plan, expected: held.opened.identity };
    },
  };
}

/** The files under the image: other parents, the same file reopened, and closing. `weighDraft` checks again whether a draft fits. */
function imageFiles(
  held: HeldImage,
  view: () => ImageView,
  weighDraft: () => Promise<void>,
): Omit<ImageFiles, 'id' | 'path' | 'as' | 'footerAt' | 'view'> {
  const { origin, slot } = held;
  const { path } = origin;
  /** Kept whether they are in the chain or not: a file that is missing now may be back when the image is opened again. */
  const located: string[] = [...(origin.parents ?? [])];
  let lastUndo: string | null = null;
  const reopen: Reopen = async (undoFile, { parent = null, saved, isKept = false } = {}) => {
    if (parent !== null) located.push(parent);
    const again = await openChain(origin, located);
    if (!again.ok) return again;
    await closeChain(held.opened.chain);
    lastUndo = undoFile;
    const { log } = held.staged;
    const kept = isKept ? await replayed(again.value.chain, log, log.revision) : null;
    await held.take(kept?.ok === true ? kept.value : discarded(again.value.chain, held.staged), again.value);
    if (saved !== undefined) held.noteSaved(saved);
    await weighDraft();
    return ok(undefined);
  };
  const written = async (): Promise<void> => {
    while (held.isWriting()) await held.inTurn(async () => {});
  };
  return {
    parentCandidates: (recent) => parentCandidates(held.opened.chain, recent),
    useParent: async (parentPath) => {
      const grown = await withChosenParent(held.opened.chain, parentPath);
      if (!grown.ok) return grown;
      located.push(parentPath);
      await held.inTurn(async () => {
        const { opened, staged } = held;
        const guessed = opened.chain.layers.filter((layer) => !grown.value.layers.includes(layer));
        const over = { ...opened, chain: grown.value, chosen: [...opened.chosen, parentPath] };
        await held.take({ ...staged, chain: withParents(staged.chain, grown.value) }, over);
        for (const { file } of guessed) await file.close();
        await weighDraft();
      });
      return ok(view());
    },
    parentPathElsewhere: (index) => {
      const { parent } = held.description;
      const named = parent?.elsewhere.find((e) => e.index === index);
      // A relative path of a disk further down starts at the folder of that disk.
      const child = parent === null ? undefined : held.opened.chain.layers[parent.childLayer];
      const folder = folderOf(child === undefined || parent?.childLayer === 0 ? path : child.file.path);
      return named?.usableHere === true ? followable(folder, named.path) : null;
    },
    layerPath: (layer) => held.opened.chain.layers[layer]?.file.path ?? null,
    chosenParents: () => held.opened.chosen,
    locatedParents: () => located,
    origin: () => ({ expected: held.opened.identity, parents: held.opened.chosen }),
    write: (work) => held.write(() => work(reopen)),
    isWriting: held.isWriting,
    written,
    rebase: () =>
      held.inTurn(async () => {
        const again = await openChain(origin, located);
        if (!again.ok) return again;
        const { log } = held.staged;
        const over = await replayed(again.value.chain, log, log.revision + 1);
        await closeChain(over.ok ? held.opened.chain : again.value.chain);
        if (!over.ok) return over;
        lastUndo = null;
        await held.take(over.value, again.value);
        return ok(undefined);
      }),
    lastUndo: () => lastUndo,
    offerUndo: (undoFile) => {
      lastUndo = undoFile;
    },
    standing: () => standingOfImage({ path, identity: held.opened.identity }, origin.context.files),
    standingOfChain: () => {
      const { identity, chain } = held.opened;
      const parents = chain.layers.slice(1).map(({ file }) => file);
      return standingOfChain({ path, identity, parents }, origin.context.files);
    },
    close: async () => {
      // Reading the file anew would leave it open.
      await written();
      await slot?.close();
      await closeChain(held.opened.chain);
    },
  };
}
