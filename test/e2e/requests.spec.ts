/**
 * Random and near-valid requests over every channel, with a disk open and a change staged: each is answered, nothing in
 * main fails, the file stays as it is, and main's memory stays flat. PLATTER_REQUESTS sets how many, PLATTER_SEED where
 * the run starts.
 */
import { readFile } from 'node:fs/promises';
import type { ElectronApplication } from '@playwright/test';
import { z } from 'zod';
import { CALLS } from '../../shared/ipc/channels';
import { calls } from '../../shared/ipc/contract';
import { budget } from '../support/budget';
import { sha256Of } from '../support/samples';
import { makeElevens } from './disks';
import { expect, test } from './platter';
import { edit, goTo, shown, tab } from './window';

const REQUESTS = budget('PLATTER_REQUESTS', 200_000, 1_000_000);
const SEED = Number(process.env['PLATTER_SEED'] ?? 20_261_130);
const ROUNDS = Math.max(20, Math.ceil(REQUESTS / 2000));
/** A leak of 2 KiB a request would be 200 MiB in half of them. */
const MAX_GROWTH_BYTES = 100 * 2 ** 20;

/** Questions are dismissed, dialogs cancelled, and nothing of the desktop is opened. */
const dismissAll = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ dialog, shell }) => {
    dialog.showMessageBox = async (...words: unknown[]) => {
      const { buttons = ['OK'], cancelId } = words.at(-1) as { buttons?: string[]; cancelId?: number };
      return { response: cancelId ?? buttons.length - 1, checkboxChecked: false };
    };
    dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] });
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
    shell.openPath = async () => '';
    shell.showItemInFolder = () => undefined;
  });

const memoryOf = (app: ElectronApplication): Promise<number> =>
  app.evaluate(() => {
    const { gc } = globalThis as { gc?: () => void };
    if (gc === undefined) throw new Error('main was started without --expose-gc');
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  });

type Round = {
  readonly names: readonly string[];
  readonly fieldsOf: Readonly<Record<string, readonly string[]>>;
  readonly count: number;
  readonly seed: number;
};
type Told = {
  readonly sent: number;
  readonly ok: number;
  readonly odd: readonly string[];
  readonly failures: number;
  /** 1 if it began with the disk open and a change staged. */
  readonly ready: number;
  /** Fields of which nobody has said what they usually hold. */
  readonly lacking: readonly string[];
};

const fieldsIn = (request: z.ZodType): string[] => {
  const { properties = {} } = z.toJSONSchema(request, { unrepresentable: 'any' });
  return Object.keys(properties);
};
const FIELDS_OF = Object.fromEntries(CALLS.map((name) => [name, fieldsIn(calls[name].request)]));

/** Runs in the page, as code of a page that somebody took over would. */
async function flood({ names, fieldsOf, count, seed }: Round): Promise<Told> {
  type Call = (request: unknown) => Promise<unknown>;
  type Bridge = { call: Record<string, Call>; on: Record<string, (listener: () => void) => () => void> };
  const { call, on } = (window as unknown as { platter: Bridge }).platter;
  let state = seed >>> 0;
  const next = (): number => {
    // Mulberry32: small, and the same everywhere.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

  type Start = {
    prefs: object;
    recents: readonly { recent: string }[];
    shown: { file: { ticket: string }; edited: { view: { image: string } } } | null;
  };
  const started = (await call['app/start']?.({})) as { value: Start };
  const { shown } = started.value;
  const known = { image: shown?.edited.view.image ?? '', ticket: shown?.file.ticket ?? '', revision: 1 };
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  const junk = (): unknown =>
    pick([
      () => null,
      () => undefined,
      () => pick([-1, 0, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32, 2 ** 53, 2 ** 60, -(2 ** 40)]),
      () => pick(['', ' ', 'x', '/etc/passwd', '..\\..\\a', '\0', '\u202e', '{', '__proto__', 'x'.repeat(below(5000))]),
      () => pick([true, false]),
      () => [],
      () => Array.from({ length: below(300) }, () => below(9)),
      () => ({}),
      () => ({ __proto__: null, constructor: 1, length: 5 }),
      () => deep(60),
      () => new Uint8Array(below(4096)),
      () => new Date(below(9) * 1e12),
      () => BigInt(below(1000)),
      () => new Map([['a', 1]]),
    ])();
  const number = (): number => pick([0, 1, 2, 3, 7, 63, 64, 4095, 1_000_000, 2 ** 31, known.revision]);
  const span = (): object => ({ first: below(10), end: below(20) });
  /** What each field of the schemas usually holds: a valid request of a channel is some of these. */
  const fields: Readonly<Record<string, () => unknown>> = {
    image: () => known.image,
    ticket: () => known.ticket,
    content: () => known.ticket,
    source: () => known.ticket,
    parent: () => null,
    near: () => null,
    revision: () => known.revision,
    block: number,
    blocks: () => [0, 1, below(20)],
    piece: () => below(3),
    page: () => below(70),
    space: () => pick(['file', 'disk']),
    bitmaps: () => pick(['honour', 'ignore']),
    range: () => pick([null, span()]),
    scan: number,
    find: number,
    with: () =>
      pick([
        { kind: 'file', ticket: known.ticket },
        { kind: 'layer', layer: below(4) },
      ]),
    what: () => pick(['bitmaps', 'content', 'work', 'plan']),
    paused: () => false,
    forget: () => pick([true, false]),
    before: number,
    plan: () => below(5),
    index: () => below(9) - 1,
    at: () => below(5000),
    action: () => pick(['roll-back', 'finish', 'set-aside']),
    as: () => pick(['disk', 'raw', 'bytes']),
    footerAt: () => pick([null, below(5000) * 512]),
    run: () => null,
    recent: () => 'x',
    pinned: () => true,
    text: () => 'text',
    where: () => 'map',
    message: () => 'planted',
    enabled: () => [],
    checked: () => [],
    tab: () => pick(['overview', 'map', 'hex']),
    prefs: () => started.value.prefs,
    changed: () => pick([['theme'], ['zoom', 'radix'], []]),
    job: () => String(below(9)),
    agreed: () => pick([true, false]),
    target: () => null,
    unfinished: () => pick([null, 'question', 'field']),
    isOpen: () => false,
    layer: () => 1 + below(4),
    patch: () => known.ticket,
    ipsOf: () => pick(['file', 'disk']),
    by: () => pick([1, -1]),
    of: () =>
      pick([
        { kind: 'staged', revision: known.revision },
        { kind: 'repair', plan: below(5) },
      ]),
    from: () => below(5000),
    // What a disk to create is like; there is no place for it.
    kind: () => pick(['fixed', 'dynamic', 'differencing']),
    sizeBytes: () => 512 * below(5000),
    sizeRule: () => 'exact',
    geometry: () => null,
    blockBytes: () => pick([0, 512 * 1024, 2 * 1024 * 1024]),
    uniqueId: () => null,
    creator: () => pick(['win ', 'x']),
    partitions: () => pick(['none', 'gpt', 'mbr']),
    fill: () => pick(['sparse', 'full']),
    namesAbsolute: () => pick([true, false]),
    replace: () => pick([true, false]),
    place: () => known.ticket,
    suggestion: () => 'a.vhd',
    type: () => 'vhd',
    request: () =>
      pick([
        { kind: 'bytes', how: 'typing', space: pick(['disk', 'file']), at: below(4096), bytes: new Uint8Array(below(64)), joins: false },
        { kind: 'fill', space: 'disk', at: below(4096), bytes: below(2048), pattern: new Uint8Array([below(256)]) },
        { kind: 'safe' },
        { kind: 'rescue' },
        { kind: 'mend', only: [pick(['F02', 'B01', 'H02'])], choose: [] },
        { patterns: [{ kind: 'hex', hex: '55 aa' }], space: pick(['disk', 'file']), layer: pick([true, false]), range: null },
        { op: 'hash', layer: false, part: pick([null, { space: pick(['disk', 'file']), at: below(9_000_000), bytes: below(4096) }]) },
      ]),
  };
  /** What a valid request costs much of: a window, a thread, an opening, a check of everything. */
  const costly = [
    'app/newWindow',
    'app/makeSample',
    'image/open',
    'image/close',
    'scan/run',
    'job/start',
    'repair/check',
    'app/openInWindow',
  ];
  const usual = (name: string): Record<string, unknown> =>
    Object.fromEntries((fieldsOf[name] ?? []).map((field) => [field, fields[field]?.()]));
  const requestOf = (name: string): unknown => {
    const kind = costly.includes(name) ? next() * 0.7 + 0.3 : next();
    const request = usual(name);
    const keys = Object.keys(request);
    if (kind < 0.35 || (kind > 0.995 && name !== 'app/newWindow')) return request;
    if (kind < 0.65) return { ...request, [keys.length === 0 ? 'extra' : pick(keys)]: junk() };
    if (kind < 0.75) return { ...request, [pick(['extra', 'path', '__proto__', 'constructor'])]: junk() };
    if (kind < 0.85 && keys.length > 0) return Object.fromEntries(Object.entries(request).slice(1));
    return junk();
  };

  let failures = 0;
  const stop = on['app/failure']?.(() => (failures += 1));
  const odd: string[] = [];
  let ok = 0;
  type Answer = { ok: boolean; value?: unknown; error?: { kind?: unknown; cause?: { kind?: unknown } } };
  const isAnswer = (answer: unknown): answer is Answer =>
    typeof answer === 'object' && answer !== null && typeof (answer as { ok?: unknown }).ok === 'boolean';
  // A save that failed says in which state the file is, and why. An internal error is a bug that was caught.
  const isRefusal = ({ error }: Answer): boolean => {
    const kind = error?.kind ?? error?.cause?.kind;
    return typeof kind === 'string' && kind !== 'internal';
  };
  const send = async (name: string): Promise<void> => {
    const request = requestOf(name);
    try {
      const answer = await call[name]?.(request);
      if (!isAnswer(answer) || (!answer.ok && !isRefusal(answer))) odd.push(`${name}: ${JSON.stringify(answer)}`);
      else if (answer.ok) {
        ok += 1;
        const value = answer.value as (Partial<Start> & { image?: string; revision?: number; edits?: { revision?: number } }) | null;
        if (name === 'app/start') known.ticket = value?.shown?.file.ticket ?? known.ticket;
        if (name === 'image/open' && typeof value?.image === 'string') known.image = value.image;
        const revision = value?.edits?.revision ?? value?.revision;
        if (typeof revision === 'number') known.revision = revision;
      }
    } catch (thrown) {
      odd.push(`${name}: ${String(thrown)}`);
    }
  };
  const ask = async (name: string, request: object): Promise<Answer | null> => {
    const answer = await call[name]?.(request);
    return isAnswer(answer) ? answer : null;
  };
  /** Opens the disk and stages a change, whatever the requests before have closed and discarded. */
  const isReady = async (): Promise<boolean> => {
    let begun = await ask('edit/begin', { image: known.image });
    if (begun?.ok !== true) {
      // Tickets are given up when there are many.
      const chosen = await ask('app/openRecent', { recent: started.value.recents[0]?.recent });
      if (chosen?.ok === true) known.ticket = (chosen.value as { ticket: string }).ticket;
      const opened = await ask('image/open', { ticket: known.ticket, as: 'disk', footerAt: null });
      if (opened?.ok === true) known.image = (opened.value as { image: string }).image;
      begun = await ask('edit/begin', { image: known.image });
    }
    if (begun?.ok !== true) return false;
    known.revision = (begun.value as { edits: { revision: number } }).edits.revision;
    const bytes = Uint8Array.of(below(256));
    const request = { kind: 'bytes', how: 'typing', space: 'disk', at: below(4096), bytes, joins: false };
    return (await ask('edit/stage', { image: known.image, revision: known.revision, request }))?.ok === true;
  };
  const ready = (await isReady()) ? 1 : 0;
  for (let sent = 0; sent < count; ) {
    const some = Array.from({ length: Math.min(500, count - sent) }, () => send(pick(names)));
    sent += some.length;
    // What runs until it is told to stop is told so.
    const ending = setInterval(() => {
      for (const what of ['bitmaps', 'content']) void call['scan/cancel']?.({ what });
      for (const what of ['work', 'plan']) void call['repair/cancel']?.({ what });
    }, 20);
    await Promise.all(some);
    clearInterval(ending);
  }
  stop?.();
  const asked = new Set(names.flatMap((name) => fieldsOf[name] ?? []));
  const lacking = [...asked].filter((field) => !Object.hasOwn(fields, field));
  return { sent: count, ok, odd: odd.slice(0, 10), failures, ready, lacking };
}

test(`${REQUESTS.toLocaleString('en')} requests, random and near-valid, are each answered`, async ({ start, folder }) => {
  // A million of them take minutes, on a slow machine many.
  test.setTimeout(3_600_000);
  const file = makeElevens(folder);
  const before = sha256Of(await readFile(file));
  const { app, page } = await start('--js-flags=--expose-gc', file);
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('aa');
  await dismissAll(app);

  // The page itself is left alone: what it would do with the answers is not what is tried.
  const names = CALLS.filter((name) => name !== 'app/takeDrop');
  // A new window is granted, and is a process: those of the first round are enough.
  const without = names.filter((name) => name !== 'app/newWindow');
  const { lacking } = await page.evaluate(flood, { names, fieldsOf: FIELDS_OF, count: 0, seed: SEED });
  expect(lacking, 'fields of requests that `fields` lacks').toEqual([]);
  const told: Told[] = [];
  const memory: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    told.push(
      await page.evaluate(flood, {
        names: round === 0 ? names : without,
        fieldsOf: FIELDS_OF,
        count: Math.ceil(REQUESTS / ROUNDS),
        seed: SEED + round,
      }),
    );
    memory.push(await memoryOf(app));
  }
  const sum = (key: 'sent' | 'ok' | 'failures' | 'ready'): number => told.reduce((all, one) => all + one[key], 0);
  const mib = (bytes: number | undefined): number => Math.round((bytes ?? 0) / 2 ** 20);
  console.log(
    `${sum('sent')} requests, ${sum('ok')} granted, ${sum('ready')} of ${ROUNDS} rounds with a disk; main ${mib(memory[Math.floor(ROUNDS / 2)])} MiB half-way, ${mib(memory.at(-1))} MiB at the end`,
  );
  expect(told.flatMap(({ odd }) => odd)).toEqual([]);
  expect(sum('failures')).toBe(0);
  expect(sum('sent')).toBeGreaterThanOrEqual(REQUESTS);
  expect(sum('ok')).toBeGreaterThan(REQUESTS / 50);
  expect(sum('ready')).toBeGreaterThan(0.9 * ROUNDS);
  expect(sha256Of(await readFile(file))).toBe(before);
  expect((memory.at(-1) ?? 0) - (memory[Math.floor(ROUNDS / 2)] ?? 0)).toBeLessThan(MAX_GROWTH_BYTES);
});
