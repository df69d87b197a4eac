/** The native menu, built from the command table. The page handles the keys; the menu shows them and sends commands. */
import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { COMMAND_IDS, COMMANDS, type CommandId, type MenuName } from '../shared/commands';
import { send } from './ipc/broadcast';

const isMac = process.platform === 'darwin';
const MENUS: readonly MenuName[] = ['File', 'Edit', 'View', 'Go', 'Help'];

/** Commands that can be used when no window is open, as on macOS: they open an empty window, which offers the command. */
const NEEDS_NO_WINDOW: readonly CommandId[] = [
  'file.newWindow',
  'file.new',
  'file.open',
  'file.openRecent',
  'file.trySample',
  'file.import',
];

type Offered = { readonly enabled: readonly CommandId[]; readonly checked: readonly CommandId[] };
let offered: Offered = { enabled: COMMAND_IDS, checked: [] };
let openEmpty = (): void => {};

const itemOf = (id: CommandId): MenuItemConstructorOptions[] => {
  const { label, keys, macKeys, group, isSwitch } = COMMANDS[id];
  const accelerator = isMac ? (macKeys ?? keys) : keys;
  const item: MenuItemConstructorOptions = {
    id,
    label,
    ...(isSwitch === true ? { type: 'checkbox' as const } : {}),
    ...(accelerator === undefined ? {} : { accelerator }),
    registerAccelerator: false,
    click: (_item, window) => {
      if (window instanceof BrowserWindow) send(window.webContents, 'app/command', { command: id });
      else if (NEEDS_NO_WINDOW.includes(id)) openEmpty();
    },
  };
  return group === true ? [{ type: 'separator' }, item] : [item];
};

/** In the page's text fields macOS itself handles these keys. */
const TEXT_FIELDS = ['cut', 'copy', 'paste', 'selectAll'] as const;

const submenuOf = (menu: MenuName): MenuItemConstructorOptions => ({
  label: menu,
  submenu: [
    ...COMMAND_IDS.filter((id) => COMMANDS[id].menu === menu && COMMANDS[id].onlyInPalette !== true).flatMap(itemOf),
    ...(menu === 'File' && !isMac ? [{ type: 'separator' } as const, { role: 'quit' } as const] : []),
    ...(menu === 'Edit' && isMac ? [{ type: 'separator' } as const, ...TEXT_FIELDS.map((role) => ({ role }))] : []),
    ...(menu === 'View' ? [{ type: 'separator' } as const, { role: 'togglefullscreen' } as const] : []),
  ],
});

/** macOS adds the list of windows by itself. */
const windowMenu = (): MenuItemConstructorOptions =>
  isMac
    ? { role: 'windowMenu' }
    : {
        label: 'Window',
        submenu: BrowserWindow.getAllWindows().map((window) => ({
          label: window.getTitle(),
          click: () => {
            if (window.isMinimized()) window.restore();
            window.focus();
          },
        })),
      };

function build(): void {
  const menus = MENUS.map(submenuOf);
  const appMenu: MenuItemConstructorOptions[] = isMac ? [{ role: 'appMenu' }] : [];
  // Help comes last, as everywhere.
  Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu, ...menus.slice(0, -1), windowMenu(), ...menus.slice(-1)]));
  offerCommands(offered.enabled, offered.checked);
}

/** `open` makes an empty window. */
export function installMenu(open: () => void): void {
  openEmpty = open;
  build();
}

/** Rebuilds the list of windows after one was opened, closed or renamed. */
export function listWindows(): void {
  // What the last window could run, perhaps behind a sheet, says nothing of what can be run without one.
  if (BrowserWindow.getAllWindows().length === 0) offered = { enabled: NEEDS_NO_WINDOW, checked: [] };
  build();
}

/** Disables commands that the focused window cannot run now, and ticks those that are switched on in it. */
export function offerCommands(enabled: readonly CommandId[], checked: readonly CommandId[]): void {
  offered = { enabled, checked };
  const menu = Menu.getApplicationMenu();
  if (menu === null) return;
  const [can, on] = [new Set<string>(enabled), new Set<string>(checked)];
  for (const id of COMMAND_IDS) {
    const item = menu.getMenuItemById(id);
    if (item === null) continue;
    item.enabled = can.has(id);
    if (item.type === 'checkbox') item.checked = on.has(id);
  }
}
