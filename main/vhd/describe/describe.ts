/** What the window is told about an image: everything it shows except the bytes. */
import { leadOf } from './locatorLead';
import { placedBlocks } from '../format/bat';
import type { Finding } from '../../../shared/findings';
import type { BlocksView, DiskView, ImageView, LayerView } from '../../../shared/views';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { blockCountOf, blockSectorsOf } from './blockTable';
import { uniqueIdOf, type Chain } from '../read/chain';
import { checkChain } from '../check/checkImage';
import { geometryOf } from '../../../shared/vhd/geometry';
import type { Image } from '../read/image';
import { layoutOf } from './layout';
import { readBareVolume, readPartitions } from '../partitions/partitionTable';
import { geometryIn, sizeClaims } from './visibleSize';

export type Description = Omit<ImageView, 'image' | 'name' | 'folder' | 'modified' | 'interrupted' | 'draft' | 'checked'>;

/** `now` in Unix seconds. `findings`: if more was checked than on opening. */
export async function describe(chain: Chain, now: number, findings: readonly Finding[] = checkChain(chain, now)): Promise<Description> {
  const [top] = chain.layers;
  return {
    fileBytes: top.file.bytes,
    disk: await diskView(chain, top),
    structures: layoutOf(top),
    findings,
    layers: chain.layers.map(layerView),
    parent: chain.parent,
  };
}

async function diskView(chain: Chain, top: Image): Promise<DiskView | null> {
  if (top.kind === 'bytes') return null;
  const partitions = await readPartitions(chain);
  return {
    kind: top.kind,
    sectors: top.sectors,
    sizes: sizeClaims(top),
    geometry: top.footer === null ? null : geometryIn(top.footer),
    geometryBySpec: geometryOf(top.sectors),
    trusted: top.footers?.trusted ?? 'none',
    footer: top.footers?.footer ?? null,
    footerCopy: top.footers?.copy ?? null,
    dynamicHeader: top.header,
    locators: top.locators.map((locator) => ({ ...locator, lead: leadOf(chain, locator) })),
    blocks: blocksView(top),
    partitions,
    bareVolume: await readBareVolume(chain, partitions),
  };
}

function blocksView(top: Image): BlocksView {
  const count = blockCountOf(top);
  return {
    sizeBytes: blockSectorsOf(top) * SECTOR_BYTES,
    count,
    allocated: top.map === null ? (top.kind === 'fixed' || top.kind === 'raw' ? count : 0) : placedBlocks(top, top.map),
    inTable: top.map !== null,
    bitmapSectors: top.map?.bitmapSectors ?? 0,
    tableAt: top.map?.tableAt ?? null,
    tableHash: top.map === null ? 0 : hashOf(top.map.entries),
  };
}

/** 32-bit FNV-1a over the entries: it detects changes but does not prove that there were none. */
function hashOf(entries: Uint32Array): number {
  let hash = 0x811c_9dc5;
  for (const entry of entries) hash = Math.imul(hash ^ entry, 0x0100_0193);
  return hash >>> 0;
}

const layerView = (image: Image): LayerView => ({
  name: image.file.name,
  kind: image.kind === 'bytes' ? 'raw' : image.kind,
  fileBytes: image.file.bytes,
  uniqueId: uniqueIdOf(image),
});
