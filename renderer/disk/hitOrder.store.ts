/** Puts the hits of a search in the order in which they are listed, in slices between which the window has its turn. */
import { changeDisk, shownDisk, useOpen } from '../app/store';
import { currentDisk } from './blocks.store';
import { isPlain, orderHits, type HitList, type HitOrder } from './hitOrder.model';
import { NO_HITS, type Hits } from './hits.model';

/** Less than half a frame. */
const SLICE_MS = 6;
const NONE: HitOrder = { listed: new Uint32Array(), along: new Uint32Array() };

/** Which hits are listed, and how; null: all of them, as they were found. */
let order: HitOrder | null = null;
/** The hits that are to be put in order. */
let wanted: Hits = NO_HITS;
let work: Promise<void> | null = null;

export const currentOrder = (): HitOrder | null => order;

/** The same, drawn again whenever it is another one. */
export function useHitOrder(): HitOrder | null {
  useOpen((d) => d.find.order);
  return order;
}

/** For a search that begins: what was listed belongs to another one. */
export function forgetOrder(): void {
  wanted = NO_HITS;
  const list = shownDisk()?.find.list;
  order = list === undefined || isPlain(list) ? null : NONE;
}

/** The hits have become more, or another order is wanted. Ends when these hits are in order. */
export function putInOrder(hits: Hits): Promise<void> {
  wanted = hits;
  work ??= untilInOrder().finally(() => {
    work = null;
  });
  return work;
}

async function untilInOrder(): Promise<void> {
  let made = { hits: NO_HITS, list: null as HitList | null };
  for (;;) {
    const find = shownDisk()?.find;
    if (find === undefined || find.run.kind === 'none' || (made.hits === wanted && made.list === find.list)) return;
    made = { hits: wanted, list: find.list };
    await orderOnce(made.hits, find.list);
  }
}

async function orderOnce(hits: Hits, list: HitList): Promise<void> {
  const disk = currentDisk();
  const run = shownDisk()?.find.run;
  if (disk === null || run === undefined || run.kind === 'none') return;
  if (isPlain(list)) return take(null);
  const { space, patterns } = run.request;
  const steps = orderHits({ hits, disk, space, patterns }, list);
  let until = performance.now() + SLICE_MS;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return take(step.value);
    if (performance.now() < until) continue;
    await new Promise((resolve) => setTimeout(resolve));
    // More hits may have come: they are put in order after these. Another order or another search makes these useless.
    const find = shownDisk()?.find;
    if (find?.list !== list || find.run.kind === 'none' || find.run.find !== run.find) return;
    until = performance.now() + SLICE_MS;
  }
}

function take(next: HitOrder | null): void {
  if (order === null && next === null) return;
  order = next;
  changeDisk(({ find }) => ({ find: { ...find, order: find.order + 1 } }));
}
