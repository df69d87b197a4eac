/**
 * Who may import whom, as data. A file belongs to the first room whose pattern matches it; what a room does not list, its
 * files may not import. `*` stands for anything inside one folder name, `**` for anything at all.
 */
import type { Import } from './sourceTree';

export type Room = {
  readonly holds: string;
  /** Files it may import. `@` is the importing file's own folder of that room (a panel's folder). */
  readonly files: readonly string[];
  /** Files of which it may import types alone. */
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
  readonly packageTypes?: readonly string[];
};

const PAGE = ['react', 'react-dom', 'lucide-react', 'radix-ui', 'react-resizable-panels'];
const PANEL = [
  'shared/**',
  'renderer/store/**',
  'renderer/commands/**',
  'renderer/kernels/**',
  'renderer/ui/**',
  'renderer/text/**',
  'renderer/api.ts',
];

export const ROOMS: readonly Room[] = [
  { holds: 'shared/ipc/contract.ts', files: ['shared/**'], packages: ['zod'] },
  { holds: 'shared/documents/**', files: ['shared/documents/**', 'shared/repairs.ts'], packages: ['zod'] },
  { holds: 'shared/**', files: ['shared/**'] },
  { holds: 'main/vhd/**', files: ['shared/**', 'main/vhd/**'] },
  {
    holds: 'main/io/**',
    files: ['shared/**', 'main/io/**'],
    types: ['main/vhd/**'],
    packages: ['node:*', 'node:*/*', 'fs-native-extensions'],
  },
  { holds: 'main/report/**', files: ['shared/**', 'main/vhd/**', 'main/report/**'], types: ['shared/documents/**'] },
  {
    holds: 'main/jobs/**',
    files: ['shared/**', 'main/vhd/**', 'main/io/**', 'main/report/**', 'main/jobs/**'],
    packages: ['node:os', 'node:path', 'node:worker_threads'],
  },
  {
    holds: 'main/session/**',
    files: ['shared/**', 'main/vhd/**', 'main/io/**', 'main/session/**'],
    types: ['main/jobs/**'],
    packages: ['zod'],
  },
  // The command line: the engine without a window. What it prints is typed by the documents and not validated as it runs.
  {
    holds: 'main/cli/cli.ts',
    files: ['shared/**', 'main/cli/**'],
    types: ['main/io/**'],
    packages: ['node:crypto', 'node:os', 'node:path'],
  },
  { holds: 'main/cli/program.ts', files: ['shared/result.ts', 'main/cli/**'], packages: ['commander'] },
  { holds: 'main/cli/options.ts', files: ['main/cli/**'], packages: ['commander'] },
  { holds: 'main/cli/words/**', files: ['shared/vhd/footer.ts', 'main/cli/**'], packages: ['commander'] },
  {
    holds: 'main/cli/**',
    files: ['shared/vhd/**', 'shared/text/**', 'shared/*.ts', 'main/vhd/**', 'main/io/**', 'main/jobs/**', 'main/report/**', 'main/cli/**'],
    types: ['shared/documents/**'],
  },
  {
    holds: 'main/ipc/handlers/**',
    files: ['shared/**', 'main/session/**', 'main/ipc/**', 'main/log.ts'],
    packageTypes: ['electron'],
  },
  {
    holds: 'main/ipc/parts.ts',
    files: ['shared/**', 'main/session/**', 'main/ipc/**'],
    types: ['main/window.ts'],
    packageTypes: ['electron'],
  },
  {
    holds: 'main/ipc/*.ts',
    files: ['shared/**', 'main/session/**', 'main/ipc/**', 'main/log.ts', 'main/pageUrl.ts'],
    packages: ['electron'],
    packageTypes: ['zod'],
  },
  { holds: 'main/preload.ts', files: ['shared/ipc/channels.ts'], packages: ['electron'] },
  { holds: 'main/log.ts', files: [], packages: ['electron-log/main'] },
  { holds: 'main/pageUrl.ts', files: [] },
  { holds: 'main/appPage.ts', files: ['main/io/**', 'main/pageUrl.ts'] },
  { holds: 'main/index.ts', files: ['shared/**', 'main/**'], packages: ['electron', 'node:crypto', 'node:os', 'node:path', 'uuid'] },
  {
    holds: 'main/*.ts',
    files: ['shared/**', 'main/*.ts', 'main/session/**', 'main/io/**', 'main/ipc/broadcast.ts'],
    packages: ['electron'],
  },
  { holds: 'renderer/kernels/**', files: ['shared/**', 'renderer/kernels/**'] },
  { holds: 'renderer/api.ts', files: ['shared/**'] },
  { holds: 'renderer/text/**', files: ['shared/**', 'renderer/kernels/**', 'renderer/text/**'] },
  {
    holds: 'renderer/store/**',
    files: ['shared/**', 'renderer/api.ts', 'renderer/kernels/**', 'renderer/text/**', 'renderer/store/**'],
    packages: ['react', 'zustand', 'zustand/**'],
  },
  {
    holds: 'renderer/commands/**',
    files: ['shared/**', 'renderer/api.ts', 'renderer/kernels/**', 'renderer/text/**', 'renderer/store/**', 'renderer/commands/**'],
  },
  { holds: 'renderer/ui/**', files: ['shared/**', 'renderer/ui/**'], packages: PAGE },
  // The shell puts the panels together; it is the one feature that knows the others.
  { holds: 'renderer/features/shell/**', files: [...PANEL, 'renderer/features/**'], packages: [...PAGE, 'zustand/**'] },
  { holds: 'renderer/features/*/**', files: [...PANEL, '@'], packages: [...PAGE, 'zustand/**'] },
  { holds: 'renderer/*.ts', files: [] },
  {
    holds: 'renderer/main.tsx',
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
  const panel = `${from.split('/').slice(0, 3).join('/')}/**`;
  const files = room.files.map((pattern) => (pattern === '@' ? panel : pattern));
  const allowed = isPackage
    ? matchesAny(room.packages ?? [], target) || (typeOnly && matchesAny(room.packageTypes ?? [], target))
    : matchesAny(files, target) || (typeOnly && matchesAny(room.types ?? [], target)) || target.endsWith('.css');
  return allowed ? null : `${from} may not import ${typeOnly ? 'types of ' : ''}${target} (rule for ${room.holds})`;
}
