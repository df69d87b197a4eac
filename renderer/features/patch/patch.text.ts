/** What is said of patches. */
import type { SavedPatch, SavePatchError } from '../../../shared/edits';
import type { BoundaryError } from '../../../shared/errors';
import { plural } from '../../../shared/text/numbers';
import { isPatchError, patchText } from '../../../shared/text/patch';
import type { AlertText } from '../../app/alert.text';
import { boundaryText, CLOSED_MEANWHILE } from '../../app/boundary.text';
import { obstacleText } from '../../app/place.text';
import { whyText } from '../../app/why.text';
import { patchAlert } from '../../disk/editErrors.text';

const NO_FILE = 'No patch was written.';

export const savedText = ({ name, changes }: SavedPatch): string => `${plural(changes, 'change')} written to ${name}.`;

/** `otherDisk`: the id of the disk that the patch was made from, if that is another one. */
export const stagedText = (otherDisk: string | null): string =>
  `${otherDisk === null ? '' : `This patch was made from another disk, ${otherDisk}; the bytes it expects are here too. `}The patch is staged as one change. Review and save it, or undo.`;

export function savePatchErrorText(error: SavePatchError | BoundaryError): AlertText {
  const title = 'The changes were not written as a patch.';
  if (isPatchError(error)) return { title, detail: `${patchAlert(patchText(error))} ${NO_FILE}` };
  if (error.kind === 'image-closed') return { title: CLOSED_MEANWHILE, detail: NO_FILE };
  if (error.kind === 'obstacle') return { title, detail: `${obstacleText('The file', error.obstacle)} ${NO_FILE}` };
  return error.kind === 'not-written' ? { title, detail: `${whyText(error.cause)} ${NO_FILE}` } : boundaryText(error);
}
