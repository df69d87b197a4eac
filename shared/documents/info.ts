/** The document of `info`. Field names are those of the specification, in the camel case used here. */
import { z } from 'zod';
import { findingDocument } from './finding';
import { count, diskKind, hexBytes, time, uuid, version, windowsUuid, wide } from './values';

export const geometryDocument = z.strictObject({ cylinders: count, heads: count, sectorsPerTrack: count });

export const footerDocument = z.strictObject({
  cookie: z.string(),
  features: count,
  fileFormatVersion: version,
  /** Null: the field is all ones, which means that there is none. */
  dataOffset: wide.nullable(),
  timeStamp: time,
  /** Four characters, padding included. */
  creatorApplication: z.string().length(4),
  creatorVersion: version,
  creatorHostOS: z.string().length(4),
  originalSize: wide,
  currentSize: wide,
  geometry: geometryDocument,
  /** The stored number if it is none of the three. */
  diskType: z.union([diskKind, z.literal('none'), count]),
  checksum: hexBytes.length(8),
  uniqueId: uuid,
  uniqueIdWindows: windowsUuid,
  savedState: count,
  /** A field that Xen added. */
  hidden: count,
});
export type FooterDocument = z.infer<typeof footerDocument>;

export const headerDocument = z.strictObject({
  cookie: z.string(),
  dataOffset: wide.nullable(),
  tableOffset: wide,
  headerVersion: version,
  maxTableEntries: count,
  blockSize: count,
  checksum: hexBytes.length(8),
  parentUniqueId: uuid,
  parentUniqueIdWindows: windowsUuid,
  /** Null: it was never set. */
  parentTimeStamp: time.nullable(),
  parentUnicodeName: z.string(),
});
export type HeaderDocument = z.infer<typeof headerDocument>;

const LOCATOR_LEADS = [
  'to-parent',
  'by-name',
  'by-name-outside',
  'by-name-foreign',
  'not-to-parent',
  'nothing-there',
  'another-disk',
  'not-looked-at',
  'not-a-path-here',
  'unreadable',
  'no-path',
] as const;

/** The file system and its label, as the volume's own first structures tell; null if they tell none. */
const volume = z.strictObject({ fileSystem: z.string(), label: z.string() }).nullable();

export const infoDocument = z.strictObject({
  file: z.string(),
  fileBytes: count,
  modified: time,
  format: z.literal('vhd'),
  type: diskKind,
  virtualBytes: count,
  sizes: z.strictObject({
    currentSize: wide,
    originalSize: wide,
    chs: count,
    /**
     * The bytes that the file has room for: in a fixed disk, those before the footer; in a sparse disk, what its table can
     * address.
     */
    container: count,
  }),
  footer: footerDocument.nullable(),
  footerCopy: footerDocument.nullable(),
  /** Which of the two footers is believed. */
  trusted: z.enum(['footer', 'footerCopy']),
  dynamicHeader: headerDocument.nullable(),
  checksums: z.array(
    z.strictObject({
      structure: z.enum(['footer', 'footerCopy', 'dynamicHeader']),
      stored: hexBytes.length(8),
      computed: hexBytes.length(8),
      ok: z.boolean(),
    }),
  ),
  /** `unknown`: blocks whose entries are not known, because the file or the drive does not give them. */
  bat: z.strictObject({ entries: count, allocated: count, unknown: count, blockSizeBytes: count, tableOffset: count }).nullable(),
  /** Over all allocated blocks; null if there are none, or more than `info` reads (`map` reads them all). */
  bitmaps: z.strictObject({ blocks: count, bytes: count, sectorsPresent: count, sectorsAbsent: count, unreadable: count }).nullable(),
  parentLocators: z.array(
    z.strictObject({
      index: count,
      platform: z.string(),
      path: z.string().nullable(),
      /** Whether the data can be read, as far as it should be a path. */
      ok: z.boolean(),
      /** What becomes of the path: whether it leads to the parent that is used, and if none is, why not. */
      leads: z.enum(LOCATOR_LEADS),
      fileOffset: wide,
      bytes: count,
    }),
  ),
  chain: z.array(
    z.strictObject({
      file: z.string(),
      type: z.enum(['fixed', 'dynamic', 'differencing', 'raw']),
      uniqueId: uuid,
      uniqueIdWindows: windowsUuid,
    }),
  ),
  /** The parent that was not found; null if none is missing. */
  missingParent: z
    .strictObject({
      state: z.enum(['missing', 'wrong-id', 'loop', 'too-deep', 'unreadable']),
      lookedFor: z.array(z.string()),
      expectedId: uuid,
      expectedIdWindows: windowsUuid,
      foundId: uuid.nullable(),
    })
    .nullable(),
  partitions: z.strictObject({
    scheme: z.enum(['mbr', 'gpt', 'none']),
    entries: z.array(z.strictObject({ index: count, firstLba: count, sectors: count, type: z.string(), name: z.string(), volume })),
    /** Of a disk without a partition table: the file system that begins at its first sector. */
    bareVolume: volume,
  }),
  findings: z.array(findingDocument),
});
export type InfoDocument = z.infer<typeof infoDocument>;
