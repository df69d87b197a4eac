/** Kinds of files that Platter makes, as dialogs name them; the first extension is the one a bare name gets. */
export const FILE_TYPES = {
  vhd: { name: 'Virtual hard disks', extensions: ['vhd', 'avhd', 'vud'] },
  raw: { name: 'Raw disk images', extensions: ['img', 'bin', 'raw', 'dd'] },
} as const satisfies Record<string, { readonly name: string; readonly extensions: readonly [string, ...string[]] }>;

export type FileType = keyof typeof FILE_TYPES;
export const FILE_TYPE_NAMES = Object.keys(FILE_TYPES) as [FileType, ...FileType[]];
