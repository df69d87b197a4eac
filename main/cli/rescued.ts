/** `repair` of files that do not open as a disk: gives the file a new footer, or leaves out what stands before the disk. */
import type { RepairDocument } from '../../shared/documents/repair';
import { severityCounts } from '../../shared/findingList';
import { severitiesText } from '../../shared/text/severities';
import { err, ok } from '../../shared/result';
import { repairClassText, repairText } from '../../shared/text/repairs';
import { openImageFile } from '../io/openImageFile';
import type { BlockFile } from '../vhd/read/blockFile';
import { openImage } from '../vhd/read/openImage';
import { planRescue, type Rescue } from '../vhd/repair/rescue';
import type { RepairChoices } from '../vhd/repair/planRepair';
import { apart, sourcesOf, type Sources } from './apart';
import type { Cli } from './context';
import { exitWith, findingLines } from './findings';
import { idleInRescue } from './idleChoices';
import { carryOut, type Held } from './inPlace';
import { newTarget, writeCopy } from './newFiles';
import { EXIT, failure, shown, wrongUsage, type Outcome } from './outcome';
import { paint, writeJson } from './print';
import { findingDocument } from '../report/values';
import { stoppable } from './stopping';

export type Rescued = { readonly file: BlockFile; readonly rescue: Rescue; readonly sources: Sources };
type Options = { readonly yes?: boolean; readonly output?: string; readonly force?: boolean; readonly json?: boolean };

/** Null if the file opens well enough for ordinary repair, or if nothing can be done for it. The caller closes the file. */
export async function rescueOf(cli: Cli, path: string, { newId }: RepairChoices): Promise<Rescued | null> {
  const opened = await openImageFile(path);
  if (!opened.ok) return null;
  const file = stoppable(opened.value.file, cli.signal);
  const sources = await sourcesOf([file]);
  const image = await openImage(file, 'disk');
  const asked = { now: Math.floor(cli.world.now() / 1000), newId };
  const rescue = image.ok ? null : await planRescue(file, image.error, asked);
  if (rescue !== null) return { file, rescue, sources };
  await file.close();
  return null;
}

export async function rescued(
  cli: Cli,
  held: Held,
  { file, ...made }: Rescued,
  request: RepairChoices,
  options: Options,
): Promise<Outcome> {
  const idle = idleInRescue(made.rescue, request);
  if (idle !== null) {
    await file.close();
    return err(wrongUsage(idle));
  }
  const outcome = await carried(cli, held, made, options);
  const text = textOf(cli, held.path, made.rescue, options);
  if (outcome.ok)
    await (options.json === true ? writeJson(cli.out, documentOf(held.path, file.bytes, made.rescue, options)) : cli.out.write(text));
  await file.close();
  return outcome;
}

async function carried(
  cli: Cli,
  held: Held,
  { rescue, sources }: Omit<Rescued, 'file'>,
  { yes, output, force }: Options,
): Promise<Outcome> {
  const { plan, copy, after } = rescue;
  if (output !== undefined) {
    const named = await newTarget(output, force === true);
    const target = named.ok ? apart(named.value, sources, `cannot write ${shown(output)}`) : named;
    if (!target.ok) return target;
    const written = await writeCopy(cli, target.value, copy);
    return written.ok ? ok(exitWith(after, true)) : written;
  }
  if (yes !== true) return ok(EXIT.done);
  if (plan !== null) {
    const saved = await carryOut(cli, held, plan, 'repair', { quiet: true });
    return saved.ok ? ok(exitWith(after, true)) : saved;
  }
  return err(failure(`cannot repair ${shown(held.path)}`, 'this takes a new file', 'Name one with --output.'));
}

function textOf(cli: Cli, path: string, { method, class: klass, after, plan }: Rescue, { yes, output }: Options): string {
  const how = plan === null ? 'Add --output COPY to do this.' : 'Add --yes to do this to the file, or --output COPY.';
  const end =
    output !== undefined
      ? `${shown(output)} is written; ${shown(path)} is as it was.`
      : yes === true
        ? `${shown(path)}: repaired.`
        : `Nothing was written. ${how}`;
  return `${shown(path)} does not open as a disk.\n${paint(cli.out, 'bold', repairText(method))}. ${repairClassText({ method, class: klass })}\n\nAfterwards: ${severitiesText(severityCounts(after))}\n${findingLines(cli.out, after)}\n${end}\n`;
}

const documentOf = (
  file: string,
  bytes: number,
  { method, class: klass, after, chain, plan }: Rescue,
  options: Options,
): RepairDocument => ({
  file,
  output: options.output ?? null,
  applied: options.output !== undefined || options.yes === true,
  repairs: [{ code: 'F01', method, class: klass, does: repairText(method) }],
  along: [],
  open: [],
  diskChange: null,
  cut: null,
  signs: [],
  copyOnly: plan === null ? 'another-disk' : null,
  changes: [],
  fileBytesBefore: bytes,
  fileBytesAfter: chain.layers[0].file.bytes,
  problemsBefore: 1,
  problemsAfter: after.length,
  placements: [],
  after: after.map((finding) => findingDocument(finding, () => false)),
});
