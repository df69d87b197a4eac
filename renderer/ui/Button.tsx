import { clsx } from 'clsx';
import type { ButtonHTMLAttributes, JSX, ReactNode } from 'react';
import './ui.css';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: 'primary' | 'plain' | 'quiet'; readonly children: ReactNode };

export function Button({ look = 'plain', className, children, ...rest }: Props): JSX.Element {
  return (
    <button type="button" className={clsx('button', `button-${look}`, className)} {...rest}>
      {children}
    </button>
  );
}

/** A button that shows only an icon. Its label is its accessible name and its tooltip. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly label: string }): JSX.Element {
  return (
    <button type="button" className={clsx('icon-button', className)} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  );
}
