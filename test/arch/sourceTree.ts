/** The source tree as text: which files there are, and what each of them imports. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../..');

/** A file of the repository, its path from the root with forward slashes. */
export type SourceFile = { readonly file: string; readonly text: string };

export type Import = {
  readonly from: string;
  /** A file of the repository, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
  /** Vanishes when compiled. */
  readonly typeOnly: boolean;
};

const SOURCE = /\.(ts|tsx)$/;
const STYLE = /\.css$/;

function filesUnder(folder: string, kind: RegExp): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const here = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(here, kind) : kind.test(entry.name) ? [here] : [];
  });
}

export const readFile = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const read = (files: readonly string[]): SourceFile[] => files.map((file) => ({ file, text: readFile(file) }));
export const filesOf = (...folders: string[]): SourceFile[] => read(folders.flatMap((folder) => filesUnder(folder, SOURCE)));
export const stylesheets = (): SourceFile[] => read(filesUnder('renderer', STYLE));

/** The program's own code; tests are not bound by its import table. */
export const program = (): SourceFile[] => filesOf('shared', 'main', 'renderer').filter(({ file }) => !file.endsWith('.config.ts'));

/** Blanks comments out, lengths and line breaks kept. Strings survive, also those that look like comments. */
export function withoutComments(text: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  return text.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (part) =>
    part.startsWith('/*') || part.startsWith('//') ? blank(part) : part,
  );
}

const isFile = (file: string): boolean => statSync(path.join(ROOT, file), { throwIfNoEntry: false })?.isFile() === true;

function resolved(from: string, name: string): string {
  const plain = path.posix.join(path.posix.dirname(from), name);
  return [plain, `${plain}.ts`, `${plain}.tsx`].find(isFile) ?? plain;
}

/** `{ type A, type B }` imports nothing that runs; neither does `import type`. */
const isTypeClause = (clause: string): boolean => {
  if (/^\s*type\s+[\w{*]/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1]?.split(',') ?? [];
  const filled = names.filter((name) => name.trim() !== '');
  return filled.length > 0 && filled.every((name) => /^\s*type\s/.test(name));
};

/** Every static import and re-export, `import()` calls and `import('…')` types. */
export function importsOf({ file, text }: SourceFile): Import[] {
  const code = withoutComments(text);
  const found = [
    ...Array.from(code.matchAll(/^[ \t]*(?:import|export)\b([^'"`;=]*?)\bfrom\s*['"]([^'"]+)['"]/gm), ([, clause = '', name = '']) => ({
      name,
      typeOnly: isTypeClause(clause),
    })),
    ...Array.from(code.matchAll(/^[ \t]*import\s*['"]([^'"]+)['"]/gm), ([, name = '']) => ({ name, typeOnly: false })),
    ...Array.from(code.matchAll(/\bimport\s*\(\s*['"]([^'"]+)['"]/g), ([, name = '']) => ({ name, typeOnly: false })),
  ];
  return found.map(({ name, typeOnly }) => {
    const isPackage = !name.startsWith('.');
    return { from: file, target: isPackage ? name : resolved(file, name), isPackage, typeOnly };
  });
}

/** Groups of files that import each other in a circle, imports of types included. */
export function cyclesOf(files: readonly SourceFile[]): string[][] {
  const graph = new Map(
    files.map((source) => [
      source.file,
      importsOf(source)
        .filter(({ isPackage }) => !isPackage)
        .map(({ target }) => target),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) cycles.push([...trail.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}
