/** The native menu on macOS, and where no window is open: what a test on Linux otherwise never sees. */
import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const { built, sent, enabled, Window } = vi.hoisted(() => ({
  enabled: new Set<string>(),
  built: [] as MenuItemConstructorOptions[][],
  sent: [] as unknown[],
  Window: class {
    readonly webContents = 'page';
  },
}));
vi.mock('electron', () => ({
  BrowserWindow: Object.assign(Window, { getAllWindows: () => [] }),
  Menu: {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
    setApplicationMenu: (template: MenuItemConstructorOptions[]) => built.push(template),
    getApplicationMenu: () => ({
      getMenuItemById: (id: string) => ({
        id,
        set enabled(can: boolean) {
          if (can) enabled.add(id);
          else enabled.delete(id);
        },
      }),
    }),
  },
}));
vi.mock('../../../main/ipc/broadcast', () => ({ send: (...what: unknown[]) => sent.push(what) }));

const opened = vi.fn<() => void>();
type Item = MenuItemConstructorOptions;

async function menuOn(platform: NodeJS.Platform): Promise<Item[]> {
  vi.resetModules();
  vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
  const { installMenu } = await import('../../../main/menu');
  installMenu(opened);
  vi.restoreAllMocks();
  return built.at(-1) as Item[];
}
const itemsOf = (menu: readonly Item[], label: string): Item[] => menu.find((one) => one.label === label)?.submenu as Item[];
function click(menu: readonly Item[], id: string, window: unknown): void {
  const item = itemsOf(menu, 'File').find((one) => one.id === id) as { readonly click: unknown };
  (item.click as (item: unknown, window: unknown) => void)(item, window);
}
const roles = (items: readonly Item[]): unknown[] => items.flatMap(({ role }) => (role === undefined ? [] : [role]));

beforeEach(() => {
  opened.mockReset();
  sent.length = 0;
});

describe('on macOS', () => {
  it('text fields have the system’s own cut, copy, paste and select all', async () => {
    expect(roles(itemsOf(await menuOn('darwin'), 'Edit'))).toEqual(['cut', 'copy', 'paste', 'selectAll']);
  });

  it('the program’s own menu comes first and has quitting; there is one list of windows', async () => {
    const menu = await menuOn('darwin');
    expect(roles(menu)).toEqual(['appMenu', 'windowMenu']);
    expect(menu[0]).toEqual({ role: 'appMenu' });
    expect(roles(itemsOf(menu, 'File'))).toEqual([]);
  });

  it('redo has one key, which is the system’s', async () => {
    const redo = itemsOf(await menuOn('darwin'), 'Edit').filter(({ id }) => id === 'edit.redo');
    expect(redo.map(({ accelerator, registerAccelerator }) => [accelerator, registerAccelerator])).toEqual([['Shift+Command+Z', false]]);
  });
});

it('elsewhere the File menu has quitting, and redo the key that is usual there', async () => {
  const menu = await menuOn('linux');
  expect(roles(itemsOf(menu, 'File'))).toEqual(['quit']);
  expect(roles(itemsOf(menu, 'Edit'))).toEqual([]);
  expect(itemsOf(menu, 'Edit').find(({ id }) => id === 'edit.redo')?.accelerator).toBe('CommandOrControl+Y');
});

describe.each(['file.open', 'file.new', 'file.openRecent', 'file.import'])('%s', (id) => {
  it('without a window opens one', async () => {
    click(await menuOn('darwin'), id, undefined);
    expect(opened).toHaveBeenCalledOnce();
    expect(sent).toEqual([]);
  });

  it('with a window runs in it', async () => {
    click(await menuOn('darwin'), id, new Window());
    expect(opened).not.toHaveBeenCalled();
    expect(sent).toEqual([['page', 'app/command', { command: id }]]);
  });
});

it('what needs a disk does nothing without a window', async () => {
  click(await menuOn('darwin'), 'file.save', undefined);
  expect(opened).not.toHaveBeenCalled();
});

it('when the last window went with a sheet open, what needs no window can be run, and nothing else', async () => {
  await menuOn('darwin');
  const { listWindows, offerCommands } = await import('../../../main/menu');
  offerCommands(['view.zoomIn', 'file.save'], []);
  listWindows();
  expect([...enabled].sort()).toEqual(['file.import', 'file.new', 'file.newWindow', 'file.open', 'file.openRecent', 'file.trySample']);
});
