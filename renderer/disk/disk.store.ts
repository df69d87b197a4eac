/** Opens, closes and reloads the disk of this window. */
import type { BoundaryError, OpenError } from '../../shared/errors';
import type { Shown } from '../../shared/ipc/contract';
import type { Tab } from '../../shared/settings';
import type { BlockTable, FileTicket, ImageView, OpenAs } from '../../shared/views';
import { api } from '../api';
import { carriedOver } from './scanned.model';
import { blocksOf, forgetBlocks, NO_BLOCKS, setBlocks } from './blocks.store';
import { settled } from './editQueue.store';
import { alertUser, openModal } from '../app/modal.store';
import { openErrorText } from '../app/openErrors.text';
import { leftWithoutDisk } from '../app/modalState';
import { noteChanged } from './compared.store';
import { clearPages } from './pages.store';
import { startScan } from './scan.store';
import { opened, NO_SCANS, type Addr, type DiskState, type OpenDisk, type Place, type WindowState } from '../app/state';
import { changeDisk, now, setState, shownDisk, shownIn } from '../app/store';

let lastSeq = 0;

async function readBlocks(view: ImageView): Promise<BlockTable> {
  if (view.disk === null) return NO_BLOCKS;
  const answer = await api['image/readBlocks']({ image: view.image });
  return answer.ok ? answer.value : NO_BLOCKS;
}

/**
 * Whether the block table is still the same, so that the table of a 2 TiB disk is not fetched again for every byte that is
 * typed. If the table changed, so did the file's length, the number of layers or of allocated blocks, or the hash of its
 * entries.
 */
const sameBlocks = (a: ImageView, b: ImageView): boolean =>
  a.fileBytes === b.fileBytes &&
  a.layers.length === b.layers.length &&
  a.disk?.blocks.allocated === b.disk?.blocks.allocated &&
  a.disk?.blocks.tableHash === b.disk?.blocks.tableHash;

/** Starts a scan if there are bitmaps to read, and does not wait for it. */
function scanBitmaps(): void {
  const blocks = shownDisk()?.view.disk?.blocks;
  if (blocks?.inTable === true && blocks.allocated > 0) void startScan('bitmaps', null);
}

/** Another disk, or none: messages about the previous disk go with it. */
const replaced = ({ modal, toasts }: WindowState, disk: DiskState): Partial<WindowState> => ({
  disk,
  notice: null,
  modal: leftWithoutDisk(modal),
  toasts: toasts.filter(({ action }) => action !== 'undo-save'),
});

/** Tab, panes, cursor and jumps stay as they were, as far as the file still has their bytes. */
function placedAt(place: Place, fresh: OpenDisk): OpenDisk {
  const bytes = { file: fresh.view.fileBytes, disk: (fresh.view.disk?.sectors ?? 0) * 512 };
  const isThere = ({ space, at }: Addr): boolean => at < bytes[space];
  const { tab, inspectorTab, bottom, findForm, mapStand, drawer, visited, cursor, selection, goToText, fieldForm } = place;
  const isSelectionThere = selection !== null && selection.at + selection.bytes <= bytes[selection.space];
  return {
    ...fresh,
    tab,
    inspectorTab,
    bottom,
    findForm,
    mapStand,
    drawer,
    visited: { back: visited.back.filter(isThere), forward: visited.forward.filter(isThere) },
    cursor: isThere(cursor) ? cursor : fresh.cursor,
    selection: isSelectionThere ? selection : null,
    goToText,
    fieldForm,
  };
}

/** The same file, read again. */
const inPlaceOf = (before: OpenDisk, fresh: OpenDisk): OpenDisk =>
  (before.view.disk === null) === (fresh.view.disk === null) ? placedAt(before, fresh) : fresh;

/** The tab that this disk was last looked at in. */
const lastTab = ({ name, folder }: ImageView): Tab | null =>
  now().program.recents.find((recent) => recent.name === name && recent.folder === folder)?.tab ?? null;

type Wanted = { readonly file: FileTicket; readonly as: OpenAs; readonly footerAt?: number };

/** Why a file was not opened, over the disk that stays; a sheet that is being filled in stays too, and so does a question. */
function refuse(file: FileTicket, error: OpenError | BoundaryError): void {
  if (now().modal === null) openModal({ kind: 'openError', file, error });
  else alertUser(openErrorText(error, file.name));
}

/**
 * The latest opening wins. The previous disk stays in sight until the new one is there, and if the new one is refused. `placed` makes the new disk's state from it and from the disk that was in sight until then.
 * Resolves to whether the disk asked for is the one in sight.
 */
async function open({ file, as, footerAt }: Wanted, placed: (fresh: OpenDisk, before: OpenDisk | null) => OpenDisk): Promise<boolean> {
  lastSeq += 1;
  const seq = lastSeq;
  await settled();
  if (seq !== lastSeq) return false;
  const { disk: before } = now();
  setState({ disk: { kind: 'opening', seq, file, previous: shownIn(now()) } });
  const answer = await api['image/open']({ ticket: file.ticket, as, footerAt: footerAt ?? null });
  if (seq !== lastSeq) return false;
  if (!answer.ok) {
    const stays = answer.error.kind === 'unsaved-changes' || answer.error.kind === 'overtaken';
    const previous = shownIn(now());
    if (previous !== null) {
      setState({ disk: previous });
      if (!stays) refuse(file, answer.error);
    } else if (stays) setState({ disk: before.kind === 'failed' ? before : { kind: 'none' } });
    else setState((state) => replaced(state, { kind: 'failed', file, error: answer.error }));
    return false;
  }
  const view = answer.value;
  const blocks = await readBlocks(view);
  if (seq !== lastSeq) return false;
  clearPages();
  setBlocks(view.image, blocks);
  setState((state) => replaced(state, placed(opened(file, as, view, lastTab(view)), shownIn(state))));
  scanBitmaps();
  return true;
}

/** Resolves to whether this file is now the one that is shown. */
export const openDisk = (file: FileTicket, as: OpenAs): Promise<boolean> => open({ file, as }, (fresh) => fresh);

/** Opens the disk by a footer that a search found far before the end. Main remembers that footer as long as the file is open. */
export const openByFooter = (file: FileTicket, footerAt: number): Promise<boolean> =>
  open({ file, as: 'disk', footerAt }, (fresh) => fresh);

/**
 * Shows what main has open for this window, after the window's page was loaded again; `place` is where the user was. Call it in
 * turn: openings wait for it.
 */
export async function resumeDisk({ file, as, edited: { view, edits }, checking }: Shown, place: Place | null): Promise<void> {
  const blocks = await readBlocks(view);
  setBlocks(view.image, blocks);
  const fresh = { ...opened(file, as, view, lastTab(view)), edits, checking: checking ? { progress: null, isStopping: false } : null };
  setState((state) => replaced(state, place === null ? fresh : placedAt(place, fresh)));
  scanBitmaps();
}

/** Keeps the disk in sight instead of the one that is being opened, unless main has just opened it. */
export async function stopOpening(): Promise<void> {
  const seq = lastSeq;
  const stopped = await api['image/stopOpening']({});
  const { disk } = now();
  if (!stopped.ok || !stopped.value || seq !== lastSeq || disk.kind !== 'opening') return;
  // The answer to the opening may take long; nobody waits for it any more.
  lastSeq += 1;
  setState({ disk: disk.previous ?? { kind: 'none' } });
}

export async function closeDisk(): Promise<void> {
  const seq = lastSeq;
  await settled();
  const shown = shownDisk();
  const answer = await api['image/close']({ image: shown?.view.image ?? null });
  if (!answer.ok && answer.error.kind === 'unsaved-changes') return;
  // A disk that was asked for since then takes the place of this one by itself.
  if (seq !== lastSeq) return;
  // If a file is being opened, it is no longer wanted.
  lastSeq += 1;
  setState((state) => replaced(state, { kind: 'none' }));
  forgetBlocks();
  clearPages();
}

/** Reads the same file again. Afterwards the user is still where they were when the reading ended. */
export async function reloadDisk(): Promise<void> {
  const { disk } = now();
  if (disk.kind === 'failed') await openDisk(disk.file, 'disk');
  if (disk.kind !== 'open') return;
  await open(disk, (fresh, before) => (before === null ? fresh : inPlaceOf(before, fresh)));
}

/** Takes a new view of the same image, such as after its parent was found. */
export async function takeView(view: ImageView): Promise<void> {
  const shown = shownDisk();
  if (shown?.view.image !== view.image) return;
  const fresh = sameBlocks(shown.view, view) ? null : await readBlocks(view);
  if (shownDisk()?.view.image !== view.image) return;
  // The scan's results stay for blocks that are where they were.
  if (fresh !== null) setBlocks(view.image, carriedOver(blocksOf(view.image), fresh));
  changeDisk({ view });
}

/** The same after the file was written to: nothing that was known about its blocks is valid any more. */
export async function takeWrittenView(view: ImageView): Promise<void> {
  const blocks = await readBlocks(view);
  if (shownDisk()?.view.image !== view.image) return;
  setBlocks(view.image, blocks);
  changeDisk({ view, standing: { kind: 'same' }, scans: NO_SCANS });
  noteChanged();
  scanBitmaps();
}
