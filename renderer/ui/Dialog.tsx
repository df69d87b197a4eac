import { useEffect, useRef, type JSX, type ReactNode } from 'react';
import './ui.css';

/** A modal over the window: the platform's own dialog element, which traps focus and closes on Escape. */
export function Dialog({
  label,
  onClose,
  children,
}: {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog ref={ref} className="dialog" aria-label={label} onClose={onClose}>
      {children}
    </dialog>
  );
}
