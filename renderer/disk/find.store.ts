/** Searches in the open disk: main looks in threads of its own, and tells hits as they are found, several times a second. */
import type { FindEnd, FindFailure, FoundPart } from '../../shared/find/found';
import type { ImageId } from '../../shared/views';
import type { Space } from '../../shared/vhd/units';
import { api } from '../api';
import { NO_FIND, type OpenDisk, type Selection } from '../app/state';
import { changeDisk, shownDisk, useOpen } from '../app/store';
import { reveal } from './cursor.store';
import { requestOf, type FindForm, type FindRun } from './findForm.model';
import { firstIndexFrom, type HitList } from './hitOrder.model';
import { currentOrder, forgetOrder, putInOrder } from './hitOrder.store';
import { addHits, firstFrom, hitAt, NO_HITS, type Hits } from './hits.model';

let last = 0;
/** The hits of the latest search. They are kept apart from the store, which counts them. */
let hits: Hits = NO_HITS;
/** How many parts of it have arrived, and who waits for more of them. */
let arrived = { find: 0, parts: 0, wake: (): void => {} };
/** The next hit was asked for and is not found yet. */
let isAwaited = false;

export const currentHits = (): Hits => hits;

export const changeFindForm = (form: Partial<FindForm>): void => changeDisk(({ findForm }) => ({ findForm: { ...findForm, ...form } }));

const note = (run: Partial<Exclude<FindRun, { readonly kind: 'none' }>>): void =>
  changeDisk(({ find }) => (find.run.kind === 'none' ? {} : { find: { ...find, run: { ...find.run, ...run } } }));

/** The hits in a space of the disk, and none in the other one. Panels that show them draw again as the count rises. */
export function useHitsIn(space: Space): Hits {
  const isThere = useOpen(({ find: { run } }) => run.kind !== 'none' && run.request.space === space);
  useOpen(({ find: { run } }) => (run.kind === 'none' ? 0 : run.found));
  return isThere ? hits : NO_HITS;
}

const NO_RUN = { kind: 'none' } as const;

/** What the panel is about: a comparison while it compares, else a search. */
export const useFindRun = (): FindRun =>
  useOpen(({ find: { run }, findForm }) => (run.kind !== 'none' && (run.compared !== null) === findForm.isComparing ? run : NO_RUN));

/** The search with that number, if it is still the current one. */
function runOf(find: number): Exclude<FindRun, { readonly kind: 'none' }> | null {
  const run = shownDisk()?.find.run;
  return run !== undefined && run.kind !== 'none' && run.find === find ? run : null;
}

/** Waits until so many parts have arrived: answer and parts come by different ways. */
async function untilArrived(find: number, parts: number): Promise<void> {
  while (arrived.find === find && arrived.parts < parts && runOf(find) !== null)
    await new Promise<void>((resolve) => {
      arrived.wake = resolve;
    });
}

/**
 * The selection that a search would be in. To show a hit selects it, but whoever searched in a selection means that one still,
 * until they select something else.
 */
export function selectionToSearch({ selection, find: { run, at }, findForm }: OpenDisk): Selection | null {
  const hit = hitAt(hits, at);
  if (selection === null || hit === null || run.kind === 'none' || findForm.where !== 'selection') return selection;
  const { space, range } = run.request;
  const isHit = selection.space === space && selection.at === hit.at && selection.bytes === hit.bytes;
  return isHit && range !== null ? { space, ...range } : selection;
}

/** Begins the search that is filled in; one that is under way ends. */
export async function startFind(): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const request = requestOf(shown.findForm, { view: shown.view, selection: selectionToSearch(shown) });
  await begin({ request, compared: null }, (image, find) => api['find/run']({ image, find, request }));
}

/** Begins the comparison that is filled in. What differs is listed, marked and gone through as hits are. */
export async function startCompare(): Promise<void> {
  const other = shownDisk()?.findForm.other ?? null;
  if (other === null) return;
  const request = { patterns: [], space: 'disk', layer: false, range: null } as const;
  await begin({ request, compared: other.name }, (image, find) => api['find/compare']({ image, find, with: other.with }));
}

type Begun = Pick<Exclude<FindRun, { readonly kind: 'none' }>, 'request' | 'compared'>;
type Answered = Awaited<ReturnType<(typeof api)['find/run'] | (typeof api)['find/compare']>>;

async function begin(what: Begun, call: (image: ImageId, find: number) => Promise<Answered>): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  last += 1;
  const find = last;
  arrived.wake();
  arrived = { find, parts: 0, wake: () => {} };
  hits = NO_HITS;
  isAwaited = false;
  const startedAt = performance.now();
  const run = {
    kind: 'running',
    find,
    ...what,
    found: 0,
    done: 0,
    total: 0,
    startedAt,
    ms: 0,
    asSaved: false,
    unread: 0,
    behind: 0,
    other: null,
    isStale: false,
  } as const;
  changeDisk(({ find: { list } }) => ({ find: { run: { ...run, isUnchanged: true, error: null }, at: -1, list, order: 0 } }));
  forgetOrder();
  const answer = await call(shown.view.image, find);
  if (answer.ok) await untilArrived(find, answer.value.parts);
  const ms = performance.now() - startedAt;
  if (runOf(find) === null) return;
  if (!answer.ok)
    return answer.error.kind === 'stale-ticket'
      ? note({ kind: 'failed', ms, error: { of: 'start', error: { kind: 'stale-ticket' } } })
      : note({ kind: 'stopped', ms });
  const { end, asSaved, other = null } = answer.value;
  const ended = { ms, asSaved, other };
  if (end.kind === 'done') {
    const { unread, behind = 0, isUnchanged } = end.summary;
    note({ ...ended, kind: 'done', unread, behind, isUnchanged });
  } else if (end.kind === 'cancelled') note({ ...ended, kind: 'stopped' });
  else note({ ...ended, kind: 'failed', error: failureOf(end) });
  if (!isAwaited) return;
  await putInOrder(hits);
  stepHit(1);
}

type Failed = Exclude<FindEnd['end'], { readonly kind: 'done' | 'cancelled' }>;

function failureOf(end: Failed): FindFailure {
  if (end.kind === 'same-file') return { of: 'same-file' };
  if (end.kind === 'no-other') return { of: 'other', error: end.error };
  return end.kind === 'failed' ? { of: 'job', error: end.error } : { of: 'start', error: end.error };
}

/** Takes hits from main. */
export function takeFound(find: number, { hits: more, found, done, total }: FoundPart): void {
  if (arrived.find === find) arrived.parts += 1;
  const run = runOf(find);
  if (run !== null) {
    hits = addHits(hits, more);
    note({ found, done, total, ms: performance.now() - run.startedAt });
    if (more.length > 0) void putInOrder(hits);
    if (isAwaited && more.length > 0) stepHit(1);
  }
  arrived.wake();
}

export async function stopFind(): Promise<void> {
  const run = shownDisk()?.find.run;
  if (run?.kind !== 'running') return;
  note({ kind: 'stopped' });
  arrived.wake();
  await api['find/cancel']({ forget: false });
}

/** Sorts and filters the list of hits. */
export function changeHitList(list: Partial<HitList>): void {
  changeDisk(({ find }) => ({ find: { ...find, list: { ...find.list, ...list } } }));
  void putInOrder(hits);
}

/** Shows a hit. The focus stays where it is, so that the list can be gone through. */
export function showHit(index: number): void {
  const shown = shownDisk();
  const hit = hitAt(hits, index);
  if (shown === null || hit === null || shown.find.run.kind === 'none') return;
  const { space } = shown.find.run.request;
  reveal({ space, at: hit.at, bytes: hit.bytes });
  changeDisk(({ find }) => ({ find: { ...find, at: index } }));
}

/**
 * The next of the listed hits behind the cursor, or the one before it, along the disk however they are sorted; from the end on to
 * the other end. While the search runs, a hit that is not found yet is waited for.
 */
export function stepHit(by: 1 | -1): void {
  const shown = shownDisk();
  if (shown === null || shown.find.run.kind === 'none') return;
  const { run, at } = shown.find;
  const { cursor } = shown;
  const along = currentOrder()?.along ?? null;
  const count = along?.length ?? hits.count;
  const placeOf = (index: number): number => (along === null ? index : firstIndexFrom(along, index));
  const isHere = cursor.space === run.request.space;
  const isAtHit = isHere && hitAt(hits, at)?.at === cursor.at;
  const behind = isHere ? placeOf(firstFrom(hits, cursor.at)) : 0;
  const here = placeOf(at);
  const isListed = along === null || along[here] === at;
  const next = !isAtHit ? (by === 1 ? behind : behind - 1) : isListed || by === -1 ? here + by : here;
  isAwaited = by === 1 && next >= count && run.kind === 'running';
  if (isAwaited || count === 0) return;
  const place = (next + count) % count;
  showHit(along === null ? place : (along[place] as number));
}

/** Takes the hits of this disk off all views. */
export function forgetFind(): void {
  arrived.wake();
  void api['find/cancel']({ forget: true });
  hits = NO_HITS;
  isAwaited = false;
  changeDisk({ find: NO_FIND });
  forgetOrder();
}
