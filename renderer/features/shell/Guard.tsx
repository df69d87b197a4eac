import { useEffect, useState, type JSX, type ReactNode } from 'react';
import { api } from '../../api';
import { copyText } from '../../app/jobs.commands';
import { closeSheet } from '../../app/modal.store';
import type { Sheet } from '../../app/modalState';
import { Boundary } from '../../ui/Boundary';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { SeverityIcon } from '../../ui/SeverityIcon';
import styles from './shell.module.css';

/** A part of the window whose failure does not affect the rest. `what`: its name, as in “The map failed.” */
export function Guard({ what, children }: { readonly what: string; readonly children: ReactNode }): JSX.Element {
  return <Boundary instead={(error, again) => <Failed what={what} error={error} again={again} />}>{children}</Boundary>;
}

/** The same for a sheet: the failure is shown in its place, and can be closed. */
export function SheetGuard({ kind, children }: { readonly kind: Sheet['kind']; readonly children: ReactNode }): JSX.Element {
  const close = (): void => closeSheet(kind);
  return (
    <Boundary
      instead={(error, again) => (
        <Dialog label="This sheet failed" onClose={close}>
          <Failed what="This sheet" error={error} again={again}>
            <Button onClick={close}>Close</Button>
          </Failed>
        </Dialog>
      )}
    >
      {children}
    </Boundary>
  );
}

type Props = { readonly what: string; readonly error: Error; readonly again: () => void; readonly children?: ReactNode };

function Failed({ what, error, again, children }: Props): JSX.Element {
  const [ref, setRef] = useState<string | null>(null);
  const details = `${what}: ${error.stack ?? error.message}`;
  useEffect(() => {
    void api['app/report']({ where: what.slice(0, 100), message: details.slice(0, 20_000) }).then((answer) => {
      if (answer.ok) setRef(answer.value.ref);
    });
  }, [what, details]);
  return (
    <div className={styles.guard} role="alert">
      <SeverityIcon severity="error" />
      <p>
        <b>{what} failed.</b> Your disk and your unsaved changes are as they were.
        {ref !== null && ` The log has the details under ${ref}.`}
      </p>
      <Button onClick={again}>Try again</Button>
      <Button onClick={() => void copyText(details, 'Copied the details')}>Copy details</Button>
      {children}
    </div>
  );
}
