/**
 * Every state in which a power cut may leave a volume, from the record of what was done to it. What was written and
 * not yet synced may be there, in part, or not at all; names are as lasting as their folder's last sync.
 * Model: ALICE's (OSDI '14), with sectors of 512 bytes that are each written whole or not at all.
 */
import { seeded, type Random } from './random';
import { changeNames, cloneVolume, fillBytes, foldersOf, truncateBytes, writeBytes, type NameChange, type Volume } from './memoryVolume';
import { hashVolume } from './volumeHash';

export type Op =
  | { readonly kind: 'write'; readonly ino: number; readonly at: number; readonly data: Uint8Array }
  | { readonly kind: 'truncate'; readonly ino: number; readonly bytes: number }
  | { readonly kind: 'sync'; readonly ino: number }
  /** The system gave up on what was written since the last sync: it is not on the disk, and no later sync puts it there. */
  | { readonly kind: 'lost-sync'; readonly ino: number }
  | { readonly kind: 'name'; readonly change: NameChange }
  | { readonly kind: 'sync-folder'; readonly folder: string }
  /** The n-th save was begun, or its success was told to the user. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'acked' };

type Pending = Extract<Op, { kind: 'write' | 'truncate' | 'name' }>;

/** Contents may be those after any of the saves `acked`…`begun`. `after` counts the ops done before the cut. */
export type Cut = {
  readonly volume: Volume;
  readonly acked: number;
  readonly begun: number;
  readonly after: number;
  /** Tells states apart: what the files hold, and how many saves were begun and answered. */
  readonly key: number;
};

export type Limits = {
  /** States looked at for one record of ops; a deterministic choice of them when there are more. */
  readonly states: number;
  /** All subsets of so many pending ops. */
  readonly exhaustive: number;
  /** Random subsets where there are more. */
  readonly random: number;
  /** Random choices of the pending sectors, whatever writes they belong to. */
  readonly sectors: number;
  readonly seed: number;
};

export const LIMITS: Limits = { states: 1_000_000, exhaustive: 12, random: 256, sectors: 0, seed: 1 };

const SECTOR = 512;
const FILLS = [0, 0xa5] as const;

/** How an op that was not synced came out. Sectors missing from a torn write are as before, or `fill` where there was nothing. */
type Outcome =
  | { readonly kind: 'whole' }
  /** The file has its new length, and none of the data. */
  | { readonly kind: 'length-only' }
  | { readonly kind: 'torn'; readonly keeps: (sector: number) => boolean };

const WHOLE: Outcome = { kind: 'whole' };

const sectorsIn = (op: Pending): number =>
  op.kind === 'write' && op.data.length > 0 ? Math.ceil((op.at + op.data.length) / SECTOR) - Math.floor(op.at / SECTOR) : 0;

/** True when some of the file became `fill`; so do the next two. */
function applyTorn(volume: Volume, op: Extract<Op, { kind: 'write' }>, keeps: (sector: number) => boolean, fill: number): boolean {
  const first = Math.floor(op.at / SECTOR);
  let filled = false;
  for (let sector = 0; sector < sectorsIn(op); sector++) {
    const from = Math.max(op.at, (first + sector) * SECTOR);
    const to = Math.min(op.at + op.data.length, (first + sector + 1) * SECTOR);
    if (keeps(sector)) filled = writeBytes(volume, op.ino, from, op.data.subarray(from - op.at, to - op.at), fill) || filled;
  }
  return filled;
}

/** The file ends where the write would have ended it; what it lacked is `fill`. */
function lengthen(volume: Volume, op: Extract<Op, { kind: 'write' }>, fill: number): boolean {
  const end = volume.contents.get(op.ino)?.length ?? 0;
  const newEnd = op.at + op.data.length;
  if (newEnd > end) fillBytes(volume, op.ino, end, newEnd - end, fill);
  return newEnd > end;
}

function applyOp(volume: Volume, op: Pending, outcome: Outcome, fill: number): boolean {
  if (op.kind === 'name') {
    changeNames(volume.names, op.change);
    if (op.change.kind === 'create') volume.next = Math.max(volume.next, op.change.ino + 1);
  } else if (op.kind === 'truncate') truncateBytes(volume, op.ino, op.bytes);
  else if (outcome.kind === 'whole') return writeBytes(volume, op.ino, op.at, op.data, fill);
  else if (outcome.kind === 'length-only') return lengthen(volume, op, fill);
  else return applyTorn(volume, op, outcome.keeps, fill);
  return false;
}

/** Everything but "whole" that a write can come to. */
function tornOutcomes(op: Pending, extends_: boolean, random: Random): Outcome[] {
  const count = sectorsIn(op);
  const outcomes: Outcome[] = extends_ ? [{ kind: 'length-only' }] : [];
  if (count < 2) return outcomes;
  const mask = random.below(0x7fff_ffff);
  const torn = (keeps: (sector: number) => boolean): Outcome => ({ kind: 'torn', keeps });
  outcomes.push(torn((sector) => sector < 1));
  outcomes.push(torn((sector) => sector >= 1));
  if (count === 2) return outcomes;
  outcomes.push(torn((sector) => sector < count - 1));
  outcomes.push(torn((sector) => sector === count - 1));
  if (count === 3) outcomes.push(torn((sector) => sector === 1));
  else
    outcomes.push(
      torn((sector) => sector % 2 === 0),
      torn((sector) => ((mask >> (sector % 31)) & 1) === 1),
    );
  return outcomes;
}

/** Subsets of `count` ops, as bit masks or boolean arrays by index; those without the newest were seen one op earlier. */
function* subsets(count: number, withNewest: boolean, limits: Limits, random: Random): Generator<readonly boolean[]> {
  const old = withNewest ? count - 1 : count;
  const closed = (chosen: boolean[]): boolean[] => (withNewest ? [...chosen, true] : chosen);
  if (count <= limits.exhaustive) {
    for (let mask = 0; mask < 2 ** old; mask++) yield closed(Array.from({ length: old }, (_, i) => ((mask >> i) & 1) === 1));
    return;
  }
  for (let prefix = 0; prefix <= old; prefix++) yield closed(Array.from({ length: old }, (_, i) => i < prefix));
  for (let one = 0; one < old; one++) {
    yield closed(Array.from({ length: old }, (_, i) => i !== one));
    yield closed(Array.from({ length: old }, (_, i) => i === one));
  }
  for (let turn = 0; turn < limits.random; turn++) yield closed(Array.from({ length: old }, () => random.below(2) === 1));
}

type Progress = { readonly durable: Volume; pending: Pending[]; acked: number; begun: number };

function settle(progress: Progress, lasts: (op: Pending) => boolean): void {
  const rest: Pending[] = [];
  for (const op of progress.pending) {
    if (lasts(op)) applyOp(progress.durable, op, WHOLE, 0);
    else rest.push(op);
  }
  progress.pending = rest;
  progress.durable.owned.clear();
}

const inFolder = (op: Pending, folder: string): boolean => op.kind === 'name' && foldersOf(op.change).includes(folder);

/** The volume with these ops come out so; and once more with the other fill, where there is something to fill. */
function* built(durable: Volume, ops: readonly Pending[], outcomeOf: (index: number) => Outcome): Generator<Volume> {
  for (const fill of FILLS) {
    const volume = cloneVolume(durable);
    let filled = false;
    for (let i = 0; i < ops.length; i++) filled = applyOp(volume, ops[i] as Pending, outcomeOf(i), fill) || filled;
    yield volume;
    if (!filled) return;
  }
}

/** The cuts right after one more op; `withNewest` leaves out those that lack it. */
function* cutsHere(progress: Progress, withNewest: boolean, limits: Limits, random: Random): Generator<Volume> {
  const { pending, durable } = progress;
  const few = pending.length <= 5;
  for (const chosen of subsets(pending.length, withNewest, limits, random)) {
    const ops = pending.filter((_, i) => chosen[i]);
    yield* built(durable, ops, () => WHOLE);
    // Tear every write where there are few, else the one that was under way.
    for (let at = few ? 0 : Math.max(0, ops.length - 1); at < ops.length; at++) {
      const op = ops[at] as Pending;
      if (op.kind !== 'write') continue;
      const grows = op.at + op.data.length > (durable.contents.get(op.ino)?.length ?? 0);
      for (const outcome of tornOutcomes(op, grows, random)) yield* built(durable, ops, (i) => (i === at ? outcome : WHOLE));
    }
  }
  for (let turn = 0; turn < limits.sectors; turn++) yield* built(durable, ...scattered(pending, random));
}

/** Any of the pending sectors, any of the names: what a disk does that sorts its queue as it likes. */
function scattered(pending: readonly Pending[], random: Random): [Pending[], (index: number) => Outcome] {
  const ops = pending.filter(({ kind }) => kind === 'write' || random.below(2) === 1);
  const share = 1 + random.below(7);
  const outcomes = ops.map((op): Outcome => {
    const kept = Array.from({ length: sectorsIn(op) }, () => random.below(8) < share);
    return { kind: 'torn', keeps: (sector) => kept[sector] === true };
  });
  return [ops, (index) => outcomes[index] ?? WHOLE];
}

/** Every distinct cut of the record, in order. `base` is the volume before the first op, all of it durable. */
export function* crashCuts(
  base: Volume,
  ops: readonly Op[],
  limits: Limits = LIMITS,
  from: Pick<Cut, 'acked' | 'begun'> = { acked: 0, begun: 0 },
): Generator<Cut> {
  const random = seeded(limits.seed);
  const progress: Progress = { durable: cloneVolume(base), pending: [], acked: from.acked, begun: from.begun };
  const seen = new Set<number>();
  let left = limits.states;
  for (let after = 0; after <= ops.length && left > 0; after++) {
    const op = after === 0 ? null : (ops[after - 1] as Op);
    if (op !== null) step(progress, op);
    // A sync or an answer makes no new states by itself, but an answer changes what they may hold.
    const isAnswer = op === null || op.kind === 'acked' || op.kind === 'begun';
    const isChange = op !== null && (op.kind === 'write' || op.kind === 'truncate' || op.kind === 'name');
    if (!isAnswer && !isChange) continue;
    for (const volume of cutsHere(progress, isChange, limits, random)) {
      const key = hashVolume(volume, progress.acked * 16 + progress.begun);
      if (seen.has(key)) continue;
      seen.add(key);
      yield { volume, acked: progress.acked, begun: progress.begun, after, key };
      left -= 1;
      if (left <= 0) break;
    }
  }
}

/** The distinct volumes that a cut after the last op may leave. */
export function finalCuts(base: Volume, ops: readonly Op[], limits: Limits = LIMITS): Volume[] {
  const progress: Progress = { durable: cloneVolume(base), pending: [], acked: 0, begun: 0 };
  for (const op of ops) step(progress, op);
  const distinct = new Map<number, Volume>();
  for (const volume of cutsHere(progress, false, limits, seeded(limits.seed))) {
    if (distinct.size >= limits.states) break;
    distinct.set(hashVolume(volume, 0), volume);
  }
  return [...distinct.values()];
}

function step(progress: Progress, op: Op): void {
  if (op.kind === 'sync') settle(progress, (pending) => 'ino' in pending && pending.ino === op.ino);
  else if (op.kind === 'lost-sync') progress.pending = progress.pending.filter((pending) => !('ino' in pending && pending.ino === op.ino));
  else if (op.kind === 'sync-folder') settle(progress, (pending) => inFolder(pending, op.folder));
  else if (op.kind === 'acked') progress.acked += 1;
  else if (op.kind === 'begun') progress.begun += 1;
  else progress.pending = [...progress.pending, op];
}
