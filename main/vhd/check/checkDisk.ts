/**
 * Everything that can be checked: the rules of opening, odd fields, disks in disks, partition tables and Xen's batmap;
 * with `deep`, every block of the file against its bitmap and its parent. In pieces, with bounded memory.
 */
import type { IoError } from '../../../shared/errors';
import type { Finding, FindingCode } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { extentSectors } from '../bat';
import type { Chain } from '../chain';
import type { Image } from '../image';
import { checkBatmap } from './batmapRules';
import { checkBitmaps, checkEmptyTable, checkPadding, checkShortBlock } from './bitmapRules';
import type { ScanControl } from './blockScan';
import { checkChain, sortFindings } from './checkImage';
import { checkFooterFields, checkHeaderFields } from './fieldRules';
import { checkGapFooters } from './gapRules';
import { checkLineage } from './lineageRules';
import { checkOrphans } from './orphanRules';
import { checkAzure, checkPartitions } from './partitionRules';
import { checkTransfer } from './transferRules';
import { checkNested } from './wholeRules';

export type CheckOptions = ScanControl & {
  /** Unix seconds. */
  readonly now: number;
  readonly deep: boolean;
  /** What Azure minds is told only to those who go there. */
  readonly profile?: 'azure';
};

type Found = Promise<Result<Finding[], IoError>>;

/** Errors first, then in file order. A failed read is an error; so is none of them a finding. */
export async function checkDisk(chain: Chain, options: CheckOptions): Found {
  const [top] = chain.layers;
  const findings: Finding[] = [
    ...checkChain(chain, options.now),
    ...checkFooterFields(top),
    ...checkHeaderFields(top),
    ...checkLineage(chain, options.now),
    ...(options.profile === 'azure' ? checkAzure(top) : []),
  ];
  // Where the blocks are is not known then: what would be read as bitmaps and data is neither.
  const isLost = findings.some(({ code }) => WHOLE_TABLE.includes(code));
  const rules: (() => Found)[] = isLost
    ? []
    : [
        () => checkTransfer(top),
        () => checkNested(top),
        () => checkGapFooters(top),
        async () => ok(await checkPartitions(chain)),
        () => checkBatmap(top),
      ];
  if (options.deep && !isLost) {
    findings.push(...checkShortBlock(top));
    rules.push(
      () => checkPadding(top),
      () => checkEmptyTable(top),
      () => checkOrphans(top),
      () => checkBitmaps(chain, options),
    );
  }
  for (const rule of rules) {
    const found = await rule();
    if (!found.ok) return found;
    findings.push(...found.value);
  }
  return ok(sortFindings(oneCause(top, findings)));
}

/** Codes that speak of the whole table at once. */
const WHOLE_TABLE: readonly FindingCode[] = ['B09', 'B10', 'B12', 'B13'];

/**
 * What only follows from another finding: room that belongs to nobody under an empty table, or is all lost blocks; a size
 * nobody meant; sums and places after every byte has moved.
 */
function oneCause({ map }: Image, findings: readonly Finding[]): Finding[] {
  const codes = new Set(findings.map(({ code }) => code));
  const isAllBlocks = findings.some(
    (one) => one.code === 'B22' && map !== null && one.facts.blocks * extentSectors(map) * SECTOR_BYTES === map.gaps.bytes,
  );
  const dropped: FindingCode[] = [
    ...(codes.has('B14') || isAllBlocks ? ['B06' as const] : []),
    ...(codes.has('B09') ? ['H08' as const] : []),
    ...(codes.has('F22') ? (['F01', 'F02', 'F03', 'H01'] as const) : []),
  ];
  return findings.filter(({ code }) => !dropped.includes(code));
}
