/** Nets for the import table, and proof that each of them catches what it is for. */
import { describe, expect, it } from 'vitest';
import { fault, roomOf } from './importTable';
import { cyclesOf, importsOf, program, withoutComments, type SourceFile } from './sourceTree';

const faultsOf = (source: SourceFile): string[] => importsOf(source).flatMap((imported) => fault(imported) ?? []);

describe('the program', () => {
  it('imports only what the table allows', () => {
    expect(program().flatMap(faultsOf)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(cyclesOf(program())).toEqual([]);
  });

  it('has every file in a room', () => {
    expect(program().filter(({ file }) => roomOf(file) === null)).toEqual([]);
  });
});

describe('the checker', () => {
  const planted: [string, string, string][] = [
    ['the engine reading a file', 'main/vhd/format/bat.ts', "import { readFile } from 'node:fs/promises';"],
    ['the engine knowing the session', 'main/vhd/format/bat.ts', "import type { Sessions } from '../../session/image/sessions';"],
    ['the engine knowing electron by type', 'main/vhd/format/bat.ts', "import type { App } from 'electron';"],
    ['io running the engine', 'main/io/paths.ts', "import { openImage } from '../vhd/read/openImage';"],
    ['the session touching files itself', 'main/session/app/recents.ts', "import fs from 'node:fs';"],
    ['a handler reaching electron', 'main/ipc/handlers/app.ts', "import { shell } from 'electron';"],
    ['a handler reaching files', 'main/ipc/handlers/app.ts', "import { exists } from '../../io/paths';"],
    ['a command validating as it runs', 'main/cli/commands/info.ts', "import { infoDocument } from '../../../shared/documents/info';"],
    ['a command touching files itself', 'main/cli/commands/info.ts', "import fs from 'node:fs/promises';"],
    ['a command parsing words itself', 'main/cli/commands/info.ts', "import { Command } from 'commander';"],
    ['the command line knowing electron', 'main/cli/cli.ts', "import { app } from 'electron';"],
    ['the command line knowing the session', 'main/cli/openDisk.ts', "import { openSession } from '../session/image/imageSession';"],
    ['the preload knowing more than names', 'main/preload.ts', "import { calls } from '../shared/ipc/contract';"],
    ['shared knowing a package', 'shared/views.ts', "import { z } from 'zod';"],
    ['shared knowing main', 'shared/views.ts', "export { openImage } from '../main/vhd/read/openImage';"],
    ['the page knowing the engine', 'renderer/disk/disk.store.ts', "import { openImage } from '../../main/vhd/read/openImage';"],
    ['a model knowing the store', 'renderer/features/hex/hexText.model.ts', "import { useStore } from '../../app/store';"],
    ['words knowing a command', 'renderer/features/export/export.text.ts', "import { saveExport } from './export.commands';"],
    ['a store knowing a command', 'renderer/disk/disk.store.ts', "import { copy } from './copy.commands';"],
    ['a part knowing the store', 'renderer/ui/Button.tsx', "import { useStore } from '../app/store';"],
    ['a panel knowing another', 'renderer/features/hex/HexPane.tsx', "import { MapPane } from '../map/MapPane';"],
    ['a panel knowing the shell', 'renderer/features/hex/HexPane.tsx', "import { Shell } from '../shell/Shell';"],
    ['a call of import()', 'renderer/features/hex/HexPane.tsx', "const a = await import('node:fs');"],
    ['a clause of several lines', 'shared/views.ts', "import {\n  type A,\n  b,\n} from '../renderer/api';"],
  ];
  it.each(planted)('finds %s', (_what, file, text) => {
    expect(faultsOf({ file, text })).toHaveLength(1);
  });

  it('finds a file that belongs nowhere', () => {
    expect(fault({ from: 'main/utils/x.ts', target: 'node:fs', isPackage: true, typeOnly: false })).toContain('no room');
  });

  const fine: [string, string, string][] = [
    ['io implementing the engine’s port', 'main/io/nodeBlockFile.ts', "import type { BlockFile } from '../vhd/read/blockFile';"],
    ['a handler naming a window’s type', 'main/ipc/handlers/image.ts', "import type { BrowserWindow } from 'electron';"],
    ['the shell composing panels', 'renderer/features/shell/Shell.tsx', "import { HexPane } from '../hex/HexPane';"],
    ['a comment', 'main/vhd/format/bat.ts', "// import fs from 'node:fs';\n/*\nimport fs from 'node:fs';\n*/"],
  ];
  it.each(fine)('lets %s pass', (_what, file, text) => {
    expect(faultsOf({ file, text })).toEqual([]);
  });

  it('tells imports that run from imports of types', () => {
    const typeOnly = (text: string): boolean[] => importsOf({ file: 'shared/a.ts', text }).map((found) => found.typeOnly);
    expect(typeOnly("import type { A } from './b';")).toEqual([true]);
    expect(typeOnly("import { type A, type B } from './b';")).toEqual([true]);
    expect(typeOnly("export type { A } from './b';")).toEqual([true]);
    expect(typeOnly("import { type A, b } from './b';")).toEqual([false]);
    expect(typeOnly("import type from './b';")).toEqual([false]);
    expect(typeOnly("import './b.css';")).toEqual([false]);
    expect(typeOnly("export * from './b';")).toEqual([false]);
  });

  it('finds a cycle, one of types too', () => {
    const a = { file: 'shared/result.ts', text: "import { b } from './errors';" };
    expect(cyclesOf([a, { file: 'shared/errors.ts', text: "import { a } from './result';" }])).toHaveLength(1);
    expect(cyclesOf([a, { file: 'shared/errors.ts', text: "import type { A } from './result';" }])).toHaveLength(1);
    expect(cyclesOf([a, { file: 'shared/errors.ts', text: '' }])).toEqual([]);
  });

  it('keeps strings that look like comments', () => {
    expect(withoutComments("const a = 'http://x'; // y")).toBe("const a = 'http://x';     ");
  });
});
