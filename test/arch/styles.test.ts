/**
 * Styles of a panel are its own: CSS Modules, in the layer above those of the parts they are made of. TypeScript does not
 * know which classes a module has; these tests do.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, readFile, stylesheets, withoutComments, type SourceFile } from './sourceTree';

const isModule = (file: string): boolean => file.endsWith('.module.css');
const plain = (css: string): string => css.replace(/\/\*[\s\S]*?\*\//g, '');
const selectors = (css: string): string[] => [...plain(css).matchAll(/([^{};]+)\{/g)].map(([, selector = '']) => selector);
const named = (texts: readonly string[], pattern: RegExp): Set<string> =>
  new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)));

const GLOBAL = /:global\(\.([\w-]+)\)/g;
const CLASS = /\.(-?[a-zA-Z_][\w-]*)/g;
const ownClasses = (css: string): Set<string> =>
  named(
    selectors(css).map((text) => text.replace(GLOBAL, '')),
    CLASS,
  );
const globalsAskedFor = (css: string): Set<string> => named(selectors(css), GLOBAL);

const LAYERS: readonly [RegExp, string][] = [
  [/^renderer\/styles\/tokens\.css$/, ''],
  [/^renderer\/styles\/[a-z]+\.css$/, 'base'],
  [/^renderer\/ui\/[a-z]+\.css$/, 'ui'],
  [/^renderer\/features\/[a-z]+\/[a-z]+\.module\.css$/, 'features'],
];

const sheets = stylesheets();
const shared = sheets.filter(({ file }) => !isModule(file));
const sharedClasses = new Set(shared.flatMap(({ text }) => [...ownClasses(text)]));
const components = filesOf('renderer').filter(({ file }) => file.endsWith('.tsx'));

test('every sheet lies in its layer, and a panel’s is a module', () => {
  const astray = sheets.filter(({ file, text }) => {
    const layer = LAYERS.find(([pattern]) => pattern.test(file))?.[1];
    const rules = plain(text).replace(/@import[^;]*;/g, '');
    return layer === undefined || (layer !== '' && !rules.trim().startsWith(`@layer ${layer} {`));
  });
  expect(astray.map(({ file }) => file)).toEqual([]);
  expect(readFile('renderer/styles/tokens.css')).toContain('@layer base, ui, features;');
});

test('no two sheets of the shared parts style a class by itself', () => {
  const alone = (text: string): string[] => selectors(text).flatMap((list) => list.split(',').map((one) => one.trim()));
  const places = new Map<string, Set<string>>();
  for (const { file, text } of shared)
    for (const selector of alone(text))
      if (/^\.[\w-]+$/.test(selector)) places.set(selector, (places.get(selector) ?? new Set()).add(file));
  expect(places.size).toBeGreaterThan(50);
  expect([...places].filter(([, files]) => files.size > 1)).toEqual([]);
});

/** What a component asks of its module, `styles.name` and whole families, styles[`name-${which}`]. */
function uses({ file, text }: SourceFile): { readonly sheet: string; readonly names: Set<string>; readonly families: Set<string> } | null {
  const imported = /^import styles from '([^']+)';$/m.exec(text)?.[1];
  if (imported === undefined) return null;
  const code = withoutComments(text);
  return {
    sheet: path.posix.join(path.posix.dirname(file), imported),
    names: named([code], /\bstyles\.(\w+)/g),
    families: named([code], /\bstyles\[`([\w-]+-)\$\{/g),
  };
}

function unmatched(files: readonly SourceFile[], modules: readonly SourceFile[]): string[] {
  const wrong: string[] = [];
  const asked = new Map<string, { names: Set<string>; families: Set<string> }>();
  for (const one of files) {
    const used = uses(one);
    if (used === null) continue;
    const before = asked.get(used.sheet) ?? { names: new Set<string>(), families: new Set<string>() };
    asked.set(used.sheet, { names: new Set([...before.names, ...used.names]), families: new Set([...before.families, ...used.families]) });
    const sheet = modules.find(({ file }) => file === used.sheet);
    const has = sheet === undefined ? new Set<string>() : ownClasses(sheet.text);
    for (const name of used.names) if (!has.has(name)) wrong.push(`${one.file} asks for .${name}, which ${used.sheet} does not have`);
    for (const family of used.families)
      if (![...has].some((name) => name.startsWith(family)))
        wrong.push(`${one.file} asks for .${family}…, which ${used.sheet} does not have`);
  }
  for (const { file, text } of modules) {
    const { names, families } = asked.get(file) ?? { names: new Set<string>(), families: new Set<string>() };
    for (const name of ownClasses(text))
      if (!names.has(name) && ![...families].some((family) => name.startsWith(family)))
        wrong.push(`${file} styles .${name}, which nothing asks for`);
    for (const name of globalsAskedFor(text))
      if (!sharedClasses.has(name)) wrong.push(`${file} asks for the shared .${name}, which does not exist`);
  }
  return wrong;
}

test('components and their modules agree on every class', () => {
  const modules = sheets.filter(({ file }) => isModule(file));
  expect(modules.length).toBeGreaterThan(15);
  expect(unmatched(components, modules)).toEqual([]);
  const planted = [
    { file: 'renderer/features/x/X.tsx', text: "import styles from './x.module.css';\nstyles.gone; styles[`kind-${a}`];" },
    { file: 'renderer/features/x/x.module.css', text: '.here { } .here :global(.nowhere) { }' },
  ] as const;
  expect(unmatched([planted[0]], [planted[1]])).toHaveLength(4);
});

test('a class that is written out is one of the shared ones', () => {
  const written = (code: string): string[] =>
    [...code.matchAll(/className="([^"]*)"/g)]
      .flatMap(([, names = '']) => names.split(' '))
      .concat(
        [...code.matchAll(/clsx\(([^()]*)\)/g)].flatMap(([, list = '']) =>
          [...list.matchAll(/(?<=^|[,?:&] *)'([^']+)'/g)].flatMap(([, names = '']) => names.split(' ')),
        ),
      );
  const unknown = components.flatMap(({ file, text }) =>
    written(withoutComments(text))
      .filter((name) => !sharedClasses.has(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(unknown).toEqual([]);
  expect(written("<p className=\"a b\" /> clsx(styles.c, 'd', e && 'f g')")).toEqual(['a', 'b', 'd', 'f', 'g']);
});

test('no code and no test finds an element by its class: the names of a module are its own', () => {
  const byClass =
    /\b(?:closest|querySelector|querySelectorAll|matches|locator|include)(?:<\w+>)?\(\s*['"`][^'"`]*(?<![\w/])\.[a-z]|\bwithin: '\.(?!menu')/;
  const found = filesOf('renderer', 'test/e2e').filter(({ text }) => byClass.test(withoutComments(text)));
  expect(found.map(({ file }) => file)).toEqual([]);
  expect(byClass.test("item.closest('.recent')") && byClass.test("page.locator('li > .toast')")).toBe(true);
  expect(byClass.test("element.closest('[data-row]')") || byClass.test("locator('b')")).toBe(false);
});
