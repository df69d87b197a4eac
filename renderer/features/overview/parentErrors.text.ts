/** Why a file was not taken as the parent. Null if the user declined: then nothing needs to be said. */
import { CLOSED_MEANWHILE } from '../../app/boundary.text';
import type { BoundaryError, OpenError, ParentError } from '../../../shared/errors';
import type { AlertText } from '../../app/alert.text';
import { openErrorText } from '../../app/openErrors.text';

const UNCHANGED = 'The disk stays open without its parent; no file was changed.';

type Own = Exclude<ParentError['kind'], OpenError['kind']>;

const OWN: { readonly [K in Own]: (error: Extract<ParentError, { readonly kind: K }>) => AlertText | null } = {
  declined: () => null,
  'wrong-parent': ({ name, foundId, expectedId }) => ({
    title: `${name} isn’t the parent this disk was made from.`,
    detail: `Its ID is ${foundId}, the disk wants ${expectedId}. ${UNCHANGED}`,
  }),
  'chain-loop': () => ({ title: 'This file is already part of the chain.', detail: `A disk cannot be its own parent. ${UNCHANGED}` }),
  'not-a-path-here': () => ({
    title: 'This path means nothing on this system.',
    detail: `Use “Locate…” and choose the file yourself. ${UNCHANGED}`,
  }),
  'image-closed': () => ({ title: CLOSED_MEANWHILE, detail: 'Open it again.' }),
  'out-of-range': () => ({ title: 'There is no such path in this disk.', detail: UNCHANGED }),
};

const isOwn = (error: ParentError | BoundaryError): error is Extract<ParentError, { readonly kind: Own }> => error.kind in OWN;

export function parentErrorText(error: ParentError | BoundaryError): AlertText | null {
  if (isOwn(error)) return (OWN[error.kind] as (e: typeof error) => AlertText | null)(error);
  const { title, detail } = openErrorText(error, 'The chosen file');
  return { title, detail: `${detail} ${UNCHANGED}` };
}
