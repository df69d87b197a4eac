/** `report`: structures, findings and map of a disk in one document. */
import type { ReportDocument } from '../../../shared/documents/report';
import { err, ok, type Result } from '../../../shared/result';
import { apart, sourcesIn, type Target } from '../apart';
import type { Cli } from '../context';
import { firstRuns } from '../../report/blockRuns';
import { findingLines, repairableIn } from '../findings';
import { foundIn } from '../found';
import { infoText } from './info';
import { fileSha256 } from '../../io/fileSha256';
import { fileFacts, htmlReport } from '../../report/htmlReport';
import { newTarget, writeTarget } from '../newFiles';
import { withDisk, type ChainOptions } from '../openDisk';
import { CANCELLED, EXIT, shown, type Outcome, type Trouble } from '../outcome';
import { blockLine, BLOCK_HEAD } from './map';
import { infoDocument } from '../../report/infoDocument';
import { jsonText } from '../../report/json';
import { wholeText } from './converting';
import { blockSectorsOf, blockCountOf } from '../../vhd/describe/blockTable';
import { describe } from '../../vhd/describe/describe';

export type ReportOptions = ChainOptions & {
  readonly format?: 'text' | 'json' | 'html';
  readonly out?: string;
  readonly deep?: boolean;
  readonly force?: boolean;
};

export const report = (cli: Cli, path: string, options: ReportOptions): Promise<Outcome> =>
  withDisk(cli, path, options, async (disk) => {
    const { chain } = disk;
    const named = options.out === undefined ? ok(null) : await newTarget(options.out, options.force === true);
    if (!named.ok) return named;
    const target = named.value === null ? ok(null) : apart(named.value, await sourcesIn(chain), `cannot write ${shown(options.out ?? '')}`);
    if (!target.ok) return target;
    const blockBytes = blockSectorsOf(chain.layers[0]) * 512;
    const now = Math.floor(cli.world.now() / 1000);
    const found = await foundIn(cli, disk, options);
    if (!found.ok) return found;
    const described = await describe(chain, now, found.value);
    const { runs, left } = await firstRuns(chain, cli.signal);
    if (cli.signal.aborted) return err(CANCELLED);
    const [top] = chain.layers;
    const isRepairable = await repairableIn(cli, chain, found.value);
    const document: ReportDocument = {
      program: `platter ${cli.world.app}`,
      made: new Date(now * 1000).toISOString().replace('.000Z', 'Z'),
      info: await infoDocument({ paths: disk.paths, top, described, isRepairable }),
      map: { blockSizeBytes: blockBytes, blocks: blockCountOf(top), runs, runsLeftOut: left },
    };
    const plain = { ...cli.out, isColoured: false, isTerminal: false };
    const text = (): string =>
      `${infoText(plain, { document: document.info, described, top, findings: findingLines(plain, found.value) })}\nMap\n${BLOCK_HEAD}${runs.map((run) => blockLine(run, document.map.blockSizeBytes, top.sectors * 512)).join('')}${left === 0 ? '' : `  … and ${left} more runs\n`}`;
    const format = options.format ?? formatOf(options.out ?? '');
    const sha256 = format === 'html' ? await fileSha256(top.file, cli.signal) : null;
    const formats = {
      text,
      json: () => `${jsonText(document, 2)}\n`,
      html: () => htmlReport(document, fileFacts(top, described, sha256)),
    };
    return deliver(cli, formats[format](), target.value, options.out ?? '');
  });

/** What the name of the new file says. */
const formatOf = (name: string): 'text' | 'json' | 'html' => (/\.html?$/i.test(name) ? 'html' : /\.json$/i.test(name) ? 'json' : 'text');

async function deliver(cli: Cli, text: string, target: Target | null, name: string): Promise<Outcome> {
  if (cli.signal.aborted) return err(CANCELLED);
  if (target === null) {
    await cli.out.write(text);
    return ok(EXIT.done);
  }
  const written: Result<unknown, Trouble> = await writeTarget(cli, target, wholeText(text));
  if (!written.ok) return written;
  await cli.err.write(`platter: wrote ${shown(name)}\n`);
  return ok(EXIT.done);
}
