import { useEffect, useRef, type JSX, type ReactNode, type SyntheticEvent } from 'react';
import './ui.css';

/** A modal over the window: the platform's own dialog element, which traps focus and closes on Escape. */
export function Dialog({
  label,
  onClose,
  onCancel,
  look = 'small',
  children,
}: {
  readonly label: string;
  readonly onClose: () => void;
  /** Escape; `preventDefault` keeps the dialog. */
  readonly onCancel?: (event: SyntheticEvent) => void;
  /** `sheet` takes most of the window. */
  readonly look?: 'small' | 'sheet';
  readonly children: ReactNode;
}): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog ref={ref} className={`dialog dialog-${look}`} aria-label={label} onClose={onClose} onCancel={onCancel}>
      {children}
    </dialog>
  );
}
