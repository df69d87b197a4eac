import { useEffect, useRef, type JSX, type ReactNode, type SyntheticEvent } from 'react';
import './ui.css';

type Props = {
  readonly label: string;
  readonly onClose: () => void;
  /** Called on Escape; `preventDefault` keeps the dialog open. */
  readonly onCancel?: (event: SyntheticEvent) => void;
  /** `sheet` takes most of the window. */
  readonly look?: 'small' | 'wide' | 'sheet';
  readonly children: ReactNode;
};

/** Looks at the page, because a dialog that was just closed is gone from it before its `close` event arrives. */
export const isModalOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/**
 * A modal over the window. It is the browser's own dialog element, which keeps the focus inside and closes on Escape.
 * Afterwards the focus goes back to where it was.
 */
export function Dialog({ label, onClose, onCancel, look = 'small', children }: Props): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const from = useRef<Element | null>(null);
  useEffect(() => {
    from.current ??= document.activeElement;
    ref.current?.showModal();
    // The browser would focus the first control.
    ref.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    // The browser gives the focus back only if the dialog is closed, as by Escape, and not if it is removed from the page.
    return () => {
      if (document.activeElement === document.body && from.current instanceof HTMLElement) from.current.focus();
    };
  }, []);
  // Closes at once instead of waiting for the `close` event, because the next key may be pressed before that.
  const cancel = (event: SyntheticEvent): void => {
    onCancel?.(event);
    if (!event.isDefaultPrevented()) onClose();
  };
  return (
    <dialog ref={ref} className={`dialog dialog-${look}`} aria-label={label} onClose={onClose} onCancel={cancel}>
      {children}
    </dialog>
  );
}
