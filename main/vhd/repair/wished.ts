/**
 * A repair as the window wishes it, whatever kind it is, as one thing to show and to carry out. The same wish with the
 * same time and ids makes the same repair, so that a thread can make again what was shown.
 */
import type { FormatError, IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import { SAFE_METHODS, type Placement, type RepairError, type RepairMethod, type RepairOffer } from '../../../shared/repairs';
import type { MendWish } from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import type { BlockFile } from '../blockFile';
import type { Chain } from '../chain';
import { checkDisk } from '../check/checkDisk';
import type { Image } from '../image';
import type { NewFile } from '../newFile';
import type { Plan } from '../plan';
import { planRebuild } from './rebuild';
import { planRepair, repairOffers, type RepairRequest } from './planRepair';
import { planRescue } from './rescue';

export type WishOptions = {
  /** Blocks and bitmaps are read before and after. */
  readonly deep: boolean;
  /** Unix seconds. */
  readonly now: number;
  readonly newId: () => string;
};

export type Wished = {
  readonly done: readonly RepairOffer[];
  readonly ways: readonly RepairOffer[];
  readonly problemsBefore: number;
  readonly after: readonly Finding[];
  /** Null: a new file only. */
  readonly plan: Plan | null;
  /** False: the file would get shorter, or be another one. */
  readonly inPlace: boolean;
  readonly placements: readonly Placement[];
  /** The disk that was put together; null where the disk is what it was. */
  readonly disk: Image | null;
  readonly bytesAfter: number;
  readonly copy: () => NewFile;
};

type Answer = Promise<Result<Wished, RepairError>>;

export const isRebuildCode = (code: FindingCode): boolean => ['B12', 'B13', 'B14'].includes(code);

export async function wishedRepair(chain: Chain, wish: MendWish, options: WishOptions): Answer {
  if (wish.kind === 'rebuild') return rebuilt(chain, options);
  const choose: Partial<Record<FindingCode, RepairMethod>> = {};
  if (wish.kind === 'mend') for (const { code, method } of wish.choose) choose[code] = method;
  const only = wish.kind === 'mend' ? wish.only : await safeCodes(chain, options);
  if (!Array.isArray(only)) return err({ kind: 'cannot-read', at: 0 });
  if (only.length === 0) return err({ kind: 'nothing-to-do' });
  // What loses something is among the chosen only where it was chosen.
  const request: RepairRequest = { only, choose, loss: true, notes: true, ...options };
  const made = await planRepair(chain, request);
  if (!made.ok) return made;
  const { before, after, done, plan, inPlace, copy } = made.value;
  const asked = before.filter(({ code }) => only.includes(code));
  return ok({
    done,
    ways: await repairOffers(chain, asked, options),
    problemsBefore: before.length,
    after,
    plan,
    inPlace,
    placements: [],
    disk: null,
    bytesAfter: plan.lengthAfter,
    copy,
  });
}

/** The findings that a checksum or a twin mends. */
async function safeCodes(chain: Chain, options: WishOptions): Promise<readonly FindingCode[] | null> {
  const found = await checkDisk(chain, { now: options.now, deep: false });
  if (!found.ok) return null;
  const offers = await repairOffers(chain, found.value, options);
  return [...new Set(offers.filter(isSafeOffer).map(({ code }) => code))];
}

export const isSafeOffer = ({ method, class: klass }: RepairOffer): boolean => klass === 'safe' && SAFE_METHODS.includes(method);

async function rebuilt(chain: Chain, { now }: WishOptions): Answer {
  const before = await checkDisk(chain, { now, deep: false });
  if (!before.ok) return err({ kind: 'cannot-read', at: 0 });
  const made = await planRebuild(chain, { place: new Map(), now });
  if (made === null) return err({ kind: 'nothing-to-do' });
  if (!made.ok) return made;
  const { placements, after, chain: result, copy } = made.value;
  const [disk] = result.layers;
  return ok({
    done: [],
    ways: [],
    problemsBefore: before.value.length,
    after,
    plan: null,
    inPlace: false,
    placements,
    disk,
    bytesAfter: disk.file.bytes,
    copy,
  });
}

/** `error` is why the file did not open. Null: nothing can be done for it, or a read failed. */
export async function wishedRescue(file: BlockFile, error: FormatError | IoError, options: WishOptions): Promise<Wished | null> {
  const rescue = await planRescue(file, error, options);
  if (rescue === null) return null;
  const [disk] = rescue.chain.layers;
  const offer: RepairOffer = { code: 'F01', method: rescue.method, class: rescue.class };
  return {
    done: [offer],
    ways: [offer],
    problemsBefore: 1,
    after: rescue.after,
    plan: rescue.plan,
    inPlace: false,
    placements: [],
    disk,
    bytesAfter: disk.file.bytes,
    copy: rescue.copy,
  };
}
