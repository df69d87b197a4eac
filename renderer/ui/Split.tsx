import type { JSX, ReactNode } from 'react';
import { Group, useDefaultLayout } from 'react-resizable-panels';

type Props = {
  /** What the sizes are remembered under; another id starts anew. */
  readonly id: string;
  /** The panels that are there, where that changes. */
  readonly panelIds?: readonly string[];
  readonly orientation: 'horizontal' | 'vertical';
  /** Says how large it is; otherwise as high as its place. */
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** Panels with borders to drag; the sizes the user gave them come back. */
export function Split({ id, panelIds, orientation, className, children }: Props): JSX.Element {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id,
    ...(panelIds === undefined ? {} : { panelIds: [...panelIds] }),
    onlySaveAfterUserInteractions: true,
    storage: localStorage,
  });
  return (
    <Group
      {...(className === undefined ? { style: { height: '100%' } } : { className })}
      orientation={orientation}
      {...(defaultLayout === undefined ? {} : { defaultLayout })}
      onLayoutChanged={onLayoutChanged}
    >
      {children}
    </Group>
  );
}
