/**
 * The comparison of the window: every range in which two disks differ is told in parts while they are read, however many there
 * are.
 */
import { DIFFERENCE_KINDS, type DifferenceKind } from '../../shared/find/differences';
import { NUMBERS_A_HIT } from '../../shared/find/found';
import type { FindSummary, SectorRange } from '../../shared/jobs';
import { ok } from '../../shared/result';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { heldSectors, wholeOf } from '../vhd/read/extents';
import { isAllZero } from '../vhd/read/sameBytes';
import { beginPhase, type Ended, type JobContext } from './context';
import { compareViews } from './readJobs';
import { inBytes, keptOf, type View } from './windows';

/** A part is told this often, or when it holds so many ranges; the first ranges at once. */
const TELL_MS = 150;
const MAX_IN_PART = 65_536;

type Difference = { firstLba: number; sectors: number; readonly kind: DifferenceKind };

/** Sectors that one of the disks cannot give are left out and counted, and so is what differs behind the end of the first one. */
export async function differencesJob(context: JobContext, views: readonly [View, View]): Ended<Omit<FindSummary, 'isUnchanged'>> {
  const [a, b] = views.map(({ chain }) => inBytes(heldSectors(chain, wholeOf(chain))));
  const total = Math.max(a ?? 0, b ?? 0);
  beginPhase(context, 'reading', total);
  const teller = tellerOf(context, total);
  const lost = lostSectors();
  const { sectors: end } = wholeOf(views[0].chain);
  let behind = 0;
  const ended = await compareViews(
    context,
    views,
    ({ firstLba, sectors }, [a, b]) => {
      for (const kept of lost.without({ firstLba, sectors })) {
        const [from, to] = [inBytes(kept.firstLba - firstLba), inBytes(kept.firstLba - firstLba + kept.sectors)];
        for (const each of ofOneKind(kept, [a.subarray(from, to), b.subarray(from, to)])) {
          const listed = Math.min(each.sectors, Math.max(0, end - each.firstLba));
          if (listed > 0) teller.add({ ...each, sectors: listed });
          behind += inBytes(each.sectors - listed);
        }
      }
      return true;
    },
    { lost: ({ lba, sectors }) => lost.add({ firstLba: lba, sectors }), passed: teller.passed },
  );
  // What was found before an error is told as well.
  teller.end();
  return ended.ok ? ok({ kind: 'find', found: teller.found(), unread: lost.sectors(), behind }) : ended;
}

/** Sectors that at least one of the disks cannot give. They are told window by window, of one disk and then of the other. */
function lostSectors() {
  /** Ascending, and none of them touches another, unless some were added since. */
  let ranges: SectorRange[] = [];
  let isJoined = true;
  const joined = (): readonly SectorRange[] => {
    if (isJoined) return ranges;
    const all: { firstLba: number; sectors: number }[] = [];
    for (const { firstLba, sectors } of ranges.sort((a, b) => a.firstLba - b.firstLba)) {
      const last = all.at(-1);
      if (last === undefined || last.firstLba + last.sectors < firstLba) all.push({ firstLba, sectors });
      else last.sectors = Math.max(last.sectors, firstLba + sectors - last.firstLba);
    }
    ranges = all;
    isJoined = true;
    return all;
  };
  return {
    add: (range: SectorRange): void => {
      ranges.push(range);
      isJoined = false;
    },
    sectors: (): number => joined().reduce((sum, { sectors }) => sum + sectors, 0),
    /** The parts of a range that both disks give. */
    without: ({ firstLba, sectors }: SectorRange): SectorRange[] => {
      const run = { lba: firstLba, sectors, source: 'zero', layer: 0, at: null } as const;
      return keptOf(run, joined()).map((kept) => ({ firstLba: kept.lba, sectors: kept.sectors }));
    },
  };
}

/** The range, cut where one side begins or ends to be only zeros. `sides`: its bytes on either disk. */
function* ofOneKind({ firstLba, sectors }: SectorRange, [a, b]: readonly [Buffer, Buffer]): Generator<Difference> {
  const kindOf = (sector: number): DifferenceKind => {
    const [from, to] = [sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES];
    return isAllZero(b.subarray(from, to)) ? 'here' : isAllZero(a.subarray(from, to)) ? 'there' : 'differs';
  };
  for (let sector = 0; sector < sectors; ) {
    const [first, kind] = [sector, kindOf(sector)];
    do sector += 1;
    while (sector < sectors && kindOf(sector) === kind);
    yield { firstLba: firstLba + first, sectors: sector - first, kind };
  }
}

function tellerOf({ workers, found: send }: JobContext, total: number) {
  /** It may go on in the next piece of the disk. */
  let open = null as Difference | null;
  let ranges: Difference[] = [];
  let found = 0;
  let told = -Infinity;
  const flush = (): void => {
    const hits = new Float64Array(ranges.length * NUMBERS_A_HIT);
    for (const [i, { firstLba, sectors, kind }] of ranges.entries())
      hits.set([inBytes(firstLba), inBytes(sectors), DIFFERENCE_KINDS.indexOf(kind)], i * NUMBERS_A_HIT);
    send({ hits, found, done: Math.min(total, Number(Atomics.load(workers.control.done, 0))), total });
    ranges = [];
    told = performance.now();
  };
  const close = (): void => {
    if (open === null) return;
    ranges.push(open);
    found += 1;
    open = null;
    if (ranges.length === MAX_IN_PART || performance.now() - told >= TELL_MS) flush();
  };
  return {
    add: (next: Difference): void => {
      if (open !== null && open.kind === next.kind && open.firstLba + open.sectors === next.firstLba) {
        open.sectors += next.sectors;
        return;
      }
      close();
      open = next;
    },
    /** All that differs before that sector was added. */
    passed: (sector: number): void => {
      if (open !== null && open.firstLba + open.sectors < sector) close();
      if (performance.now() - told >= TELL_MS) flush();
    },
    end: (): void => {
      close();
      flush();
    },
    found: () => found,
  };
}
