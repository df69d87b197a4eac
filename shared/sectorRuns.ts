/**
 * Runs of sectors as plain numbers, five for each run, for the way from main to the page. Every object would be copied there
 * field by field, and a block of 256 MiB can have half a million runs: as objects they held the window up for ten seconds.
 */
import { SECTOR_SOURCES, type SectorRun } from './views';

const NUMBERS = 5;
const NOWHERE = -1;

/** For each run: its first LBA, sectors, index of its source in SECTOR_SOURCES, layer, and place in that layer's file or −1. */
export function packRuns(runs: readonly SectorRun[]): Float64Array {
  const packed = new Float64Array(runs.length * NUMBERS);
  runs.forEach(({ lba, sectors, source, layer, at }, i) => {
    const first = i * NUMBERS;
    packed[first] = lba;
    packed[first + 1] = sectors;
    packed[first + 2] = SECTOR_SOURCES.indexOf(source);
    packed[first + 3] = layer;
    packed[first + 4] = at ?? NOWHERE;
  });
  return packed;
}

export function unpackRuns(packed: Float64Array): readonly SectorRun[] {
  const number = (at: number): number => packed[at] as number;
  const runs: SectorRun[] = [];
  for (let i = 0; i < packed.length; i += NUMBERS) {
    const at = number(i + 4);
    const source = SECTOR_SOURCES[number(i + 2)] ?? 'damaged';
    runs.push({ lba: number(i), sectors: number(i + 1), source, layer: number(i + 3), at: at === NOWHERE ? null : at });
  }
  return runs;
}
