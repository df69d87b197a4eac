/**
 * Everything that can be checked: the rules of opening, odd fields, disks in disks, partition tables and Xen's batmap; with
 * `deep`, every block of the file against its bitmap and its parent, and whether all of a fixed disk can be read. Works in
 * pieces, with bounded memory. Findings are reported as they are made, except those that only follow from another one.
 */
import { FINDING_TABLE } from '../../../shared/findingTable';
import { addFinding, sortFindings } from '../../../shared/findingList';
import type { IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { allocatedBlocks, extentSectors } from '../format/bat';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { stoppableChain } from '../read/stoppable';
import { checkBatmap, comparedBytes } from './batmapRules';
import { checkBitmaps, checkEmptyTable, checkPadding, checkShortBlock } from './bitmapRules';
import { scannedBytes, type ScanControl } from './blockScan';
import { checkChain } from './checkImage';
import { checkEntryPlaces, withTruePlaces } from './entryRules';
import { checkFooterFields, checkHeaderFields } from './fieldRules';
import type { Tell } from './finding';
import { checkGapFooters } from './gapRules';
import { checkLineage } from './lineageRules';
import { gapBytes } from './lostBlocks';
import { lostFinding, placedAmong, roomIn, type RoomLook } from './orphanRules';
import { checkAzure } from './azureRules';
import { checkPartitions } from './partitionRules';
import { checkShift } from './shiftRules';
import { checkTransfer } from './transferRules';
import { readStoredBytes, storedBytes } from './storedBytes';
import { unclaimedRoom } from './blockRules';
import { isUnread, lostRanges, type Unread } from './unread';
import { checkNested } from './wholeRules';

export type CheckOptions = Pick<ScanControl, 'signal' | 'report'> & {
  /** Unix seconds. */
  readonly now: number;
  readonly deep: boolean;
  /** Azure's rules are checked only if asked for. */
  readonly profile?: 'azure';
};

type Found = Promise<Result<Finding[], IoError>>;

/** All findings: errors first, then in file order. If the signal stops it, those found until then. */
export async function checkDisk(chain: Chain, options: CheckOptions): Found {
  const findings: Finding[] = [];
  const told = await tellFindings(chain, options, (finding) => addFinding(findings, finding));
  return told.ok ? ok(sortFindings(findings)) : told;
}

/**
 * Reports each finding as a rule makes it, and those that count again as the count grows (`addFinding` makes a list of
 * them). What the drive cannot read is a finding too, and a rule that needed it reports nothing. False: the signal ended it.
 */
export async function tellFindings(whole: Chain, options: CheckOptions, tell: Tell): Promise<Result<boolean, IoError>> {
  const { signal, deep } = options;
  const shown = signal === undefined ? whole : stoppableChain(whole, signal);
  // Blocks that overlap, are cut or hold nonsense because their entries are a little off would only be told twice.
  const meant = await withTruePlaces(shown);
  const chain = meant.ok ? meant.value : shown;
  const [top] = chain.layers;
  const atOnce = findingsAtOnce(chain, options);
  // Without the header nobody knows where the blocks are: what would be read as bitmaps and data would be neither.
  const noHeader = top.mapFault?.kind === 'unread-header';
  const isLost = noHeader || atOnce.some(({ code }) => FINDING_TABLE[code].losesPlaces === true);
  const isDeep = deep && !isLost;
  const lost = lostRanges(top.file, { header: noHeader, blocks: top.map === null ? 0 : top.map.unknown - top.map.unbacked }, tell);
  for (const range of top.unread) lost.note(range);
  const isStopped = (): boolean => signal?.aborted === true;
  const found = async (rule: () => Found): Found => {
    const answer = isStopped() ? ok([]) : await rule();
    if (answer.ok || isStopped()) return answer.ok ? answer : ok([]);
    if (!isUnread(answer.error)) return answer;
    await lost.lookAt(answer.error);
    return ok([]);
  };

  const moved = await found(async () => (noHeader ? ok([]) : checkTransfer(top, deep)));
  if (!moved.ok) return moved;
  const shifted = await found(async () => (noHeader ? ok([]) : checkShift(top)));
  if (!shifted.ok) return shifted;
  const first = withoutFollowers([
    ...atOnce,
    ...(isDeep ? checkShortBlock(top) : []),
    ...(moved.value.length > 0 ? moved.value : shifted.value),
  ]);
  // Unclaimed room is reported only once it is known whether lost blocks fill it.
  const room = first.filter(({ code }) => isDeep && code === 'B06');
  for (const one of first) if (!room.includes(one)) tell(one);
  const entries = (): Found => checkEntryPlaces(shown.layers[0]);
  // Where everything is out of place, what would be read as anything is something else.
  const isBlind = isLost || first.some(({ code }) => FINDING_TABLE[code].losesPlaces === true);
  for (const rule of isBlind ? [] : [entries, ...rulesOf(chain, options, { lost: lost.lookAt, room, tell })]) {
    const answer = await found(rule);
    if (!answer.ok) return answer;
    if (isStopped()) return ok(false);
    for (const one of answer.value) tell(one);
  }
  lost.end();
  return ok(!isStopped());
}

function findingsAtOnce(chain: Chain, { now, profile }: CheckOptions): Finding[] {
  const [top] = chain.layers;
  return [
    ...checkChain(chain, now),
    ...checkFooterFields(top),
    ...checkHeaderFields(top),
    ...checkLineage(chain, now),
    ...(profile === 'azure' ? checkAzure(top) : []),
  ];
}

type Context = { readonly lost: (range: Unread) => Promise<void>; readonly room: readonly Finding[]; readonly tell: Tell };

/** The rules, in an order in which the first findings come soon. */
function rulesOf(chain: Chain, options: CheckOptions, { lost, room, tell }: Context): (() => Found)[] {
  const [top] = chain.layers;
  const { map } = top;
  const { deep, signal } = options;
  const control = signal === undefined ? {} : { signal };
  const bytes = { bits: comparedBytes(top), gaps: 0, blocks: 0, stored: deep ? storedBytes(top) : 0 };
  if (deep && map !== null) Object.assign(bytes, { gaps: gapBytes(map), blocks: scannedBytes(map) });
  const part = progressOver(bytes.bits + bytes.gaps + bytes.blocks + bytes.stored, options);
  const quick = [
    () => checkNested(top),
    () => checkGapFooters(top),
    async () => ok(await checkPartitions(chain)),
    part(bytes.bits, (own) => checkBatmap(top, { ...control, report: own })),
  ];
  if (!deep) return quick;
  return [
    ...quick,
    () => checkPadding(top),
    part(bytes.gaps, (own) => checkRoom(top, { ...control, report: own }, { room, tell })),
    part(bytes.stored, async (own) => {
      const read = await readStoredBytes(top, { ...control, lost, report: own });
      return read.ok ? ok([]) : read;
    }),
    part(bytes.blocks, async (own) => checkBitmaps(chain, { ...control, lost, report: own }, tell)),
  ];
}

/** B14 and B22, and the finding about unclaimed room: if that is all lost blocks, it has the same cause. */
async function checkRoom(image: Image, control: ScanControl, { room, tell }: Pick<Context, 'room' | 'tell'>): Found {
  const empty = await checkEmptyTable(image, control);
  // Under an empty table the room was read for blocks already, and its progress told.
  const { report: _, ...silent } = control;
  const isRead = image.map === null || allocatedBlocks(image.map) === 0;
  const looked =
    !empty.ok || empty.value.length > 0 ? (empty.ok ? ok(NO_ROOM) : empty) : await roomIn(image, 'all', isRead ? silent : control);
  const placed = looked.ok ? await placedAmong(image, looked.value.lost) : looked;
  if (!empty.ok || !looked.ok || !placed.ok) {
    for (const one of room) tell(one);
    return empty.ok && looked.ok && !placed.ok ? placed : empty.ok && !looked.ok ? looked : empty;
  }
  const lost = [...empty.value, ...lostFinding(image, looked.value.lost, placed.value)];
  // If the search was stopped, nothing is reported.
  return ok(withoutFollowers([...(isAllLost(image, lost) ? [] : room.map((one) => lookedAt(one, looked.value))), ...lost]));
}

const NO_ROOM: RoomLook = { lost: [], unclear: 0 };

/** Whether lost blocks are all that stands in unclaimed room. */
export const isAllLost = (image: Image, lost: readonly Finding[]): boolean => {
  const { map } = image;
  const bytes = map === null ? 0 : unclaimedRoom(image, map).bytes;
  return lost.some((one) => one.code === 'B22' && map !== null && one.facts.blocks * extentSectors(map) * SECTOR_BYTES === bytes);
};

/** Room that was read is only harmless where nothing stands in it. */
function lookedAt(one: Finding, { lost, unclear }: RoomLook): Finding {
  if (one.code !== 'B06') return one;
  const severity = lost.length > 0 || unclear > 0 ? 'warning' : 'note';
  return { ...one, severity, facts: { ...one.facts, looked: true, lost: lost.length, unclear } };
}

/**
 * Leaves out findings that only follow from others: unclaimed room under an empty table; sizes if one was not meant;
 * checksums and places after every byte has moved.
 */
function withoutFollowers(findings: readonly Finding[]): Finding[] {
  const codes = new Set(findings.map(({ code }) => code));
  const isImplied = (code: FindingCode): boolean => FINDING_TABLE[code].follows?.some((cause) => codes.has(cause)) === true;
  return findings.filter(({ code }) => !isImplied(code));
}

type Report = (done: number, total: number) => void;
type Part = (bytes: number, rule: (report: Report) => Found) => () => Found;

/**
 * One progress for rules that run one after the other, each with its share of the file's bytes; it reaches the total when
 * all are done.
 */
function progressOver(total: number, { signal, report }: Pick<CheckOptions, 'signal' | 'report'>): Part {
  let before = 0;
  const tellDone = (done: number): void => {
    if (total > 0 && signal?.aborted !== true) report?.(done, total);
  };
  return (bytes, rule) => async () => {
    const answer = await rule((done) => tellDone(before + Math.min(done, bytes)));
    before += bytes;
    tellDone(before);
    return answer;
  };
}
