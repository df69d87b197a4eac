import { ChevronRight } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { Fragment, useState, type JSX, type ReactElement } from 'react';
import { COMMANDS, type CommandId } from '../../../shared/commands';
import { keysOf, keysText } from '../../app/keys.model';
import { isEnabled, runCommand } from '../../app/commands';
import { now, useStore } from '../../app/store';
import { keepFocusElsewhere } from '../../ui/focusBack';

const GROUPS: readonly (readonly CommandId[])[] = [
  ['edit.copy', 'edit.copyText', 'edit.copyAddress'],
  ['edit.paste', 'edit.fill'],
  ['edit.selectField', 'edit.selectSector', 'edit.selectBlock'],
  ['edit.hashSelection', 'view.space', 'file.export'],
];

const capital = (text: string): string => (text.startsWith('dd ') ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`);

/** Of a menu that opens from the first group. */
const COPY_AS: readonly CommandId[] = [
  'copy.stream',
  'copy.c',
  'copy.python',
  'copy.rust',
  'copy.go',
  'copy.java',
  'copy.base64',
  'copy.markdown',
  'copy.dd',
];

/** What can be done with the bytes under the cursor. The right click that opens it has moved the cursor there. */
export function HexMenu({ children }: { readonly children: ReactElement }): JSX.Element {
  const mac = useStore((s) => s.program.platform === 'darwin');
  // The commands that were enabled when the menu opened: it does not change while it is open.
  const [enabled, setEnabled] = useState<readonly CommandId[]>([]);
  const look = (open: boolean): void => {
    if (open) setEnabled([...GROUPS.flat(), ...COPY_AS].filter((id) => isEnabled(id, now())));
  };
  // Not modal: a modal menu would add a style element, which the page's security policy forbids.
  return (
    <ContextMenu.Root modal={false} onOpenChange={look}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8} onCloseAutoFocus={keepFocusElsewhere}>
          {GROUPS.map((group, i) => (
            <Fragment key={group[0]}>
              {i > 0 && <ContextMenu.Separator />}
              {group.map((id) => {
                const keys = keysOf(id, mac);
                return (
                  <ContextMenu.Item key={id} disabled={!enabled.includes(id)} onSelect={() => runCommand(id)}>
                    {COMMANDS[id].label} {keys !== null && <kbd>{keysText(keys, mac)}</kbd>}
                  </ContextMenu.Item>
                );
              })}
              {i === 0 && (
                <ContextMenu.Sub>
                  <ContextMenu.SubTrigger>
                    Copy as <ChevronRight size={14} aria-hidden />
                  </ContextMenu.SubTrigger>
                  <ContextMenu.Portal>
                    <ContextMenu.SubContent className="menu" collisionPadding={8}>
                      {COPY_AS.map((id) => (
                        <ContextMenu.Item key={id} disabled={!enabled.includes(id)} onSelect={() => runCommand(id)}>
                          {capital(COMMANDS[id].label.replace('Copy as ', ''))}
                        </ContextMenu.Item>
                      ))}
                    </ContextMenu.SubContent>
                  </ContextMenu.Portal>
                </ContextMenu.Sub>
              )}
            </Fragment>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
