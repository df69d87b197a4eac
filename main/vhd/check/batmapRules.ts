/** X rules: compare Xen's batmap with the table and the bitmaps. Source: blktap libvhd.c. */
import type { IoError } from '../../../shared/errors';
import type { Blocks, Finding, FindingPlace } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { footer } from '../../../shared/vhd/footer';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { allocatedBlocks, bitmapAt, type BlockMap } from '../format/bat';
import type { Batmap } from '../format/batmap';
import type { Image } from '../read/image';
import { coveredBytes, mapSum, usedBytes } from '../ops/batmapBits';
import { bitRuns, isSet } from '../../../shared/vhd/sectorBitmap';
import type { ScanControl } from './blockScan';
import { finding, findingPlace } from './finding';

const VERSION_AT = 20;
const CHECKSUM_AT = 24;
const KEY_COOKIE_AT = 29;
/** From this version on Xen expects a batmap. */
const BATMAP_VERSION = 0x0001_0002;

/** Whether Xen expects a batmap. */
export const expectsBatmap = (image: Image): boolean =>
  image.kind !== 'fixed' &&
  image.footer !== null &&
  footer.get(image.footer, 'creatorApplication').startsWith('tap') &&
  footer.get(image.footer, 'creatorVersion') >= BATMAP_VERSION;

export async function checkBatmap(image: Image, control: ScanControl = {}): Promise<Result<Finding[], IoError>> {
  const { map, batmap } = image;
  if (map === null) return ok([]);
  if (batmap === null) return ok(expectsBatmap(image) ? [missing(map)] : []);
  const head = await image.file.read(fileOffset(batmap.headerAt), SECTOR_BYTES);
  if (!head.ok) return head;
  const bits = await image.file.read(fileOffset(batmap.mapAt), usedBytes(image, batmap.mapBytes));
  if (!bits.ok) return bits;
  const view = new DataView(head.value.buffer);
  const stored = view.getUint32(CHECKSUM_AT);
  const covered = bits.value.subarray(0, coveredBytes(image.sectors * SECTOR_BYTES, batmap.mapBytes));
  const computed = mapSum(covered, view.getUint32(VERSION_AT));
  const findings: Finding[] = [];
  if (stored !== computed)
    findings.push(finding('X01', 'error', { stored, computed }, findingPlace('batmap', batmap.headerAt + CHECKSUM_AT, 4)));
  if (batmap.mapBytes * 8 < map.entries.length)
    findings.push(finding('X06', 'note', { covered: batmap.mapBytes * 8, blocks: map.entries.length }, mapPlace(batmap)));
  if (head.value[KEY_COOKIE_AT] === 1)
    findings.push(finding('X07', 'note', {}, findingPlace('batmap', batmap.headerAt + KEY_COOKIE_AT, 1)));
  const bitFaults = await checkBits({ image, map, batmap, bits: bits.value }, control);
  return bitFaults.ok ? ok([...findings, ...bitFaults.value]) : bitFaults;
}

const mapPlace = ({ mapAt, mapBytes }: Batmap): FindingPlace => findingPlace('batmap', mapAt, mapBytes);

function missing(map: BlockMap): Finding {
  const at = map.tableAt + map.tableBytes;
  const overwritten = map.entries.some((entry) => entry !== UNALLOCATED && entry * SECTOR_BYTES < at + 2 * SECTOR_BYTES && entry > 0);
  return finding('X04', 'error', { overwritten }, findingPlace('batmap', at, SECTOR_BYTES));
}

type Bits = { readonly image: Image; readonly map: BlockMap; readonly batmap: Batmap; readonly bits: Uint8Array };

/** Bytes of bitmaps that may have to be compared with a batmap. */
export const comparedBytes = ({ map, batmap }: Image): number =>
  map === null || batmap === null ? 0 : map.bitmapSectors * SECTOR_BYTES * allocatedBlocks(map);

async function checkBits({ image, map, batmap, bits }: Bits, { report }: ScanControl): Promise<Result<Finding[], IoError>> {
  const total = comparedBytes(image);
  let done = 0;
  const absent = { blocks: 0, first: 0 };
  const partial = { blocks: 0, first: 0 };
  const add = (to: { blocks: number; first: number }, block: number): void => {
    if (to.blocks === 0) to.first = block;
    to.blocks += 1;
  };
  for (let block = 0; block < Math.min(map.entries.length, bits.length * 8); block++) {
    const isAllocated = map.entries[block] !== UNALLOCATED;
    if (isAllocated) done += map.bitmapSectors * SECTOR_BYTES;
    if (!isSet(bits, block)) continue;
    if (!isAllocated) add(absent, block);
    else {
      const whole = await isWhole(image, map, block);
      if (!whole.ok) return whole;
      if (!whole.value) add(partial, block);
      report?.(done, total);
    }
  }
  const at = ({ first }: Blocks): FindingPlace => findingPlace('batmap', batmap.mapAt + (first >> 3), 1);
  const findings: Finding[] = [];
  if (absent.blocks > 0) findings.push(finding('X02', 'error', absent, at(absent)));
  if (partial.blocks > 0) findings.push(finding('X03', 'error', partial, at(partial)));
  return ok(findings);
}

/** Whether all bits of the block's bitmap are set. A block that cannot be read is reported elsewhere. */
export async function isWhole({ file, dataEnd }: Image, map: BlockMap, block: number): Promise<Result<boolean, IoError>> {
  const at = bitmapAt(map, block);
  const bytes = map.bitmapSectors * SECTOR_BYTES;
  if (at + bytes > dataEnd) return ok(true);
  const read = await file.read(at, bytes);
  return read.ok ? ok(bitRuns(read.value, 0, map.blockSectors).every(({ set }) => set)) : read;
}
