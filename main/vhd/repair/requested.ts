/**
 * A repair as the window requests it, whatever its kind, as one thing to show and to carry out. The same request with the
 * same time and ids makes the same repair, so that a thread can make again what was shown.
 */
import { severityCounts, type SeverityCounts } from '../../../shared/findingList';
import type { FormatError, IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import {
  SAFE_METHODS,
  type CopyReason,
  type OpenOffer,
  type Placement,
  type RepairCost,
  type RepairEffect,
  type RepairError,
  type RepairMethod,
  type RepairOffer,
} from '../../../shared/repairs';
import type { FarMethod, MendRequest, PlaceChoice } from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import type { PartitionView } from '../../../shared/views';
import { readPartitions } from '../partitions/partitionTable';
import type { BlockFile } from '../read/blockFile';
import type { Chain } from '../read/chain';
import { checkDisk } from '../check/checkDisk';
import type { Image } from '../read/image';
import { openDisk } from '../read/openImage';
import type { Plan } from '../ops/plan';
import type { Copy } from './patchedCopy';
import { planRebuild } from './rebuild';
import { openOffers, planRepair, repairOffers, type RepairChoices } from './planRepair';
import { planRescue } from './rescue';

export type RequestOptions = {
  /** Blocks and bitmaps are read before and after. */
  readonly deep: boolean;
  /** Unix seconds. */
  readonly now: number;
  readonly newId: () => string;
};

/** If there was a disk before, the cost says what becomes of it. */
export type RequestedRepair = RepairCost & {
  readonly done: readonly RepairOffer[];
  /** Findings that disappear together with those that are repaired, the first of each code. */
  readonly settled: readonly Finding[];
  readonly ways: readonly OpenOffer[];
  readonly problemsBefore: SeverityCounts;
  readonly after: readonly Finding[];
  /** Null: it can only be made in a new file. */
  readonly plan: Plan | null;
  /** Why it is only made in a new file; null if the file itself can be repaired. */
  readonly copyOnly: CopyReason | null;
  /** Null: the file itself is only read. */
  readonly effect: RepairEffect | null;
  readonly placements: readonly Placement[];
  readonly partitions: readonly PartitionView[];
  /** The disk that was rebuilt or rescued; null if the disk is the same as before. */
  readonly disk: Image | null;
  readonly bytesAfter: number;
  readonly copy: Copy;
};

type Answer = Promise<Result<RequestedRepair, RepairError>>;

export async function requestedRepair(chain: Chain, request: MendRequest, options: RequestOptions): Answer {
  if (request.kind === 'rebuild') return rebuilt(chain, request.place, options);
  const choose: Partial<Record<FindingCode, RepairMethod>> = {};
  if (request.kind === 'mend') for (const { code, method } of request.choose) choose[code] = method;
  const only = request.kind === 'mend' ? request.only : await safeCodes(chain, options);
  if (!Array.isArray(only)) return err({ kind: 'cannot-read', at: 0 });
  if (only.length === 0) return err({ kind: 'nothing-to-do' });
  // Repairs that lose something are still made only if chosen.
  const choices: RepairChoices = { only, choose, loss: true, notes: true, ...options };
  const made = await planRepair(chain, choices);
  if (!made.ok) return made;
  const { before, after, done, along, diskChange, cut, signs, plan, copyOnly, effect, copy } = made.value;
  const asked = before.filter(({ code }) => only.includes(code));
  return ok({
    done,
    settled: before.filter(({ code }, i) => along.some((one) => one.code === code) && isFirst(before, i)),
    ways: await openOffers(chain, { asked, all: before }, choices),
    diskChange,
    cut,
    signs,
    problemsBefore: severityCounts(before),
    after,
    plan,
    copyOnly,
    effect,
    placements: [],
    partitions: [],
    disk: null,
    bytesAfter: plan.lengthAfter,
    copy,
  });
}

const isFirst = (findings: readonly Finding[], i: number): boolean => findings.findIndex(({ code }) => code === findings[i]?.code) === i;

/** The findings that are mended by a checksum or by the other footer. */
async function safeCodes(chain: Chain, options: RequestOptions): Promise<readonly FindingCode[] | null> {
  const found = await checkDisk(chain, { now: options.now, deep: false });
  if (!found.ok) return null;
  const offers = await repairOffers(chain, found.value, options);
  return [...new Set(offers.filter(isSafeOffer).map(({ code }) => code))];
}

export const isSafeOffer = ({ method, class: klass }: RepairOffer): boolean => klass === 'safe' && SAFE_METHODS.includes(method);

async function rebuilt(chain: Chain, place: readonly PlaceChoice[], { now }: RequestOptions): Answer {
  const before = await checkDisk(chain, { now, deep: false });
  if (!before.ok) return err({ kind: 'cannot-read', at: 0 });
  const made = await planRebuild(chain, { place: new Map(place.map(({ sector, block }) => [sector, block])), now, mayGuess: true });
  if (made === null) return err({ kind: chain.layers[0].map === null ? 'nothing-to-do' : 'no-lost-blocks' });
  if (!made.ok) return made;
  const { placements, after, chain: result, copy } = made.value;
  const [disk] = result.layers;
  return ok({
    done: [],
    settled: [],
    ways: [],
    diskChange: null,
    cut: null,
    signs: [],
    problemsBefore: severityCounts(before.value),
    after,
    plan: null,
    copyOnly: 'another-disk',
    effect: null,
    placements,
    partitions: (await readPartitions(result)).entries,
    disk,
    bytesAfter: disk.file.bytes,
    copy,
  });
}

/** By the footer that a search of the whole file found at `at`. `method` null: lists the ways, and does nothing. */
export async function requestedFar(file: BlockFile, at: number, method: FarMethod | null, options: RequestOptions): Answer {
  const image = await openDisk(file, at);
  if (!image.ok || image.value.footers.footer?.at !== at) return err({ kind: 'cannot-read', at });
  const chain: Chain = { layers: [image.value], parent: null };
  return requestedRepair(chain, { kind: 'mend', only: ['F04'], choose: method === null ? [] : [{ code: 'F04', method }] }, options);
}

/** `error`: why the file did not open. Null: nothing can be done for it, or a read failed. */
export async function requestedRescue(
  file: BlockFile,
  error: FormatError | IoError,
  options: RequestOptions,
): Promise<RequestedRepair | null> {
  const rescue = await planRescue(file, error, options);
  if (rescue === null) return null;
  const [disk] = rescue.chain.layers;
  const offer: RepairOffer = { code: 'F01', method: rescue.method, class: rescue.class };
  return {
    done: [offer],
    settled: [],
    ways: [{ ...offer, also: [], diskChange: null, cut: null, signs: [], copyOnly: 'another-disk' }],
    diskChange: null,
    cut: null,
    signs: [],
    problemsBefore: { error: 1, warning: 0, note: 0 },
    after: rescue.after,
    plan: rescue.plan,
    copyOnly: 'another-disk',
    effect: null,
    placements: [],
    partitions: [],
    disk,
    bytesAfter: disk.file.bytes,
    copy: rescue.copy,
  };
}
