/** The list under About, against the packages themselves. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LICENCES } from '../../../../../renderer/features/shell/licences.text';

const packageOf = (name: string): { readonly license?: string } => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));

it.each(LICENCES)('$name is under $licence', ({ name, licence }) => {
  expect(packageOf(name).license).toBe(licence);
});

it('leaves out nothing that is built into the window or main', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly dependencies: Record<string, string>;
    readonly devDependencies: Record<string, string>;
  };
  // Tools, which are not shipped.
  const tools = /^(axe-core|@biomejs|@playwright|@types|@vitejs|@vitest|electron-builder|fast-check|oxlint|typescript|vite|vitest)/;
  const shipped = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !tools.test(name));
  expect(LICENCES.map(({ name }) => name).sort()).toEqual(shipped.sort());
});
