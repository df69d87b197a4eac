/** The report as one self-contained HTML page: no script, no request, the map as SVG. Light, dark and printed. */
import type { FindingDocument } from '../../shared/documents/finding';
import type { InfoDocument } from '../../shared/documents/info';
import type { ReportDocument } from '../../shared/documents/report';
import { partitionLabel } from '../../shared/text/partitions';
import { bytesText, sizeText } from '../../shared/text/size';
import type { PartitionView } from '../../shared/views';
import { grouped, hex, plural } from '../../shared/text/numbers';
import { followingText } from '../../shared/text/severities';
import { mapSvg, STATE_COLOURS, STATE_WORDS, statesIn } from './mapSvg';
import { escaped, rows, section, spelled, STYLE, table, valueText } from './pageParts';

/** What is known of the file beside the document. */
export type FileFacts = {
  readonly name: string;
  /** Where it was when the page was made. */
  readonly path: string;
  /** Of the file's bytes; null if they were too many to read. */
  readonly sha256: string | null;
  /** The partitions of the document, with what is in them. */
  readonly partitions: readonly PartitionView[];
};

export function htmlReport({ program, made, info, map }: ReportDocument, file: FileFacts): string {
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n',
    `<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${escaped(file.name)} – disk report</title>\n<style>${STYLE}</style>\n</head>\n<body>\n`,
    `<h1>${escaped(file.name)}</h1>\n${verdictHtml(info)}<p class="dim">Disk report made by ${escaped(program)}, ${escaped(made)}</p>\n`,
    section('Disk', rows(facts(info, file))),
    section(
      info.findings.length === 0 ? 'Findings: none' : 'Findings',
      info.findings.map((one) => findingHtml(one, isFollowing(one, info.findings))).join(''),
    ),
    section('Map', mapHtml(map)),
    partitionsHtml(info, file.partitions),
    structHtml('Footer', info.footer),
    structHtml('Footer copy', info.footerCopy),
    structHtml('Dynamic header', info.dynamicHeader),
    listsHtml(info),
    '</body>\n</html>\n',
  ].join('');
}

const isFollowing = ({ because }: FindingDocument, all: readonly FindingDocument[]): boolean => all.some(({ code }) => code === because);

/** The worst that was found, in one line. */
function verdictHtml({ findings: all }: InfoDocument): string {
  const findings = all.filter((one) => !isFollowing(one, all));
  const following = all.length - findings.length;
  const count = (severity: FindingDocument['severity']): number => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')];
  const worst = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'good';
  const parts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(errors + warnings === 0 ? ['Healthy'] : []),
    ...(notes > 0 ? [plural(notes, 'note')] : []),
    ...(following > 0 ? [followingText(following)] : []),
  ];
  return `<p class="verdict ${worst}">${parts.join(' · ')}</p>\n`;
}

const TYPE_WORDS: Readonly<Record<InfoDocument['type'], string>> = { fixed: 'Fixed', dynamic: 'Dynamic', differencing: 'Differencing' };

function facts(info: InfoDocument, { path, sha256 }: FileFacts): [string, string][] {
  const { bat, bitmaps, sizes } = info;
  return [
    ['Type', TYPE_WORDS[info.type]],
    ['Size', `${sizeText(info.virtualBytes)} (${bytesText(info.virtualBytes)})`],
    ['File', `${sizeText(info.fileBytes)} (${bytesText(info.fileBytes)}), modified ${info.modified}`],
    ['Path', path],
    ['SHA-256 of the file', sha256 ?? 'not computed: the file is large, or could not be read to its end'],
    ['Original size', typeof sizes.originalSize === 'number' ? bytesText(sizes.originalSize) : sizes.originalSize],
    ['Size by geometry (CHS)', bytesText(sizes.chs)],
    ...(bat === null
      ? []
      : ([['Blocks', `${grouped(bat.allocated)} of ${grouped(bat.entries)} allocated, ${sizeText(bat.blockSizeBytes)} each`]] as [
          string,
          string,
        ][])),
    ...(bitmaps === null
      ? []
      : ([['Bitmaps', `${plural(bitmaps.sectorsPresent, 'sector')} present, ${grouped(bitmaps.sectorsAbsent)} absent`]] as [
          string,
          string,
        ][])),
  ];
}

function findingHtml({ code, severity, title, detail, effect, windowsCode, places }: FindingDocument, follows: boolean): string {
  const where = places
    .map(({ structure, fileOffset, bytes }) => `${spelled(structure)} at 0x${hex(fileOffset)}, ${bytesText(bytes)}`)
    .join(' · ');
  const windows = windowsCode === null ? '' : ` Windows is expected to answer ${windowsCode}.`;
  return `<p${follows ? ' class="follows"' : ''}><strong class="${severity}">${spelled(severity)} ${escaped(code)}: ${escaped(title)}</strong><br>${escaped(`${detail} ${effect}${windows}`)}<br><span class="dim">${escaped(where)}</span></p>\n`;
}

function mapHtml(map: ReportDocument['map']): string {
  const legend = statesIn(map.runs).map((state) => `<span><i style="background:${STATE_COLOURS[state]}"></i>${STATE_WORDS[state]}</span>`);
  const list = map.runs
    .slice(0, 1000)
    .map(({ firstBlock, blocks, state, layer, fileOffset }) => [
      grouped(firstBlock),
      grouped(blocks),
      STATE_WORDS[state],
      String(layer),
      fileOffset === null ? '–' : `0x${hex(fileOffset)}`,
    ]);
  const more = map.runs.length + map.runsLeftOut - list.length;
  const rest = more > 0 ? `<p class="dim">and ${grouped(more)} more runs</p>\n` : '';
  return `${mapSvg(map)}<p class="legend">${legend.join('')}</p>\n<details><summary>Runs</summary>${table(['First block', 'Blocks', 'State', 'Layer', 'File offset'], list)}${rest}</details>\n`;
}

function structHtml(title: string, fields: object | null): string {
  if (fields === null) return '';
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [spelled(name), valueText(value)]);
  return section(title, rows(pairs));
}

const COLOURS = ['#8a6ae0', '#2f9e6a', '#d9822b', '#2a9db3', '#d0578d', '#8a962e'];

/** A bar of the disk with its partitions to scale, and their table. */
function partitionsHtml({ partitions: { scheme }, virtualBytes }: InfoDocument, entries: readonly PartitionView[]): string {
  const title = `Partitions: ${scheme === 'none' ? 'none' : scheme.toUpperCase()}`;
  if (entries.length === 0) return section(title, '');
  const percent = (sectors: number): number => Math.min(100, Math.round((sectors * 512 * 1e5) / Math.max(1, virtualBytes)) / 1e3);
  const nameOf = (entry: PartitionView): string => `${entry.number} · ${partitionLabel(entry)}`;
  const bar = entries
    .filter(({ type }) => type !== 'Extended')
    .map(
      (entry, i) =>
        `<div style="left:${percent(entry.firstLba)}%;width:${percent(entry.sectors)}%;color:${COLOURS[i % COLOURS.length]}" title="${escaped(nameOf(entry))}"><span>${escaped(nameOf(entry))}</span></div>`,
    )
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
  );
  return section(title, `<div class="bar">${bar}</div>\n${list}`);
}

function listsHtml({ checksums, chain, parentLocators, missingParent }: InfoDocument): string {
  const sums = table(
    ['Structure', 'Stored', 'Computed', 'Verdict'],
    checksums.map(({ structure, stored, computed, ok }) => [spelled(structure), `0x${stored}`, `0x${computed}`, ok ? 'right' : 'wrong']),
  );
  const layers = table(
    ['Layer', 'File', 'Type', 'Unique ID'],
    chain.map(({ file, type, uniqueId }, i) => [String(i), file, spelled(type), uniqueId]),
  );
  const missing =
    missingParent === null
      ? ''
      : missingParent.state === 'loop'
        ? '<p class="error">The next parent is a disk that stands on this one: the chain never ends</p>\n'
        : `<p class="error">The next parent was not found: ${escaped(missingParent.expectedId)}</p>\n`;
  const locators = table(
    ['Slot', 'Kind', 'Path', 'Verdict'],
    parentLocators.map(({ index, platform, path, ok }) => [String(index), platform, path ?? '–', ok ? 'good' : 'bad']),
  );
  return [
    section('Checksums', sums),
    section('Chain', layers + missing),
    ...(parentLocators.length === 0 ? [] : [section('Parent locators', locators)]),
  ].join('');
}
