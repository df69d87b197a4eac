/** The file from its first byte to its last as structures in file order, including gaps. */
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE, type StructureView } from '../../../shared/views';
import { extentSectors, hasPlace, type BlockMap } from '../format/bat';
import { MIN_GAP } from '../format/places';
import type { Image } from '../read/image';
import { occupied } from './occupied';

type Struct = { readonly sums: (raw: Uint8Array) => { readonly stored: number; readonly computed: number } | null };

const verdictOf = (struct: Struct, raw: Uint8Array): 'good' | 'bad' => {
  const sums = struct.sums(raw);
  return sums !== null && sums.stored === sums.computed ? 'good' : 'bad';
};

const view = (
  kind: StructureView['kind'],
  at: number,
  bytes: number,
  verdict: StructureView['verdict'] = 'unchecked',
  count = 0,
): StructureView => ({
  kind,
  at,
  bytes,
  count,
  verdict,
});

/** The file's range from the first block that has a place to the last; null when none has one. */
function blocksView(image: Image, map: BlockMap): StructureView | null {
  const extent = extentSectors(map) * SECTOR_BYTES;
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  let count = 0;
  let bad = false;
  for (let block = 0; block < map.entries.length; block++) {
    const entry = map.entries[block] as number;
    if (entry === UNALLOCATED) continue;
    bad ||= map.states[block] !== BLOCK_STATE.unscanned;
    if (!hasPlace(image, map, block)) continue;
    count += 1;
    const at = entry * SECTOR_BYTES;
    first = Math.min(first, at);
    last = Math.max(last, at + extent);
  }
  if (last === 0) return null;
  return view('blocks', first, Math.min(last, image.dataEnd) - first, bad ? 'bad' : 'good', count);
}

function sparseParts(image: Image): StructureView[] {
  const parts: StructureView[] = [];
  const copy = image.footers?.copy ?? null;
  if (copy !== null) parts.push(view('footer-copy', copy.at, FOOTER_BYTES, verdictOf(footer, copy.bytes)));
  const cut = image.mapFault?.kind === 'no-header' && image.footer !== null ? safeNumber(footer.get(image.footer, 'dataOffset')) : null;
  // What is left of a header that the file's end has cut.
  if (cut !== null && cut > 0 && cut < image.dataEnd && cut + dynamicHeader.bytes > image.dataEnd)
    parts.push(view('dynamic-header', cut, image.dataEnd - cut, 'bad'));
  if (image.header !== null)
    parts.push(view('dynamic-header', image.header.at, dynamicHeader.bytes, verdictOf(dynamicHeader, image.header.bytes)));
  for (const { kind, index, from, to } of occupied(image).structures)
    if (kind === 'locator') parts.push(view('locator', from, to - from, 'good', index));
  if (image.batmap !== null) {
    const { headerAt, mapAt, mapBytes } = image.batmap;
    parts.push(view('batmap', headerAt, SECTOR_BYTES), view('batmap', mapAt, mapBytes, 'unchecked', mapBytes * 8));
  }
  if (image.map !== null) {
    const { map } = image;
    const inFile = Math.min(map.tableBytes, Math.max(0, image.dataEnd - map.tableAt));
    parts.push(view('bat', map.tableAt, inFile, inFile === map.tableBytes ? 'good' : 'bad', map.tableEntries));
    const blocks = blocksView(image, map);
    if (blocks !== null) parts.push(blocks);
  }
  return parts;
}

/** In file order. Gaps larger than alignment between them, and bytes behind the footer, are structures too. */
export function layoutOf(image: Image): StructureView[] {
  const parts = image.kind === 'dynamic' || image.kind === 'differencing' ? sparseParts(image) : flatParts(image);
  const found = image.footers?.footer ?? null;
  if (found !== null)
    parts.push(view('footer', found.at, Math.min(FOOTER_BYTES, image.file.bytes - found.at), verdictOf(footer, found.bytes)));
  const place = image.file.bytes - FOOTER_BYTES;
  // A dynamic disk is still recognised by the copy at the start.
  if (found === null && image.footers?.copy != null && parts.every(({ at, bytes }) => at + bytes <= place))
    parts.push(view('footer-place', place, FOOTER_BYTES, 'bad'));
  // Without a block table nobody knows whether anything refers to what stands between the structures.
  const between = image.map === null && (image.kind === 'dynamic' || image.kind === 'differencing') ? 'unknown' : 'gap';
  parts.sort((a, b) => a.at - b.at);
  const all: StructureView[] = [];
  let end = 0;
  for (const part of parts) {
    if (part.at - end >= MIN_GAP) all.push(view(between, end, part.at - end));
    all.push(part);
    end = Math.max(end, part.at + part.bytes);
  }
  if (image.file.bytes > end && found !== null) all.push(view('trailing', end, image.file.bytes - end));
  else if (image.file.bytes - end >= MIN_GAP) all.push(view(between, end, image.file.bytes - end));
  return all;
}

const flatParts = (image: Image): StructureView[] => {
  const bytes = Math.min(image.dataEnd, image.kind === 'bytes' ? 0 : image.sectors * SECTOR_BYTES);
  return bytes === 0 ? [] : [view('data', 0, bytes)];
};
