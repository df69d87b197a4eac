/** The words of the search. */
import { DIFFERENCE_KINDS, type DifferenceKind } from '../../../shared/find/differences';
import { MAX_LISTED_HITS, type FindFailure } from '../../../shared/find/found';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { DateFormat } from '../../../shared/find/dates';
import type { ByteOrder, PatternFault, SearchPattern, TextEncoding } from '../../../shared/find/pattern';
import { grouped, plural } from '../../../shared/text/numbers';
import { reasonText } from '../../../shared/text/errors';
import { sizeText } from '../../../shared/text/size';
import { isEndless, unreached } from '../../../shared/text/unreached';
import type { ImageView } from '../../../shared/views';
import { jobErrorText, startErrorText } from '../../app/jobErrors.text';
import { openErrorText } from '../../app/openErrors.text';
import { partitionOf, type FindRun, type FindWhere } from '../../disk/findForm.model';
import { partitionName } from '../../disk/translate.model';
import type { ReplacementFault } from './replace.model';

export const KIND_NAMES: Readonly<Record<SearchPattern['kind'], string>> = {
  text: 'Text',
  hex: 'Hex bytes',
  regex: 'Regular expression',
  number: 'Number',
  guid: 'GUID',
  date: 'Date',
  structure: 'Structure',
};

export const PLACEHOLDERS: Readonly<Record<SearchPattern['kind'], string>> = {
  text: 'Text to find',
  hex: 'DE AD ?? 4?',
  regex: 'FILE[0*]|BAAD',
  number: '4096, 0x1000 or 10..20',
  guid: '01234567-89ab-cdef-0123-456789abcdef',
  date: '2024-01-31 or 2024-01-01..2024-12-31',
  structure: '',
};

export const ENCODING_NAMES: Readonly<Record<TextEncoding, string>> = {
  utf8: 'UTF-8',
  utf16le: 'UTF-16 LE',
  utf16be: 'UTF-16 BE',
  latin1: 'Latin-1',
  'windows-1252': 'Windows-1252',
  cp437: 'CP437',
};

export const ORDER_NAMES: Readonly<Record<ByteOrder, string>> = { both: 'Both byte orders', le: 'Little-endian', be: 'Big-endian' };
export const DATE_NAMES: Readonly<Record<DateFormat, string>> = {
  unix: 'Unix time',
  vhd: 'VHD time',
  filetime: 'FILETIME',
  dos: 'DOS time',
};

const DIFFERENCE_NAMES: Readonly<Record<DifferenceKind, string>> = { differs: 'Differs', here: 'Only here', there: 'Only there' };
/** `index`: in DIFFERENCE_KINDS. */
export const differenceText = (index: number): string => DIFFERENCE_NAMES[DIFFERENCE_KINDS[index] ?? 'differs'];

/** "base.vhd, its parent". */
export const layerText = (name: string, layer: number): string => `${name}, ${layer === 1 ? 'its parent' : `layer ${layer} below it`}`;

export function whereText(where: FindWhere, view: ImageView): string {
  if (where === 'disk') return 'Virtual disk';
  if (where === 'layer') return 'What this file stores';
  if (where === 'file') return 'Bytes of the file';
  if (where === 'selection') return 'Selection';
  const partition = partitionOf(where, view);
  return partition === null ? where : `Partition ${partitionName(partition)}`;
}

/** "The pattern is not hex. Write pairs of digits …" */
export function faultText(fault: PatternFault): string {
  const { why, todo } = reasonText({ kind: 'bad-pattern', why: fault });
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}. ${todo}`;
}

type Run = Exclude<FindRun, { readonly kind: 'none' }>;

const percent = (done: number, total: number): string => `${total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total))} %`;
const seconds = (ms: number): string => `${grouped(Math.round(ms / 100) / 10)} s`;

/** "1,204 so far · 38 % · 2.1 GiB/s", "1,204 hits · 3.2 s". */
export function runText(run: FindRun, source: string): string {
  if (run.kind === 'none') return '';
  const { found, done, total, ms } = run;
  const rate = ms < 300 || done === 0 ? [] : [`${sizeText(Math.round((1000 * done) / ms))}/s`];
  if (run.kind === 'running') return [`${grouped(found)} so far`, percent(done, total), ...rate].join(' · ');
  const hits = run.compared !== null ? differencesText(run) : found === 0 ? 'Nothing found' : plural(found, 'hit');
  if (run.kind === 'stopped') return `Stopped at ${percent(done, total)} · ${found === 0 ? `${hits} so far` : hits}`;
  if (run.kind === 'done') return `${hits} · ${seconds(ms)}`;
  const { error } = run;
  if (error === null) return run.compared === null ? 'The search failed' : 'The comparison failed';
  const { title } = failureText(error, source, run.compared);
  return `${title} ${found === 0 ? '' : `${plural(found, 'hit')} before.`}`.trim();
}

function failureText(failure: FindFailure, source: string, other: string | null): { readonly title: string } {
  switch (failure.of) {
    case 'same-file':
      return { title: `${other ?? 'That file'} is this disk itself. Choose another one.` };
    case 'other': {
      const { title, detail } = openErrorText(failure.error, other ?? 'the file');
      return { title: `${other ?? 'That file'} cannot be compared: ${title} ${detail}` };
    }
    case 'job':
      return jobErrorText(failure.error, { source: other === null ? source : 'One of the disks', target: null });
    case 'start':
      return startErrorText(failure.error, '');
    default:
      return failure satisfies never;
  }
}

/** "No difference", unless something was not compared. */
function differencesText({ found, behind, unread, total }: Run): string {
  if (found > 0) return plural(found, 'range differs', 'ranges differ');
  if (behind > 0) return 'No difference up to the end of this disk';
  if (unread === 0) return 'No difference';
  return unread * SECTOR_BYTES >= total ? 'Nothing could be compared' : 'No difference in what could be compared';
}

type Searched = Pick<ImageView, 'parent'> & { readonly disk: Pick<NonNullable<ImageView['disk']>, 'sectors'> | null };

/** What the search did not see, and what is not listed: one sentence each. */
export function limitTexts(run: FindRun, { parent, disk }: Searched): readonly string[] {
  if (run.kind === 'none') return [];
  const { request, found, asSaved, unread, isUnchanged } = run;
  const isWhole = request.space === 'disk' && !request.layer;
  if (run.compared !== null) return comparedLimits(run, (disk?.sectors ?? 0) * SECTOR_BYTES);
  return [
    ...(found > MAX_LISTED_HITS ? [`Only the first ${grouped(MAX_LISTED_HITS)} are listed; the others are counted.`] : []),
    ...(asSaved ? ['Unsaved changes were not searched.'] : []),
    ...(isWhole && parent !== null && run.kind !== 'running'
      ? [
          isEndless(parent)
            ? `What is further down was not searched: ${unreached(parent).because}.`
            : 'What a missing parent holds was not searched.',
        ]
      : []),
    ...(unread > 0 ? [`${plural(unread, 'sector')} cannot be read and ${unread === 1 ? 'was' : 'were'} not searched.`] : []),
    ...(isUnchanged ? [] : ['The file was changed while it was searched: search again.']),
  ];
}

/** `bytes`: size of this disk. */
function comparedLimits(run: Run, bytes: number): readonly string[] {
  const { compared, found, asSaved, unread, behind, other, isUnchanged, isStale } = run;
  if (isStale) return ['One of the disks was changed since: compare again.'];
  return [
    ...(other?.isRaw === true ? [`${compared ?? ''} has no VHD footer: its bytes were taken for those of a disk.`] : []),
    ...(other === null || other.bytes === bytes
      ? []
      : [
          `${compared ?? ''} is ${other.bytes > bytes ? 'larger' : 'smaller'}: ${sizeText(other.bytes)}, this disk ${sizeText(bytes)}.`,
          other.bytes > bytes
            ? behind === 0
              ? 'It holds only zeros behind the end of this disk.'
              : `Behind the end of this disk it holds ${sizeText(behind)} that are not zeros and not listed.`
            : 'What it does not have was compared with zeros.',
        ]),
    ...(found > MAX_LISTED_HITS ? [`Only the first ${grouped(MAX_LISTED_HITS)} are listed; the others are counted.`] : []),
    ...(asSaved ? ['Unsaved changes were not compared.'] : []),
    ...(unread > 0 ? [`${plural(unread, 'sector')} that one of the disks cannot give ${unread === 1 ? 'was' : 'were'} not compared.`] : []),
    ...(isUnchanged ? [] : ['A file was changed while it was read: compare again.']),
  ];
}

/** Why what is typed cannot take the place of a hit. */
export function replacementFaultText(fault: ReplacementFault): string {
  if (fault.kind === 'length')
    return `${plural(fault.replacement, 'byte')}, where the hit has ${grouped(fault.hit)}: only as many can take its place.`;
  if (fault.fault === 'kind') return 'Dates and structures are found, and not replaced.';
  if (fault.fault === 'one-value') return 'Write one value, not several.';
  return faultText(fault.fault);
}

export const replaceAllText = (count: number): { readonly title: string; readonly detail: string; readonly yes: string } => ({
  title: `Replace ${grouped(count)} hits?`,
  detail: 'It is one change, which Undo takes back. Nothing is written until you save.',
  yes: 'Replace all',
});

/** "12 of 1,204 listed". */
export const listedText = (listed: number, all: number): string => `${grouped(listed)} of ${grouped(all)} listed`;
