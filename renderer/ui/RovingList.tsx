import type { HTMLAttributes, JSX, KeyboardEvent, ReactNode } from 'react';

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(count - 1, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** A list that moves the focus among the elements marked `data-item` with arrow keys, Home and End. For Tab it is one stop. */
export function RovingList({
  children,
  onKeyDown,
  role = 'group',
  ...rest
}: HTMLAttributes<HTMLDivElement> & { readonly children: ReactNode }): JSX.Element {
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    onKeyDown?.(event);
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    if (at < 0) return;
    event.preventDefault();
    items[step(at, items.length)]?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the role is there, as a prop
    <div {...rest} role={role} onKeyDown={move}>
      {children}
    </div>
  );
}
