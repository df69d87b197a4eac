/** `map`: lists where the disk's blocks or sectors come from, as consecutive runs. */
import type { BlockRun, SectorRunDocument } from '../../../shared/documents/map';
import { ok } from '../../../shared/result';
import { sizeText } from '../../../shared/text/size';
import type { Cli } from '../context';
import { blockRunJson, blockRuns } from '../../report/blockRuns';
import { diskRuns } from '../../report/diskRuns';
import { withDisk, type ChainOptions, type Disk } from '../openDisk';
import { CANCELLED, EXIT, type Outcome } from '../outcome';
import { jsonText } from '../../report/json';
import { gathered, writeJsonList, type Batches } from '../print';
import { blockCountOf, blockSectorsOf } from '../../vhd/describe/blockTable';
import { err } from '../../../shared/result';
import { grouped, hex } from '../../../shared/text/numbers';

export type MapOptions = ChainOptions & {
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly sectors?: boolean;
  readonly quick?: boolean;
};

export const map = (cli: Cli, path: string, options: MapOptions): Promise<Outcome> =>
  withDisk(cli, path, options, async (disk) => {
    await (options.sectors === true ? sectorMap(cli, disk, options) : blockMap(cli, disk, options));
    return cli.signal.aborted ? err(CANCELLED) : ok(EXIT.done);
  });

async function blockMap(cli: Cli, disk: Disk, options: MapOptions): Promise<void> {
  const top = disk.chain.layers[0];
  const blockSizeBytes = blockSectorsOf(top) * 512;
  const runs = blockRuns(disk.chain, { quick: options.quick === true, signal: cli.signal });
  if (options.jsonl === true) return lines(cli, runs, (run) => `${blockRunJson(run)}\n`);
  if (options.json === true) return writeJsonList(cli.out, { blockSizeBytes, blocks: blockCountOf(top) }, 'runs', runs, blockRunJson);
  await cli.out.write(BLOCK_HEAD);
  return lines(cli, runs, (run) => blockLine(run, blockSizeBytes, top.sectors * 512));
}

export const BLOCK_HEAD = `${'blocks'.padStart(21)}  ${'bytes of the disk'.padStart(35)}  ${'state'.padEnd(11)}  layer  data at\n`;

export function blockLine({ firstBlock, blocks, state, fileOffset, layer }: BlockRun, blockBytes: number, diskBytes: number): string {
  const last = firstBlock + blocks - 1;
  const which = blocks === 1 ? grouped(firstBlock) : `${grouped(firstBlock)}–${grouped(last)}`;
  const from = `0x${hex(firstBlock * blockBytes)}`;
  const to = Math.min((last + 1) * blockBytes, diskBytes);
  const range = `${from} + ${sizeText(to - firstBlock * blockBytes)}`;
  const at = fileOffset === null ? '–' : `0x${hex(fileOffset)}`;
  return `${which.padStart(21)}  ${range.padStart(35)}  ${state.padEnd(11)}  ${layerText(state, layer)}  ${at}\n`;
}

/** What a missing parent would hold has no layer. */
const layerText = (state: string, layer: number): string => (state === 'unknown' ? '–' : String(layer)).padStart(5);

async function sectorMap(cli: Cli, disk: Disk, options: MapOptions): Promise<void> {
  const top = disk.chain.layers[0];
  const runs = asDocuments(diskRuns(disk.chain, 0, top.sectors, cli.signal));
  if (options.jsonl === true) return lines(cli, runs, (run) => `${jsonText(run)}\n`);
  if (options.json === true) return writeJsonList(cli.out, { virtualBytes: top.sectors * 512 }, 'runs', runs);
  await cli.out.write(`${'first LBA'.padStart(15)}  ${'sectors'.padStart(15)}  ${'source'.padEnd(7)}  layer  data at\n`);
  return lines(cli, runs, ({ firstLba, sectors, source, layer, fileOffset }) => {
    const at = fileOffset === null ? '–' : `0x${hex(fileOffset)}`;
    return `${grouped(firstLba).padStart(15)}  ${grouped(sectors).padStart(15)}  ${source.padEnd(7)}  ${layerText(source, layer)}  ${at}\n`;
  });
}

async function* asDocuments(batches: ReturnType<typeof diskRuns>): AsyncGenerator<SectorRunDocument[]> {
  for await (const runs of batches) {
    yield runs.map(({ lba, sectors, source, layer, at }) => ({ firstLba: lba, sectors, source, layer, fileOffset: at }));
  }
}

async function lines<T>(cli: Cli, items: Batches<T>, textOf: (item: T) => string): Promise<void> {
  for await (const text of gathered(items, textOf)) await cli.out.write(text);
}
