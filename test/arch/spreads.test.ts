/**
 * No list is spread into the arguments of a call: a list of 131,072 items or so overflows the stack, and how long a list
 * is often depends on what a disk holds. Rest parameters may be passed on, because a call has made them.
 */
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { program, type SourceFile } from './sourceTree';

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

const childrenOf = (node: Node): Node[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));

/** Names of the rest parameters of a function. */
const restOf = (node: Node): string[] =>
  (Array.isArray(node.params) ? node.params.filter(isNode) : []).flatMap((param) => {
    const target = param.type === 'RestElement' ? param.argument : null;
    return isNode(target) && typeof target.name === 'string' ? [target.name] : [];
  });

function spreadsIn({ file, text }: SourceFile): string[] {
  const { program: root, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: string[] = [];
  const visit = (node: Node, rest: readonly string[]): void => {
    const known = [...rest, ...restOf(node)];
    const given = node.type === 'CallExpression' || node.type === 'NewExpression' ? node.arguments : [];
    for (const each of Array.isArray(given) ? given.filter(isNode) : []) {
      const list = each.type === 'SpreadElement' && isNode(each.argument) ? each.argument : null;
      if (list === null || (list.type === 'Identifier' && known.includes(list.name as string))) continue;
      found.push(`${file}:${text.slice(0, each.start).split('\n').length}`);
    }
    for (const child of childrenOf(node)) visit(child, known);
  };
  visit(root as unknown as Node, []);
  return found;
}

describe('the program', () => {
  it('spreads no list into a call', () => {
    expect(program().flatMap(spreadsIn)).toEqual([]);
  });
});

describe('the checker', () => {
  it.each([
    ['a list that is added to another', 'all.push(...more);'],
    ['the largest of a list', 'const most = Math.max(0, ...list.map((x: number) => x));'],
    ['bytes that become text', 'const text = String.fromCharCode(...bytes);'],
    ['a list for a constructor', 'const all = new Set(...lists);'],
    ['a call inside a function', 'function f(a: number[]) { return () => { g(...a); }; }'],
  ])('finds %s', (_, text) => {
    expect(spreadsIn({ file: 'main/vhd/a.ts', text })).toEqual(['main/vhd/a.ts:1']);
  });

  it.each([
    ['a new list', 'const all = [...a, ...b];'],
    ['an object', 'const all = f({ ...a });'],
    ['rest parameters', 'const f = (...words: string[]): void => g(1, ...words);'],
  ])('lets %s pass', (_, text) => {
    expect(spreadsIn({ file: 'main/vhd/a.ts', text })).toEqual([]);
  });
});
