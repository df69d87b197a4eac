/** A window without a main process: calls are answered by a table that each test fills, and remembered. */
type Call = { readonly name: string; readonly request: unknown };
type Reply = (request: never) => unknown;

/** Of the page, no more than what has the focus. */
export type StubElement = { readonly isConnected: boolean; readonly matches: (selector: string) => boolean };
export type StubDocument = { activeElement: StubElement; readonly body: StubElement };

export type StubWindow = { readonly calls: Call[]; readonly replies: Map<string, Reply>; readonly document: StubDocument };

/** `selectors` are those that it matches. */
export const stubElement = (...selectors: readonly string[]): StubElement => ({
  isConnected: true,
  matches: (asked) => asked.split(', ').some((one) => selectors.includes(one)),
});

/** Puts `window.platter` where renderer/api.ts looks for it; import what needs it afterwards, dynamically. */
export function stubWindow(): StubWindow {
  const body = stubElement('body');
  const stub: StubWindow = { calls: [], replies: new Map(), document: { activeElement: body, body } };
  const call = new Proxy(
    {},
    {
      get: (_target, name: string) => async (request: unknown) => {
        stub.calls.push({ name, request });
        const reply = stub.replies.get(name);
        return reply === undefined ? { ok: true, value: null } : reply(request as never);
      },
    },
  );
  Object.assign(globalThis, {
    document: stub.document,
    window: { platter: { call, on: {}, takeDrop: async () => ({ ok: false, error: { kind: 'not-found' } }) } },
  });
  return stub;
}
