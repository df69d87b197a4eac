/** Channels, handlers and preload are one to one, and what crosses is checked strictly. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CALLS, EVENTS } from '../../shared/ipc/channels';
import { calls } from '../../shared/ipc/contract';
import { filesOf, withoutComments } from './sourceTree';

const mainText = (): string[] => filesOf('main').map(({ text }) => withoutComments(text));
const sorted = (names: Iterable<string>): string[] => Array.from(names).sort();

describe('main', () => {
  it('serves every call exactly once', () => {
    const served = mainText().flatMap((text) => Array.from(text.matchAll(/\bserve\(\s*'([^']+)'/g), ([, name = '']) => name));
    expect(sorted(served)).toEqual(sorted(CALLS));
  });

  it('sends every event somewhere, and no other', () => {
    const sent = mainText().flatMap((text) =>
      Array.from(text.matchAll(/\bsend(?:To|ToAll|ToOthers)?\((?:[^;']*?,\s*)?'([^']+)'/g), ([, name = '']) => name),
    );
    expect(sorted(new Set(sent))).toEqual(sorted(EVENTS));
  });

  it('registers nothing with ipcMain outside serve.ts', () => {
    const users = filesOf('main').filter(({ text }) => /\bipcMain\b/.test(withoutComments(text)));
    expect(users.map(({ file }) => file)).toEqual(['main/ipc/serve.ts']);
  });
});

describe('preload', () => {
  const exposed = new Map<string, Record<string, Record<string, unknown>>>();

  beforeAll(async () => {
    vi.doMock('electron', () => ({
      contextBridge: { exposeInMainWorld: (key: string, value: Record<string, Record<string, unknown>>) => exposed.set(key, value) },
      ipcRenderer: {},
      webUtils: { getPathForFile: () => '/dropped.vhd' },
    }));
    await import('../../main/preload');
  });
  afterAll(() => vi.doUnmock('electron'));

  it('exposes one object with calls, events and takeDrop, and nothing else', () => {
    expect([...exposed.keys()]).toEqual(['platter']);
    expect(sorted(Object.keys(exposed.get('platter') ?? {}))).toEqual(['call', 'on', 'takeDrop']);
  });

  it('exposes every call but the one that carries a path', () => {
    const names = Object.keys(exposed.get('platter')?.['call'] ?? {});
    expect(sorted(names)).toEqual(sorted(CALLS.filter((name) => name !== 'app/takeDrop')));
  });

  it('exposes every event', () => {
    expect(sorted(Object.keys(exposed.get('platter')?.['on'] ?? {}))).toEqual(sorted(EVENTS));
  });
});

type Schema = { readonly [key: string]: unknown };

/** Every schema inside a schema, with its place. */
function inside(schema: Schema, place: string): { readonly place: string; readonly schema: Schema }[] {
  const children = Object.entries(schema).flatMap(([key, value]) => {
    const parts = Array.isArray(value) ? value : [value];
    return parts.flatMap((part) => (typeof part === 'object' && part !== null ? inside(part as Schema, `${place}.${key}`) : []));
  });
  return [{ place, schema }, ...children];
}

/** Bytes and 64-bit numbers have no JSON; the schema itself bounds them. */
const schemaOf = (name: (typeof CALLS)[number]): Schema => z.toJSONSchema(calls[name].request, { unrepresentable: 'any' }) as Schema;

const requests = CALLS.map((name) => ({ name, schema: schemaOf(name) }));
const everySchema = requests.flatMap(({ name, schema }) => inside(schema, name));

/** Places of a schema that would let through more than was meant. */
const open = (schemas: typeof everySchema): string[] =>
  schemas.filter(({ schema }) => schema['type'] === 'object' && schema['additionalProperties'] !== false).map(({ place }) => place);
const unbounded = (schemas: typeof everySchema): string[] =>
  schemas
    .filter(({ schema: { type, maxLength, maxItems, maximum, enum: values, const: value } }) => {
      if (values !== undefined || value !== undefined) return false;
      return (
        (type === 'string' && maxLength === undefined) ||
        (type === 'array' && maxItems === undefined) ||
        (type === 'integer' && maximum === undefined) ||
        type === 'number'
      );
    })
    .map(({ place }) => place);

describe('requests', () => {
  it('have a schema for every call', () => {
    expect(sorted(Object.keys(calls))).toEqual(sorted(CALLS));
  });

  it('are strict: an unknown field is refused', () => {
    expect(open(everySchema)).toEqual([]);
  });

  it('are bounded: no text, list or number without a limit', () => {
    expect(unbounded(everySchema)).toEqual([]);
  });

  it('carry no path, but for the drop that preload alone sends', () => {
    const named = requests.filter(({ schema }) =>
      /path|folder|director|file/i.test(Object.keys((schema['properties'] as object) ?? {}).join(' ')),
    );
    expect(named.map(({ name }) => name)).toEqual(['app/takeDrop']);
  });

  it('would be found open or unbounded by these checks', () => {
    const planted = inside(z.toJSONSchema(z.object({ a: z.object({ text: z.string() }), list: z.array(z.int()) })) as Schema, 'x');
    expect(unbounded(planted)).toContain('x.properties.a.properties.text');
    expect(unbounded(planted)).toContain('x.properties.list');
    expect(open(inside(z.toJSONSchema(z.looseObject({})) as Schema, 'x'))).toEqual(['x']);
  });
});
