/** Tells of a file that was made. */
import type { MadeDocument } from '../../shared/documents/made';
import { ok } from '../../shared/result';
import type { FileSummary } from '../../shared/jobs';
import { sizeText } from '../../shared/text/size';
import { grouped } from '../../shared/vhd/codec';
import { warn, type Cli } from './context';
import { EXIT, RIGHTS_NOT_KEPT, shown, type Outcome } from './outcome';
import { writeJson } from './print';

/** `name`: as the user named it. */
export async function tellMade(cli: Cli, name: string, summary: FileSummary, json: boolean): Promise<Outcome> {
  const { fileBytes, virtualBytes, blocks, writtenBytes, hash, uniqueId, verified, afterwards } = summary;
  if (afterwards !== null)
    await warn(
      cli,
      `warning: ${shown(name)} is complete, but ${afterwards === 'rights-not-kept' ? RIGHTS_NOT_KEPT : `could not be tidied up after (${afterwards})`}.`,
    );
  const document: MadeDocument = {
    file: name,
    fileBytes,
    virtualBytes,
    blocks: blocks === null ? null : { ...blocks },
    writtenBytes,
    hash: hash === null ? null : { ...hash },
    uniqueId,
    verified,
  };
  if (json) await writeJson(cli.out, document);
  else await cli.out.write(line(name, document));
  return ok(EXIT.done);
}

function line(name: string, { fileBytes, virtualBytes, blocks, hash, verified }: MadeDocument): string {
  const stored = blocks === null ? '' : `, ${grouped(blocks.kept)} of ${grouped(blocks.kept + blocks.dropped)} blocks stored`;
  const digests = Object.entries(hash ?? {}).map(([algorithm, digest]) => `  ${algorithm} ${digest}\n`);
  return `${shown(name)}: disk of ${sizeText(virtualBytes)} in a file of ${sizeText(fileBytes)}${stored}${verified ? ', verified' : ''}\n${digests.join('')}`;
}
