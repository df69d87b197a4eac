/** Where a range of the disk comes from, run by run for any length: adjacent runs are joined, memory is bounded. */
import { lba } from '../../shared/vhd/units';
import type { SectorRun } from '../../shared/views';
import type { Chain } from '../vhd/read/chain';
import { sectorRuns } from '../vhd/read/readDisk';

/** 256 MiB per step. */
const STEP_SECTORS = 524_288;

const follows = (last: SectorRun, next: SectorRun): boolean =>
  last.source === next.source &&
  last.layer === next.layer &&
  (last.at === null ? next.at === null : next.at === last.at + last.sectors * 512);

/** Runs in order, in batches that may be empty. Stops early at the signal. Sectors whose place cannot be read are damaged. */
export async function* diskRuns(
  chain: Chain,
  from: number,
  sectors: number,
  signal: { readonly aborted: boolean },
): AsyncGenerator<readonly SectorRun[]> {
  let last = null as SectorRun | null;
  for (let at = from; at < from + sectors && !signal.aborted; at += STEP_SECTORS) {
    const count = Math.min(STEP_SECTORS, from + sectors - at);
    const ended: SectorRun[] = [];
    for (const run of await sectorRuns(chain, lba(at), count, 'honour')) {
      if (last !== null && follows(last, run)) last = { ...last, sectors: last.sectors + run.sectors };
      else {
        if (last !== null) ended.push(last);
        last = run;
      }
    }
    yield ended;
  }
  if (last !== null && !signal.aborted) yield [last];
}
