/** Styles are global: what one file says of a class must not reach what another file means by it. */
import { expect, test } from 'vitest';
import { stylesheets, withoutComments, type SourceFile } from './sourceTree';

/** Classes that stand alone as a selector, each with the files that style it so. */
function stylers(files: readonly SourceFile[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { file, text } of files)
    for (const [, selectors = ''] of withoutComments(text).matchAll(/([^{}]+)\{/g))
      for (const selector of selectors.split(',')) {
        const name = /^\s*\.([\w-]+)\s*$/.exec(selector)?.[1];
        if (name !== undefined) found.set(name, (found.get(name) ?? new Set()).add(file));
      }
  return found;
}

const shared = (files: readonly SourceFile[]): string[] =>
  [...stylers(files)].filter(([, places]) => places.size > 1).map(([name, places]) => `${name}: ${[...places].join(', ')}`);

test('every class is styled in one file', () => {
  const sheets = stylesheets();
  expect(stylers(sheets).size).toBeGreaterThan(100);
  expect(shared(sheets)).toEqual([]);
  expect(shared([...sheets, { file: 'renderer/planted.css', text: '.statusbar {}' }])).toHaveLength(1);
});
