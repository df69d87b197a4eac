/**
 * What an element does has a name: a function of more than one statement stands before the JSX, where it is read as one
 * thing, and not among the attributes.
 */
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { program, type SourceFile } from './sourceTree';

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

const childrenOf = (node: Node): Node[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));

/** Whether the value of an attribute is a function of several statements. */
function isLong(value: unknown): boolean {
  const inside = isNode(value) && value.type === 'JSXExpressionContainer' ? value.expression : null;
  if (!isNode(inside) || (inside.type !== 'ArrowFunctionExpression' && inside.type !== 'FunctionExpression')) return false;
  const { body } = inside;
  return isNode(body) && body.type === 'BlockStatement' && Array.isArray(body.body) && body.body.length > 1;
}

function longHandlersIn({ file, text }: SourceFile): string[] {
  const { program: root, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'JSXAttribute' && isLong(node.value)) found.push(`${file}:${text.slice(0, node.start).split('\n').length}`);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root as unknown as Node);
  return found;
}

const at = (text: string): string[] => longHandlersIn({ file: 'renderer/ui/a.tsx', text });

describe('the window', () => {
  it('has no function of several statements among the attributes of an element', () => {
    const elements = program().filter(({ file }) => file.endsWith('.tsx'));
    expect(elements.length).toBeGreaterThan(0);
    expect(elements.flatMap(longHandlersIn)).toEqual([]);
  });
});

describe('the checker', () => {
  it('finds a function of two statements, wherever the element stands', () => {
    expect(at('const a = <b onClick={() => { c(); d(); }} />;')).toEqual(['renderer/ui/a.tsx:1']);
    expect(at('const a = [1].map(() => <b onClick={function () { c(); d(); }} />);')).toEqual(['renderer/ui/a.tsx:1']);
  });

  it.each([
    ['a call', 'const a = <b onClick={() => c()} />;'],
    ['one statement', 'const a = <b onClick={() => { if (c) d(); }} />;'],
    ['a name', 'const f = () => { c(); d(); }; const a = <b onClick={f} />;'],
  ])('lets %s pass', (_, text) => {
    expect(at(text)).toEqual([]);
  });
});
