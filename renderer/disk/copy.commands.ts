/** Copies bytes of the selection to the clipboard. */
import { PAGE_BYTES } from '../../shared/views';
import { api } from '../api';
import { offsetText } from './address.model';
import { selectedBytes } from '../app/selectors.store';
import { showNotice, showNoticeWhile } from '../app/notice.store';
import { now, shownDisk, shownIn } from '../app/store';
import { hexBytes, plural } from '../../shared/text/numbers';

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

const asText = (bytes: Uint8Array): string => Array.from(bytes, (b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');

/** Copies what is selected and says so in the status bar, or says why it cannot. */
export async function copySelection(as: 'hex' | 'text'): Promise<void> {
  const bytes = await readSelection();
  if (bytes === null) {
    const selection = shownDisk()?.selection;
    showNoticeWhile((state) => shownIn(state)?.selection === selection, 'Not copied: select up to 1 MiB that can be read');
    return;
  }
  const copied = await api['app/copyText']({ text: as === 'hex' ? hexBytes(bytes) : asText(bytes) });
  showNotice(copied.ok ? `Copied ${plural(bytes.length, 'byte')} as ${as}` : NOT_TAKEN);
}

export async function copyAddress(): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const text = offsetText(shown.cursor.at, now().prefs.radix);
  const copied = await api['app/copyText']({ text });
  showNotice(copied.ok ? `Copied ${text}` : NOT_TAKEN);
}
