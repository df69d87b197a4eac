/** Which repairs a finding has, and which of them a sheet may start with. */
import type { Finding, FindingCode } from '../../shared/findings';
import { SAFE_METHODS, type RepairMethod, type RepairOffer } from '../../shared/repairs';
import type { OffersView, RepairWish } from '../../shared/repairViews';

export const waysOf = ({ code }: Pick<Finding, 'code'>, { offers }: OffersView): readonly RepairOffer[] =>
  offers.filter((offer) => offer.code === code);

const REBUILT: readonly FindingCode[] = ['B12', 'B13', 'B14'];
export const canRebuild = ({ code }: Pick<Finding, 'code'>, offers: OffersView): boolean => offers.canRebuild && REBUILT.includes(code);

export const isRepairable = (finding: Pick<Finding, 'code'>, offers: OffersView): boolean =>
  waysOf(finding, offers).length > 0 || canRebuild(finding, offers);

export const hasSafe = ({ offers }: OffersView): boolean =>
  offers.some(({ method, class: klass }) => klass === 'safe' && SAFE_METHODS.includes(method));

/** Methods that let go of blocks or data: chosen by the user, never for the user. */
const gives = ({ method, class: klass }: RepairOffer): boolean => klass === 'loss' || method === 'unallocate';

/** The way a sheet starts with: a safe one, else the first where none gives anything up; null: the user has to say. */
export function firstWay(ways: readonly RepairOffer[]): RepairMethod | null {
  const safe = ways.find(({ class: klass }) => klass === 'safe');
  return (safe ?? (ways.some(gives) ? undefined : ways[0]))?.method ?? null;
}

/** `method` null: whatever needs no decision, which may be nothing. */
export const wishFor = (code: FindingCode, method: RepairMethod | null): RepairWish => ({
  kind: 'mend',
  only: [code],
  choose: method === null ? [] : [{ code, method }],
});

/** What the sheet repairs, so that another way can be chosen for it; null where there is nothing to choose. */
export const chosenWay = (wish: RepairWish): RepairMethod | null => (wish.kind === 'mend' ? (wish.choose[0]?.method ?? null) : null);
