/**
 * Plans repairs for the window and keeps the last of them: what is staged, written or copied afterwards is that plan and
 * no other. Nothing is written here.
 */
import type { FormatError, IoError } from '../../shared/errors';
import type { Finding } from '../../shared/findings';
import type { MendWish, OffersView, RepairPlanError, RepairView, RepairWish } from '../../shared/repairViews';
import { err, ok, type Result } from '../../shared/result';
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import type { BlockFile } from '../vhd/blockFile';
import type { Chain } from '../vhd/chain';
import type { Image } from '../vhd/image';
import { openImage } from '../vhd/openImage';
import type { Plan } from '../vhd/plan';
import { repairOffers } from '../vhd/repair/planRepair';
import { isRebuildCode, wishedRepair, wishedRescue, type Wished, type WishOptions } from '../vhd/repair/wished';
import { planReview } from './planReview';

/** What makes the same repair again, in another thread. */
export type Recipe = { readonly wish: RepairWish; readonly deep: boolean; readonly now: number; readonly ids: readonly string[] };

export type PlannedRepair = {
  readonly recipe: Recipe;
  readonly wished: Wished;
  readonly view: RepairView;
  /** Of the log it was made for. */
  readonly revision: number;
};

/** The image as it is staged, and what the plan may do with it. */
export type Bench = {
  readonly chain: Chain;
  readonly revision: number;
  /** Nothing is staged. */
  readonly isClean: boolean;
  /** Of the file as it is. */
  readonly fileBytes: number;
  /** Found only by looking at every block. */
  readonly deepCodes: ReadonlySet<Finding['code']>;
};

/** Planning ends when it is aborted, with an answer that nobody waits for. */
export type Signal = { readonly aborted: boolean };
const NEVER: Signal = { aborted: false };

export type RepairWorld = { readonly now: () => number; readonly newId: () => string };

const MOST_PLACEMENTS = 1000;
/** More than one change of the log should hold; beyond it the repair is saved by itself. */
const MOST_STAGED_STEPS = 1024;
const MOST_STAGED_BYTES = 4 * 1024 * 1024;

let numbers = 0;

export async function offersOn(chain: Chain, findings: readonly Finding[], { now, newId }: RepairWorld): Promise<OffersView> {
  const offers = await repairOffers(chain, findings, { now: Math.floor(now()), newId });
  return { offers, canRebuild: findings.some(({ code }) => isRebuildCode(code)) };
}

/** `ids` fills as the plan asks for new ones. */
function optionsFor(deep: boolean, { now, newId }: RepairWorld): { options: WishOptions; ids: string[] } {
  const ids: string[] = [];
  const take = (): string => {
    const id = newId();
    ids.push(id);
    return id;
  };
  return { options: { deep, now: Math.floor(now()), newId: take }, ids };
}

type Planned = Promise<Result<PlannedRepair, RepairPlanError>>;

export async function repairOn(bench: Bench, wish: MendWish, world: RepairWorld, signal: Signal = NEVER): Planned {
  const deep = wish.kind === 'mend' && wish.only.some((code) => bench.deepCodes.has(code));
  const { options, ids } = optionsFor(deep, world);
  // What reads every block can be long.
  const chain = deep || wish.kind === 'rebuild' ? await stoppable(bench.chain, signal) : ok(bench.chain);
  if (!chain.ok) return chain;
  const made = await wishedRepair(chain.value, wish, options);
  if (!made.ok) return made;
  const recipe: Recipe = { wish, deep, now: options.now, ids };
  const { plan, inPlace, done } = made.value;
  const isNothing = plan !== null && plan.steps.length === 0 && plan.lengthAfter === plan.lengthBefore;
  const can = {
    canStage: !isNothing && inPlace && canStage(plan, bench),
    canApply: !isNothing && inPlace && bench.isClean && done.length > 0,
    canCopy: !isNothing && bench.isClean && (plan === null || done.length > 0),
  };
  return ok({ recipe, wished: made.value, revision: bench.revision, view: viewOf(wish, made.value, bench.fileBytes, can) });
}

/** The chain with a top layer that can be read until the signal comes. */
async function stoppable(chain: Chain, signal: Signal): Promise<Result<Chain, RepairPlanError>> {
  const [top, ...parents] = chain.layers;
  const again = await openImage(until(signal, top.file), top.kind === 'raw' || top.kind === 'bytes' ? top.kind : 'disk');
  return again.ok ? ok({ ...chain, layers: [again.value, ...parents] }) : err({ kind: 'cannot-read', at: 0 });
}

const until = (signal: Signal, file: BlockFile): BlockFile => ({
  ...file,
  read: async (at, bytes) => (signal.aborted ? err({ kind: 'read-failed', at, bytes, code: 'ECANCELED' }) : file.read(at, bytes)),
  close: async () => {},
});

/** Only bytes that exist change, and few enough of them to be one change among others. */
function canStage(plan: Plan | null, { chain, fileBytes }: Bench): boolean {
  if (plan === null || plan.lengthAfter !== plan.lengthBefore || chain.layers[0].file.bytes !== fileBytes) return false;
  const bytes = plan.steps.reduce((sum, step) => sum + (step.kind === 'patch' ? step.after.length : Infinity), 0);
  return plan.steps.length <= MOST_STAGED_STEPS && bytes <= MOST_STAGED_BYTES;
}

/** Null: nothing can be done for it. */
export async function rescueOn(
  file: BlockFile,
  error: FormatError | IoError,
  world: RepairWorld,
  signal: Signal = NEVER,
): Promise<PlannedRepair | null> {
  const { options, ids } = optionsFor(false, world);
  const wished = await wishedRescue(until(signal, file), error, options);
  if (wished === null) return null;
  const wish = { kind: 'rescue' } as const;
  const view = viewOf(wish, wished, file.bytes, { canStage: false, canApply: false, canCopy: true });
  return { recipe: { wish, deep: false, now: options.now, ids }, wished, revision: 0, view };
}

type Can = Pick<RepairView, 'canStage' | 'canApply' | 'canCopy'>;

function viewOf(wish: RepairWish, made: Wished, fileBytesBefore: number, can: Can): RepairView {
  const { rows, rowsLeftOut, changedBytes } = made.plan === null ? { rows: [], rowsLeftOut: 0, changedBytes: 0 } : planReview(made.plan);
  numbers += 1;
  return {
    plan: numbers,
    wish,
    done: made.done,
    ways: made.ways,
    rows,
    rowsLeftOut,
    changedBytes,
    fileBytesBefore,
    fileBytesAfter: made.bytesAfter,
    problemsBefore: made.problemsBefore,
    after: made.after,
    placements: made.placements.slice(0, MOST_PLACEMENTS),
    placementsLeftOut: Math.max(0, made.placements.length - MOST_PLACEMENTS),
    disk: made.disk === null ? null : factsOf(made.disk),
    ...can,
  };
}

const factsOf = ({ sectors, map }: Image): NonNullable<RepairView['disk']> => ({
  bytes: sectors * SECTOR_BYTES,
  blocks: map?.entries.length ?? 0,
  allocated: map === null ? 0 : map.entries.reduce((n, entry) => n + (entry === UNALLOCATED ? 0 : 1), 0),
});
