/** The disk that a window compares its own with: its bytes, for the hex view beside. */
import type { OpenError, ReadError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import type { PageView } from '../../../shared/views';
import { openImageFile } from '../../io/openImageFile';
import { closeChain, type Chain } from '../../vhd/read/chain';
import { isTakenAsRaw, openImage } from '../../vhd/read/openImage';
import { withChosen } from './openedImage';
import { readSavedPage } from './pages';

/** `parents`: chosen by the user for layers that do not lie beside their child. */
export type OtherDisk = { readonly path: string; readonly parents: readonly string[] };

export type ComparedDisk = {
  /** `page` counts from the start of the disk; behind its end there are no bytes. The file is opened if it is not open. */
  readPage(page: number): Promise<Result<PageView, ReadError | OpenError>>;
  /** Closes the files; the next page opens them again. */
  rest(): Promise<void>;
};

export function comparedDisk(disk: OtherDisk): ComparedDisk {
  let open: Chain | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    readPage: (page) =>
      inTurn(async () => {
        if (open === null) {
          const opened = await openOther(disk);
          if (!opened.ok) return opened;
          open = opened.value;
        }
        const read = await readSavedPage(open, page, 'honour');
        return !read.ok && read.error.kind === 'out-of-range' ? ok({ bytes: new Uint8Array(), faults: [] }) : read;
      }),
    rest: () =>
      inTurn(async () => {
        const chain = open;
        open = null;
        if (chain !== null) await closeChain(chain);
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
