/** The report as one self-contained HTML page: no script, no request, the map as SVG. Light, dark and printed. */
import type { FindingDocument } from '../../shared/documents/finding';
import type { InfoDocument } from '../../shared/documents/info';
import type { ReportDocument } from '../../shared/documents/report';
import { creatorTag } from '../../shared/text/creators';
import { partitionLabel } from '../../shared/text/partitions';
import { windowsAnswer } from '../../shared/text/windowsAnswer';
import { bytesText, sizeText } from '../../shared/text/size';
import { bothIds } from '../../shared/vhd/codec';
import type { FieldRow, Struct } from '../../shared/vhd/defineStruct';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import type { PartitionView, StructBytes } from '../../shared/views';
import { fieldText } from '../../shared/text/fields';
import { structureText } from '../../shared/text/findingParts';
import { leadText } from '../../shared/text/locatorLead';
import type { Description } from '../vhd/describe/describe';
import type { Image } from '../vhd/read/image';
import { sameBytes } from '../vhd/read/sameBytes';
import { partitionParts } from '../../shared/partitionParts';
import { grouped, hex, plural } from '../../shared/text/numbers';
import { isEndless, unreached } from '../../shared/text/unreached';
import { findingsTitle, healthText } from '../../shared/text/severities';
import { mapSvg, STATE_COLOURS, statesIn, stateWords } from './mapSvg';
import { escaped, prose, rows, section, spelled, STYLE, table } from './pageParts';

/** What is known of the file beside the document. */
export type FileFacts = {
  readonly name: string;
  /** Where it was when the page was made. */
  readonly path: string;
  /** Of the file's bytes; null if they were too many to read. */
  readonly sha256: string | null;
  /** The partitions of the document, with what is in them. */
  readonly partitions: readonly PartitionView[];
  /** Every field of a structure, as it is stored; of a footer copy that is the footer byte for byte, none. */
  readonly structures: readonly { readonly title: string; readonly rows: readonly FieldRow[] }[];
  /** The name of the parent that is used; null if there is none. */
  readonly parent: string | null;
};

/** `sha256` as in FileFacts. */
export function fileFacts({ file, footers, header }: Image, { disk, layers }: Description, sha256: string | null): FileFacts {
  const structureOf = (
    title: string,
    struct: Pick<Struct<unknown>, 'rows'>,
    place: StructBytes | null | undefined,
  ): FileFacts['structures'] =>
    place == null ? [] : [{ title, rows: struct.rows(place.bytes).map((row) => withCreator(row, place.bytes)) }];
  return {
    name: file.name,
    path: file.path,
    sha256,
    partitions: disk?.partitions.entries ?? [],
    structures: [
      ...structureOf('Footer', footer, footers?.footer),
      ...(isSame(footers?.footer, footers?.copy)
        ? [{ title: 'Footer copy', rows: [] }]
        : structureOf('Footer copy', footer, footers?.copy)),
      ...structureOf('Dynamic header', dynamicHeader, header),
    ],
    parent: layers[1]?.name ?? null,
  };
}

const isSame = (one: StructBytes | null | undefined, other: StructBytes | null | undefined): boolean =>
  one != null && other != null && sameBytes(one.bytes, other.bytes);

/** The creator tag with the program that it stands for. */
const withCreator = (row: FieldRow, raw: Uint8Array): FieldRow =>
  row.key === 'creatorApplication' ? { ...row, text: creatorTag(footer.get(raw, 'creatorApplication')) ?? 'none' } : row;

export function htmlReport({ program, made, info, map }: ReportDocument, file: FileFacts): string {
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n',
    `<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${escaped(file.name)} – disk report</title>\n<style>${STYLE}</style>\n</head>\n<body>\n`,
    `<h1>${escaped(file.name)}</h1>\n${verdictHtml(info)}<p class="dim">Disk report made by ${escaped(program.replace(/^platter/, 'Platter'))}, ${escaped(readable(made))}</p>\n`,
    section('Disk', rows(facts(info, file))),
    section(
      info.findings.length === 0 ? 'Findings: none' : 'Findings',
      info.findings.map((one) => findingHtml(one, isFollowing(one, info.findings), one === windowsAnswer(info.findings))).join(''),
    ),
    section('Map', mapHtml(map, info.missingParent)),
    partitionsHtml(info, file.partitions),
    ...file.structures.map(({ title, rows: fields }) =>
      section(title, fields.length === 0 ? '<p>The same bytes as the footer.</p>\n' : rows(fieldsOf(fields))),
    ),
    listsHtml(info, file.parent),
    '</body>\n</html>\n',
  ].join('');
}

const isFollowing = ({ because }: FindingDocument, all: readonly FindingDocument[]): boolean => all.some(({ code }) => code === because);

/** What was found, counted; its colour is that of the worst. */
function verdictHtml({ findings }: InfoDocument): string {
  const counts = { error: 0, warning: 0, note: 0, following: 0 };
  for (const one of findings) counts[isFollowing(one, findings) ? 'following' : one.severity]++;
  return `<p class="verdict ${healthText(counts).level}">${findingsTitle(counts)}</p>\n`;
}

/** "2026-12-02 00:36:54 UTC", as the fields say it, from "2026-12-02T00:36:54Z". */
const readable = (time: string): string => time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC');

const TYPE_WORDS: Readonly<Record<InfoDocument['type'], string>> = { fixed: 'Fixed', dynamic: 'Dynamic', differencing: 'Differencing' };

const sizeAndBytes = (bytes: number): string => `${sizeText(bytes)} (${bytesText(bytes)})`;

function facts(info: InfoDocument, { path, sha256, parent }: FileFacts): [string, string][] {
  const { bat, bitmaps, sizes } = info;
  return [
    ['Type', TYPE_WORDS[info.type]],
    ...(info.type === 'differencing' ? ([['Parent', parent ?? 'not found']] as [string, string][]) : []),
    ['Size', sizeAndBytes(info.virtualBytes)],
    ['File', `${sizeAndBytes(info.fileBytes)}, modified ${readable(info.modified)}`],
    ['Path', path],
    ['SHA-256 of the file', sha256 ?? 'not computed: the file is large, or could not be read to its end'],
    ['Original size', typeof sizes.originalSize === 'number' ? sizeAndBytes(sizes.originalSize) : sizes.originalSize],
    ['Size by geometry (CHS)', sizeAndBytes(sizes.chs)],
    ...(bat === null
      ? []
      : ([['Blocks', `${grouped(bat.allocated)} of ${grouped(bat.entries)} allocated, ${sizeText(bat.blockSizeBytes)} each`]] as [
          string,
          string,
        ][])),
    // Where no bitmap can be read, nothing is said of sectors.
    ...(bitmaps === null || bitmaps.blocks === bitmaps.unreadable
      ? []
      : ([['Bitmaps', `${plural(bitmaps.sectorsPresent, 'sector')} present, ${grouped(bitmaps.sectorsAbsent)} absent`]] as [
          string,
          string,
        ][])),
  ];
}

function findingHtml(
  { code, severity, title, detail, effect, windowsCode, places }: FindingDocument,
  follows: boolean,
  isAnswer: boolean,
): string {
  const where = places
    .map((place) => {
      const at = 'diskOffset' in place ? place.diskOffset : place.fileOffset;
      return `${structureText(place.structure)} at 0x${hex(at)}, ${bytesText(place.bytes)}`;
    })
    .join(' · ');
  const windows = windowsCode === null || !isAnswer ? '' : ` Windows is expected to answer ${windowsCode}.`;
  return `<p${follows ? ' class="follows"' : ''}><strong class="${severity}">${spelled(severity)} ${escaped(code)}: ${escaped(title)}</strong><br>${prose(`${detail} ${effect}${windows}`)}<br><span class="dim">${escaped(where)}</span></p>\n`;
}

function mapHtml(map: ReportDocument['map'], parent: InfoDocument['missingParent']): string {
  const legend = statesIn(map.runs).map(
    (state) => `<span><i style="background:${STATE_COLOURS[state]}"></i>${stateWords(state, parent)}</span>`,
  );
  const list = map.runs
    .slice(0, 1000)
    .map(({ firstBlock, blocks, state, layer, fileOffset }) => [
      grouped(firstBlock),
      grouped(blocks),
      stateWords(state, parent),
      state === 'unknown' ? '–' : String(layer),
      fileOffset === null ? '–' : `0x${hex(fileOffset)}`,
    ]);
  const more = map.runs.length + map.runsLeftOut - list.length;
  const rest = more > 0 ? `<p class="dim">and ${grouped(more)} more runs</p>\n` : '';
  return `${mapSvg(map, parent)}<p class="legend">${legend.join('')}</p>\n<details><summary>Runs</summary>${table(['First block', 'Blocks', 'State', 'Layer', 'File offset'], list)}${rest}</details>\n`;
}

/** Named and written as in the window; reserved fields only if they hold something, and the locators have a table of their own. */
const fieldsOf = (fields: readonly FieldRow[]): [string, string][] =>
  fields
    .filter(({ key, text }) => key !== 'parentLocators' && !(key.startsWith('reserved') && text === 'all zero'))
    .map((row) => [row.label, row.kind === 'uuid' && row.text !== 'none' ? bothIds(row.text) : fieldText(row.text, row)]);

const COLOURS = ['#8a6ae0', '#2f9e6a', '#d9822b', '#2a9db3', '#d0578d', '#8a962e'];

/** From these shares of the bar on a partition has room for its name, or for its number. */
const NAME_SHARE = 0.12;
const NUMBER_SHARE = 0.025;

/** A bar of the disk with its partitions to scale, and their table. */
function partitionsHtml({ partitions: { scheme }, virtualBytes }: InfoDocument, entries: readonly PartitionView[]): string {
  const title = `Partitions: ${scheme === 'none' ? 'none' : scheme.toUpperCase()}`;
  if (entries.length === 0) return section(title, '');
  const percent = (share: number): number => Math.round(share * 1e5) / 1e3;
  const nameOf = (entry: PartitionView): string => `${entry.number} · ${partitionLabel(entry)}`;
  const sectors = Math.max(1, Math.floor(virtualBytes / 512));
  const drawn = entries
    .filter(({ type, firstLba }) => type !== 'Extended' && firstLba < sectors)
    .toSorted((a, b) => a.firstLba - b.firstLba);
  const colours = new Map<PartitionView, string | undefined>();
  const bar = partitionParts(drawn, sectors)
    .map(({ partition, left, width }, i) => {
      colours.set(partition, COLOURS[i % COLOURS.length]);
      // A narrow part shows its number at most; its name is in the table.
      const text = width >= NAME_SHARE ? nameOf(partition) : width >= NUMBER_SHARE ? String(partition.number) : '';
      return `<div style="left:${percent(left)}%;width:${percent(width)}%;color:${COLOURS[i % COLOURS.length]}" title="${escaped(nameOf(partition))}"><span>${escaped(text)}</span></div>`;
    })
    .join('');
  const list = table(
    ['#', 'First LBA', 'Sectors', 'Size', 'Type', 'Name', 'File system', 'Label'],
    entries.map(({ number, firstLba, sectors, type, name, volume }) => [
      String(number),
      grouped(firstLba),
      grouped(sectors),
      sizeText(sectors * 512),
      type,
      name,
      volume?.fileSystem ?? '–',
      volume?.label ?? '',
    ]),
    entries.map((entry) => colours.get(entry) ?? null),
  );
  return section(title, `<div class="bar">${bar}</div>\n${list}`);
}

function listsHtml({ checksums, chain, parentLocators, missingParent }: InfoDocument, parent: string | null): string {
  const sums = table(
    ['Structure', 'Stored', 'Computed', 'Verdict'],
    checksums.map(({ structure, stored, computed, ok }) => [spelled(structure), `0x${stored}`, `0x${computed}`, ok ? 'matches' : 'wrong']),
  );
  const layers = table(
    ['Layer', 'File', 'Type', 'Unique ID'],
    chain.map(({ file, type, uniqueId }, i) => [String(i), file, spelled(type), uniqueId]),
  );
  const missing =
    missingParent === null
      ? ''
      : isEndless(missingParent)
        ? `<p class="error">The chain is not complete: ${unreached(missingParent).because}</p>\n`
        : `<p class="error">The next parent was not found: ${escaped(missingParent.expectedId)}</p>\n`;
  const locators = table(
    ['Slot', 'Kind', 'Path', 'Where it leads'],
    parentLocators.map(({ index, platform, path, leads }) => [String(index + 1), platform, path ?? '–', leadText(leads, parent)]),
  );
  return [
    section('Checksums', sums),
    section('Chain', layers + missing),
    ...(parentLocators.length === 0 ? [] : [section('Parent locators', locators)]),
  ].join('');
}
