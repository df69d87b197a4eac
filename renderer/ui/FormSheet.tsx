import type { FormEvent, JSX, ReactNode } from 'react';
import { Button } from './Button';
import { Dialog } from './Dialog';
import './sheet.css';

type Props = {
  readonly title: string;
  /** What the sheet is about; shown beside the title. */
  readonly about?: string;
  /** What is still missing; shown beside the buttons. */
  readonly todo: string;
  readonly action: string;
  readonly canAct: boolean;
  readonly onAct: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A sheet that describes one job: parts in a column, and a button that begins the job. Enter presses that button. */
export function FormSheet({ title, about, todo, action, canAct, onAct, onClose, children }: Props): JSX.Element {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canAct) onAct();
  };
  return (
    <Dialog label={title} look="wide" onClose={onClose}>
      <form className="sheet" noValidate onSubmit={submit}>
        <header className="sheet-head">
          <h2>{title}</h2>
          {about !== undefined && <span className="muted">{about}</span>}
        </header>
        <div className="sheet-body">{children}</div>
        <footer className="sheet-foot">
          <span className="sheet-todo" role="status">
            {todo}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!canAct}>
            {action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

export function SheetPart({ title, children }: { readonly title: string; readonly children: ReactNode }): JSX.Element {
  return (
    <fieldset className="sheet-part" aria-label={title}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
