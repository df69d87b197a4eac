/**
 * Where the user is in the disk, and what they have typed for it, for the page that takes the place of this one when it fails;
 * and the file that could not be opened, of which main keeps nothing.
 */
import type { FileTicket, ImageId } from '../../shared/views';
import { keepText, takeText, type KeptTexts } from './keptText.store';
import { PLACE, type DiskState, type OpenDisk, type Place } from './state';
import { shownIn, useStore } from './store';

const KEY = 'place';
const REFUSED = 'refused';
type Kept = { readonly image: ImageId; readonly place: Place };

const placeOf = (disk: OpenDisk): Place => Object.fromEntries(PLACE.map((name) => [name, disk[name]])) as unknown as Place;

/**
 * Keeps the place at every change of it. What a disk is shown with is none: a place that was given back is kept again once the
 * user moves, and if it is what fails, the next page comes without it. Returns a function that stops.
 */
export function keepPlace(storage: KeptTexts = sessionStorage): () => void {
  return useStore.subscribe((now, before) => {
    if (now.disk !== before.disk) keepRefused(now.disk, storage);
    const [disk, last] = [shownIn(now), shownIn(before)];
    if (disk === last) return;
    if (disk === null) storage.removeItem(KEY);
    else if (disk.view.image === last?.view.image && PLACE.some((name) => disk[name] !== last[name]))
      keepText(storage, KEY, JSON.stringify({ image: disk.view.image, place: placeOf(disk) } satisfies Kept));
  });
}

/** What the page before this one kept. It is given only once, to a page that shows the same image; else it is null. */
export function takeKeptPlace(image: ImageId | null, storage: KeptTexts = sessionStorage): Place | null {
  const text = takeText(storage, KEY);
  const kept = text === null ? null : (JSON.parse(text) as Kept);
  return kept !== null && kept.image === image ? kept.place : null;
}

function keepRefused(disk: DiskState, storage: KeptTexts): void {
  if (disk.kind === 'failed') keepText(storage, REFUSED, JSON.stringify(disk.file));
  // Main knows what is being opened, and the page after this one opens that.
  else storage.removeItem(REFUSED);
}

/** The file that the page before this one could not open, and had in sight. It is given only once. */
export function takeRefused(storage: KeptTexts = sessionStorage): FileTicket | null {
  const text = takeText(storage, REFUSED);
  return text === null ? null : (JSON.parse(text) as FileTicket);
}
