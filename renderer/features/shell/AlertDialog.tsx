import type { JSX } from 'react';
import { dismissOver } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { repairProblem } from '../../disk/repair.commands';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import '../../ui/alert.css';

/** Says that something did not happen; offers the repair that would help, if there is one. */
export function AlertDialog(): JSX.Element | null {
  const alert = useStore((s) => (s.modal?.kind === 'alert' ? s.modal : null));
  if (alert === null) return null;
  const { repairs } = alert;
  const repair = (index: number): void => {
    dismissOver();
    void repairProblem(index);
  };
  return (
    <Dialog label={alert.title} onClose={dismissOver}>
      <div className="alert">
        <h2>{alert.title}</h2>
        <p className="selectable">{alert.detail}</p>
        <div className="alert-buttons">
          <Button look={repairs === undefined ? 'primary' : 'plain'} onClick={dismissOver}>
            OK
          </Button>
          {repairs !== undefined && (
            <Button look="primary" data-first onClick={() => repair(repairs)}>
              Repair…
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
