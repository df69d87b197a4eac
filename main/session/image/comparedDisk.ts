/** The disk that a window compares its own with: its bytes, for the hex view beside. */
import type { OpenError, ReadError } from '../../../shared/errors';
import type { OtherPage, OtherView } from '../../../shared/find/differences';
import { ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { FileSystem, Identity } from '../../io/fileSystem';
import { openImageFile } from '../../io/openImageFile';
import { closeChain, type Chain } from '../../vhd/read/chain';
import { isTakenAsRaw, openImage } from '../../vhd/read/openImage';
import { withChosen } from './openedImage';
import { readSavedPage } from './pages';
import { standingOfChain } from './standing';

/** `parents`: chosen by the user for layers that do not lie beside their child. */
export type OtherDisk = { readonly path: string; readonly parents: readonly string[] };

/** `identity`: of its file, as BlockFile has it. */
export type OtherFacts = OtherView & { readonly identity: string };

export type ComparedDisk = {
  /** Opens the file if it is not open. */
  facts(): Promise<Result<OtherFacts, OpenError>>;
  /** `page` counts from the start of the disk; behind its end there are no bytes. The file is opened if it is not open. */
  readPage(page: number): Promise<Result<OtherPage, ReadError | OpenError>>;
  /** Closes the files; the next page opens them again. */
  rest(): Promise<void>;
};

type Opened = { readonly chain: Chain; readonly identity: Identity | null };

export function comparedDisk(disk: OtherDisk, files: FileSystem): ComparedDisk {
  let open: Opened | null = null;
  /** How the file was when it was opened first; null: it was not opened yet. */
  let first: Opened['identity'] = null;
  let isChanged = false;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
  const opened = async (): Promise<Result<Opened, OpenError>> => {
    if (open !== null) return ok(open);
    const [stats, other] = [await files.stat(disk.path), await openOther(disk)];
    if (!other.ok) return other;
    open = { chain: other.value, identity: stats.ok ? stats.value : null };
    first ??= open.identity;
    return ok(open);
  };
  return {
    facts: () =>
      inTurn(async () => {
        const other = await opened();
        if (!other.ok) return other;
        const [layer] = other.value.chain.layers;
        const isRaw = layer.footer === null;
        return ok({ bytes: layer.sectors * SECTOR_BYTES, isRaw, identity: layer.file.identity });
      }),
    readPage: (page) =>
      inTurn(async () => {
        const other = await opened();
        if (!other.ok) return other;
        const { chain } = other.value;
        if (!isChanged && first !== null) {
          const parents = chain.layers.slice(1).map(({ file }) => file);
          isChanged = (await standingOfChain({ path: disk.path, identity: first, parents }, files)).kind !== 'same';
        }
        const read = await readSavedPage(chain, page, 'honour');
        if (!read.ok && read.error.kind !== 'out-of-range') return read;
        return ok({ ...(read.ok ? read.value : { bytes: new Uint8Array(), faults: [] }), isChanged });
      }),
    rest: () =>
      inTurn(async () => {
        const before = open;
        open = null;
        if (before !== null) await closeChain(before.chain);
      }),
  };
}

async function openOther({ path, parents }: OtherDisk): Promise<Result<Chain, OpenError>> {
  const opened = await openImageFile(path);
  if (!opened.ok) return opened;
  const { file } = opened.value;
  const disk = await openImage(file, 'disk');
  const image = !disk.ok && isTakenAsRaw(disk.error) ? await openImage(file, 'raw') : disk;
  if (image.ok) return ok((await withChosen(image.value, path, parents)).chain);
  await file.close();
  return image;
}
