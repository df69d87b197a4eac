/** A window without a main process: calls are answered by a table that each test fills, and remembered. */
type Call = { readonly name: string; readonly request: unknown };
type Reply = (request: never) => unknown;

export type StubWindow = { readonly calls: Call[]; readonly replies: Map<string, Reply> };

/** Puts `window.platter` where renderer/api.ts looks for it; import what needs it afterwards, dynamically. */
export function stubWindow(): StubWindow {
  const stub: StubWindow = { calls: [], replies: new Map() };
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
  Object.assign(globalThis, { window: { platter: { call, on: {}, takeDrop: async () => ({ ok: false, error: { kind: 'not-found' } }) } } });
  return stub;
}
