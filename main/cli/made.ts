/** Reports a file that was made. */
import type { MadeDocument } from '../../shared/documents/made';
import { ok } from '../../shared/result';
import type { FileSummary } from '../../shared/jobs';
import { madeNoteText } from '../../shared/text/madeNotes';
import { sizeText } from '../../shared/text/size';
import { warn, type Cli } from './context';
import { isWarned } from './job';
import { EXIT, RIGHTS_NOT_KEPT, shown, type Outcome } from './outcome';
import { writeJson } from './print';
import { grouped } from '../../shared/text/numbers';

/** `name`: the file's name as the user gave it. `why`: why sectors may be lost. */
export async function tellMade(
  cli: Cli,
  name: string,
  summary: FileSummary,
  json: boolean,
  why = 'the drive or a damaged block does not give them',
): Promise<Outcome> {
  const { fileBytes, virtualBytes, blocks, writtenBytes, hash, uniqueId, verified, lost, lostSectors, afterwards, notes = [] } = summary;
  if (afterwards !== null)
    await warn(
      cli,
      `warning: ${shown(name)} is complete, but ${afterwards === 'rights-not-kept' ? RIGHTS_NOT_KEPT : `could not be tidied up after (${afterwards})`}.`,
    );
  for (const note of notes) if (!isWarned(note)) await warn(cli, `note: ${shown(name)}: ${madeNoteText(note)}`);
  const document: MadeDocument = {
    file: name,
    fileBytes,
    virtualBytes,
    blocks: blocks === null ? null : { kept: blocks.kept, dropped: blocks.dropped },
    writtenBytes,
    hash: hash === null ? null : { ...hash },
    uniqueId,
    verified,
    lost: lost.map(({ firstLba, sectors }) => ({ firstLba, sectors })),
    lostSectors,
    notes: notes.map((note) => ({
      kind: note.kind,
      text: madeNoteText(note),
      ...(note.kind === 'hidden-data-dropped' ? { sectors: note.sectors, firstLba: note.firstLba } : {}),
    })),
  };
  if (json) await writeJson(cli.out, document);
  else await cli.out.write(line(name, document));
  if (lostSectors === 0) return ok(EXIT.done);
  const what = lostSectors === 1 ? '1 sector is' : `${grouped(lostSectors)} sectors are`;
  await warn(cli, `warning: ${what} zeros in ${shown(name)}, because ${why}.`);
  return ok(EXIT.found);
}

function line(name: string, { fileBytes, virtualBytes, blocks, hash, verified, lost }: MadeDocument): string {
  const stored =
    blocks === null
      ? ''
      : `, ${grouped(blocks.kept)} of ${grouped(blocks.kept + blocks.dropped)} block${blocks.kept + blocks.dropped === 1 ? '' : 's'} stored`;
  const digests = Object.entries(hash ?? {}).map(([algorithm, digest]) => `  ${algorithm} ${digest}\n`);
  const gone = lost.map(({ firstLba, sectors }) => `  lost ${grouped(firstLba).padStart(15)} + ${grouped(sectors)}\n`);
  return `${shown(name)}: disk of ${sizeText(virtualBytes)} in a file of ${sizeText(fileBytes)}${stored}${verified ? ', verified' : ''}\n${digests.join('')}${gone.join('')}`;
}
