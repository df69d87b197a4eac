/** `info`: what the disk is. */
import type { InfoDocument } from '../../../shared/documents/info';
import { err, ok } from '../../../shared/result';
import { bytesText, sizeText } from '../../../shared/text/size';
import { isEndless, unreached } from '../../../shared/text/unreached';
import { bareVolumeText } from '../../../shared/text/partitions';
import { leadText } from '../../../shared/text/locatorLead';
import { bothIds, visibleText } from '../../../shared/vhd/codec';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import type { StructBytes } from '../../../shared/views';
import type { Cli, Sink } from '../context';
import { findingLines, repairableIn } from '../findings';
import { foundIn } from '../found';
import { withDisk, type ChainOptions } from '../openDisk';
import { CANCELLED, EXIT, type Outcome } from '../outcome';
import { columns, paint, writeJson } from '../print';
import { infoDocument } from '../../report/infoDocument';
import { describe, type Description } from '../../vhd/describe/describe';
import type { Image } from '../../vhd/read/image';
import { grouped, hex, plural } from '../../../shared/text/numbers';

export type InfoOptions = ChainOptions & { readonly json?: boolean };

export const info = (cli: Cli, path: string, options: InfoOptions): Promise<Outcome> =>
  withDisk(cli, path, { ...options, standIns: 'listed' }, async (disk) => {
    const top = disk.chain.layers[0];
    const found = await foundIn(cli, disk, {});
    if (!found.ok) return found;
    const described = await describe(disk.chain, Math.floor(cli.world.now() / 1000), found.value);
    const document = await infoDocument({
      paths: disk.paths,
      top,
      described,
      isRepairable: await repairableIn(cli, disk.chain, described.findings),
    });
    if (cli.signal.aborted) return err(CANCELLED);
    if (options.json === true) await writeJson(cli.out, document);
    else await cli.out.write(infoText(cli.out, { document, described, top, findings: findingLines(cli.out, described.findings) }));
    return ok(EXIT.done);
  });

const STRUCTURES = { footer: 'Footer', footerCopy: 'Footer copy', dynamicHeader: 'Dynamic header' } as const;
const KINDS = { fixed: 'fixed', dynamic: 'dynamic', differencing: 'differencing', raw: 'raw' } as const;

export type InfoParts = {
  readonly document: InfoDocument;
  readonly described: Description;
  readonly top: Image;
  readonly findings: string;
};

export function infoText(sink: Sink, { document, described, top, findings }: InfoParts): string {
  const head = (title: string): string => `\n${paint(sink, 'bold', title)}\n`;
  return [
    `${paint(sink, 'bold', visibleText(document.file))}\n`,
    summary(document, described),
    head('Sizes'),
    columns(
      (described.disk?.sizes ?? []).map(({ notion, bytes, inOther, believers }) => [
        `${NOTIONS[notion]}${inOther ? ', other footer' : ''}`,
        bytesText(bytes),
        sizeText(bytes),
        believers.join(', '),
      ]),
      [1],
    ),
    ...structText(head, 'Footer', footer, top.footers?.footer, document),
    ...(document.footerCopy === null ? [] : [copyText(head, document)]),
    ...structText(head, 'Dynamic header', dynamicHeader, top.header, document),
    ...blocksText(head, document),
    ...locatorsText(head, document, described),
    ...chainText(head, document),
    head('Partitions'),
    partitionsText(document),
    head(document.findings.length === 0 ? 'Findings: none' : 'Findings'),
    findings,
  ].join('');
}

const NOTIONS = {
  'current-size': 'Current size',
  'original-size': 'Original size',
  geometry: 'Geometry',
  table: 'Table',
  file: 'File',
} as const;

function summary({ type, virtualBytes, fileBytes, modified }: InfoDocument, { disk }: Description): string {
  return columns([
    ['Disk', `${KINDS[type]}, ${sizeText(virtualBytes)} (${bytesText(virtualBytes)})`],
    ['File', `${sizeText(fileBytes)} (${bytesText(fileBytes)}), modified ${modified}`],
    ...(disk?.trusted === 'footer-copy' ? [['Footer', 'the footer copy at the start is used, not the footer at the end']] : []),
  ]);
}

type Head = (title: string) => string;
type Rows = { rows(raw: Uint8Array): readonly Pick<FieldRow, 'key' | 'label' | 'kind' | 'text'>[] };

/** Every field except reserved ones that are zero. */
function structText(head: Head, title: string, struct: Rows, place: StructBytes | null | undefined, document: InfoDocument): string[] {
  if (place == null) return [];
  const rows = struct
    .rows(place.bytes)
    .map(({ kind, text, ...rest }) => ({ ...rest, text: kind === 'uuid' && text !== 'none' ? bothIds(text) : text }))
    .filter(({ key, text }) => !((/reserved|hidden/i.test(key) && /^(all zero|0)$/.test(text)) || key === 'parentLocators'));
  const sum = document.checksums.find(({ structure }) => STRUCTURES[structure] === title);
  const note = (key: string): string =>
    key === 'checksum' && sum !== undefined ? (sum.ok ? ' ok' : ` WRONG, computed 0x${sum.computed}`) : '';
  return [head(`${title} at 0x${hex(place.at)}`), columns(rows.map(({ key, label, text }) => [label, `${text}${note(key)}`]))];
}

function copyText(head: Head, { footer: one, footerCopy: copy, checksums }: InfoDocument): string {
  const sum = checksums.find(({ structure }) => structure === 'footerCopy');
  const equal = one !== null && JSON.stringify(one) === JSON.stringify(copy);
  const checksum = sum?.ok === false ? `checksum 0x${sum.stored} is WRONG, computed 0x${sum.computed}` : 'checksum ok';
  return `${head('Footer copy at 0x0')}  ${equal ? 'Same fields as the footer' : one === null ? 'The only footer' : 'DIFFERS from the footer'}, ${checksum}\n`;
}

function blocksText(head: Head, { bat, bitmaps }: InfoDocument): string[] {
  if (bat === null) return [];
  const rows = [
    ['Block size', sizeText(bat.blockSizeBytes)],
    ['Table', `${plural(bat.entries, 'entry', 'entries')} at 0x${hex(bat.tableOffset)}`],
    ['Allocated', `${grouped(bat.allocated)} block${bat.allocated === 1 ? '' : 's'}, ${sizeText(bat.allocated * bat.blockSizeBytes)}`],
  ];
  if (bat.unknown > 0) rows.push(['Unknown', `${grouped(bat.unknown)} block${bat.unknown === 1 ? '' : 's'}, whose entries cannot be read`]);
  // Where no block has a place, there are no bitmaps to tell of.
  if (bitmaps !== null && bitmaps.sectorsPresent + bitmaps.sectorsAbsent + bitmaps.unreadable > 0) {
    const lost = bitmaps.unreadable === 0 ? '' : `, ${grouped(bitmaps.unreadable)} bitmaps unreadable`;
    rows.push(['Bitmaps', `${grouped(bitmaps.sectorsPresent)} sectors present, ${grouped(bitmaps.sectorsAbsent)} absent${lost}`]);
  }
  return [head('Blocks'), columns(rows)];
}

function locatorsText(head: Head, { parentLocators }: InfoDocument, { layers }: Description): string[] {
  if (parentLocators.length === 0) return [];
  const rows = parentLocators.map(({ index, platform, path, ok: good, leads }) => [
    `${index}`,
    platform,
    path === null ? '(not a path)' : visibleText(path),
    good ? leadText(leads, layers[1]?.name ?? null) : 'BAD',
  ]);
  return [head('Parent locators'), columns(rows)];
}

/** Why a parent is not there. That a chain has no end is told elsewhere. */
const noParent = (state: NonNullable<InfoDocument['missingParent']>['state']): string =>
  state === 'unreadable' ? 'cannot be read' : state === 'wrong-id' ? 'was not found: a file of its name is another disk' : 'was not found';

function chainText(head: Head, { chain, missingParent }: InfoDocument): string[] {
  if (chain.length === 1 && missingParent === null) return [];
  const rows = chain.map(({ file, type, uniqueId }, i) => [`${i}`, visibleText(file), type, bothIds(uniqueId)]);
  const names = missingParent?.lookedFor.map((name) => `“${visibleText(name)}”`).join(', ') ?? '';
  const missing =
    missingParent === null
      ? ''
      : isEndless(missingParent)
        ? `  The chain ends at layer ${chain.length - 1}: ${unreached(missingParent).because}\n`
        : `  The parent of layer ${chain.length - 1} ${noParent(missingParent.state)}; ID ${bothIds(missingParent.expectedId)}${names === '' ? '' : `, looked for ${names}`}\n`;
  return [head('Chain'), columns(rows), missing];
}

function partitionsText({ partitions }: InfoDocument): string {
  const { scheme, entries, bareVolume } = partitions;
  if (bareVolume !== null) return `  none; from the first sector on ${visibleText(bareVolumeText(bareVolume))}\n`;
  if (entries.length === 0) return `  ${scheme === 'none' ? 'none' : `${scheme.toUpperCase()}, empty`}\n`;
  return columns(
    [
      ['#', 'first LBA', 'sectors', 'size', 'type', 'file system', 'name'],
      ...entries.map(({ index, firstLba, sectors, type, name, volume }) => [
        `${index}`,
        grouped(firstLba),
        grouped(sectors),
        sizeText(sectors * 512),
        type,
        volume === null ? '' : visibleText(bareVolumeText(volume)),
        visibleText(name),
      ]),
    ],
    [0, 1, 2, 3],
  );
}
