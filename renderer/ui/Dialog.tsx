import { useEffect, useRef, type JSX, type ReactNode } from 'react';
import './ui.css';

type Props = { readonly label: string; readonly onClose: () => void; readonly wide?: boolean; readonly children: ReactNode };

/** A modal over the window: the platform's own dialog element, which traps focus and closes on Escape. */
export function Dialog({ label, onClose, wide = false, children }: Props): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
    // The platform would focus whatever comes first.
    ref.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, []);
  return (
    <dialog ref={ref} className={wide ? 'dialog dialog-wide' : 'dialog'} aria-label={label} onClose={onClose}>
      {children}
    </dialog>
  );
}
