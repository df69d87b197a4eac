/** `repair --rebuild`: a disk whose block table is lost, put together in a new file from the blocks that are found. */
import type { RepairDocument } from '../../shared/documents/repair';
import { severityCounts } from '../../shared/findingList';
import { guessedText, severitiesText } from '../../shared/text/severities';
import type { FindingCode } from '../../shared/findings';
import { err, ok, type Result } from '../../shared/result';
import { repairErrorText } from '../../shared/text/repairs';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { repairOffers, type RepairChoices } from '../vhd/repair/planRepair';
import { checkDisk } from '../vhd/check/checkDisk';
import { fateLines } from './fateLines';
import { planRebuild, type Rebuild, type RebuildPhase } from '../vhd/repair/rebuild';
import { apart, sourcesIn } from './apart';
import type { Cli } from './context';
import { exitWith, findingLines } from './findings';
import { newTarget, writeCopy } from './newFiles';
import type { Disk } from './openDisk';
import { CANCELLED, failure, shown, wrongUsage, type Outcome } from './outcome';
import { columns, writeJson } from './print';
import { withProgress } from './progress';
import { isStopped } from './stopping';
import { parseNumber } from '../../shared/text/sizeInput';
import { findingDocument } from '../report/values';
import { grouped, hex } from '../../shared/text/numbers';

type Options = {
  readonly place?: readonly string[];
  readonly output?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
};

const PHASES: Readonly<Record<RebuildPhase, string>> = { looking: 'Looking for blocks', checking: 'Checking' };

export async function rebuilt(cli: Cli, disk: Disk, choices: RepairChoices, options: Options): Promise<Outcome> {
  const what = `cannot rebuild ${shown(disk.path)}`;
  if (options.yes === true) return err(wrongUsage('--rebuild makes a new file: name it with --output'));
  const place = placesIn(options.place ?? []);
  if (!place.ok) return err(wrongUsage(place.error));
  const sources = await sourcesIn(disk.chain);
  const planned = await withProgress(cli, '', 0, (draw) =>
    planRebuild(disk.chain, { place: place.value, now: choices.now, report: (phase, done, total) => draw(done, PHASES[phase], total) }),
  );
  if (await isStopped(cli)) return err(CANCELLED);
  if (planned === null) {
    const { title, next } =
      disk.chain.layers[0].map === null ? await withoutTable(disk, choices) : repairErrorText({ kind: 'no-lost-blocks' });
    return err(failure(what, title, next));
  }
  if (!planned.ok) {
    const { title, next } = repairErrorText(planned.error);
    return err(failure(what, title, next));
  }
  const fates = await fateLines(disk.chain.layers[0], planned.value.copy.file);
  if (options.output !== undefined) {
    const named = await newTarget(options.output, options.force === true);
    const target = named.ok ? apart(named.value, sources, `cannot write ${shown(options.output)}`) : named;
    if (!target.ok) return target;
    const written = await writeCopy(cli, target.value, planned.value.copy);
    if (!written.ok) return written;
  }
  await (options.json === true
    ? writeJson(cli.out, documentOf(disk, planned.value, options))
    : cli.out.write(textOf(cli, disk, planned.value, { output: options.output, fates })));
  return ok(exitWith(planned.value.after, options.output !== undefined));
}

const withoutTable = async (disk: Disk, choices: RepairChoices): Promise<{ readonly title: string; readonly next: string }> => ({
  title: noNeed(disk),
  next: await insteadOf(disk, choices),
});

const noNeed = ({ chain: { layers } }: Disk): string => {
  const [top] = layers;
  if (top.mapFault === null) return 'it has no block table';
  return top.header === null ? 'its dynamic header is missing' : 'its header does not say where the block table is';
};

/** Findings about a header that is missing, or that is wrong about the block table. */
const OF_HEADER: readonly FindingCode[] = ['H01', 'H04', 'H06', 'B09'];

/** What to do instead; if the header can be made anew, that comes first. */
async function insteadOf({ chain }: Disk, choices: RepairChoices): Promise<string> {
  const [top] = chain.layers;
  if (top.mapFault === null) return 'Try “platter repair” without --rebuild.';
  const found = await checkDisk(chain, { now: choices.now, deep: false });
  const offers = found.ok ? await repairOffers(chain, found.value, choices) : [];
  const ways = offers.filter(({ code }) => OF_HEADER.includes(code)).map(({ code, method }) => `--choose ${code}=${method}`);
  if (ways.length > 0) return `Mend the header first: “platter repair ${ways.join(' or ')} --output COPY”, without --rebuild.`;
  return 'No block table was found from which the header could be made anew. Keep the file as it is, and look for an older copy of it; failing that, file carving finds what its bytes still hold.';
}

/** Parses the places, keyed by file sector as the engine wants them. */
function placesIn(words: readonly string[]): Result<ReadonlyMap<number, number>, string> {
  const places = new Map<number, number>();
  for (const word of words) {
    const [at, block] = word.split('=', 2).map((part) => parseNumber(part));
    if (at == null || block == null || at % SECTOR_BYTES !== 0)
      return err(`“${shown(word)}” places nothing: write OFFSET=BLOCK, such as 0x2000=5`);
    places.set(at / SECTOR_BYTES, block);
  }
  return ok(places);
}

type Told = { readonly output: string | undefined; readonly fates: readonly string[] };

function textOf(cli: Cli, disk: Disk, { placements, after }: Rebuild, { output, fates }: Told): string {
  const rows = placements.map(({ sector, block, confidence, evidence }) => [
    `0x${hex(sector * SECTOR_BYTES)}`,
    grouped(block),
    confidence,
    evidence,
  ]);
  const end =
    output === undefined ? 'Nothing was written. Add --output COPY.' : `${shown(output)} is written; ${shown(disk.path)} is as it was.`;
  const guesses = placements.filter(({ confidence }) => confidence === 'guess').length;
  const guessed = guessedText(guesses, placements.length);
  const left = `Afterwards: ${severitiesText(severityCounts(after))}${guessed === null ? '' : `. ${guessed}`}`;
  const table = columns([['bitmap at', 'block', 'sure', 'by'], ...rows], [0, 1]);
  return `${grouped(placements.length)} block${placements.length === 1 ? '' : 's'} found:\n${table}\n${fates.map((fate) => `${fate}\n`).join('')}${left}\n${findingLines(cli.out, after)}\n${end}\n`;
}

const documentOf = (disk: Disk, { placements, after, chain }: Rebuild, { output }: Options): RepairDocument => ({
  file: disk.path,
  output: output ?? null,
  applied: output !== undefined,
  repairs: [],
  along: [],
  open: [],
  diskChange: null,
  cut: null,
  signs: [],
  copyOnly: 'another-disk',
  changes: [],
  fileBytesBefore: disk.chain.layers[0].file.bytes,
  fileBytesAfter: chain.layers[0].file.bytes,
  problemsBefore: 1,
  problemsAfter: after.length,
  placements: placements.map(({ sector, block, confidence, evidence }) => ({
    fileOffset: sector * SECTOR_BYTES,
    block,
    confidence,
    evidence,
  })),
  after: after.map((finding) => findingDocument(finding, () => false)),
});
