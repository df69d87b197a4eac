/** The report as one self-contained HTML page: no script, no request, the map as SVG. */
import type { FindingDocument } from '../../shared/documents/finding';
import type { InfoDocument } from '../../shared/documents/info';
import type { ReportDocument } from '../../shared/documents/report';
import { bytesText, sizeText } from '../../shared/text/size';
import { visibleText } from '../../shared/vhd/codec';
import { mapSvg, STATE_COLOURS, statesIn } from './mapSvg';
import { grouped, hex, plural } from '../../shared/text/numbers';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text out of an image is never markup. */
export const escaped = (text: string): string => visibleText(text).replace(/[&<>"']/g, (c) => ENTITIES[c] as string);

const STYLE = `:root{color-scheme:light dark;--line:#8884;--dim:#777;--error:#c62828;--warning:#a15c00;--note:#1565c0}
@media(prefers-color-scheme:dark){:root{--error:#ff8a80;--warning:#ffcc80;--note:#90caf9;--dim:#aaa}}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--line)}
th{font-weight:500;color:var(--dim);white-space:nowrap}td{overflow-wrap:anywhere}code,td.n{font-family:ui-monospace,monospace;font-size:.9em}td.n{text-align:right}
.error{color:var(--error)}.warning{color:var(--warning)}.note{color:var(--note)}.dim{color:var(--dim)}svg{width:100%;height:auto;display:block}
.legend span{display:inline-block;margin-right:1.2rem}.legend i{display:inline-block;width:.8em;height:.8em;margin-right:.4em;vertical-align:-1px}`;

const section = (title: string, body: string): string => `<section><h2>${escaped(title)}</h2>\n${body}</section>\n`;

const rows = (pairs: readonly (readonly [string, string])[]): string =>
  `<table>${pairs.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('\n')}</table>\n`;

function table(heads: readonly string[], body: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]): string =>
    row.map((cell) => `<td${/^[\d,]+$/.test(cell) ? ' class="n"' : ''}>${escaped(cell)}</td>`).join('');
  const head = heads.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table>\n`;
}

export function htmlReport({ program, made, info, map }: ReportDocument): string {
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n',
    `<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${escaped(info.file)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n`,
    `<h1>${escaped(info.file)}</h1>\n<p class="dim">Made by ${escaped(program)}, ${escaped(made)}</p>\n`,
    section('Disk', rows(facts(info))),
    section(info.findings.length === 0 ? 'Findings: none' : 'Findings', info.findings.map(findingHtml).join('')),
    section('Map', mapHtml(map)),
    structHtml('Footer', info.footer),
    structHtml('Footer copy', info.footerCopy),
    structHtml('Dynamic header', info.dynamicHeader),
    listsHtml(info),
    '</body>\n</html>\n',
  ].join('');
}

function facts(info: InfoDocument): [string, string][] {
  const { bat, bitmaps, sizes } = info;
  return [
    ['Type', info.type],
    ['Size', `${sizeText(info.virtualBytes)} (${bytesText(info.virtualBytes)})`],
    ['File', `${sizeText(info.fileBytes)} (${bytesText(info.fileBytes)}), modified ${info.modified}`],
    ['Original size', typeof sizes.originalSize === 'number' ? bytesText(sizes.originalSize) : sizes.originalSize],
    ['Geometry', bytesText(sizes.chs)],
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

function findingHtml({ code, severity, title, detail, effect, windowsCode, places }: FindingDocument): string {
  const where = places.map(({ structure, fileOffset, bytes }) => `${structure} at 0x${hex(fileOffset)}, ${bytesText(bytes)}`).join(' · ');
  const windows = windowsCode === null ? '' : ` Windows is expected to answer ${windowsCode}.`;
  return `<p><strong class="${severity}">${severity} ${escaped(code)}: ${escaped(title)}</strong><br>${escaped(`${detail} ${effect}${windows}`)}<br><span class="dim">${escaped(where)}</span></p>\n`;
}

function mapHtml(map: ReportDocument['map']): string {
  const legend = statesIn(map.runs).map((state) => `<span><i style="background:${STATE_COLOURS[state]}"></i>${state}</span>`);
  const list = map.runs
    .slice(0, 1000)
    .map(({ firstBlock, blocks, state, layer, fileOffset }) => [
      grouped(firstBlock),
      grouped(blocks),
      state,
      String(layer),
      fileOffset === null ? '–' : `0x${hex(fileOffset)}`,
    ]);
  const more = map.runs.length + map.runsLeftOut - list.length;
  const rest = more > 0 ? `<p class="dim">and ${grouped(more)} more runs</p>\n` : '';
  return `${mapSvg(map)}<p class="legend">${legend.join('')}</p>\n<details><summary>Runs</summary>${table(['First block', 'Blocks', 'State', 'Layer', 'File offset'], list)}${rest}</details>\n`;
}

function structHtml(title: string, fields: object | null): string {
  if (fields === null) return '';
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, valueText(value)]);
  return section(title, rows(pairs));
}

function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return grouped(value);
  if (typeof value === 'string') return value;
  return Object.entries(value as object)
    .map(([name, part]) => `${name} ${valueText(part)}`)
    .join(', ');
}

function listsHtml({ checksums, chain, parentLocators, partitions, missingParent }: InfoDocument): string {
  const sums = table(
    ['Structure', 'Stored', 'Computed', ''],
    checksums.map(({ structure, stored, computed, ok }) => [structure, `0x${stored}`, `0x${computed}`, ok ? 'ok' : 'WRONG']),
  );
  const layers = table(
    ['Layer', 'File', 'Type', 'Id'],
    chain.map(({ file, type, uniqueId }, i) => [String(i), file, type, uniqueId]),
  );
  const missing =
    missingParent === null
      ? ''
      : missingParent.state === 'loop'
        ? '<p class="error">The next parent is a disk that stands on this one: the chain never ends</p>\n'
        : `<p class="error">The next parent was not found: ${escaped(missingParent.expectedId)}</p>\n`;
  const locators = table(
    ['Slot', 'Kind', 'Path', ''],
    parentLocators.map(({ index, platform, path, ok }) => [String(index), platform, path ?? '–', ok ? 'ok' : 'BAD']),
  );
  const parts = table(
    ['#', 'First LBA', 'Sectors', 'Size', 'Type', 'Name'],
    partitions.entries.map(({ index, firstLba, sectors, type, name }) => [
      String(index),
      grouped(firstLba),
      grouped(sectors),
      sizeText(sectors * 512),
      type,
      name,
    ]),
  );
  return [
    section('Checksums', sums),
    section('Chain', layers + missing),
    ...(parentLocators.length === 0 ? [] : [section('Parent locators', locators)]),
    section(`Partitions: ${partitions.scheme}`, partitions.entries.length === 0 ? '' : parts),
  ].join('');
}
