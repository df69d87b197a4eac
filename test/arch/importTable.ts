/**
 * Who may import whom, as data. A file belongs to the first room whose pattern matches it; what a room does not list, its
 * files may not import. `*` stands for anything inside one folder name, `**` for anything at all.
 */
import type { Import } from './sourceTree';

export type Room = {
  readonly holds: string;
  /** What it is for, in the table of ARCHITECTURE.md. */
  readonly owns: string;
  /** Files it may import. `@` is the importing file's own feature: its folder. */
  readonly files: readonly string[];
  /** Files of which it may import types alone. */
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
  readonly packageTypes?: readonly string[];
};

const PAGE = ['react', 'react-dom', 'lucide-react', 'radix-ui', 'clsx', 'react-resizable-panels', '@tanstack/react-virtual'];
/** What any part of the page may read: the two rooms that every feature stands on. `suffix`: the layers it may see of them. */
const BASE = (...suffixes: readonly string[]): string[] =>
  suffixes.flatMap((suffix) => [`renderer/app/*.${suffix}.ts`, `renderer/disk/*.${suffix}.ts`, `@/**.${suffix}.ts`]);
const STATE = ['renderer/app/state.ts', 'renderer/app/store.ts', 'renderer/app/modalState.ts', 'renderer/api.ts'];
const PANEL = ['shared/**', 'renderer/app/**', 'renderer/disk/**', 'renderer/ui/**', 'renderer/api.ts', '@/**'];

export const ROOMS: readonly Room[] = [
  { holds: 'shared/ipc/contract.ts', owns: 'the IPC contract: strict, bounded schemas', files: ['shared/**'], packages: ['zod'] },
  { holds: 'shared/ipc/requests.ts', owns: 'the schemas of what asks for a new file', files: ['shared/**'], packages: ['zod'] },
  { holds: 'shared/ipc/editRequests.ts', owns: 'the schemas of edits and repairs', files: ['shared/**'], packages: ['zod'] },
  {
    holds: 'shared/documents/**',
    owns: 'the JSON documents of the command line',
    files: ['shared/documents/**', 'shared/repairs.ts'],
    packages: ['zod'],
  },
  {
    holds: 'shared/**',
    owns: 'units, field tables, geometry, the layout of new disks, views, findings and their wording, the command table',
    files: ['shared/**'],
  },
  {
    holds: 'main/vhd/**',
    owns: 'the engine: identify, read, describe, check; plans of changes (`ops/`) and of repairs (`repair/`), which it never carries out. No Node, no clock, no randomness',
    files: ['shared/**', 'main/vhd/**'],
  },
  {
    holds: 'main/io/**',
    owns: 'the only code that touches the file system; the one writer of images',
    files: ['shared/**', 'main/io/**'],
    types: ['main/vhd/**'],
    packages: ['node:*', 'node:*/*', 'fs-native-extensions', 'koffi'],
  },
  {
    holds: 'main/report/**',
    owns: 'what is written about a disk: documents, dumps, tables, the page with its map. Pure, as the engine',
    files: ['shared/**', 'main/vhd/**', 'main/report/**'],
    types: ['shared/documents/**'],
  },
  {
    holds: 'main/patch/**',
    owns: 'patch files: what was changed on a disk, read, made, and compared with another disk',
    files: ['shared/**', 'main/vhd/**', 'main/patch/**'],
    types: ['shared/documents/**'],
  },
  {
    holds: 'main/jobs/**',
    owns: 'long work in threads: what a request asks, from the engine’s plan to the finished file',
    files: ['shared/**', 'main/vhd/**', 'main/io/**', 'main/report/**', 'main/jobs/**'],
    packages: ['node:os', 'node:path', 'node:worker_threads'],
  },
  {
    holds: 'main/session/**',
    owns: 'open images, staged edits and their drafts, repairs, long jobs, new disks, settings and recent files',
    files: ['shared/**', 'main/vhd/**', 'main/io/**', 'main/patch/**', 'main/session/**'],
    types: ['main/jobs/**'],
    packages: ['zod'],
  },
  // What the command line prints is typed by the documents and not validated as it runs.
  {
    holds: 'main/cli/cli.ts',
    owns: 'the command line’s beginning, `out/cli.cjs`',
    files: ['shared/**', 'main/cli/**', 'main/jobs/startJob.ts'],
    types: ['main/io/**'],
    packages: ['node:crypto', 'node:os', 'node:path'],
  },
  { holds: 'main/cli/program.ts', owns: 'its commands', files: ['shared/result.ts', 'main/cli/**'], packages: ['commander'] },
  { holds: 'main/cli/options.ts', owns: 'its options', files: ['shared/text/**', 'main/cli/**'], packages: ['commander'] },
  {
    holds: 'main/cli/words/**',
    owns: 'its help',
    files: ['shared/vhd/footer.ts', 'shared/find/**', 'main/cli/**'],
    packages: ['commander'],
  },
  {
    holds: 'main/cli/**',
    owns: 'what each command does: engine and files, without Electron',
    files: [
      'shared/vhd/**',
      'shared/find/**',
      'shared/text/**',
      'shared/*.ts',
      'main/vhd/**',
      'main/io/**',
      'main/jobs/**',
      'main/patch/**',
      'main/report/**',
      'main/cli/**',
    ],
    types: ['shared/documents/**'],
  },
  {
    holds: 'main/ipc/handlers/**',
    owns: 'one short function for each call',
    files: ['shared/**', 'main/session/**', 'main/ipc/**', 'main/log.ts'],
    packageTypes: ['electron'],
  },
  {
    holds: 'main/ipc/parts.ts',
    owns: 'what the handlers share',
    files: ['shared/**', 'main/session/**', 'main/ipc/**'],
    types: ['main/window.ts'],
    packageTypes: ['electron'],
  },
  {
    holds: 'main/ipc/*.ts',
    owns: 'one checked door for every call',
    files: ['shared/**', 'main/session/**', 'main/ipc/**', 'main/log.ts', 'main/pageUrl.ts'],
    packages: ['electron'],
    packageTypes: ['zod'],
  },
  { holds: 'main/preload.ts', owns: 'the one object the page talks through', files: ['shared/ipc/channels.ts'], packages: ['electron'] },
  { holds: 'main/log.ts', owns: 'the log', files: [], packages: ['electron-log/main'] },
  { holds: 'main/pageUrl.ts', owns: 'the page’s address', files: [] },
  { holds: 'main/appPage.ts', owns: 'the app:// page', files: ['main/io/**', 'main/pageUrl.ts'] },
  {
    holds: 'main/index.ts',
    owns: 'puts everything together',
    files: ['shared/**', 'main/**'],
    packages: ['electron', 'node:crypto', 'node:os', 'node:path', 'uuid'],
  },
  {
    holds: 'main/*.ts',
    owns: 'Electron: windows, menu, dialogs, notices',
    files: ['shared/**', 'main/*.ts', 'main/session/**', 'main/io/**', 'main/ipc/broadcast.ts'],
    packages: ['electron'],
  },
  { holds: 'renderer/api.ts', owns: 'typed calls to main', files: ['shared/**'] },
  { holds: 'renderer/ui/**', owns: 'parts that know nothing', files: ['shared/**', 'renderer/ui/**'], packages: PAGE },
  // Three files name what every feature brings: the union of sheets, the table of commands, what main tells the page.
  {
    holds: 'renderer/app/modalState.ts',
    owns: 'every sheet and dialog with its form',
    files: ['shared/**', ...BASE('model', 'text'), 'renderer/features/*/*.model.ts'],
  },
  {
    holds: 'renderer/app/commands.ts',
    owns: 'what each command of the table does',
    files: ['shared/**', ...STATE, ...BASE('model', 'text', 'store', 'commands'), 'renderer/features/*/*.commands.ts'],
  },
  {
    holds: 'renderer/app/state.ts',
    owns: 'the one value that a window shows',
    files: ['shared/**', 'renderer/app/modalState.ts', ...BASE('model', 'text')],
  },
  {
    holds: 'renderer/**.model.ts',
    owns: 'arithmetic and forms: pure functions over plain data',
    files: ['shared/**', ...BASE('model')],
    packages: ['match-sorter'],
  },
  { holds: 'renderer/**.text.ts', owns: 'words', files: ['shared/**', ...BASE('model', 'text')] },
  {
    holds: 'renderer/**.store.ts',
    owns: 'what the window knows, and the calls that change it',
    files: ['shared/**', ...STATE, ...BASE('model', 'text', 'store')],
    packages: ['react', 'zustand', 'zustand/**'],
  },
  {
    holds: 'renderer/**.commands.ts',
    owns: 'what the user can do',
    // A command may start another feature's: "Flatten first…" of the new disk opens the sheet of conversions.
    files: [
      'shared/**',
      ...STATE,
      'renderer/app/useKeysText.ts',
      ...BASE('model', 'text', 'store', 'commands'),
      'renderer/features/*/*.commands.ts',
    ],
  },
  {
    holds: 'renderer/app/**',
    owns: 'the window: its state, its one modal, commands and keys, messages, jobs; what several features share of these',
    files: ['shared/**', ...STATE, ...BASE('model', 'text', 'store')],
    packages: ['react', 'zustand', 'zustand/**'],
  },
  // The shell puts the panels together; it is the one feature that knows the others.
  {
    holds: 'renderer/features/shell/**',
    owns: 'puts the panels together',
    files: [...PANEL, 'renderer/features/**'],
    packages: [...PAGE, 'zustand/**'],
  },
  {
    holds: 'renderer/features/*/**',
    owns: 'one panel or sheet each, with its own models, words and commands; never another feature',
    files: PANEL,
    packages: [...PAGE, 'zustand/**'],
  },
  { holds: 'renderer/*.ts', owns: 'the types of the build', files: [] },
  {
    holds: 'renderer/main.tsx',
    owns: 'the page’s beginning',
    files: ['renderer/**'],
    packages: ['react', 'react-dom/client', '@fontsource/**', '@fontsource-variable/**'],
  },
];

const matches = (pattern: string, name: string): boolean => {
  const source = pattern.replace(/[.]/g, '\\.').replace(/\*\*/g, '\0').replace(/\*/g, '[^/]*').replace(/\0/g, '.*');
  return new RegExp(`^${source}$`).test(name);
};
const matchesAny = (patterns: readonly string[], name: string): boolean => patterns.some((pattern) => matches(pattern, name));

export const roomOf = (file: string): Room | null => ROOMS.find(({ holds }) => matches(holds, file)) ?? null;

/** What is wrong with an import, as a sentence; null when it is allowed. */
export function fault({ from, target, isPackage, typeOnly }: Import): string | null {
  const room = roomOf(from);
  if (room === null) return `${from} belongs to no room of the import table`;
  const feature = from.split('/').slice(0, 3).join('/');
  const files = room.files.map((pattern) => pattern.replace(/^@/, feature));
  const allowed = isPackage
    ? matchesAny(room.packages ?? [], target) || (typeOnly && matchesAny(room.packageTypes ?? [], target))
    : matchesAny(files, target) || (typeOnly && matchesAny(room.types ?? [], target)) || target.endsWith('.css');
  return allowed ? null : `${from} may not import ${typeOnly ? 'types of ' : ''}${target} (rule for ${room.holds})`;
}
