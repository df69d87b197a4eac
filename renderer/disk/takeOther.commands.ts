/** Takes bytes over from the disk that this one was compared with. */
import { sizeText } from '../../shared/text/size';
import { PAGE_BYTES, type ImageId } from '../../shared/views';
import { api } from '../api';
import { alertUser } from '../app/modal.store';
import { showNotice } from '../app/notice.store';
import type { OpenDisk } from '../app/state';
import { shownDisk } from '../app/store';
import { inTurn } from './editQueue.store';
import { comparedIn, currentHits } from './find.store';
import { hitsWithin } from './hits.model';
import { hexTarget, MAX_PASTED_BYTES, pasteOver } from './typing.commands';

export const canTakeOther = (disk: OpenDisk): boolean =>
  disk.edits.editing && comparedIn(disk) !== null && disk.cursor.space === 'disk' && hexTarget() !== null;

/** Stages the other disk's bytes over what is selected, or over the difference under the cursor. */
export const takeOther = (): Promise<void> => inTurn(takeNow);

async function takeNow(): Promise<void> {
  const shown = shownDisk();
  const other = shown === null ? null : comparedIn(shown);
  const target = hexTarget();
  if (shown === null || other === null || target === null) return;
  const { cursor, selection } = shown;
  const range = selection?.space === 'disk' ? selection : (hitsWithin(currentHits(), cursor.at, cursor.at + 1)[0] ?? null);
  if (cursor.space !== 'disk' || range === null) return showNotice('Select bytes of the disk first, or go to a difference');
  if (range.bytes > MAX_PASTED_BYTES) return showNotice(`Select up to ${sizeText(MAX_PASTED_BYTES)} to take over`);
  const data = await otherBytes(shown.view.image, range);
  if (data === null)
    alertUser({
      title: `${other.name} can’t give these bytes.`,
      detail: 'Its file may be damaged, or not be there any more. Nothing was changed.',
    });
  // The disk or the comparison may be another one by now.
  else if (comparedIn(shownDisk())?.find === other.find) pasteOver(target.model, range.at, data, 'Take over');
}

/** Null if any of them cannot be read. Behind the other disk's end there are zeros. */
async function otherBytes(image: ImageId, { at, bytes }: { readonly at: number; readonly bytes: number }): Promise<Uint8Array | null> {
  const data = new Uint8Array(bytes);
  for (let page = Math.floor(at / PAGE_BYTES); page * PAGE_BYTES < at + bytes; page++) {
    const read = await api['find/readOther']({ image, page });
    const from = page * PAGE_BYTES;
    if (!read.ok || read.value.faults.some((fault) => from + fault.at < at + bytes && from + fault.at + fault.bytes > at)) return null;
    const first = Math.max(at, from);
    data.set(read.value.bytes.subarray(first - from, at + bytes - from), first - at);
  }
  return data;
}
