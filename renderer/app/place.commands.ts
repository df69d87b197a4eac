/** The place of a new file, for every sheet that makes one: the system's save dialog, and what main reports about the place. */
import type { FileType } from '../../shared/fileTypes';
import type { PlaceChoice } from '../../shared/newDisk';
import type { OpenTicket } from '../../shared/views';
import { api } from '../api';
import type { PlaceForm } from './place.model';

const LONGEST_NAME = 255;

/** Null if the user dismissed the dialog. */
export async function askForPlace(suggestion: string, near: OpenTicket | null, type: FileType): Promise<PlaceChoice | null> {
  const answer = await api['disk/choosePlace']({ suggestion: suggestion.slice(0, LONGEST_NAME), near, type });
  return answer.ok ? answer.value : null;
}

/**
 * What is there now, what the folder allows, and how much room there is. `parent`: a file that the new one must not replace,
 * its parent or the raw image it is made from.
 */
export async function lookAtPlace(choice: PlaceChoice, parent: OpenTicket | null): Promise<PlaceForm> {
  const answer = await api['disk/inspectPlace']({ place: choice.ticket, parent });
  return { choice, look: answer.ok ? { kind: 'ready', info: answer.value } : { kind: 'failed', error: answer.error } };
}
