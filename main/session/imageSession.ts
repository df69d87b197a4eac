/**
 * One open image: its read-only handles, its chain, what is staged for it, and what the window may ask of them. Nothing
 * here can write; saving.ts can.
 */
import type { EditError, EditsView, EditWish, InterruptedView, ReviewView } from '../../shared/edits';
import type { IoError, OpenError, ParentError, ReadError } from '../../shared/errors';
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
import { fileOffset, lba, SECTOR_BYTES } from '../../shared/vhd/units';
import type { Identity } from '../io/fileSystem';
import { openReadOnly } from '../io/nodeBlockFile';
import type { SaveContext } from '../io/saveContext';
import { absolute, baseName, folderOf, isAbsolute } from '../io/paths';
import { createSiblingFinder } from '../io/siblingFiles';
import { blockTable } from '../vhd/blockTable';
import { closeChain, resolveChain, withParent, type Chain } from '../vhd/chain';
import { describe, type Description } from '../vhd/describe';
import { openImage } from '../vhd/openImage';
import type { Plan } from '../vhd/plan';
import { readSectors, sectorRuns } from '../vhd/readDisk';
import { bitStates, sectorMarks } from '../vhd/sectorMarks';
import { changedBytes, discarded, editsView, nothingStaged, redo, reviewOf, stage, undo, type Staged } from './editSession';
import { throughSave } from './interruptedSave';

export type OpenAs = 'disk' | 'raw' | 'bytes';

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
  /** Switches edit mode; staged changes stay as they are. Who may write is asked before (saving.ts). */
  setEditing(editing: boolean): void;
  /** `revision`: the one the wish was made for; an older one is refused. */
  stage(revision: number, wish: EditWish): Promise<Result<void, EditError>>;
  undo(revision: number): Promise<Result<void, EditError>>;
  redo(revision: number): Promise<Result<void, EditError>>;
  discard(): Promise<void>;
  review(): ReviewView | null;
  /** What the next save carries out, and the file as it was when it was opened; null when nothing is staged. */
  saveable(): { readonly plan: Plan; readonly expected: Identity } | null;
  /** Reads the file anew after it was written to; `undo`: the journal of the save that can be taken back. */
  reopen(undo: string | null): Promise<Result<void, OpenError>>;
  lastUndo(): string | null;
  close(): Promise<void>;
};

const PAGE_SECTORS = PAGE_BYTES / SECTOR_BYTES;

/** Unix seconds; the engine has no clock of its own. */
export type Clock = () => number;

export type Origin = {
  readonly id: ImageId;
  readonly path: string;
  readonly as: OpenAs;
  readonly now: Clock;
  readonly context: SaveContext;
};

/** Opens read-only; the caller closes. */
export async function openSession(origin: Origin): Promise<Result<ImageSession, OpenError>> {
  const opened = await openChain(origin);
  if (!opened.ok) return opened;
  return ok(sessionOver(origin, opened.value, await describe(opened.value.chain, origin.now())));
}

type Opened = { readonly chain: Chain; readonly identity: Identity; readonly interrupted: InterruptedView | null };

async function openChain({ path, as, context }: Origin): Promise<Result<Opened, OpenError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const { seen, interrupted } = await throughSave(file.value, path, context);
  const image = await openImage(seen, as);
  const identity = await context.files.stat(path);
  if (!image.ok || !identity.ok) {
    await file.value.close();
    return image.ok ? err({ kind: 'not-found' }) : image;
  }
  return ok({ chain: await resolveChain(image.value, createSiblingFinder(path)), identity: identity.value, interrupted });
}

function sessionOver(origin: Origin, first: Opened, described: Description): ImageSession {
  const { id, path, as, now } = origin;
  let opened = first;
  let staged = nothingStaged(first.chain);
  let description = described;
  let editing = false;
  let lastUndo: string | null = null;
  const view = (): ImageView => ({
    image: id,
    name: baseName(path),
    folder: folderOf(path),
    modified: new Date(opened.chain.layers[0].file.modifiedUnixSeconds * 1000).toISOString(),
    interrupted: opened.interrupted,
    ...description,
  });

  const adopt = async (next: Staged): Promise<void> => {
    staged = next;
    description = await describe(next.chain, now());
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
    edits: () => editsView(staged, editing, lastUndo !== null),
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
      await inTurn(async () => adopt({ ...staged, chain: withParents(staged.chain, grown.value) }));
      return ok(view());
    },
    parentPathElsewhere: (index) => {
      const named = description.parent?.elsewhere.find((e) => e.index === index);
      return named?.usableHere === true ? followable(folderOf(path), named.path) : null;
    },
    setEditing: (on) => {
      editing = on;
    },
    stage: (revision, wish) =>
      editing ? change(revision, () => stage(opened.chain, staged, wish)) : Promise.resolve(err({ kind: 'not-editing' })),
    undo: (revision) => change(revision, () => undo(opened.chain, staged)),
    redo: (revision) => change(revision, () => redo(opened.chain, staged)),
    discard: () => inTurn(async () => adopt(discarded(opened.chain, staged))),
    review: () => reviewOf(opened.chain, staged, now()),
    saveable: () => (staged.plan === null ? null : { plan: staged.plan, expected: opened.identity }),
    reopen: (undoFile) =>
      inTurn(async () => {
        const again = await openChain(origin);
        if (!again.ok) return again;
        await closeChain(opened.chain);
        opened = again.value;
        lastUndo = undoFile;
        await adopt(discarded(opened.chain, staged));
        return ok(undefined);
      }),
    lastUndo: () => lastUndo,
    close: () => closeChain(opened.chain),
  };
}

/** The staged top layer over the parents of another chain. */
const withParents = (staged: Chain, { layers, parent }: Chain): Chain => ({ layers: [staged.layers[0], ...layers.slice(1)], parent });

/** A named path as this system would follow it: relative ones are meant from the child's folder. */
const followable = (folder: string, named: string): string => (isAbsolute(named) ? named : absolute(folder, named));

async function readFilePage(chain: Chain, page: number): Promise<Result<PageView, ReadError>> {
  const file = chain.layers[0].file;
  const from = page * PAGE_BYTES;
  const bytes = Math.min(PAGE_BYTES, file.bytes - from);
  if (bytes <= 0) return err({ kind: 'out-of-range' });
  const read = await file.read(fileOffset(from), bytes);
  if (read.ok) return ok({ bytes: read.value, faults: [] });
  return read.error.kind === 'read-failed' ? readBySector(chain, from, bytes) : read;
}

/** After a failed read: what can be read sector by sector, the rest named as faults. */
async function readBySector(chain: Chain, from: number, bytes: number): Promise<Result<PageView, IoError>> {
  const page = new Uint8Array(bytes);
  const faults: { at: number; bytes: number }[] = [];
  for (let at = 0; at < bytes; at += SECTOR_BYTES) {
    const length = Math.min(SECTOR_BYTES, bytes - at);
    const read = await chain.layers[0].file.read(fileOffset(from + at), length);
    if (read.ok) page.set(read.value, at);
    else faults.push({ at, bytes: length });
  }
  return ok({ bytes: page, faults });
}

async function adoptParent(chain: Chain, path: string): Promise<Result<Chain, ParentError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const image = await openImage(file.value, 'disk');
  const grown = image.ok ? await withParent(chain, image.value, createSiblingFinder(path)) : image;
  if (!grown.ok) await file.value.close();
  return grown;
}
