/**
 * One open image: its read-only handles, its chain, and what the window may ask of them. Nothing here can write.
 */
import type { IoError, OpenError, ParentError, ReadError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import {
  PAGE_BYTES,
  type BitmapPolicy,
  type BlockTable,
  type ImageId,
  type ImageView,
  type PageView,
  type SectorRun,
  type Space,
} from '../../shared/views';
import { fileOffset, lba, SECTOR_BYTES } from '../../shared/vhd/units';
import { openReadOnly } from '../io/nodeBlockFile';
import { absolute, baseName, folderOf, isAbsolute } from '../io/paths';
import { createSiblingFinder } from '../io/siblingFiles';
import { blockTable } from '../vhd/blockTable';
import { closeChain, resolveChain, withParent, type Chain } from '../vhd/chain';
import { describe, type Description } from '../vhd/describe';
import { openImage } from '../vhd/openImage';
import { readSectors, sectorRuns } from '../vhd/readDisk';

export type OpenAs = 'disk' | 'raw' | 'bytes';

export type ImageSession = {
  readonly id: ImageId;
  readonly path: string;
  readonly as: OpenAs;
  view(): ImageView;
  /** Of the file and its parents, as BlockFile has them. */
  identities(): readonly string[];
  readBlocks(): BlockTable;
  readBlockMap(block: number, bitmaps: BitmapPolicy): Promise<Result<readonly SectorRun[], ReadError>>;
  readPage(space: Space, page: number, bitmaps: BitmapPolicy): Promise<Result<PageView, ReadError>>;
  /** Takes the file at `path`, which the user chose, as the missing parent. */
  useParent(path: string): Promise<Result<ImageView, ParentError>>;
  /** The path the image names for its missing parent, where this system could follow it; null otherwise. */
  parentPathElsewhere(index: number): string | null;
  close(): Promise<void>;
};

const PAGE_SECTORS = PAGE_BYTES / SECTOR_BYTES;

/** Unix seconds; the engine has no clock of its own. */
export type Clock = () => number;

type Origin = { readonly id: ImageId; readonly path: string; readonly as: OpenAs; readonly now: Clock };

/** Opens read-only; the caller closes. */
export async function openSession(origin: Origin): Promise<Result<ImageSession, OpenError>> {
  const { path, as, now } = origin;
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const image = await openImage(file.value, as);
  if (!image.ok) {
    await file.value.close();
    return image;
  }
  const chain = await resolveChain(image.value, createSiblingFinder(path));
  return ok(sessionOver(origin, chain, await describe(chain, now())));
}

function sessionOver({ id, path, as, now }: Origin, first: Chain, described: Description): ImageSession {
  let chain = first;
  let description = described;
  const view = (): ImageView => ({
    image: id,
    name: baseName(path),
    folder: folderOf(path),
    modified: new Date(chain.layers[0].file.modifiedUnixSeconds * 1000).toISOString(),
    ...description,
  });

  const readDiskPage = async (page: number, bitmaps: BitmapPolicy): Promise<Result<PageView, ReadError>> => {
    const from = page * PAGE_SECTORS;
    const sectors = Math.min(PAGE_SECTORS, (description.disk?.sectors ?? 0) - from);
    return sectors <= 0 ? err({ kind: 'out-of-range' }) : readSectors(chain, lba(from), sectors, bitmaps);
  };

  return {
    id,
    path,
    as,
    view,
    identities: () => chain.layers.map((layer) => layer.file.identity),
    readBlocks: () => blockTable(chain),
    readBlockMap: async (block, bitmaps) => {
      const disk = description.disk;
      if (disk === null || block >= disk.blocks.count) return err({ kind: 'out-of-range' });
      const perBlock = disk.blocks.sizeBytes / SECTOR_BYTES;
      const from = block * perBlock;
      return sectorRuns(chain, lba(from), Math.min(perBlock, disk.sectors - from), bitmaps);
    },
    readPage: (space, page, bitmaps) => (space === 'disk' ? readDiskPage(page, bitmaps) : readFilePage(chain, page)),
    useParent: async (parentPath) => {
      const grown = await adoptParent(chain, parentPath);
      if (!grown.ok) return grown;
      chain = grown.value;
      description = await describe(chain, now());
      return ok(view());
    },
    parentPathElsewhere: (index) => {
      const named = description.parent?.elsewhere.find((e) => e.index === index);
      return named?.usableHere === true ? followable(folderOf(path), named.path) : null;
    },
    close: () => closeChain(chain),
  };
}

/** A named path as this system would follow it: relative ones are meant from the child's folder. */
const followable = (folder: string, named: string): string => (isAbsolute(named) ? named : absolute(folder, named));

async function readFilePage(chain: Chain, page: number): Promise<Result<PageView, ReadError>> {
  const file = chain.layers[0].file;
  const from = page * PAGE_BYTES;
  const bytes = Math.min(PAGE_BYTES, file.bytes - from);
  if (bytes <= 0) return err({ kind: 'out-of-range' });
  const read = await file.read(fileOffset(from), bytes);
  if (read.ok) return ok({ bytes: read.value, faults: [] });
  return read.error.kind === 'read-failed' ? readBySector(chain, from, bytes) : read;
}

/** After a failed read: what can be read sector by sector, the rest named as faults. */
async function readBySector(chain: Chain, from: number, bytes: number): Promise<Result<PageView, IoError>> {
  const page = new Uint8Array(bytes);
  const faults: { at: number; bytes: number }[] = [];
  for (let at = 0; at < bytes; at += SECTOR_BYTES) {
    const length = Math.min(SECTOR_BYTES, bytes - at);
    const read = await chain.layers[0].file.read(fileOffset(from + at), length);
    if (read.ok) page.set(read.value, at);
    else faults.push({ at, bytes: length });
  }
  return ok({ bytes: page, faults });
}

async function adoptParent(chain: Chain, path: string): Promise<Result<Chain, ParentError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const image = await openImage(file.value, 'disk');
  const grown = image.ok ? await withParent(chain, image.value, createSiblingFinder(path)) : image;
  if (!grown.ok) await file.value.close();
  return grown;
}
