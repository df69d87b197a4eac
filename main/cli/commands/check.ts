/** `check`: lists everything that is wrong or odd, errors first. The exit code is 2 when there are errors. */
import type { CheckDocument } from '../../../shared/documents/finding';
import { severityCounts } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import { err, ok } from '../../../shared/result';
import { visibleText } from '../../../shared/vhd/codec';
import { findingDocument } from '../../report/values';
import type { Cli } from '../context';
import { countOf, findingLines, repairableIn } from '../findings';
import { foundIn, type FoundOptions } from '../found';
import { withDisk, type ChainOptions } from '../openDisk';
import { CANCELLED, EXIT, type Outcome } from '../outcome';
import { paint, writeJson } from '../print';
import { plural } from '../../../shared/text/numbers';
import { followingText } from '../../../shared/text/severities';

export type CheckOptions = ChainOptions & FoundOptions & { readonly json?: boolean };

export const check = (cli: Cli, path: string, options: CheckOptions): Promise<Outcome> =>
  withDisk(cli, path, { ...options, standIns: 'listed' }, async (disk) => {
    const found = await foundIn(cli, disk, options);
    if (!found.ok) return found;
    const findings = found.value;
    const isRepairable = await repairableIn(cli, disk.chain, findings);
    const document: CheckDocument = {
      findings: findings.map((finding) => findingDocument(finding, isRepairable)),
      errors: countOf(findings, 'error'),
      warnings: countOf(findings, 'warning'),
      notes: countOf(findings, 'note'),
    };
    if (cli.signal.aborted) return err(CANCELLED);
    if (options.json === true) await writeJson(cli.out, document);
    else await cli.out.write(`${findingLines(cli.out, findings)}${verdict(cli, path, findings)}`);
    return ok(document.errors > 0 ? EXIT.found : EXIT.done);
  });

function verdict(cli: Cli, path: string, findings: readonly Finding[]): string {
  const name = visibleText(path);
  if (findings.length === 0) return `${name}: ${paint(cli.out, 'green', 'no problems found')}\n`;
  const { error, warning, note, following = 0 } = severityCounts(findings);
  const colour = error > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  const more = following === 0 ? '' : ` (${followingText(following)})`;
  return `${name}: ${paint(cli.out, colour, [plural(error, 'error'), plural(warning, 'warning'), plural(note, 'note')].join(', '))}${more}\n`;
}
