/** `read`: sectors of the disk, or bytes of the file, as they are or as a hex dump. */
import { err, ok, type Result } from '../../../shared/result';
import { bytesText } from '../../../shared/text/size';
import { fileOffset, lba, SECTOR_BYTES } from '../../../shared/vhd/units';
import { openImageFile } from '../../io/openImageFile';
import type { BlockFile } from '../../vhd/read/blockFile';
import type { Chain } from '../../vhd/read/chain';
import type { Extent } from '../../vhd/ops/newFile';
import { readSectors, sectorRuns } from '../../vhd/read/readDisk';
import { apart, sourcesOf } from '../apart';
import type { Cli } from '../context';
import { newTarget, writeTarget } from '../newFiles';
import { endless } from '../job';
import { warnOfSave, withDisk, type ChainOptions } from '../openDisk';
import { CANCELLED, EXIT, failed, failure, shown, wrongUsage, type Outcome, type Trouble } from '../outcome';
import { hexDump } from '../../../shared/hexDump';
import { stoppable } from '../stopping';
import { lostHeader, lostFrom } from '../../vhd/ops/convert';
import { grouped, hex, rangeText } from '../../../shared/text/numbers';

export type ReadOptions = ChainOptions & {
  readonly lba?: number;
  readonly count?: number;
  readonly out?: string;
  readonly hex?: boolean;
  readonly layer?: boolean;
  readonly fileBytes?: boolean;
  readonly offset?: number;
  readonly length?: number;
  readonly force?: boolean;
};

const STEP_BYTES = 1024 * 1024;

/** A range that is read piece by piece. If a piece cannot be read, reading ends with that trouble. */
type Source = {
  /** The address at which the dump begins. */
  readonly at: number;
  readonly bytes: number;
  /** The files that are read. */
  readonly files: readonly BlockFile[];
  read(from: number, bytes: number): Promise<Result<Uint8Array, Trouble>>;
};

export async function read(cli: Cli, path: string, options: ReadOptions): Promise<Outcome> {
  const wrong = usageOf(options);
  if (wrong !== null) return err(wrongUsage(wrong));
  if (options.fileBytes !== true) {
    const standIns = options.layer === true ? 'not-read' : 'warned-of';
    return withDisk(cli, path, { ...options, standIns }, async ({ chain }) => {
      const source = sectorSource(path, options.layer === true ? { layers: [chain.layers[0]], parent: null } : chain, options);
      return source.ok ? send(cli, source.value, options) : source;
    });
  }
  const opened = await openImageFile(path);
  if (!opened.ok) return failed(`cannot open ${shown(path)}`, opened.error);
  const { save } = opened.value;
  const file = stoppable(opened.value.file, cli.signal);
  await warnOfSave(cli, path, save);
  const source = fileSource(path, file, options);
  const outcome = source.ok ? await send(cli, source.value, options) : source;
  await file.close();
  return outcome;
}

function usageOf({ fileBytes, lba: first, count, offset, length, layer, parent, out, hex: asHex }: ReadOptions): string | null {
  if (out !== undefined && asHex === true) return 'choose either --hex or --out: a dump is for looking at';
  if (fileBytes === true) {
    if (first !== undefined || count !== undefined) return '--file-bytes goes with --offset and --length, not with --lba and --count';
    return layer === true || parent !== undefined ? '--file-bytes reads this file alone: leave --layer and --parent out' : null;
  }
  if (offset !== undefined || length !== undefined)
    return '--offset and --length go with --file-bytes; sectors are chosen with --lba and --count';
  if (first === undefined) return 'say which sectors: --lba N --count M';
  return null;
}

function fileSource(path: string, file: BlockFile, { offset = 0, length }: ReadOptions): Result<Source, Trouble> {
  const bytes = length ?? Math.max(0, file.bytes - offset);
  if (offset + bytes > file.bytes || offset > file.bytes) {
    const todo = 'Choose a range in the file.';
    return err(
      failure(
        `cannot read ${shown(path)}`,
        `${bytesText(bytes)} from ${grouped(offset)} are not in a file of ${bytesText(file.bytes)}`,
        todo,
      ),
    );
  }
  return ok({
    at: offset,
    bytes,
    files: [file],
    read: async (from, some) => {
      const part = await file.read(fileOffset(from), some);
      return part.ok ? part : failed(`cannot read ${shown(path)}`, part.error);
    },
  });
}

function sectorSource(path: string, chain: Chain, { lba: first = 0, count = 1, layer }: ReadOptions): Result<Source, Trouble> {
  const { sectors } = chain.layers[0];
  if (first + count > sectors)
    return failed(`cannot read ${shown(path)}`, { kind: 'out-of-range', at: first, sectors: count, diskSectors: sectors });
  return ok({
    at: first * SECTOR_BYTES,
    bytes: count * SECTOR_BYTES,
    files: chain.layers.map((layer) => layer.file),
    read: (from, some) => {
      const piece = { from: from / SECTOR_BYTES, sectors: some / SECTOR_BYTES, end: first + count };
      return readPiece(path, chain, { ...piece, layerOnly: layer === true });
    },
  });
}

/** `end`: just behind the last sector that is asked for. */
type Piece = { readonly from: number; readonly sectors: number; readonly end: number; readonly layerOnly: boolean };

/**
 * When one layer is read alone, sectors it does not have are zeros. When the chain is read, sectors that no layer has are
 * trouble.
 */
async function readPiece(path: string, chain: Chain, { from, sectors, end, layerOnly }: Piece): Promise<Result<Uint8Array, Trouble>> {
  const what = `cannot read ${shown(path)}`;
  const runs = await sectorRuns(chain, lba(from), sectors, 'honour');
  const lost = runs.find(({ source }) => source === 'damaged' || (source === 'unknown' && !layerOnly));
  if (lost !== undefined) {
    const why = lostHeader(chain) ?? (await lostFrom(chain, lost, end));
    if (why.kind === 'chain-loop' || why.kind === 'chain-too-deep') return endless(what, why);
    if (why.kind !== 'unreadable') return failed(what, why);
    const which = `${rangeText('sector', why.lba, why.sectors)} ${why.sectors === 1 ? 'is' : 'are'}`;
    return err(
      lost.source === 'unknown'
        ? failure(what, `${which} in a parent that ${parentWas(chain)}`, 'Name it with --parent, or read this file alone with --layer.')
        : failure(what, `${which} damaged`, 'Run “platter check”.'),
    );
  }
  const page = await readSectors(chain, lba(from), sectors, 'honour');
  const fault = page.faults.find(({ at }) => !runs.some((run) => run.source === 'unknown' && (run.lba - from) * SECTOR_BYTES === at));
  if (fault === undefined) return ok(page.bytes);
  const given = rangeText('sector', from + fault.at / SECTOR_BYTES, fault.bytes / SECTOR_BYTES);
  return err(failure(what, `the drive does not give ${given}`, 'Check the drive.'));
}

const parentWas = ({ parent }: Chain): string =>
  parent?.state === 'unreadable' ? `cannot be opened (${parent.lookedFor.map(shown).join(', ')})` : 'was not found';

async function send(cli: Cli, source: Source, options: ReadOptions): Promise<Outcome> {
  if (options.out !== undefined) return save(cli, source, options.out, options.force === true);
  if (options.hex !== true && cli.out.isTerminal)
    return err(wrongUsage('raw bytes are not for a terminal: add --hex, or --out F, or redirect'));
  for (let done = 0; done < source.bytes; done += STEP_BYTES) {
    if (cli.signal.aborted) return err(CANCELLED);
    const part = await source.read(source.at + done, Math.min(STEP_BYTES, source.bytes - done));
    if (!part.ok) return part;
    await cli.out.write(options.hex === true ? hexDump(part.value, source.at + done) : part.value);
  }
  return cli.signal.aborted ? err(CANCELLED) : ok(EXIT.done);
}

/** Writes the pieces as extents of a new file. Trouble that ended them is reported afterwards. */
async function save(cli: Cli, source: Source, path: string, force: boolean): Promise<Outcome> {
  const named = await newTarget(path, force);
  const target = named.ok ? apart(named.value, await sourcesOf(source.files), `cannot write ${shown(path)}`) : named;
  if (!target.ok) return target;
  let trouble: Trouble | null = null;
  async function* extents(): AsyncGenerator<Extent> {
    for (let done = 0; done < source.bytes; done += STEP_BYTES) {
      const part = await source.read(source.at + done, Math.min(STEP_BYTES, source.bytes - done));
      if (!part.ok) {
        trouble = part.error;
        throw new Error(part.error.line);
      }
      yield { at: fileOffset(done), data: part.value };
    }
  }
  const written = await writeTarget(cli, target.value, { bytes: source.bytes, extents, extentBytes: source.bytes, closing: [] });
  if (!written.ok) return trouble === null ? written : err(trouble);
  await cli.err.write(`platter: wrote ${bytesText(source.bytes)} from 0x${hex(source.at)} to ${shown(path)}\n`);
  return ok(EXIT.done);
}
