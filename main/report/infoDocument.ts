/** What a disk is, as one document (shared/documents/info). */
import type { InfoDocument } from '../../shared/documents/info';
import type { Finding } from '../../shared/findings';
import type { Struct } from '../../shared/vhd/defineStruct';
import { fileTimeText, windowsId } from '../../shared/vhd/codec';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import type { StructBytes } from '../../shared/views';
import type { Description } from '../vhd/describe/describe';
import type { Image } from '../vhd/read/image';
import { bitmapTotals } from './bitmaps';
import { findingDocument, footerDocument, headerDocument, sumValue, wideValue } from './values';

export type InfoFacts = {
  /** One path per layer, the file itself first, as they should be shown. */
  readonly paths: readonly string[];
  readonly top: Image;
  readonly described: Description;
  readonly isRepairable: (finding: Finding) => boolean;
};

export async function infoDocument({ paths, top, described, isRepairable }: InfoFacts): Promise<InfoDocument> {
  const raw = top.footer ?? new Uint8Array(footer.bytes);
  const claim = (notion: string): number => described.disk?.sizes.find((size) => size.notion === notion)?.bytes ?? 0;
  const { map } = top;
  return {
    file: paths[0] as string,
    fileBytes: top.file.bytes,
    modified: fileTimeText(top.file.modifiedUnixSeconds).replace('.000Z', 'Z'),
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
            unknown: map.unknown,
            blockSizeBytes: map.blockSectors * 512,
            tableOffset: map.tableAt,
          },
    bitmaps: await bitmapTotals(top),
    parentLocators: (described.disk?.locators ?? []).map(({ index, platform, path, verdict, lead, dataAt, dataBytes }) => ({
      index,
      platform,
      path,
      ok: verdict === 'good',
      leads: lead,
      fileOffset: dataAt,
      bytes: dataBytes,
    })),
    chain: described.layers.map(({ kind, uniqueId }, i) => ({
      file: paths[i] as string,
      type: kind,
      uniqueId,
      uniqueIdWindows: windowsId(uniqueId),
    })),
    missingParent: missingOf(described.parent),
    partitions: {
      scheme: described.disk?.partitions.scheme ?? 'none',
      entries: (described.disk?.partitions.entries ?? []).map(({ number, ...rest }) => ({ index: number, ...rest })),
      bareVolume: described.disk?.bareVolume ?? null,
    },
    findings: described.findings.map((finding) => findingDocument(finding, isRepairable)),
  };
}

const found = <T>(place: StructBytes | null | undefined, decode: (raw: Uint8Array) => T): T | null =>
  place == null ? null : decode(place.bytes);

const missingOf = (parent: Description['parent']): InfoDocument['missingParent'] =>
  parent === null
    ? null
    : {
        state: parent.state,
        lookedFor: [...parent.lookedFor],
        expectedId: parent.expectedId,
        expectedIdWindows: windowsId(parent.expectedId),
        foundId: parent.foundId,
      };

function sumsOf(
  structure: InfoDocument['checksums'][number]['structure'],
  struct: Pick<Struct<unknown>, 'sums'>,
  place: StructBytes | null | undefined,
): InfoDocument['checksums'] {
  const sums = place == null ? null : struct.sums(place.bytes);
  if (sums === null) return [];
  return [{ structure, stored: sumValue(sums.stored), computed: sumValue(sums.computed), ok: sums.stored === sums.computed }];
}
