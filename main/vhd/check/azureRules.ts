/** A01: why Azure would refuse the disk. Reported only if asked for. */
import type { Finding, FindingFacts } from '../../../shared/findings';
import { AZURE_STEP_BYTES, azureSectors, MIN_AZURE_BYTES, MAX_AZURE_BYTES } from '../../../shared/vhd/azure';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Image } from '../read/image';
import { finding, findingPlace } from './finding';

export function checkAzure(top: Image): Finding[] {
  const bytes = top.sectors * SECTOR_BYTES;
  const where = findingPlace('file', 0, top.file.bytes);
  const faults: FindingFacts['A01']['why'][] = [];
  if (top.kind !== 'fixed') faults.push('not-fixed');
  if (bytes < MIN_AZURE_BYTES) faults.push('too-small');
  else if (bytes % AZURE_STEP_BYTES !== 0) faults.push('not-whole-mebibytes');
  if (bytes > MAX_AZURE_BYTES) faults.push('too-large');
  if (top.kind === 'fixed' && top.file.bytes !== bytes + FOOTER_BYTES) faults.push('file-length');
  const missing = azureSectors(top.sectors) * SECTOR_BYTES - bytes;
  return faults.map((why) => finding('A01', 'error', { why, bytes, missing, fileBytes: top.file.bytes }, where));
}
