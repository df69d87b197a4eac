/**
 * Plans repairs for the window and keeps the last one: what is staged, written or copied afterwards is exactly that plan.
 * Nothing is written here.
 */
import { severityCounts } from '../../../shared/findingList';
import type { FormatError, IoError } from '../../../shared/errors';
import type { Finding } from '../../../shared/findings';
import {
  MAX_FATES,
  type MendRequest,
  type NamedParent,
  type OffersView,
  type RepairPlanError,
  type RepairProgress,
  type RepairView,
  type RepairRequest,
  type RescueRequest,
} from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import type { RepairMethod, SharedFate } from '../../../shared/repairs';
import { BLOCK_STATE } from '../../../shared/views';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import type { BlockFile } from '../../vhd/read/blockFile';
import type { Chain } from '../../vhd/read/chain';
import type { Image } from '../../vhd/read/image';
import { parentEvidence } from '../../vhd/read/parentEvidence';
import { stoppable, stoppableChain, type Signal } from '../../vhd/read/stoppable';
import { searchFooter } from '../../vhd/format/footerSearch';
import type { Plan } from '../../vhd/ops/plan';
import { openDisk } from '../../vhd/read/openImage';
import { needsRebuild } from '../../vhd/repair/lostTable';
import { repairOffers } from '../../vhd/repair/planRepair';
import { requestedFar, requestedRepair, requestedRescue, type RequestedRepair, type RequestOptions } from '../../vhd/repair/requested';
import { folderOf } from '../../io/paths';
import { sharedFates } from '../../vhd/repair/sharedFates';
import { planReview } from '../edit/planReview';

/** What another thread needs to make the same repair again. */
export type RepairRecipe = {
  readonly request: RepairRequest;
  readonly deep: boolean;
  readonly now: number;
  readonly ids: readonly string[];
};

export type PlannedRepair = {
  readonly recipe: RepairRecipe;
  readonly result: RequestedRepair;
  readonly view: RepairView;
  /** The revision of the log that it was made for. */
  readonly revision: number;
  /** The path of the file that it was planned with as the parent, and that is used when it is carried out; null: none. */
  readonly parent: string | null;
};

/** The image with its staged changes, and what the plan may do with it. */
export type RepairInput = {
  readonly chain: Chain;
  readonly revision: number;
  /** Nothing is staged. */
  readonly isClean: boolean;
  /** The length of the file as it is. */
  readonly fileBytes: number;
  /** Codes of findings that only a check of every block makes. */
  readonly deepCodes: ReadonlySet<Finding['code']>;
  /** The path of a parent that is in `chain` only to be looked at, and what is found in the disk as it is without it. */
  readonly candidate?: { readonly path: string; readonly findings: readonly Finding[] } | null;
};

/** Planning ends when it is aborted; nobody reads its result then. */
const NEVER: Signal = { aborted: false };

export type RepairWorld = { readonly now: () => number; readonly newId: () => string };

const MAX_PLACEMENTS = 1000;
/** The most steps that one staged change may have; a larger repair is saved by itself. */
const MAX_STAGED_STEPS = 1024;
const MAX_STAGED_BYTES = 4 * 1024 * 1024;

let numbers = 0;

export async function offersOn(chain: Chain, findings: readonly Finding[], { now, newId }: RepairWorld): Promise<OffersView> {
  const offers = await repairOffers(chain, findings, { now: Math.floor(now()), newId });
  return { offers, canRebuild: needsRebuild(chain.layers[0], findings) };
}

/** `ids` fills up as the plan asks for new ones. */
function optionsFor(deep: boolean, { now, newId }: RepairWorld): { options: RequestOptions; ids: string[] } {
  const ids: string[] = [];
  const take = (): string => {
    const id = newId();
    ids.push(id);
    return id;
  };
  return { options: { deep, now: Math.floor(now()), newId: take }, ids };
}

type Planned = Promise<Result<PlannedRepair, RepairPlanError>>;

export async function repairOn(input: RepairInput, request: MendRequest, world: RepairWorld, signal: Signal = NEVER): Planned {
  const deep = request.kind === 'mend' && request.only.some((code) => input.deepCodes.has(code));
  const { options, ids } = optionsFor(deep, world);
  // Plans that read every block can take long, so they can be stopped.
  const chain = deep || request.kind === 'rebuild' ? stoppableChain(input.chain, signal) : input.chain;
  const { candidate = null } = input;
  const planned = await requestedRepair(chain, request, options);
  if (!planned.ok) return planned;
  const made = ok(candidate === null ? planned.value : without(planned.value, candidate.findings));
  const recipe: RepairRecipe = { request, deep, now: options.now, ids };
  const { plan, copyOnly, done } = made.value;
  const isNothing = plan !== null && plan.steps.length === 0 && plan.lengthAfter === plan.lengthBefore;
  const can = {
    canStage: !isNothing && copyOnly === null && canStage(plan, input),
    canApply: !isNothing && copyOnly === null && input.isClean && done.length > 0,
    canCopy: !isNothing && input.isClean && (plan === null || done.length > 0),
  };
  return ok({
    recipe,
    result: made.value,
    revision: input.revision,
    parent: candidate?.path ?? null,
    view: viewOf(request, made.value, input.fileBytes, can, {
      parent: await parentNamed(chain, made.value),
      shared: await sharedIn(chain.layers[0], made.value),
    }),
  });
}

/** The repair as one of the disk without the parent that it was planned with: that it has one then settles more. */
function without(made: RequestedRepair, findings: readonly Finding[]): RequestedRepair {
  const isTold = (code: Finding['code']): boolean => [...made.after, ...made.done, ...made.settled].some((one) => one.code === code);
  const more = findings.filter(({ code }, i) => !isTold(code) && findings.findIndex((one) => one.code === code) === i);
  return { ...made, problemsBefore: severityCounts(findings), settled: [...more, ...made.settled] };
}

/** Repairs that write into the disk what is true of its parent: which file that is has to be seen. */
const ABOUT_PARENT: readonly RepairMethod[] = ['reconnect-parent', 'restamp-parent', 'rewrite-locators', 'grow-to-parent'];

async function parentNamed({ layers: [child, parent] }: Chain, { ways, done }: RequestedRepair): Promise<NamedParent | null> {
  if (parent === undefined || ![...ways, ...done].some(({ method }) => ABOUT_PARENT.includes(method))) return null;
  const { file } = parent;
  const found = await parentEvidence(child, file);
  return {
    name: file.name,
    folder: folderOf(file.path),
    fileBytes: file.bytes,
    diskBytes: found?.diskBytes ?? parent.sectors * SECTOR_BYTES,
    evidence: found?.evidence ?? null,
  };
}

/** None as long as no way is chosen: nothing becomes of any block then. */
async function sharedIn(top: Image, { done, disk, copy }: RequestedRepair): Promise<SharedFate[]> {
  if (top.map?.states.includes(BLOCK_STATE.overlapping) !== true || (done.length === 0 && disk === null)) return [];
  const after = await openDisk(copy.file);
  return after.ok ? sharedFates(top, after.value) : [];
}

/** A repair can be staged if it only changes existing bytes, and few enough for one change among others. */
function canStage(plan: Plan | null, { chain, fileBytes }: RepairInput): boolean {
  if (plan === null || plan.lengthAfter !== plan.lengthBefore || chain.layers[0].file.bytes !== fileBytes) return false;
  const bytes = plan.steps.reduce((sum, step) => sum + (step.kind === 'patch' ? step.after.length : Infinity), 0);
  return plan.steps.length <= MAX_STAGED_STEPS && bytes <= MAX_STAGED_BYTES;
}

/** Null: nothing can be done for the file. */
export async function rescueOn(
  file: BlockFile,
  error: FormatError | IoError,
  world: RepairWorld,
  signal: Signal = NEVER,
): Promise<PlannedRepair | null> {
  const { options, ids } = optionsFor(false, world);
  const result = await requestedRescue(stoppable(file, signal), error, options);
  if (result === null) return null;
  const request = { kind: 'rescue' } as const;
  const view = viewOf(request, result, file.bytes, { canStage: false, canApply: false, canCopy: true });
  return { recipe: { request, deep: false, now: options.now, ids }, result, revision: 0, parent: null, view };
}

type Far = Extract<RescueRequest, { readonly kind: 'far-footer' }>;

/** Plans by a footer far before the end. The file is searched for it once: afterwards the request names its place. */
export async function farOn(
  file: BlockFile,
  { at, method }: Far,
  world: RepairWorld,
  { signal, tell }: { readonly signal: Signal; readonly tell: (progress: RepairProgress) => void },
): Planned {
  const report = (done: number, total: number): void => tell({ done, total, of: 'repair' });
  const searched = at === null ? await searchFooter(stoppable(file, signal), { signal, report }) : null;
  if (searched !== null && !searched.ok) return searched;
  const found = searched === null ? at : (searched.value.found?.at ?? null);
  if (found === null) return err({ kind: 'no-far-footer', unreadBytes: searched?.value.unreadBytes ?? 0 });
  const { options, ids } = optionsFor(false, world);
  const result = await requestedFar(stoppable(file, signal), found, method, options);
  if (!result.ok) return result;
  const request = { kind: 'far-footer', at: found, method } as const;
  const can = { canStage: false, canApply: false, canCopy: result.value.done.length > 0 };
  return ok({
    recipe: { request, deep: false, now: options.now, ids },
    result: result.value,
    revision: 0,
    parent: null,
    view: viewOf(request, result.value, file.bytes, can),
  });
}

type Can = Pick<RepairView, 'canStage' | 'canApply' | 'canCopy'>;

function viewOf(
  request: RepairRequest,
  made: RequestedRepair,
  fileBytesBefore: number,
  can: Can,
  { parent, shared }: { readonly parent: NamedParent | null; readonly shared: readonly SharedFate[] } = { parent: null, shared: [] },
): RepairView {
  const { rows, rowsLeftOut, changedBytes } = made.plan === null ? { rows: [], rowsLeftOut: 0, changedBytes: 0 } : planReview(made.plan);
  numbers += 1;
  return {
    plan: numbers,
    request,
    done: made.done,
    settled: made.settled,
    ways: made.ways,
    rows,
    rowsLeftOut,
    changedBytes,
    fileBytesBefore,
    fileBytesAfter: made.bytesAfter,
    diskChange: made.diskChange,
    cut: made.cut,
    signs: made.signs,
    copyOnly: made.copyOnly,
    effect: made.effect,
    problemsBefore: made.problemsBefore,
    after: made.after,
    parent,
    shared: shared.slice(0, MAX_FATES),
    sharedLeftOut: Math.max(0, shared.length - MAX_FATES),
    placements: made.placements.slice(0, MAX_PLACEMENTS),
    placementsLeftOut: Math.max(0, made.placements.length - MAX_PLACEMENTS),
    guesses: made.placements.filter(({ confidence }) => confidence === 'guess').length,
    partitions: made.partitions,
    disk: made.disk === null ? null : factsOf(made.disk),
    ...can,
  };
}

const factsOf = ({ sectors, map }: Image): NonNullable<RepairView['disk']> => ({
  bytes: sectors * SECTOR_BYTES,
  blocks: map?.entries.length ?? 0,
  allocated: map === null ? 0 : map.entries.reduce((n, entry) => n + (entry === UNALLOCATED ? 0 : 1), 0),
});
