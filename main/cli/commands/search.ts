/** `search`: where in the disk bytes, text, numbers, dates or structures stand. */
import type { SearchDocument } from '../../../shared/documents/content';
import type { DateFormat } from '../../../shared/find/dates';
import type { ByteOrder, NUMBER_BITS, SearchPattern, TextEncoding } from '../../../shared/find/pattern';
import { FOUND_STRUCTURES, STRUCTURE_NAMES, type StructureName } from '../../../shared/find/structures';
import { err, ok } from '../../../shared/result';
import { bytesText } from '../../../shared/text/size';
import { grouped, hex } from '../../../shared/text/numbers';
import { jsonText } from '../../report/json';
import { warn, type Cli } from '../context';
import { runJob, sourceAt } from '../job';
import type { ChainOptions } from '../openDisk';
import { EXIT, shown, wrongUsage, type Outcome } from '../outcome';
import { writeJson } from '../print';
import { notesOf } from './content';

/** At most so many hits are listed; if there are more, the result says that it is not complete. */
const MAX_HITS = 10_000;

export type SearchOptions = ChainOptions & {
  readonly hex?: readonly string[];
  readonly text?: readonly string[];
  readonly regex?: readonly string[];
  readonly number?: readonly string[];
  readonly guid?: readonly string[];
  readonly date?: readonly string[];
  readonly structure?: readonly (StructureName | 'all')[];
  /** One of NUMBER_BITS, as it is written. */
  readonly bits?: string;
  readonly order?: ByteOrder;
  readonly dateFormat?: DateFormat;
  readonly encoding?: TextEncoding;
  readonly ignoreCase?: boolean;
  readonly all?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
  readonly jsonl?: boolean;
};

export async function search(cli: Cli, path: string, options: SearchOptions): Promise<Outcome> {
  const patterns = patternsOf(options);
  if (patterns.length === 0)
    return err(
      wrongUsage('say what to look for: --hex "DE AD ?? 4?", --text T, --regex R, --number N, --guid G, --date D or --structure S'),
    );
  const most = options.limit ?? MAX_HITS;
  const request = { op: 'search', source: sourceAt(path, options.parent), patterns, all: options.all === true, most } as const;
  const done = await runJob<'search'>(cli, request, `cannot search ${shown(path)}`);
  if (!done.ok) return done;
  const { hits, complete } = done.value;
  const document: SearchDocument = {
    hits: hits.map(({ offset, lba, length, pattern }) => ({ offset, lba, length, ...structureOf(patterns[pattern]) })),
    complete,
    ...notesOf(done.value),
  };
  if (options.jsonl === true) await cli.out.write(document.hits.map((hit) => `${jsonText(hit)}\n`).join(''));
  else if (options.json === true) await writeJson(cli.out, document);
  else
    await cli.out.write(
      document.hits
        .map(({ offset, lba, length, structure }) => {
          const title = structure === undefined ? '' : `  ${FOUND_STRUCTURES[structure as StructureName].title}`;
          return `0x${hex(offset)}  sector ${grouped(lba)}  ${bytesText(length)}${title}\n`;
        })
        .join(''),
    );
  if (!complete)
    await warn(cli, `only the first ${hits.length === 1 ? 'hit is' : `${grouped(hits.length)} hits are`} listed; --limit N lists more.`);
  else if (hits.length === 0 && options.json !== true && options.jsonl !== true) await warn(cli, 'nothing found.');
  return ok(EXIT.done);
}

const structureOf = (pattern: SearchPattern | undefined): { readonly structure?: StructureName } =>
  pattern?.kind === 'structure' ? { structure: pattern.structure } : {};

function patternsOf(options: SearchOptions): SearchPattern[] {
  const { hex: pairs = [], text = [], regex = [], encoding = 'utf8', ignoreCase = false } = options;
  const { number = [], guid = [], date = [], structure = [], bits = '32', order = 'both', dateFormat = 'unix' } = options;
  return [
    ...pairs.map((one) => ({ kind: 'hex', hex: one }) as const),
    ...text.map((one) => ({ kind: 'text', text: one, encoding, ignoreCase }) as const),
    ...regex.map((source) => ({ kind: 'regex', source, ignoreCase }) as const),
    ...number.map((one) => ({ kind: 'number', number: one, bits: Number(bits) as (typeof NUMBER_BITS)[number], order }) as const),
    ...guid.map((one) => ({ kind: 'guid', guid: one, order }) as const),
    ...date.map((one) => ({ kind: 'date', date: one, format: dateFormat }) as const),
    ...structure.flatMap((one) => (one === 'all' ? STRUCTURE_NAMES : [one])).map((one) => ({ kind: 'structure', structure: one }) as const),
  ];
}
