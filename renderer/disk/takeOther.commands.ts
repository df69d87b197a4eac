/** Takes bytes over from the disk that this one was compared with. */
import { sizeText } from '../../shared/text/size';
import { PAGE_BYTES, type ImageId } from '../../shared/views';
import { alertUser } from '../app/modal.store';
import { showNotice } from '../app/notice.store';
import { showsBytes, type OpenDisk } from '../app/state';
import { shownDisk } from '../app/store';
import { inTurn } from './editQueue.store';
import { comparedIn } from './compared.model';
import { readOther } from './compared.store';
import { currentHits } from './find.store';
import { hitsWithin } from './hits.model';
import { hexTarget, MAX_PASTED_BYTES, takeOver } from './typing.commands';

export const canTakeOther = (disk: OpenDisk): boolean =>
  disk.edits.editing && comparedIn(disk) !== null && disk.cursor.space === 'disk' && showsBytes(disk);

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
  const data = await otherBytes(shown.view.image, other.find, range);
  const run = shownDisk()?.find.run;
  if (run?.kind !== 'none' && run?.isStale === true)
    alertUser({
      title: 'One of the disks was changed since they were compared.',
      detail: 'Compare again, so that you see what you take over. Nothing was changed.',
    });
  else if (data === null)
    alertUser({
      title: `${other.name} can’t give these bytes.`,
      detail: 'Its file may be damaged, or not be there any more. Nothing was changed.',
    });
  // The disk or the comparison may be another one by now.
  else if (comparedIn(shownDisk())?.find === other.find) takeOver(target.model, range.at, data, other.name);
}

/** Null if any of them cannot be read. Behind the other disk's end there are zeros. */
async function otherBytes(
  image: ImageId,
  find: number,
  { at, bytes }: { readonly at: number; readonly bytes: number },
): Promise<Uint8Array | null> {
  const data = new Uint8Array(bytes);
  for (let page = Math.floor(at / PAGE_BYTES); page * PAGE_BYTES < at + bytes; page++) {
    const read = await readOther(image, find, page);
    const from = page * PAGE_BYTES;
    if (!read.ok || read.value.faults.some((fault) => from + fault.at < at + bytes && from + fault.at + fault.bytes > at)) return null;
    const first = Math.max(at, from);
    data.set(read.value.bytes.subarray(first - from, at + bytes - from), first - at);
  }
  return data;
}
