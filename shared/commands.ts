/**
 * The table of all commands of the program. Menu, shortcuts, palette and buttons read it; renderer/app/commands.ts implements
 * it. Keys are Electron accelerators.
 */
export type MenuName = 'File' | 'Edit' | 'View' | 'Go' | 'Help';

export type CommandInfo = {
  readonly label: string;
  readonly menu: MenuName;
  readonly keys?: string;
  /** The keys on macOS, if they differ. */
  readonly macKeys?: string;
  /** Further keys that do the same. No other command has them. */
  readonly otherKeys?: string;
  /** The menu has a line above this item. */
  readonly group?: true;
  /** The command switches something on and off; the menu ticks it. */
  readonly isSwitch?: true;
  /** More words by which the palette finds the command. */
  readonly keywords?: string;
  /** Only the palette has it: in the menu another command leads to the same place. */
  readonly onlyInPalette?: true;
  /** The command can be run while a sheet is open. */
  readonly inModal?: true;
};

const operation = (label: string, keywords: string): CommandInfo => ({ label, menu: 'File', onlyInPalette: true, keywords });

const copyAs = (form: string, keywords: string): CommandInfo => ({
  label: `Copy as ${form}`,
  menu: 'Edit',
  onlyInPalette: true,
  keywords: `clipboard ${keywords}`,
});

const table = {
  'file.new': {
    label: 'New disk…',
    menu: 'File',
    keys: 'CommandOrControl+N',
    keywords: 'create blank empty image make partition format mbr gpt differencing snapshot',
  },
  'file.newWindow': { label: 'New window', menu: 'File', keys: 'CommandOrControl+Alt+N', keywords: 'second' },
  'file.open': { label: 'Open…', menu: 'File', keys: 'CommandOrControl+O', keywords: 'load file image browse' },
  'file.openRecent': { label: 'Open recent…', menu: 'File', keys: 'CommandOrControl+R', keywords: 'history last' },
  'file.trySample': { label: 'Try a sample disk', menu: 'File', keywords: 'example demo' },
  'file.makeNew': {
    label: 'Make a new disk from this one…',
    menu: 'File',
    keys: 'CommandOrControl+Shift+N',
    group: true,
    keywords: 'convert copy clone duplicate vhdx vmdk qcow2',
  },
  'file.flatten': { label: 'Flatten the chain…', menu: 'File', keywords: 'merge consolidate collapse parent child snapshot checkpoint' },
  'make.compact': operation('Compact…', 'shrink smaller trim reclaim free space'),
  'make.resize': operation('Resize…', 'grow enlarge extend expand shrink larger smaller size'),
  'make.dynamic': operation('Convert to a dynamic disk…', 'thin expandable growing sparse'),
  'make.fixed': operation('Convert to a fixed disk…', 'thick full preallocated flat'),
  'make.raw': operation('Convert to a raw image…', 'img dd bin mount loop vhdx'),
  'make.defragment': operation('Defragment…', 'order sort blocks sequential'),
  'make.merge': operation('Merge into a copy of the parent…', 'commit consolidate snapshot checkpoint child'),
  'make.azure': operation('Make Azure-ready…', 'cloud upload microsoft align mib'),
  'make.skeleton': operation('Make a skeleton without data…', 'structures metadata support anonymous'),
  'file.hash': { label: 'Hash this disk', menu: 'File', keywords: 'sha256 md5 checksum digest sha1 crc verify' },
  'file.save': { label: 'Review and save…', menu: 'File', keys: 'CommandOrControl+S', group: true, keywords: 'write apply commit pending' },
  'file.undoSave': { label: 'Undo last save…', menu: 'File', keywords: 'restore revert back' },
  'file.import': { label: 'Make a disk from a raw image…', menu: 'File', keywords: 'raw convert img dd bin' },
  'file.export': {
    label: 'Export…',
    menu: 'File',
    keys: 'CommandOrControl+E',
    keywords: 'extract save copy raw report print html partition hexdump csv json table list dump backup carve rescue',
  },
  'file.exportPatch': { label: 'Export changes as a patch…', menu: 'File', keywords: 'diff save json unsaved' },
  'file.reload': { label: 'Reload from disk', menu: 'File', keys: 'F5', keywords: 'refresh' },
  'file.locateParent': { label: 'Locate parent disk…', menu: 'File', keywords: 'base differencing find chain' },
  'file.reconnectParent': { label: 'Reconnect parent…', menu: 'File', keywords: 'locator path rewrite chain' },
  'file.showInFolder': { label: 'Show in folder', menu: 'File', keywords: 'rename move delete mount attach' },
  'file.close': { label: 'Close disk', menu: 'File', keys: 'CommandOrControl+W', keywords: 'exit quit' },
  'edit.undo': { label: 'Undo', menu: 'Edit', keys: 'CommandOrControl+Z' },
  'edit.redo': {
    label: 'Redo',
    menu: 'Edit',
    keys: 'CommandOrControl+Y',
    macKeys: 'Shift+Command+Z',
    otherKeys: 'CommandOrControl+Shift+Z',
  },
  'edit.toggle': {
    label: 'Edit this disk',
    menu: 'Edit',
    keys: 'CommandOrControl+Shift+E',
    isSwitch: true,
    keywords: 'readonly writable unlock modify',
  },
  'edit.discard': { label: 'Discard all changes', menu: 'Edit', keywords: 'revert' },
  'edit.restoreDraft': { label: 'Restore kept changes', menu: 'Edit' },
  'edit.forgetDraft': { label: 'Discard kept changes…', menu: 'Edit' },
  'edit.repair': {
    label: 'Repair this problem…',
    menu: 'Edit',
    keys: 'CommandOrControl+.',
    group: true,
    keywords: 'fix mend rebuild recover restore table rescue',
  },
  'edit.repairSafe': { label: 'Repair all safe problems…', menu: 'Edit', keywords: 'fix mend recover' },
  'edit.copy': { label: 'Copy', menu: 'Edit', keys: 'CommandOrControl+C' },
  'edit.paste': { label: 'Paste over', menu: 'Edit', keys: 'CommandOrControl+V', keywords: 'clipboard insert' },
  'edit.fill': { label: 'Fill…', menu: 'Edit', keys: 'CommandOrControl+Shift+F', keywords: 'zero wipe erase pattern random overwrite' },
  'edit.writeFile': { label: 'Write a file into the disk…', menu: 'Edit', keywords: 'insert import splice' },
  'edit.applyPatch': { label: 'Apply a patch…', menu: 'Edit', keywords: 'ips diff import changes' },
  'edit.copyHex': { label: 'Copy as hex', menu: 'Edit', keys: 'CommandOrControl+Shift+C' },
  'edit.copyText': { label: 'Copy as text', menu: 'Edit' },
  'copy.stream': copyAs('hex without spaces', 'stream plain'),
  'copy.c': copyAs('C array', 'source code'),
  'copy.python': copyAs('Python bytes', 'source code'),
  'copy.rust': copyAs('Rust array', 'source code'),
  'copy.go': copyAs('Go slice', 'source code golang'),
  'copy.java': copyAs('Java array', 'source code'),
  'copy.base64': copyAs('Base64', 'mime encode'),
  'copy.markdown': copyAs('Markdown dump', 'hexdump issue'),
  'copy.dd': copyAs('dd command line', 'shell extract'),
  'edit.copyAddress': { label: 'Copy address', menu: 'Edit', keys: 'CommandOrControl+Alt+C', keywords: 'offset lba' },
  'edit.find': {
    label: 'Find…',
    menu: 'Edit',
    keys: 'CommandOrControl+F',
    group: true,
    keywords: 'search look text hex pattern guid uuid utf',
  },
  'edit.replace': {
    label: 'Replace…',
    menu: 'Edit',
    keys: 'CommandOrControl+H',
    // Command+H hides a program there.
    macKeys: 'Alt+Command+F',
    keywords: 'find substitute exchange search hits',
  },
  'edit.compare': {
    label: 'Compare…',
    menu: 'Edit',
    keywords: 'difference diff differ other disk layer parent raw image same equal',
  },
  'edit.takeOther': {
    label: 'Use the other disk’s bytes…',
    menu: 'Edit',
    keywords: 'take over copy merge restore difference compare',
  },
  'edit.findNext': { label: 'Next hit', menu: 'Edit', keys: 'F3', keywords: 'find search' },
  'edit.findPrevious': { label: 'Previous hit', menu: 'Edit', keys: 'Shift+F3', keywords: 'find search' },
  'edit.selectAll': { label: 'Select all', menu: 'Edit', keys: 'CommandOrControl+A', group: true },
  'edit.selectField': { label: 'Select field', menu: 'Edit', keys: 'CommandOrControl+Shift+1' },
  'edit.selectSector': { label: 'Select sector', menu: 'Edit', keys: 'CommandOrControl+Shift+2' },
  'edit.selectBlock': { label: 'Select block', menu: 'Edit', keys: 'CommandOrControl+Shift+3' },
  'edit.hashSelection': {
    label: 'Hash the selection',
    menu: 'Edit',
    keywords: 'sha256 md5 sha1 checksum digest crc verify part sector block partition field',
  },
  'edit.bitsSet': { label: 'Set sector bits', menu: 'Edit', group: true },
  'edit.bitsClear': { label: 'Clear sector bits…', menu: 'Edit' },
  'edit.bitsInvert': { label: 'Invert sector bits…', menu: 'Edit' },
  'edit.bitsMatch': { label: 'Set sector bits where data isn’t zero', menu: 'Edit' },
  'view.overview': {
    label: 'Overview',
    menu: 'View',
    keys: 'CommandOrControl+1',
    isSwitch: true,
    keywords: 'summary info properties details partitions',
  },
  'view.mapHex': { label: 'Map + Hex', menu: 'View', keys: 'CommandOrControl+2', isSwitch: true },
  'view.map': { label: 'Map', menu: 'View', keys: 'CommandOrControl+3', isSwitch: true, keywords: 'blocks bat allocation layout' },
  'view.hex': { label: 'Hex', menu: 'View', keys: 'CommandOrControl+4', isSwitch: true, keywords: 'bytes editor' },
  'view.navigator': {
    label: 'Navigator',
    menu: 'View',
    keys: 'CommandOrControl+B',
    group: true,
    isSwitch: true,
    keywords: 'sidebar tree structures partitions layers',
  },
  'view.inspector': {
    label: 'Inspector',
    menu: 'View',
    keys: 'CommandOrControl+Alt+B',
    isSwitch: true,
    keywords: 'sidebar values data footer header fields',
  },
  'view.problems': {
    label: 'Problems',
    menu: 'View',
    keys: 'CommandOrControl+Shift+M',
    isSwitch: true,
    keywords: 'errors warnings findings',
  },
  'view.jobs': { label: 'Jobs', menu: 'View', keys: 'CommandOrControl+J', isSwitch: true, keywords: 'progress tasks' },
  'view.checkAll': { label: 'Check everything…', menu: 'View', keywords: 'verify scan health fsck chkdsk test validate analyze' },
  'view.space': { label: 'Virtual disk ⇄ file bytes', menu: 'View', keys: 'CommandOrControl+\\', group: true },
  'view.radix': {
    label: 'Decimal addresses',
    menu: 'View',
    keys: 'CommandOrControl+Shift+H',
    isSwitch: true,
    keywords: 'hexadecimal hex base settings preferences options',
  },
  'view.columns': { label: '32 columns', menu: 'View', isSwitch: true, keywords: 'width settings preferences options' },
  'view.bitmaps': { label: 'Ignore sector bitmaps, as QEMU does', menu: 'View', isSwitch: true, keywords: 'settings preferences options' },
  'view.scanContent': { label: 'Scan content for zeros', menu: 'View', group: true, keywords: 'zeros empty' },
  'view.pauseScan': { label: 'Pause or resume scanning content', menu: 'View' },
  'view.stopScan': { label: 'Stop scanning content', menu: 'View' },
  'view.themeSystem': {
    label: 'Theme of the system',
    menu: 'View',
    inModal: true,
    group: true,
    isSwitch: true,
    keywords: 'settings preferences options appearance colours mode',
  },
  'view.themeLight': {
    label: 'Light theme',
    menu: 'View',
    inModal: true,
    isSwitch: true,
    keywords: 'settings preferences options appearance colours mode',
  },
  'view.themeDark': {
    label: 'Dark theme',
    menu: 'View',
    inModal: true,
    isSwitch: true,
    keywords: 'settings preferences options appearance colours mode',
  },
  'view.zoomIn': {
    label: 'Zoom in',
    menu: 'View',
    keys: 'CommandOrControl+=',
    otherKeys: 'CommandOrControl+Plus',
    group: true,
    inModal: true,
    keywords: 'larger bigger font settings',
  },
  'view.zoomOut': { label: 'Zoom out', menu: 'View', keys: 'CommandOrControl+-', inModal: true, keywords: 'smaller' },
  'view.zoomReset': { label: 'Actual size', menu: 'View', keys: 'CommandOrControl+0', inModal: true, keywords: 'zoom reset 100' },
  'go.to': {
    label: 'Go to…',
    menu: 'Go',
    keys: 'CommandOrControl+G',
    keywords: 'jump address lba offset partition sector block cluster seek mbr gpt',
  },
  'go.back': { label: 'Back', menu: 'Go', keys: 'Alt+Left', macKeys: 'Command+[', group: true },
  'go.forward': { label: 'Forward', menu: 'Go', keys: 'Alt+Right', macKeys: 'Command+]' },
  'go.nextProblem': { label: 'Next problem', menu: 'Go', keys: 'F8', group: true, keywords: 'error' },
  'go.previousProblem': { label: 'Previous problem', menu: 'Go', keys: 'Shift+F8' },
  'go.nextStored': { label: 'Next stored block', menu: 'Go', keys: 'F4', group: true, keywords: 'allocated data jump' },
  'go.previousStored': { label: 'Previous stored block', menu: 'Go', keys: 'Shift+F4', keywords: 'allocated data jump' },
  'go.nextChange': { label: 'Next change', menu: 'Go', keys: 'F7', keywords: 'unsaved changed byte edit' },
  'go.previousChange': { label: 'Previous change', menu: 'Go', keys: 'Shift+F7', keywords: 'unsaved changed byte edit' },
  'go.nextPane': { label: 'Next pane', menu: 'Go', keys: 'F6', group: true },
  'go.previousPane': { label: 'Previous pane', menu: 'Go', keys: 'Shift+F6' },
  'help.palette': { label: 'All commands…', menu: 'Help', keys: 'CommandOrControl+Shift+P' },
  'help.keyboard': { label: 'Keyboard shortcuts', menu: 'Help', keys: 'F1', keywords: 'keys help hotkeys bindings settings' },
  'help.logs': { label: 'Show logs', menu: 'Help', keywords: 'error report debug' },
  'help.about': { label: 'About Platter', menu: 'Help', keywords: 'version licences licenses' },
} as const satisfies Record<string, CommandInfo>;

export type CommandId = keyof typeof table;
export const COMMANDS: Readonly<Record<CommandId, CommandInfo>> = table;
export const COMMAND_IDS = Object.keys(table) as [CommandId, ...CommandId[]];
