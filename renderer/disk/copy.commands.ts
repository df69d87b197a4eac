/** Copies bytes of the selection to the clipboard. */
import { unpackRuns } from '../../shared/sectorRuns';
import { PAGE_BYTES } from '../../shared/views';
import { api } from '../api';
import { offsetText } from './address.model';
import { selectedBytes } from '../app/selectors.store';
import { showNotice, showNoticeWhile } from '../app/notice.store';
import { now, shownDisk, shownIn } from '../app/store';
import { plural } from '../../shared/text/numbers';
import { currentDisk } from './blocks.store';
import { copyText, ddLine, type CopyForm } from './copyAs.model';
import type { Disk } from './translate.model';

/** Larger selections are not copied. */
const MAX_BYTES = 1024 * 1024;
const NOT_TAKEN = 'Not copied: the clipboard did not take it';

async function readSelection(): Promise<Uint8Array | null> {
  const shown = shownDisk();
  if (shown === null) return null;
  const { space, at, bytes } = selectedBytes(shown);
  if (bytes > MAX_BYTES) return null;
  const { image } = shown.view;
  const { bitmaps } = now().prefs;
  const all = new Uint8Array(bytes);
  for (let from = at; from < at + bytes; ) {
    const page = Math.floor(from / PAGE_BYTES);
    const answer = await api['image/readPage']({ image, space, page, bitmaps });
    if (!answer.ok) return null;
    // Bytes that could not be read are zero in the page: they must not be copied.
    const [first, end] = [from - page * PAGE_BYTES, at + bytes - page * PAGE_BYTES];
    if (answer.value.faults.some((fault) => fault.at < end && fault.at + fault.bytes > first)) return null;
    const part = answer.value.bytes.subarray(first, Math.min(PAGE_BYTES, end));
    if (part.length === 0) return null;
    all.set(part, from - at);
    from += part.length;
  }
  return all;
}

/** What the status bar calls each form. */
const FORMS: Readonly<Record<CopyForm, string>> = {
  hex: 'hex',
  text: 'text',
  stream: 'hex without spaces',
  c: 'a C array',
  python: 'Python bytes',
  rust: 'a Rust array',
  go: 'a Go slice',
  java: 'a Java array',
  base64: 'Base64',
  markdown: 'a Markdown dump',
};

const notCopied = (why: string): void => {
  const selection = shownDisk()?.selection;
  showNoticeWhile((state) => shownIn(state)?.selection === selection, `Not copied: ${why}`);
};

/** Copies what is selected and says so in the status bar, or says why it cannot. */
export async function copySelection(as: CopyForm): Promise<void> {
  const shown = shownDisk();
  const bytes = await readSelection();
  if (bytes === null || shown === null) return notCopied('select up to 1 MiB that can be read');
  const copied = await api['app/copyText']({ text: copyText(as, bytes, selectedBytes(shown).at) });
  showNotice(copied.ok ? `Copied ${plural(bytes.length, 'byte')} as ${FORMS[as]}` : NOT_TAKEN);
}

/** Copies a line for a shell that reads the selected bytes out of the file, if they are in one piece in it. */
export async function copyDdLine(): Promise<void> {
  const disk = currentDisk();
  const shown = shownDisk();
  if (shown === null || disk === null) return;
  if (shown.edits.changes > 0) return notCopied('the file does not have the unsaved changes yet');
  const at = await placeInFile(disk, selectedBytes(shown));
  if (at === null) return notCopied('these bytes are not in one piece in this file');
  const { folder, name } = shown.view;
  const separator = now().program.platform === 'win32' ? '\\' : '/';
  const path = folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
  const copied = await api['app/copyText']({ text: ddLine({ path, at, bytes: selectedBytes(shown).bytes }) });
  showNotice(copied.ok ? 'Copied a dd command line' : NOT_TAKEN);
}

/** Blocks that are asked for their sectors; a longer selection is said not to be in one piece. */
const MAX_BLOCKS = 256;

async function placeInFile({ view }: Disk, { space, at, bytes }: ReturnType<typeof selectedBytes>): Promise<number | null> {
  if (space === 'file') return at;
  const blockBytes = view.disk?.blocks.sizeBytes ?? 0;
  const [first, last] = [Math.floor(at / blockBytes), Math.floor((at + bytes - 1) / blockBytes)];
  if (view.disk === null || last - first >= MAX_BLOCKS) return null;
  let start: number | null = null;
  for (let block = first; block <= last; block++) {
    const map = await api['image/readBlockMap']({ image: view.image, block, bitmaps: now().prefs.bitmaps });
    if (!map.ok) return null;
    for (const run of unpackRuns(map.value)) {
      const [from, end] = [run.lba * 512, (run.lba + run.sectors) * 512];
      if (end <= at || from >= at + bytes) continue;
      if (run.source !== 'file' || run.layer !== 0 || run.at === null) return null;
      start ??= run.at + at - from;
      if (run.at - start !== from - at) return null;
    }
  }
  return start;
}

export async function copyAddress(): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const text = offsetText(shown.cursor.at, now().prefs.radix);
  const copied = await api['app/copyText']({ text });
  showNotice(copied.ok ? `Copied ${text}` : NOT_TAKEN);
}
