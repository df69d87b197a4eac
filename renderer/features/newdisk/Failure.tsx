import type { JSX } from 'react';
import type { BoundaryError, NewDiskError } from '../../../shared/errors';
import { useSheet } from '../../app/modal.store';
import { newDiskErrorText } from './newDiskErrors.text';
import { Refusal } from '../../ui/Refusal';

/** Why the disk was not created, and how things are now. */
export function Failure({ error }: { readonly error: NewDiskError | BoundaryError }): JSX.Element {
  const place = useSheet('newDisk', ({ form }) => form.place);
  const replaces = place?.look.kind === 'ready' && place.look.info.existing !== null;
  const { title, detail } = newDiskErrorText(error, { name: place?.choice.name ?? 'the disk', replaces });
  return <Refusal title={title} detail={detail} />;
}
