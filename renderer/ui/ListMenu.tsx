import { ContextMenu } from 'radix-ui';
import { Fragment, useRef, useState, type JSX, type MouseEvent, type ReactElement } from 'react';
import { keepFocusElsewhere } from './focusBack';

export type MenuEntry = {
  readonly label: string;
  /** As they are written for the user; null: none. */
  readonly keys: string | null;
  readonly isEnabled: boolean;
  run(): void;
};

type Props = {
  /** Asked when the menu opens, after the item was chosen. The entries stay as they are while it is open. */
  readonly groups: () => readonly (readonly MenuEntry[])[];
  /** The list. Its items are marked `data-item`, and those that the menu is for also `data-place`. */
  readonly children: ReactElement;
};

/** The menu of a list: a right click or Shift+F10 on an item chooses it, as a click does, and offers what can be done with it. */
export function ListMenu({ groups, children }: Props): JSX.Element {
  const [entries, setEntries] = useState<readonly (readonly MenuEntry[])[]>([]);
  const item = useRef<HTMLElement | null>(null);
  const choose = (event: MouseEvent): void => {
    const chosen = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
    // Without this the browser's own menu would open.
    if (chosen === null) return event.preventDefault();
    item.current = chosen;
    chosen.click();
  };
  const giveFocusBack = (event: Event): void => {
    if (keepFocusElsewhere(event)) return;
    event.preventDefault();
    item.current?.focus();
  };
  // Not modal: a modal menu would add a style element, which the page's security policy forbids.
  return (
    <ContextMenu.Root modal={false} onOpenChange={(open) => open && setEntries(groups())}>
      <ContextMenu.Trigger asChild onContextMenu={choose}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={giveFocusBack}>
          {entries.map((group, i) => (
            <Fragment key={group[0]?.label}>
              {i > 0 && <ContextMenu.Separator />}
              {group.map(({ label, keys, isEnabled, run }) => (
                <ContextMenu.Item key={label} disabled={!isEnabled} onSelect={run}>
                  {label} {keys !== null && <kbd>{keys}</kbd>}
                </ContextMenu.Item>
              ))}
            </Fragment>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
