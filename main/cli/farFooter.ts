/** `repair` of files whose footer stands far before the end: the whole file is searched for it, with progress. */
import { err, ok, type Result } from '../../shared/result';
import { bytesText } from '../../shared/text/size';
import { FOOTER_BYTES } from '../../shared/vhd/footer';
import { openImageFile } from '../io/openImageFile';
import type { BlockFile } from '../vhd/read/blockFile';
import { searchFooter } from '../vhd/format/footerSearch';
import { mayHaveFarFooter, openDisk as openByFooter, openImage } from '../vhd/read/openImage';
import { warn, type Cli } from './context';
import { type Disk } from './openDisk';
import { CANCELLED, failed, shown, type Trouble } from './outcome';
import { withProgress } from './progress';
import { stoppable } from './stopping';
import { hex } from '../../shared/text/numbers';

/**
 * The disk as the footer that was found describes it. Null if the file opens without the search, is something else, or has
 * no footer. The caller closes the disk.
 */
export async function farDisk(cli: Cli, path: string): Promise<Result<Disk | null, Trouble>> {
  const opened = await openImageFile(path);
  if (!opened.ok) return ok(null);
  const file = stoppable(opened.value.file, cli.signal);
  const image = await openImage(file, 'disk');
  const mayHaveOne = !image.ok && (await mayHaveFarFooter(file, image.error));
  const found = mayHaveOne ? await searched(cli, path, file) : ok(null);
  if (!found.ok || found.value === null) await file.close();
  return found;
}

async function searched(cli: Cli, path: string, file: BlockFile): Promise<Result<Disk | null, Trouble>> {
  const search = await withProgress(cli, 'Looking for a footer', file.bytes, (draw) =>
    searchFooter(file, { signal: cli.signal, report: (done) => draw(done) }),
  );
  if (cli.signal.aborted) return err(CANCELLED);
  if (!search.ok) return failed(`cannot read ${shown(path)}`, search.error);
  const { found, unreadBytes } = search.value;
  if (unreadBytes > 0)
    await warn(cli, `warning: the drive does not give ${bytesText(unreadBytes)} of ${shown(path)}: no footer was looked for there.`);
  const image = found === null ? null : await openByFooter(file, found.at);
  if (found === null || image?.ok !== true) {
    const where = unreadBytes > 0 ? `in what the drive gives of ${shown(path)}` : `anywhere in ${shown(path)}`;
    await warn(cli, `no footer stands ${where}: all of it was looked through.`);
    return ok(null);
  }
  const behind = file.bytes - found.at - FOOTER_BYTES;
  await warn(
    cli,
    `${shown(path)} does not open as a disk, but a footer stands at 0x${hex(found.at)}, with ${bytesText(behind)} behind it.`,
  );
  return ok({ path, chain: { layers: [image.value], parent: null }, paths: [path] });
}
