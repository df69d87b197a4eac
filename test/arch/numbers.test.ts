/** Numbers are written in one way: grouped and in hex by shared/text/numbers, and nowhere by hand. */
import { describe, expect, it } from 'vitest';
import { program, withoutComments, type SourceFile } from './sourceTree';

const ONE_PLACE = 'shared/text/numbers.ts';

const BY_HAND: readonly [what: string, pattern: RegExp][] = [
  ['thousands separated by a pattern', /\\B\(\?=\(\\d\{3\}\)/],
  ['a number formatter', /Intl\.NumberFormat|\.toLocaleString\(['")]/],
  ['hex in large letters', /toString\(16\)\s*\.toUpperCase\(\)/],
];

/** A date may be written as the system writes dates. */
const isDate = (line: string): boolean => /new Date\(/.test(line);

const byHand = ({ file, text }: SourceFile): string[] =>
  file === ONE_PLACE
    ? []
    : withoutComments(text)
        .split('\n')
        .flatMap((line, i) =>
          isDate(line) ? [] : BY_HAND.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${file}:${i + 1} ${what}`),
        );

describe('the program', () => {
  it('writes numbers in one place', () => {
    expect(program().flatMap(byHand)).toEqual([]);
  });
});

describe('the checker', () => {
  it.each([
    'const a = n.toString().replace(/\\B(?=(\\d{3})+(?!\\d))/g, ",");',
    'const a = n.toLocaleString();',
    "const a = new Intl.NumberFormat('en');",
    'const a = n.toString(16).toUpperCase();',
  ])('finds %s', (text) => {
    expect(byHand({ file: 'renderer/a.ts', text })).toHaveLength(1);
  });

  it('lets a date pass', () => {
    expect(byHand({ file: 'renderer/a.ts', text: 'const a = new Date(b).toLocaleString();' })).toEqual([]);
  });
});
