/** `compare`, `hash`: what is in the disk, whatever the layout of its file. */
import type { CompareDocument, HashDocument } from '../../../shared/documents/content';
import { err, ok } from '../../../shared/result';
import type { MadeNote } from '../../../shared/jobs';
import { madeNoteText } from '../../../shared/text/madeNotes';
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { SourceRef } from '../../jobs/tasks';
import { asDiskOrRaw } from '../../jobs/diskOrRaw';
import { warn, type Cli } from '../context';
import { partOf, partUsage, type PartOptions } from '../diskPart';
import { runJob, sourceAt } from '../job';
import type { ChainOptions } from '../openDisk';
import { EXIT, failure, shown, wrongUsage, type Outcome } from '../outcome';
import { patchToWrite, type PatchToWrite } from '../patchFile';
import { writeJson } from '../print';
import { grouped } from '../../../shared/text/numbers';

/** At most so many ranges are listed; if there are more, the result says that it is not complete. */
const MAX_RANGES = 100_000;

export const notesOf = ({ notes }: { readonly notes?: readonly MadeNote[] }): { notes?: { kind: string; text: string }[] } =>
  notes === undefined ? {} : { notes: notes.map((note) => ({ kind: note.kind, text: madeNoteText(note) })) };

export type CompareOptions = { readonly json?: boolean; readonly patch?: string; readonly force?: boolean };

export async function compare(cli: Cli, a: string, b: string, options: CompareOptions): Promise<Outcome> {
  const compared = [await diskOrRaw(cli, a), await diskOrRaw(cli, b)] as const;
  if (options.patch === undefined) return compareThese(cli, [a, b], compared, options, null);
  const patch = await patchToWrite(cli, compared, options.patch, options.force === true);
  if (!patch.ok) return patch;
  try {
    return await compareThese(cli, [a, b], compared, options, patch.value);
  } finally {
    await patch.value.close();
  }
}

async function compareThese(
  cli: Cli,
  [a, b]: readonly [string, string],
  [source, other]: readonly [SourceRef, SourceRef],
  { json, patch: patchPath = '' }: CompareOptions,
  patch: PatchToWrite | null,
): Promise<Outcome> {
  const what = `cannot compare ${shown(a)} with ${shown(b)}`;
  const done = await runJob<'compare'>(cli, { op: 'compare', source, with: other, most: MAX_RANGES }, what);
  if (!done.ok) return done;
  const { equal, differing, differingSectors, complete, sizes } = done.value;
  const document: CompareDocument = {
    equal,
    differing: differing.map(({ firstLba, sectors }) => ({ firstLba, sectors })),
    differingSectors,
    complete,
    virtualBytes: [...sizes],
    ...notesOf(done.value),
  };
  if (json === true) await writeJson(cli.out, document);
  else await cli.out.write(compareText(a, b, document));
  if (patch !== null && !complete) {
    const why = `the disks differ in more than ${grouped(MAX_RANGES)} ranges`;
    return err(failure(`cannot write ${shown(patchPath)}`, why, 'For so much, copy the disk instead.'));
  }
  const written = patch === null ? ok(null) : await patch.write(differing);
  if (!written.ok) return written;
  if (written.value !== null) await warn(cli, written.value);
  return ok(equal ? EXIT.done : EXIT.found);
}

/** A file that is neither a VHD nor any other format we know is taken as a raw disk, and the user is told. */
async function diskOrRaw(cli: Cli, path: string): Promise<SourceRef> {
  const as = await asDiskOrRaw(path);
  if (as === 'raw') await warn(cli, `${shown(path)} has no VHD footer: it is taken as a raw disk.`);
  return sourceAt(path, [], as);
}

function compareText(
  a: string,
  b: string,
  { equal, differing, differingSectors, complete, virtualBytes: [one, two] }: CompareDocument,
): string {
  const sizes = one === two ? '' : `, though one disk has ${sizeText(one)} and the other ${sizeText(two)}`;
  if (equal) return `${shown(a)} and ${shown(b)} hold the same${sizes}\n`;
  const rows = differing.map(({ firstLba, sectors }) => `  ${grouped(firstLba).padStart(15)} + ${grouped(sectors)}\n`);
  const more = complete ? '' : '  … and more\n';
  return `${shown(a)} and ${shown(b)} differ in ${grouped(differingSectors)} sector${differingSectors === 1 ? '' : 's'}${sizes}:\n${rows.join('')}${more}`;
}

export type HashOptions = ChainOptions & PartOptions & { readonly algorithm: string; readonly layer?: boolean; readonly json?: boolean };

export async function hash(cli: Cli, path: string, options: HashOptions): Promise<Outcome> {
  const algorithms = namesIn(options.algorithm);
  if (algorithms.length === 0) return err(wrongUsage('name an algorithm, such as sha256'));
  const wrong = partUsage(options);
  if (wrong !== null) return err(wrongUsage(wrong));
  const what = `cannot hash ${shown(path)}`;
  const part = await partOf(cli, path, options, what);
  if (!part.ok) return part;
  const range = part.value && { at: part.value.from * SECTOR_BYTES, bytes: part.value.sectors * SECTOR_BYTES };
  const request = { op: 'hash', source: sourceAt(path, options.parent), algorithms, layer: options.layer === true, range } as const;
  const done = await runJob<'hash'>(cli, request, what);
  if (!done.ok) return done;
  const { bytes, digests } = done.value;
  const document: HashDocument = { bytes, ...digests, ...notesOf(done.value) };
  if (options.json === true) await writeJson(cli.out, document);
  else await cli.out.write(hashText(path, digests));
  return ok(EXIT.done);
}

export const namesIn = (list: string): string[] => [
  ...new Set(
    list
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  ),
];

/** One digest is printed as sha256sum prints it, several as its --tag option does. */
function hashText(path: string, digests: Readonly<Record<string, string>>): string {
  const all = Object.entries(digests);
  if (all.length === 1) return `${all[0]?.[1]}  ${shown(path)}\n`;
  return all.map(([algorithm, digest]) => `${algorithm.toUpperCase()} (${shown(path)}) = ${digest}\n`).join('');
}
