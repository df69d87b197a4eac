/** `info`: what the disk is. */
import type { InfoDocument } from '../../../shared/documents/info';
import type { Finding } from '../../../shared/findings';
import { ok } from '../../../shared/result';
import { bytesText, sizeText } from '../../../shared/text/size';
import { grouped, hex, visibleText } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import type { Struct } from '../../../shared/vhd/defineStruct';
import type { StructBytes } from '../../../shared/views';
import type { Cli, Sink } from '../context';
import { bitmapTotals } from '../bitmaps';
import { findingLines, repairableIn } from '../findings';
import { withDisk, type ChainOptions, type Disk } from '../openDisk';
import { EXIT, type Outcome } from '../outcome';
import { columns, paint, writeJson } from '../print';
import { findingDocument, footerDocument, headerDocument, sumValue, wideValue } from '../values';
import { describe, type Description } from '../../vhd/describe';
import type { Image } from '../../vhd/image';

export type InfoOptions = ChainOptions & { readonly json?: boolean };

type Facts = {
  readonly disk: Disk;
  readonly top: Image;
  readonly described: Description;
  readonly isRepairable: (finding: Finding) => boolean;
};

export const info = (cli: Cli, path: string, options: InfoOptions): Promise<Outcome> =>
  withDisk(cli, path, options, async (disk) => {
    const top = disk.chain.layers[0];
    const described = await describe(disk.chain, Math.floor(cli.world.now() / 1000));
    const document = await infoDocument({ disk, top, described, isRepairable: await repairableIn(cli, disk.chain, described.findings) });
    if (options.json === true) await writeJson(cli.out, document);
    else await cli.out.write(infoText(cli.out, { document, described, top, findings: findingLines(cli.out, described.findings) }));
    return ok(EXIT.done);
  });

export async function infoDocument({ disk, top, described, isRepairable }: Facts): Promise<InfoDocument> {
  const raw = top.footer ?? new Uint8Array(footer.bytes);
  const claim = (notion: string): number => described.disk?.sizes.find((size) => size.notion === notion)?.bytes ?? 0;
  const { map } = top;
  return {
    file: disk.path,
    fileBytes: top.file.bytes,
    modified: new Date(top.file.modifiedUnixSeconds * 1000).toISOString().replace('.000Z', 'Z'),
    format: 'vhd',
    type: top.kind === 'dynamic' || top.kind === 'differencing' ? top.kind : 'fixed',
    virtualBytes: top.sectors * 512,
    sizes: {
      currentSize: wideValue(footer.get(raw, 'currentSize')),
      originalSize: wideValue(footer.get(raw, 'originalSize')),
      chs: claim('geometry'),
      container: map === null ? claim('file') : claim('table'),
    },
    footer: found(top.footers?.footer, footerDocument),
    footerCopy: found(top.footers?.copy, footerDocument),
    trusted: top.footers?.trusted === 'footer-copy' ? 'footerCopy' : 'footer',
    dynamicHeader: found(top.header, headerDocument),
    checksums: [
      ...sumsOf('footer', footer, top.footers?.footer),
      ...sumsOf('footerCopy', footer, top.footers?.copy),
      ...sumsOf('dynamicHeader', dynamicHeader, top.header),
    ],
    bat:
      map === null
        ? null
        : {
            entries: map.tableEntries,
            allocated: described.disk?.blocks.allocated ?? 0,
            blockSizeBytes: map.blockSectors * 512,
            tableOffset: map.tableAt,
          },
    bitmaps: await bitmapTotals(top),
    parentLocators: top.locators.map(({ index, platform, path, verdict, dataAt, dataBytes }) => ({
      index,
      platform,
      path,
      ok: verdict === 'good',
      fileOffset: dataAt,
      bytes: dataBytes,
    })),
    chain: described.layers.map(({ kind, uniqueId }, i) => ({ file: disk.paths[i] as string, type: kind, uniqueId })),
    missingParent: missingOf(described.parent),
    partitions: {
      scheme: described.disk?.partitions.scheme ?? 'none',
      entries: (described.disk?.partitions.entries ?? []).map(({ number, ...rest }) => ({ index: number, ...rest })),
    },
    findings: described.findings.map((finding) => findingDocument(finding, isRepairable)),
  };
}

const found = <T>(place: StructBytes | null | undefined, decode: (raw: Uint8Array) => T): T | null =>
  place == null ? null : decode(place.bytes);

const missingOf = (parent: Description['parent']): InfoDocument['missingParent'] =>
  parent === null
    ? null
    : { state: parent.state, lookedFor: [...parent.lookedFor], expectedId: parent.expectedId, foundId: parent.foundId };

function sumsOf(
  structure: InfoDocument['checksums'][number]['structure'],
  struct: Pick<Struct<unknown>, 'sums'>,
  place: StructBytes | null | undefined,
): InfoDocument['checksums'] {
  const sums = place == null ? null : struct.sums(place.bytes);
  if (sums === null) return [];
  return [{ structure, stored: sumValue(sums.stored), computed: sumValue(sums.computed), ok: sums.stored === sums.computed }];
}

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
      (described.disk?.sizes ?? []).map(({ notion, bytes, believers }) => [
        NOTIONS[notion],
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
    ...locatorsText(head, document),
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

function summary({ type, virtualBytes, fileBytes, modified, trusted }: InfoDocument, { disk }: Description): string {
  return columns([
    ['Disk', `${KINDS[type]}, ${sizeText(virtualBytes)} (${bytesText(virtualBytes)})`],
    ['File', `${sizeText(fileBytes)} (${bytesText(fileBytes)}), modified ${modified}`],
    ...(disk?.trusted === 'footer-copy' ? [['Footer', `the copy at the start is believed, not the one at the end (${trusted})`]] : []),
  ]);
}

type Head = (title: string) => string;
type Rows = { rows(raw: Uint8Array): readonly { readonly key: string; readonly label: string; readonly text: string }[] };

/** Every field but the reserved ones that are zero. */
function structText(head: Head, title: string, struct: Rows, place: StructBytes | null | undefined, document: InfoDocument): string[] {
  if (place == null) return [];
  const rows = struct
    .rows(place.bytes)
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
    ['Table', `${grouped(bat.entries)} entries at 0x${hex(bat.tableOffset)}`],
    ['Allocated', `${grouped(bat.allocated)} blocks, ${sizeText(bat.allocated * bat.blockSizeBytes)}`],
  ];
  if (bitmaps !== null) {
    const lost = bitmaps.unreadable === 0 ? '' : `, ${grouped(bitmaps.unreadable)} bitmaps unreadable`;
    rows.push(['Bitmaps', `${grouped(bitmaps.sectorsPresent)} sectors present, ${grouped(bitmaps.sectorsAbsent)} absent${lost}`]);
  }
  return [head('Blocks'), columns(rows)];
}

function locatorsText(head: Head, { parentLocators }: InfoDocument): string[] {
  if (parentLocators.length === 0) return [];
  const rows = parentLocators.map(({ index, platform, path, ok: good }) => [
    `${index}`,
    platform,
    path === null ? '(not a path)' : visibleText(path),
    good ? '' : 'BAD',
  ]);
  return [head('Parent locators'), columns(rows)];
}

function chainText(head: Head, { chain, missingParent }: InfoDocument): string[] {
  if (chain.length === 1 && missingParent === null) return [];
  const rows = chain.map(({ file, type, uniqueId }, i) => [`${i}`, visibleText(file), type, uniqueId]);
  const names = missingParent?.lookedFor.map((name) => `“${visibleText(name)}”`).join(', ') ?? '';
  const missing =
    missingParent === null
      ? ''
      : `  The parent of layer ${chain.length - 1} was not found (${missingParent.state}): id ${missingParent.expectedId}${names === '' ? '' : `, looked for ${names}`}\n`;
  return [head('Chain'), columns(rows), missing];
}

function partitionsText({ partitions }: InfoDocument): string {
  if (partitions.entries.length === 0) return `  ${partitions.scheme === 'none' ? 'none' : `${partitions.scheme.toUpperCase()}, empty`}\n`;
  return columns(
    [
      ['#', 'first LBA', 'sectors', 'size', 'type', 'name'],
      ...partitions.entries.map(({ index, firstLba, sectors, type, name }) => [
        `${index}`,
        grouped(firstLba),
        grouped(sectors),
        sizeText(sectors * 512),
        type,
        visibleText(name),
      ]),
    ],
    [0, 1, 2, 3],
  );
}
