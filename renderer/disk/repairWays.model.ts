/** Which repairs a finding has, and which of them a sheet may start with. */
import { FINDING_TABLE, MENDED_TOGETHER } from '../../shared/findingTable';
import type { Finding, FindingCode } from '../../shared/findings';
import { RESIZING_METHODS, SAFE_METHODS, type RepairClass, type RepairMethod, type RepairOffer } from '../../shared/repairs';
import type { ImageView } from '../../shared/views';
import type { OffersView, RepairRequest, RepairView } from '../../shared/repairViews';

export const waysOf = ({ code }: Pick<Finding, 'code'>, { offers }: OffersView): readonly RepairOffer[] =>
  offers.filter((offer) => offer.code === code);

export const canRebuild = ({ code }: Pick<Finding, 'code'>, offers: OffersView): boolean =>
  offers.canRebuild && FINDING_TABLE[code].rebuilds === true;

export const isRepairable = (finding: Pick<Finding, 'code'>, offers: OffersView): boolean =>
  waysOf(finding, offers).length > 0 || canRebuild(finding, offers);

/**
 * Index of the problem whose repair is the repair of this one: its own, or the first repair of what follows from it. Null:
 * there is none.
 */
export function repairedBy(index: number, findings: readonly Finding[], offers: OffersView): number | null {
  const finding = findings[index];
  if (finding === undefined) return null;
  return isRepairable(finding, offers) ? index : (followingRepairs(finding, findings, offers)[0] ?? null);
}

/** Indexes of the problems that follow from this one and have a repair. */
export const followingRepairs = ({ code }: Finding, findings: readonly Finding[], offers: OffersView): number[] =>
  findings.flatMap((one, index) => (one.because === code && isRepairable(one, offers) ? [index] : []));

/** Index of the problem whose repair gives a block that lies over something else a place of its own; null: there is none. */
export function overlapRepair({
  view: { findings },
  offers,
}: {
  readonly view: Pick<ImageView, 'findings'>;
  readonly offers: OffersView;
}): number | null {
  const index = findings.findIndex((one) => (one.code === 'B02' || one.code === 'B03') && isRepairable(one, offers));
  return index < 0 ? null : index;
}

/** Whether a parent was found that the file does not lead to. */
export const canReconnect = ({ offers }: OffersView): boolean => offers.some(({ method }) => method === 'reconnect-parent');

/** Index of the problem to repair before others can be: the worst that has a repair. Findings are sorted with the worst first. */
export function repairFirst(findings: readonly Finding[], offers: OffersView): number | null {
  const index = findings.findIndex((finding) => finding.severity !== 'note' && isRepairable(finding, offers));
  return index < 0 ? null : index;
}

export const hasSafe = ({ offers }: OffersView): boolean =>
  offers.some(({ method, class: klass }) => klass === 'safe' && SAFE_METHODS.includes(method));

const RANKS: Readonly<Record<RepairClass, number>> = { safe: 0, choice: 1, loss: 3 };

/** The less, the less is given up. A choice that keeps the disk's size and its blocks comes before one that may not. */
const costRank = ({ class: klass, method }: RepairOffer): number =>
  RANKS[klass] + (klass === 'choice' && RESIZING_METHODS.includes(method) ? 1 : 0);

/** The way that a sheet starts with, so that its plan is shown: the first of those that give up least. Null: there is none. */
export const firstWay = (ways: readonly RepairOffer[]): RepairMethod | null =>
  ways.reduce<RepairOffer | null>((best, way) => (best === null || costRank(way) < costRank(best) ? way : best), null)?.method ?? null;

/** Whether the sheet waits for a choice: there are ways, and none is chosen. */
export const isToChoose = ({ done, ways }: Pick<RepairView, 'done' | 'ways'>): boolean => done.length === 0 && ways.length > 0;

/** Whether the chosen way decides or loses something. If so, the sheet does not start with the focus on a button that does it. */
export const isDecision = ({ request, done }: Pick<RepairView, 'request' | 'done'>): boolean =>
  hasWays(request) && done.some(({ class: klass }) => klass !== 'safe');

/** Whether the sheet lets the user choose among ways. Other repairs have one way each and make a new file. */
export const hasWays = ({ kind }: RepairRequest): boolean => kind === 'mend' || kind === 'far-footer';

type MendRequest = Extract<RepairRequest, { kind: 'mend' }>;

/** Codes of the problems that are repaired only together with this one, itself among them. */
function repairedTogether(
  { code, because }: Pick<Finding, 'code' | 'because'>,
  findings: readonly Finding[],
  offers: OffersView,
): readonly FindingCode[] {
  if (because === undefined || !MENDED_TOGETHER.includes(code)) return [code];
  const isNeeded = (wanted: FindingCode): boolean =>
    findings.some((one) => one.code === wanted && one.because === because) && waysOf({ code: wanted }, offers).length > 0;
  return MENDED_TOGETHER.every(isNeeded) ? MENDED_TOGETHER : [code];
}

/**
 * The repair of a problem by `method`; null: by the way that gives up least. What has to be repaired together with it is, and what
 * follows from the same cause and has no repair yet: such as the footer, whose place is known once no block is missing.
 */
export function requestTogether(
  finding: Finding,
  method: RepairMethod | null,
  findings: readonly Finding[],
  offers: OffersView,
): MendRequest {
  const codes = repairedTogether(finding, findings, offers);
  const along = findings.filter(
    ({ code, because }) => because !== undefined && because === finding.because && waysOf({ code }, offers).length === 0,
  );
  const only = [...new Set([...codes, ...along.map(({ code }) => code)])];
  return codes.reduce<MendRequest>(
    (request, code) => withChoice(request, code, (code === finding.code ? method : null) ?? firstWay(waysOf({ code }, offers))),
    { kind: 'mend', only, choose: [] },
  );
}

/** The request with another way for the problem; null: none. */
export const withChoice = (request: MendRequest, code: FindingCode, method: RepairMethod | null): MendRequest => ({
  ...request,
  choose: [...request.choose.filter((one) => one.code !== code), ...(method === null ? [] : [{ code, method }])],
});

/** If `method` is null, only what needs no decision is repaired, which may be nothing. */
export const requestFor = (code: FindingCode, method: RepairMethod | null): MendRequest => ({
  kind: 'mend',
  only: [code],
  choose: method === null ? [] : [{ code, method }],
});

/** The method that was chosen for the problem; null if none was, or if there is nothing to choose. */
export function chosenWay(request: RepairRequest, code: FindingCode): RepairMethod | null {
  if (request.kind === 'far-footer') return request.method;
  return request.kind === 'mend' ? (request.choose.find((one) => one.code === code)?.method ?? null) : null;
}

type Asked = { readonly request: RepairRequest; readonly view: Pick<RepairView, 'request'> | null };

/** Whether the plan in the sheet is not the one that was asked for last: a place that the user named for a block was refused. */
export function isPlanOfBefore({ request, view }: Asked): boolean {
  if (request.kind !== 'rebuild' || view?.request.kind !== 'rebuild') return false;
  const { place } = view.request;
  const isSame =
    request.place.length === place.length &&
    request.place.every(({ sector, block }, i) => place[i]?.sector === sector && place[i]?.block === block);
  return !isSame;
}
