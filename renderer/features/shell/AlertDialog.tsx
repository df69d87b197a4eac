import type { JSX } from 'react';
import { dismissOver } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import '../../ui/alert.css';

/** Says that something did not happen; has one button. */
export function AlertDialog(): JSX.Element | null {
  const alert = useStore((s) => (s.modal?.kind === 'alert' ? s.modal : null));
  if (alert === null) return null;
  return (
    <Dialog label={alert.title} onClose={dismissOver}>
      <div className="alert">
        <h2>{alert.title}</h2>
        <p className="selectable">{alert.detail}</p>
        <div className="alert-buttons">
          <Button look="primary" onClick={dismissOver}>
            OK
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
