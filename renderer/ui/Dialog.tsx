import { useEffect, useRef, type JSX, type ReactNode, type SyntheticEvent } from 'react';
import './ui.css';

type Props = {
  readonly label: string;
  readonly onClose: () => void;
  /** Escape; `preventDefault` keeps the dialog. */
  readonly onCancel?: (event: SyntheticEvent) => void;
  /** `sheet` takes most of the window. */
  readonly look?: 'small' | 'wide' | 'sheet';
  readonly children: ReactNode;
};

/** Asked of the page: one that was just closed is gone from it before its `close` event has told anybody. */
export const isModalOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** A modal over the window: the platform's own dialog element, which traps focus and closes on Escape. The focus goes back to where it was. */
export function Dialog({ label, onClose, onCancel, look = 'small', children }: Props): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const from = useRef<Element | null>(null);
  useEffect(() => {
    from.current ??= document.activeElement;
    ref.current?.showModal();
    // The platform would focus whatever comes first.
    ref.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    // The platform gives the focus back where Escape closes it, and not where it is taken out of the page.
    return () => {
      if (document.activeElement === document.body && from.current instanceof HTMLElement) from.current.focus();
    };
  }, []);
  // At once, and not with the `close` event that follows: the next key may be pressed before that.
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
