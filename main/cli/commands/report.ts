/** `report`: structures, findings and map of a disk in one document. */
import type { ReportDocument } from '../../../shared/documents/report';
import { err, ok, type Result } from '../../../shared/result';
import type { Cli } from '../context';
import { firstRuns } from '../../report/blockRuns';
import { findingLines, repairableIn } from '../findings';
import { infoText } from './info';
import { htmlReport } from '../../report/htmlReport';
import { newTarget, writeTarget, type Target } from '../newFiles';
import { withDisk, type ChainOptions } from '../openDisk';
import { CANCELLED, EXIT, failed, shown, type Outcome, type Trouble } from '../outcome';
import { blockLine, BLOCK_HEAD } from './map';
import { infoDocument } from '../../report/infoDocument';
import { jsonText } from '../../report/json';
import { withProgress } from '../progress';
import { wholeText } from './making';
import { checkDisk } from '../../vhd/check/checkDisk';
import { blockSectorsOf, blockCountOf } from '../../vhd/blockTable';
import { describe } from '../../vhd/describe';

export type ReportOptions = ChainOptions & {
  readonly format?: 'text' | 'json' | 'html';
  readonly out?: string;
  readonly deep?: boolean;
  readonly force?: boolean;
};

export const report = (cli: Cli, path: string, options: ReportOptions): Promise<Outcome> =>
  withDisk(cli, path, options, async (disk) => {
    const target = options.out === undefined ? ok(null) : await newTarget(options.out, options.force === true);
    if (!target.ok) return target;
    const { chain } = disk;
    const blockBytes = blockSectorsOf(chain.layers[0]) * 512;
    const now = Math.floor(cli.world.now() / 1000);
    const found = await withProgress(cli, 'Checking', 0, (draw) =>
      checkDisk(chain, {
        now,
        deep: options.deep === true,
        signal: cli.signal,
        report: (done, total) => draw(done * blockBytes, 'Checking', total * blockBytes),
      }),
    );
    if (!found.ok) return failed(`cannot check ${shown(path)}`, found.error);
    const described = { ...(await describe(chain, now)), findings: found.value };
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
    const formats = { text, json: () => `${jsonText(document, 2)}\n`, html: () => htmlReport(document) };
    return deliver(cli, formats[options.format ?? 'text'](), target.value, options.out ?? '');
  });

async function deliver(cli: Cli, text: string, target: Target | null, name: string): Promise<Outcome> {
  if (target === null) {
    await cli.out.write(text);
    return ok(EXIT.done);
  }
  const written: Result<unknown, Trouble> = await writeTarget(cli, target, wholeText(text));
  if (!written.ok) return written;
  await cli.err.write(`platter: wrote ${shown(name)}\n`);
  return ok(EXIT.done);
}
