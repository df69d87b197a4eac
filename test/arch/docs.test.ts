/** What the documents promise about the repository can be looked up. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFile, ROOT } from './sourceTree';

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  'shared/README.md',
  'shared/vhd/FORMAT.md',
  'main/vhd/README.md',
  'main/io/README.md',
  'main/cli/README.md',
  'shared/documents/README.md',
  'renderer/README.md',
];

const manifest = JSON.parse(readFile('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** Files a document links to; pictures are left out. */
const linksOf = (document: string): string[] =>
  Array.from(readFile(document).matchAll(/(?<!!)\[[^\]]*\]\(([^)#]+)[^)]*\)/g), ([, target = '']) => target).filter(
    (target) => !target.includes('://'),
  );

describe('the documents', () => {
  it.each(DOCUMENTS)('%s links to files that are there', (document) => {
    const broken = linksOf(document).filter((target) => !existsSync(path.join(ROOT, path.dirname(document), target)));
    expect(broken).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const named = DOCUMENTS.flatMap((document) => Array.from(readFile(document).matchAll(/\bnpm run ([\w:-]+)/g), ([, name = '']) => name));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });

  it('of how to contribute name only files and folders that are there', () => {
    const named = Array.from(readFile('CONTRIBUTING.md').matchAll(/`([\w-]+(?:\/[\w.-]*)+)`/g), ([, name = '']) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it('say of every package what it is for', () => {
    const text = readFile('ARCHITECTURE.md');
    const packages = Object.keys(manifest.devDependencies).filter((name) => !name.startsWith('@types/'));
    const isNamed = (name: string): boolean => text.includes(name) || (name.startsWith('@fontsource') && text.includes('@fontsource'));
    expect(packages.filter((name) => !isNamed(name))).toEqual([]);
  });

  it('state a folder’s rule in at most twenty lines', () => {
    const long = DOCUMENTS.filter((name) => name.endsWith('/README.md')).filter((name) => readFile(name).trimEnd().split('\n').length > 20);
    expect(long).toEqual([]);
  });
});
