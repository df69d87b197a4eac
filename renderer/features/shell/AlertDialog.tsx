import type { JSX } from 'react';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';

/** Says what did not happen; one button. */
export function AlertDialog(): JSX.Element | null {
  const alert = useStore((s) => s.alert);
  const setView = useStore((s) => s.setView);
  if (alert === null) return null;
  const close = (): void => setView({ alert: null });
  return (
    <Dialog label={alert.title} onClose={close}>
      <div className="alert">
        <h2>{alert.title}</h2>
        <p className="selectable">{alert.detail}</p>
        <div className="alert-buttons">
          <Button look="primary" onClick={close}>
            OK
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
