/** Which file a sector’s bytes come from, by name. */
import { unreached } from '../../shared/text/unreached';
import type { SectorRun } from '../../shared/views';
import { layerText } from './cellFacts.model';
import { zerosFrom } from './doubtfulTable.model';
import type { Disk } from './translate.model';

/** `runs`: where the sectors of the block come from; null while that is not known. */
export function supplierText(disk: Disk, runs: readonly SectorRun[] | null, lba: number): string | null {
  const { view } = disk;
  const run = runs?.find((each) => lba >= each.lba && lba < each.lba + each.sectors);
  if (run === undefined) return null;
  switch (run.source) {
    case 'file':
      return `${view.layers[0]?.name ?? view.name} (this file)`;
    case 'parent':
      return layerText(disk, run.layer);
    case 'zero':
      return zerosFrom(view);
    case 'unknown':
      return unreached(view.parent).from;
    case 'damaged':
      return 'nowhere: the file cannot give it';
    default:
      return run.source satisfies never;
  }
}
