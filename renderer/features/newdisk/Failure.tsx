import { useEffect, useRef, type JSX } from 'react';
import type { BoundaryError, NewDiskError } from '../../../shared/errors';
import { useStore } from '../../store/store';
import { newDiskErrorText } from '../../text/newDiskErrors';
import { SeverityIcon } from '../../ui/SeverityIcon';

/** Why it was not created, and how things stand now. */
export function Failure({ error }: { readonly error: NewDiskError | BoundaryError }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const place = useStore((s) => s.draft.place);
  const replaces = place?.look.kind === 'ready' && place.look.info.existing !== null;
  const { title, detail } = newDiskErrorText(error, { name: place?.choice.name ?? 'the disk', replaces });
  useEffect(() => ref.current?.focus(), []);
  return (
    <div className="newdisk-failure selectable" role="alert" tabIndex={-1} ref={ref}>
      <SeverityIcon severity="error" />
      <p>
        <b>{title}</b> {detail}
      </p>
    </div>
  );
}
