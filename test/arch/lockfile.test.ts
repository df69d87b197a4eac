/** The lockfile must install with `npm ci` on every platform, from any registry. */
import { describe, expect, it } from 'vitest';
import { readFile } from './sourceTree';

type Entry = { readonly resolved?: string; readonly integrity?: string; readonly optionalDependencies?: Readonly<Record<string, string>> };
type Lockfile = { readonly lockfileVersion: number; readonly packages: Readonly<Record<string, Entry>> };

/** Whether Node would find `name` from the package at `place`. */
function isFound({ packages }: Lockfile, place: string, name: string): boolean {
  const folder = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
  if (packages[folder] !== undefined) return true;
  if (place === '') return false;
  const cut = place.lastIndexOf('/node_modules/');
  return isFound({ lockfileVersion: 3, packages }, cut < 0 ? '' : place.slice(0, cut), name);
}

/** Packages of other platforms that npm left out; `npm ci` then refuses the lockfile there. */
const pruned = (lock: Lockfile): string[] =>
  Object.entries(lock.packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isFound(lock, place, name))
      .map((name) => `${place} needs ${name}`),
  );

describe('package-lock.json', () => {
  const lock = JSON.parse(readFile('package-lock.json')) as Lockfile;

  it('has an entry for every optional package, whatever the platform', () => {
    expect(pruned(lock)).toEqual([]);
  });

  it('records no download addresses', () => {
    const addressed = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(addressed.map(([place]) => place)).toEqual([]);
  });

  it('records a hash for every package', () => {
    const bare = Object.entries(lock.packages).filter(([place, { integrity }]) => place !== '' && integrity === undefined);
    expect(bare.map(([place]) => place)).toEqual([]);
  });

  it('is asked for exact versions only', () => {
    const { devDependencies } = JSON.parse(readFile('package.json')) as { readonly devDependencies: Readonly<Record<string, string>> };
    expect(Object.entries(devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('would be found pruned by this check', () => {
    const tool = { optionalDependencies: { 'tool-linux': '1', 'tool-darwin': '1' } };
    const packages = { 'node_modules/tool': tool, 'node_modules/tool-linux': {}, 'node_modules/a/node_modules/tool-darwin': {} };
    expect(pruned({ lockfileVersion: 3, packages })).toEqual(['node_modules/tool needs tool-darwin']);
  });
});
