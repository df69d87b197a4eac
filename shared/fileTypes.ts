/** Kinds of files that Platter makes, with the names that dialogs show. A name without an extension gets the first one. */
export const FILE_TYPES = {
  vhd: { name: 'Virtual hard disks', extensions: ['vhd', 'avhd', 'vud'] },
  text: { name: 'Text', extensions: ['txt'] },
  c: { name: 'C source', extensions: ['c', 'h'] },
  python: { name: 'Python source', extensions: ['py'] },
  rust: { name: 'Rust source', extensions: ['rs'] },
  go: { name: 'Go source', extensions: ['go'] },
  csv: { name: 'Tables', extensions: ['csv'] },
  patch: { name: 'Patches', extensions: ['json'] },
  json: { name: 'JSON', extensions: ['json'] },
  html: { name: 'Web pages', extensions: ['html'] },
  raw: { name: 'Raw disk images', extensions: ['img', 'bin', 'raw', 'dd'] },
} as const satisfies Record<string, { readonly name: string; readonly extensions: readonly [string, ...string[]] }>;

export type FileType = keyof typeof FILE_TYPES;
export const FILE_TYPE_NAMES = Object.keys(FILE_TYPES) as [FileType, ...FileType[]];
