/** A panel that fails leaves the rest of the window: where the shell shows it, it stands inside a Guard that is not the whole window’s. */
import { describe, expect, it } from 'vitest';
import { filesOf, withoutComments } from './sourceTree';

/** Pages that are all there is in the window. */
const WHOLE_PAGES: readonly string[] = ['Welcome', 'OpenError'];

type Use = { readonly name: string; readonly within: string; readonly isGuarded: boolean };

/** Every component that is drawn in a file, the function that draws it, and whether a Guard is around it there. */
function usesIn(text: string): Use[] {
  const uses: Use[] = [];
  const guards: boolean[] = [];
  let within = '';
  for (const [, named, closed, name, what] of text.matchAll(/function (\w+)|<(\/)(?=(?:Sheet)?Guard>)|<([A-Z]\w*)(?: what="([^"]*)")?/g)) {
    if (named !== undefined) within = named;
    else if (closed !== undefined) guards.pop();
    else if (name === 'Guard' || name === 'SheetGuard') guards.push(what !== 'This window');
    else if (name !== undefined) uses.push({ name, within, isGuarded: guards.includes(true) });
  }
  return uses;
}

/** The panels of other folders that no Guard is around, neither where they are drawn nor around what draws them. */
function unguarded(texts: readonly string[]): string[] {
  const panels = new Set(texts.flatMap((text) => Array.from(text.matchAll(/import \{ (\w+) \} from '\.\.\/\w/g), ([, name = '']) => name)));
  const uses = texts.flatMap(usesIn);
  const isBare = (name: string): boolean =>
    uses.some((use) => use.name === name && !use.isGuarded && (uses.every((each) => each.name !== use.within) || isBare(use.within)));
  return [...panels].filter((name) => isBare(name) && !WHOLE_PAGES.includes(name));
}

describe('panels', () => {
  it('stand inside a Guard', () => {
    expect(unguarded(filesOf('renderer/features/shell').map(({ text }) => withoutComments(text)))).toEqual([]);
  });

  it('without one would be found, also behind the Guard of the whole window', () => {
    const start = "import { Map } from '../map/Map';\n";
    const of = (content: string): string[] =>
      unguarded([`${start}function Shell() { return <Guard what="This window">${content}</Guard>; }`]);
    expect(of('<Map />')).toEqual(['Map']);
    expect(of('<Guard what="The map"><Map /></Guard>')).toEqual([]);
    const inner = `function Content() { return <Map />; }`;
    const around = (content: string): string[] => unguarded([`${start}${inner} function Shell() { return ${content}; }`]);
    expect(around('<div><Content /></div>')).toEqual(['Map']);
    expect(around('<Guard what="The content"><Content /></Guard>')).toEqual([]);
  });
});
