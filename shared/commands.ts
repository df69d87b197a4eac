/**
 * Every command of the program, once: menu, shortcut, palette and buttons read this table; renderer/commands implements it.
 * Keys are Electron accelerators.
 */
export type MenuName = 'File' | 'Edit' | 'View' | 'Go' | 'Help';

export type CommandInfo = {
  readonly label: string;
  readonly menu: MenuName;
  readonly keys?: string;
  /** On macOS, where it differs. */
  readonly macKeys?: string;
  /** A line in the menu above this item. */
  readonly group?: true;
};

const table = {
  'file.new': { label: 'New disk…', menu: 'File', keys: 'CommandOrControl+N' },
  'file.open': { label: 'Open…', menu: 'File', keys: 'CommandOrControl+O' },
  'file.openRecent': { label: 'Open recent…', menu: 'File', keys: 'CommandOrControl+R' },
  'file.trySample': { label: 'Try a sample disk', menu: 'File' },
  'file.makeNew': { label: 'Make a new disk from this one…', menu: 'File', keys: 'CommandOrControl+Shift+N', group: true },
  'file.flatten': { label: 'Flatten the chain…', menu: 'File' },
  'file.hash': { label: 'Hash this disk', menu: 'File' },
  'file.save': { label: 'Review and save…', menu: 'File', keys: 'CommandOrControl+S', group: true },
  'file.undoSave': { label: 'Undo last save…', menu: 'File' },
  'file.import': { label: 'Make a disk from a raw image…', menu: 'File' },
  'file.export': { label: 'Export…', menu: 'File', keys: 'CommandOrControl+E' },
  'file.reload': { label: 'Reload from disk', menu: 'File', keys: 'F5' },
  'file.locateParent': { label: 'Locate parent disk…', menu: 'File' },
  'file.showInFolder': { label: 'Show in folder', menu: 'File' },
  'file.close': { label: 'Close disk', menu: 'File', keys: 'CommandOrControl+W' },
  'edit.undo': { label: 'Undo', menu: 'Edit', keys: 'CommandOrControl+Z' },
  'edit.redo': { label: 'Redo', menu: 'Edit', keys: 'CommandOrControl+Y', macKeys: 'Shift+Command+Z' },
  'edit.toggle': { label: 'Edit this disk', menu: 'Edit', keys: 'CommandOrControl+Shift+E' },
  'edit.discard': { label: 'Discard all changes', menu: 'Edit' },
  'edit.restoreDraft': { label: 'Restore kept changes', menu: 'Edit' },
  'edit.forgetDraft': { label: 'Discard kept changes…', menu: 'Edit' },
  'edit.repair': { label: 'Repair this problem…', menu: 'Edit', keys: 'CommandOrControl+.', group: true },
  'edit.repairSafe': { label: 'Repair all safe problems…', menu: 'Edit' },
  'edit.copy': { label: 'Copy', menu: 'Edit', keys: 'CommandOrControl+C' },
  'edit.paste': { label: 'Paste over', menu: 'Edit', keys: 'CommandOrControl+V' },
  'edit.fill': { label: 'Fill…', menu: 'Edit', keys: 'CommandOrControl+Shift+F' },
  'edit.writeFile': { label: 'Write a file into the disk…', menu: 'Edit' },
  'edit.copyHex': { label: 'Copy as hex', menu: 'Edit', keys: 'CommandOrControl+Shift+C' },
  'edit.copyText': { label: 'Copy as text', menu: 'Edit' },
  'edit.copyAddress': { label: 'Copy address', menu: 'Edit', keys: 'CommandOrControl+Alt+C' },
  'edit.selectField': { label: 'Select field', menu: 'Edit', keys: 'CommandOrControl+Shift+1', group: true },
  'edit.selectSector': { label: 'Select sector', menu: 'Edit', keys: 'CommandOrControl+Shift+2' },
  'edit.selectBlock': { label: 'Select block', menu: 'Edit', keys: 'CommandOrControl+Shift+3' },
  'edit.bitsSet': { label: 'Set sector bits', menu: 'Edit', group: true },
  'edit.bitsClear': { label: 'Clear sector bits…', menu: 'Edit' },
  'edit.bitsInvert': { label: 'Invert sector bits…', menu: 'Edit' },
  'edit.bitsMatch': { label: 'Set sector bits where data isn’t zero', menu: 'Edit' },
  'view.overview': { label: 'Overview', menu: 'View', keys: 'CommandOrControl+1' },
  'view.mapHex': { label: 'Map + Hex', menu: 'View', keys: 'CommandOrControl+2' },
  'view.map': { label: 'Map', menu: 'View', keys: 'CommandOrControl+3' },
  'view.hex': { label: 'Hex', menu: 'View', keys: 'CommandOrControl+4' },
  'view.navigator': { label: 'Navigator', menu: 'View', keys: 'CommandOrControl+B', group: true },
  'view.inspector': { label: 'Inspector', menu: 'View', keys: 'CommandOrControl+Alt+B' },
  'view.problems': { label: 'Problems', menu: 'View', keys: 'CommandOrControl+Shift+M' },
  'view.jobs': { label: 'Jobs', menu: 'View', keys: 'CommandOrControl+J' },
  'view.checkAll': { label: 'Check everything…', menu: 'View' },
  'view.space': { label: 'Virtual disk ⇄ file bytes', menu: 'View', keys: 'CommandOrControl+\\', group: true },
  'view.radix': { label: 'Hex ⇄ decimal addresses', menu: 'View', keys: 'CommandOrControl+Shift+H' },
  'view.columns': { label: '16 ⇄ 32 columns', menu: 'View' },
  'view.bitmaps': { label: 'Ignore sector bitmaps, as QEMU does', menu: 'View' },
  'view.scanContent': { label: 'Scan content for zeros', menu: 'View', group: true },
  'view.pauseScan': { label: 'Pause or resume scanning content', menu: 'View' },
  'view.stopScan': { label: 'Stop scanning content', menu: 'View' },
  'view.themeSystem': { label: 'Theme of the system', menu: 'View', group: true },
  'view.themeLight': { label: 'Light theme', menu: 'View' },
  'view.themeDark': { label: 'Dark theme', menu: 'View' },
  'go.to': { label: 'Go to…', menu: 'Go', keys: 'CommandOrControl+G' },
  'go.back': { label: 'Back', menu: 'Go', keys: 'Alt+Left', macKeys: 'Command+[', group: true },
  'go.forward': { label: 'Forward', menu: 'Go', keys: 'Alt+Right', macKeys: 'Command+]' },
  'go.nextProblem': { label: 'Next problem', menu: 'Go', keys: 'F8', group: true },
  'go.previousProblem': { label: 'Previous problem', menu: 'Go', keys: 'Shift+F8' },
  'go.nextPane': { label: 'Next pane', menu: 'Go', keys: 'F6', group: true },
  'go.previousPane': { label: 'Previous pane', menu: 'Go', keys: 'Shift+F6' },
  'help.palette': { label: 'All commands…', menu: 'Help', keys: 'CommandOrControl+Shift+P' },
  'help.keyboard': { label: 'Keyboard shortcuts', menu: 'Help' },
} as const satisfies Record<string, CommandInfo>;

export type CommandId = keyof typeof table;
export const COMMANDS: Readonly<Record<CommandId, CommandInfo>> = table;
export const COMMAND_IDS = Object.keys(table) as [CommandId, ...CommandId[]];
