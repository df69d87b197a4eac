/** The disk's blocks as the map draws them: one state and one owner per block. */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE, OWNER_NOBODY, OWNER_UNKNOWN, type BlockTable } from '../../../shared/views';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';

/** A fixed disk has no blocks; its map uses the block size of most dynamic disks, and larger ones beyond 2 TiB. */
const FLAT_UNIT_SECTORS = 4096;
const MAX_FLAT_UNITS = 2 ** 20;

const flatUnit = (sectors: number): number => {
  let unit = FLAT_UNIT_SECTORS;
  while (sectors > unit * MAX_FLAT_UNITS) unit *= 2;
  return unit;
};

/** Sectors in one block of the map. */
export const blockSectorsOf = (image: Pick<Image, 'map' | 'sectors'>): number => image.map?.blockSectors ?? flatUnit(image.sectors);
/** Blocks of the map, including a last one that the disk does not fill. */
export const blockCountOf = (image: Image): number => Math.ceil(image.sectors / blockSectorsOf(image));

/** A copy that the caller may keep: one state, owner and entry per block. No bitmap is read: see bitmapScan.ts. */
export function blockTable(chain: Chain): BlockTable {
  const [top] = chain.layers;
  if (top.kind === 'bytes')
    return { states: new Uint8Array(), owners: new Uint8Array(), entries: new Uint32Array(), shares: new Uint16Array() };
  if (top.map === null) return flatTable(top);
  const states = top.map.states.slice();
  const owners = new Uint8Array(states.length);
  for (let block = 0; block < states.length; block++) {
    if (top.map.entries[block] !== UNALLOCATED || states[block] === BLOCK_STATE.damaged) continue;
    const lba = block * top.map.blockSectors;
    const owner = ownerBelow(chain, lba, top.map.blockSectors);
    owners[block] = owner;
    const below = owner === OWNER_NOBODY ? BLOCK_STATE.unallocated : BLOCK_STATE.parent;
    // A block that is another file's is as damaged here as it is there.
    states[block] = faultIn(chain.layers[owner], lba, top.map.blockSectors) ?? below;
  }
  return { states, owners, entries: top.map.entries.slice(), shares: new Uint16Array(states.length) };
}

/** The first layer below the top that may hold any sector of the range. */
function ownerBelow(chain: Chain, lba: number, sectors: number): number {
  for (let layer = 1; layer < chain.layers.length; layer++) {
    const image = chain.layers[layer] as Image;
    // Behind the end of a parent there are zeros, whatever is below it.
    if (lba >= image.sectors) return OWNER_NOBODY;
    if (mayHold(image, lba, sectors)) return layer;
  }
  return chain.parent === null ? OWNER_NOBODY : OWNER_UNKNOWN;
}

/**
 * What is wrong with the blocks that a layer has for the range: `damaged` if it can give none of them, `overlapping` if one of
 * them shares its place with something else; null if nothing is.
 */
function faultIn(image: Image | undefined, lba: number, sectors: number): number | null {
  if (image === undefined) return null;
  const { map, kind } = image;
  const { damaged, overlapping } = BLOCK_STATE;
  if (map === null) return kind === 'dynamic' || kind === 'differencing' ? damaged : null;
  const last = Math.floor((Math.min(lba + sectors, image.sectors) - 1) / map.blockSectors);
  let [held, lost, shared] = [0, 0, 0];
  for (let block = Math.floor(lba / map.blockSectors); block <= last; block++) {
    if (map.entries[block] === UNALLOCATED) continue;
    held += 1;
    const isShared = map.states[block] === overlapping;
    if (map.states[block] === damaged) lost += 1;
    else if (isShared) shared += 1;
  }
  return held > 0 && lost === held ? damaged : shared > 0 ? overlapping : null;
}

function mayHold(image: Image, lba: number, sectors: number): boolean {
  const { map } = image;
  if (map === null) return true;
  const last = Math.floor((Math.min(lba + sectors, image.sectors) - 1) / map.blockSectors);
  for (let block = Math.floor(lba / map.blockSectors); block <= last; block++) if (map.entries[block] !== UNALLOCATED) return true;
  return false;
}

function flatTable(image: Image): BlockTable {
  const count = blockCountOf(image);
  const unit = blockSectorsOf(image);
  const states = new Uint8Array(count).fill(BLOCK_STATE.full);
  const stored = image.kind === 'fixed' || image.kind === 'raw' ? Math.floor(image.dataEnd / SECTOR_BYTES) : 0;
  for (let block = Math.floor(stored / unit); block < count; block++) {
    if (Math.min((block + 1) * unit, image.sectors) > stored) states[block] = BLOCK_STATE.damaged;
  }
  return { states, owners: new Uint8Array(count), entries: new Uint32Array(), shares: new Uint16Array(count) };
}
