/** Why a file was not taken as the parent. Null where the user said no: nothing needs to be said. */
import type { BoundaryError, ParentError } from '../../shared/errors';
import { openErrorText } from './openErrors';

export type AlertText = { readonly title: string; readonly detail: string };

const UNCHANGED = 'The disk stays open without its parent; no file was changed.';

export function parentErrorText(error: ParentError | BoundaryError): AlertText | null {
  switch (error.kind) {
    case 'declined':
      return null;
    case 'wrong-parent':
      return {
        title: `${error.name} isn’t the parent this disk was made from.`,
        detail: `Its ID is ${error.foundId}, the disk wants ${error.expectedId}. ${UNCHANGED}`,
      };
    case 'chain-loop':
      return { title: 'This file is already part of the chain.', detail: `A disk cannot be its own parent. ${UNCHANGED}` };
    case 'not-a-path-here':
      return { title: 'This path means nothing on this system.', detail: `Use “Locate…” and choose the file yourself. ${UNCHANGED}` };
    case 'image-closed':
      return { title: 'The disk was closed meanwhile.', detail: 'Open it again.' };
    case 'out-of-range':
      return { title: 'There is no such path in this disk.', detail: UNCHANGED };
    default: {
      const { title, detail } = openErrorText(error, 'The chosen file');
      return { title, detail: `${detail} ${UNCHANGED}` };
    }
  }
}
