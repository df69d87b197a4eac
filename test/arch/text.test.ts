/** Rules of house style that can be read off the text of the sources. */
import { describe, expect, it } from 'vitest';
import { filesOf, withoutComments, type SourceFile } from './sourceTree';

type Rule = { readonly name: string; readonly bad: RegExp; readonly except?: RegExp; readonly plant: string };

const RULES: readonly Rule[] = [
  {
    name: 'no default exports, but for configuration',
    bad: /^export default\b|\bas default\b/m,
    except: /\.config\.ts$/,
    plant: 'export default 1;',
  },
  { name: 'no any', bad: /\bas any\b|:\s*any\b|<any>|\bany\[\]/, plant: 'const a: any = 1;' },
  {
    name: 'plain numbers become units in units.ts and codec.ts alone',
    bad: /\bas (FileOffset|FileSector|Lba|DiskOffset|BlockIndex)\b/,
    except: /^(shared\/vhd\/(units|codec)\.ts|test\/.*)$/,
    plant: 'const at = 5 as FileOffset;',
  },
  { name: 'no enum', bad: /^\s*(export )?(const )?enum\b/m, plant: 'export enum A { b }' },
];

const everything = (): SourceFile[] =>
  filesOf('shared', 'main', 'renderer', 'test').filter(({ file }) => file !== 'test/arch/text.test.ts');
const breakers = ({ bad, except }: Rule, files: readonly SourceFile[]): string[] =>
  files.filter(({ file, text }) => except?.test(file) !== true && bad.test(withoutComments(text))).map(({ file }) => file);

describe('the sources', () => {
  it.each(RULES)('$name', (rule) => {
    expect(breakers(rule, everything())).toEqual([]);
    expect(breakers(rule, [{ file: 'main/planted.ts', text: rule.plant }])).toEqual(['main/planted.ts']);
  });

  it('silence the compiler nowhere', () => {
    const silent = everything().filter(({ text }) => /@ts-(ignore|expect-error|nocheck)/.test(text));
    expect(silent.map(({ file }) => file)).toEqual([]);
  });

  it('have at most 400 lines a module, 600 a test', () => {
    expect(
      everything()
        .filter(({ file, text }) => text.split('\n').length > (file.startsWith('test/') ? 601 : 401))
        .map(({ file }) => file),
    ).toEqual([]);
  });

  it('have no module named for nothing in particular', () => {
    const vague = everything().filter(({ file }) => /\/(utils?|helpers?|common|misc|manager|data)\.tsx?$/i.test(file));
    expect(vague.map(({ file }) => file)).toEqual([]);
  });

  it('say in a header what each module is for; components say it by their name', () => {
    const modules = filesOf('shared', 'main', 'renderer').filter(({ file }) => !/^renderer\/(features|ui)\/|env\.d\.ts$/.test(file));
    expect(modules.filter(({ text }) => !text.startsWith('/**')).map(({ file }) => file)).toEqual([]);
  });

  it('set HTML from text nowhere', () => {
    const setters = filesOf('renderer').filter(({ text }) =>
      /\binnerHTML\b|\bdangerouslySetInnerHTML\b|\binsertAdjacentHTML\b/.test(withoutComments(text)),
    );
    expect(setters.map(({ file }) => file)).toEqual([]);
  });
});
