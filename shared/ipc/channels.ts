/** The names of everything that crosses between window and main process; preload needs no more than these. */
export const CALLS = [
  'app/start',
  'app/setTheme',
  'app/setCommands',
  'app/showInFolder',
  'app/chooseFile',
  'app/takeDrop',
  'app/openRecent',
  'app/forgetRecent',
  'image/open',
  'image/close',
  'image/readBlocks',
  'image/readBlockMap',
  'image/readPage',
  'image/locateParent',
  'image/visitParent',
  'app/copyText',
  'disk/chooseParent',
  'disk/inspectParent',
  'disk/choosePlace',
  'disk/inspectPlace',
  'disk/create',
  'disk/cancelCreate',
] as const;
export type CallName = (typeof CALLS)[number];

export const EVENTS = ['app/ticket', 'app/command', 'app/recents', 'disk/progress'] as const;
export type EventName = (typeof EVENTS)[number];
