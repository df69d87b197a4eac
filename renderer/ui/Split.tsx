import type { JSX, ReactNode } from 'react';
import { Group, useDefaultLayout } from 'react-resizable-panels';

type Props = {
  /** The name under which sizes are remembered; another name begins with none. */
  readonly id: string;
  /** The panels that are present; needed only if they change. */
  readonly panelIds?: readonly string[];
  readonly orientation: 'horizontal' | 'vertical';
  /** A class that sets its size; without it, it is as high as its parent. */
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** Panels with borders that can be dragged. The sizes that the user chose are remembered. */
export function Split({ id, panelIds, orientation, className, children }: Props): JSX.Element {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id,
    ...(panelIds === undefined ? {} : { panelIds: [...panelIds] }),
    onlySaveAfterUserInteractions: true,
    storage: localStorage,
  });
  return (
    <Group
      {...(className === undefined ? {} : { className })}
      // Clipped, not hidden: the browser scrolls a hidden part when something in it gets the focus.
      style={{ overflow: 'clip', ...(className === undefined ? { height: '100%' } : {}) }}
      orientation={orientation}
      {...(defaultLayout === undefined ? {} : { defaultLayout })}
      onLayoutChanged={onLayoutChanged}
    >
      {children}
    </Group>
  );
}
