/** E rules: what surrounds the file. The engine cannot see it; whoever opened the file passes it in. */
import type { SplitSet } from '../../../shared/errors';
import type { Finding, FindingFacts } from '../../../shared/findings';
import { footer } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Image } from '../read/image';
import { MAX_NAMED } from '../read/children';
import { finding, findingPlace } from './finding';

export type Surroundings = {
  readonly fileBytes: number;
  /** Attributes of the file that Hyper-V refuses. */
  readonly attributes: readonly ('sparse' | 'compressed' | 'encrypted')[];
  readonly isFat: boolean;
  readonly isNetwork: boolean;
  readonly isReadOnly: boolean;
  readonly isPlaceholder: boolean;
  /** Its length changed while it was looked at. */
  readonly isGrowing: boolean;
  readonly openIn: string | null;
  /** Interrupted saves beside this disk and beside its parents. */
  readonly saves: readonly FindingFacts['E07'][];
  /** The name of Xen Orchestra's `.name.merge.json`, if it is there. */
  readonly mergeFile: string | null;
  /** Other disks in the folder with the same id. */
  readonly sameId: readonly string[];
  /** File offset of this disk's id; null if it is not known. */
  readonly idAt: number | null;
  /** Unfinished files in the folder that were to become this one. */
  readonly parts: readonly string[];
  /** Names like those of the parts of a split disk, including this file's. */
  readonly split: SplitSet | null;
  /** The result of hasItsEnd; a part of a split disk has no end. */
  readonly isWhole: boolean;
};

/** For a file with nothing odd, or nothing known, in its surroundings. */
export const NOTHING_AROUND: Omit<Surroundings, 'fileBytes'> = {
  attributes: [],
  isFat: false,
  isNetwork: false,
  isReadOnly: false,
  isPlaceholder: false,
  isGrowing: false,
  openIn: null,
  saves: [],
  mergeFile: null,
  sameId: [],
  idAt: null,
  parts: [],
  split: null,
  isWhole: true,
};

/** File offset of the id in the footer that is believed; null if there is none. */
export function idPlace({ footers }: Pick<Image, 'footers'>): number | null {
  const believed = footers === null || footers.trusted === 'none' ? null : footers.trusted === 'footer' ? footers.footer : footers.copy;
  return believed === null ? null : believed.at + footer.fields.uniqueId.at;
}

/** Whether the file reaches as far as its footer and its block table say. */
export function hasItsEnd({ footers, kind, sectors, dataEnd, map }: Image): boolean {
  if (footers?.trusted !== 'footer') return false;
  if (map === null) return kind === 'fixed' && dataEnd >= sectors * SECTOR_BYTES;
  return map.faults.beyond.blocks + map.faults.cut.blocks + map.unknown === 0;
}

const FAT_LIMIT = 2 ** 32;
const NEAR = 64 * 1024 * 1024;

export function checkSurroundings(around: Surroundings): Finding[] {
  const where = findingPlace('file', 0, around.fileBytes);
  const findings: Finding[] = around.attributes.map((why) => finding('E01', 'warning', { why }, where));
  if (around.isFat && around.fileBytes > FAT_LIMIT - NEAR) findings.push(finding('E02', 'warning', { fileBytes: around.fileBytes }, where));
  if (around.openIn !== null) findings.push(finding('E03', 'warning', { by: around.openIn }, where));
  if (around.isNetwork) findings.push(finding('E04', 'warning', { why: 'network' }, where));
  if (around.isReadOnly) findings.push(finding('E04', 'warning', { why: 'read-only' }, where));
  const named = around.sameId.slice(0, MAX_NAMED);
  const sameId = { disks: named.length, names: named.join(', '), more: around.sameId.length > named.length };
  const id = around.idAt === null ? where : findingPlace('footer', around.idAt, footer.fields.uniqueId.bytes);
  if (sameId.disks > 0) findings.push(finding('E05', 'note', sameId, id));
  if (around.isGrowing) findings.push(finding('E06', 'warning', {}, where));
  for (const save of around.saves) findings.push(finding('E07', 'warning', save, where));
  if (around.mergeFile !== null) findings.push(finding('E08', 'warning', { name: around.mergeFile }, where));
  const [name] = around.parts;
  if (name !== undefined) findings.push(finding('E10', 'note', { files: around.parts.length, name }, where));
  // Beside a whole disk such files are something else, such as older copies.
  if (around.split !== null && !around.isWhole) {
    const { present, missing } = around.split;
    findings.push(finding('E11', 'error', { present: present.join(', '), missing: missing.join(', ') }, where));
  }
  if (around.isPlaceholder) findings.push(finding('E09', 'warning', {}, where));
  return findings;
}
