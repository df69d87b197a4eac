/** `check`: everything that is wrong or odd, errors first. Exit code 2 when there are errors. */
import type { CheckDocument } from '../../../shared/documents/finding';
import type { Finding } from '../../../shared/findings';
import { err, ok } from '../../../shared/result';
import { visibleText } from '../../../shared/vhd/codec';
import { nodeFileSystem } from '../../io/nodeFileSystem';
import { otherWriters } from '../../io/otherWriters';
import { realPath } from '../../io/paths';
import { createSiblingFinder } from '../../io/siblingFiles';
import { surroundingsOf } from '../../io/surroundings';
import { blockSectorsOf } from '../../vhd/blockTable';
import { checkDisk } from '../../vhd/check/checkDisk';
import { sortFindings } from '../../vhd/check/checkImage';
import { checkSurroundings, hasItsEnd, NOTHING_AROUND } from '../../vhd/check/surroundingRules';
import { uniqueIdOf } from '../../vhd/chain';
import { twinsOf } from '../../vhd/children';
import type { Image } from '../../vhd/image';
import type { Cli } from '../context';
import { countOf, findingLines, repairableIn } from '../findings';
import { withDisk, type ChainOptions } from '../openDisk';
import { CANCELLED, EXIT, failed, shown, type Outcome } from '../outcome';
import { withProgress } from '../progress';
import { paint, writeJson } from '../print';
import { findingDocument } from '../../report/values';

export type CheckOptions = ChainOptions & { readonly json?: boolean; readonly deep?: boolean; readonly azure?: boolean };

export const check = (cli: Cli, path: string, options: CheckOptions): Promise<Outcome> =>
  withDisk(cli, path, options, async ({ chain }) => {
    const blockBytes = blockSectorsOf(chain.layers[0]) * 512;
    const found = await withProgress(cli, 'Checking', 0, (draw) =>
      checkDisk(chain, {
        now: Math.floor(cli.world.now() / 1000),
        deep: options.deep === true,
        signal: cli.signal,
        report: (done, total) => draw(done * blockBytes, 'Checking', total * blockBytes),
        ...(options.azure === true ? { profile: 'azure' as const } : {}),
      }),
    );
    if (cli.signal.aborted) return err(CANCELLED);
    if (!found.ok) return failed(`cannot check ${shown(path)}`, found.error);
    const findings = sortFindings([...found.value, ...(await aroundOf(path, chain.layers[0]))]);
    const isRepairable = await repairableIn(cli, chain, findings);
    const document: CheckDocument = {
      findings: findings.map((finding) => findingDocument(finding, isRepairable)),
      errors: countOf(findings, 'error'),
      warnings: countOf(findings, 'warning'),
      notes: countOf(findings, 'note'),
    };
    if (options.json === true) await writeJson(cli.out, document);
    else await cli.out.write(`${findingLines(cli.out, findings)}${verdict(cli, path, document)}`);
    return ok(document.errors > 0 ? EXIT.found : EXIT.done);
  });

/** What lies around it, and who else is at it: after all the reading, so that a file that grows has had the time. */
async function aroundOf(path: string, top: Image): Promise<Finding[]> {
  const files = nodeFileSystem();
  const real = await realPath(path);
  const now = await files.stat(real);
  const [writer] = now.ok ? await otherWriters(now.value) : [];
  return checkSurroundings({
    ...NOTHING_AROUND,
    ...(await surroundingsOf(real, files)),
    fileBytes: top.file.bytes,
    isWhole: hasItsEnd(top),
    isGrowing: now.ok && now.value.size !== top.file.bytes,
    openIn: writer === undefined ? null : (writer.command ?? `process ${writer.pid ?? '?'}`),
    twins: await twinsOf(uniqueIdOf(top), createSiblingFinder(real), top.file),
  });
}

const some = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

function verdict(cli: Cli, path: string, { errors, warnings, notes }: CheckDocument): string {
  const name = visibleText(path);
  if (errors + warnings + notes === 0) return `${name}: ${paint(cli.out, 'green', 'no problems found')}\n`;
  const colour = errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green';
  return `${name}: ${paint(cli.out, colour, [some(errors, 'error'), some(warnings, 'warning'), some(notes, 'note')].join(', '))}\n`;
}
