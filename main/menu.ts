/** The native menu, built from the command table. The page handles the keys; the menu shows them and sends commands. */
import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { COMMAND_IDS, COMMANDS, type CommandId, type MenuName } from '../shared/commands';
import { send } from './ipc/broadcast';

const isMac = process.platform === 'darwin';
const MENUS: readonly MenuName[] = ['File', 'Edit', 'View', 'Go', 'Help'];

const itemOf = (id: CommandId): MenuItemConstructorOptions[] => {
  const { label, keys, macKeys, group } = COMMANDS[id];
  const accelerator = isMac ? (macKeys ?? keys) : keys;
  const item: MenuItemConstructorOptions = {
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    registerAccelerator: false,
    click: (_item, window) => {
      if (window instanceof BrowserWindow) send(window.webContents, 'app/command', { command: id });
    },
  };
  return group === true ? [{ type: 'separator' }, item] : [item];
};

const submenuOf = (menu: MenuName): MenuItemConstructorOptions => ({
  label: menu,
  submenu: [
    ...COMMAND_IDS.filter((id) => COMMANDS[id].menu === menu).flatMap(itemOf),
    ...(menu === 'File' && !isMac ? [{ type: 'separator' } as const, { role: 'quit' } as const] : []),
    ...(menu === 'Edit' && isMac ? [{ type: 'separator' } as const, { role: 'paste' } as const, { role: 'selectAll' } as const] : []),
  ],
});

export function installMenu(): void {
  const appMenu: MenuItemConstructorOptions[] = isMac ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu, ...MENUS.map(submenuOf)]));
}

/** Greys what the focused window cannot do now. */
export function offerCommands(enabled: readonly CommandId[]): void {
  const menu = Menu.getApplicationMenu();
  if (menu === null) return;
  const offered = new Set<string>(enabled);
  for (const id of COMMAND_IDS) {
    const item = menu.getMenuItemById(id);
    if (item !== null) item.enabled = offered.has(id);
  }
}
