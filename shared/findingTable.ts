/**
 * What follows from a finding's code alone, with one row for each code. No other module may keep its own list of codes. The
 * words are in `shared/text/findings.ts` and the files beside it; the severity depends on the disk and is decided where the
 * finding is made; repairs are in `main/vhd/repair/`.
 */
import type { FindingCode } from './findings';

export type FindingFacets = {
  /**
   * How much has to be read to find it: the structures, as opening does; every block, as "Check everything" does; or other
   * things, which surround the file or are at a place it might go to.
   */
  readonly depth: 'structures' | 'blocks' | 'elsewhere';
  /** What a repair of it mends, for "Repair: …" and "Mended: …". If absent, there is no repair. */
  readonly subject?: string;
  /** Where the table is lost, or part of it, rebuilding it from the blocks in the file is offered with this finding. */
  readonly rebuilds?: true;
  /** Nothing in this file is wrong: the parent has to be found. */
  readonly losesParent?: true;
  /** While this is so, it is not known where the blocks are: what would be read as bitmaps and data is not that. */
  readonly losesPlaces?: true;
  /** Blocks of the disk are not where the table says: what is read of them is other data, or none. */
  readonly misplaces?: true;
  /** It is about what the disk holds, so its repair is only sure while no block is misplaced. */
  readonly isOnDisk?: true;
  /** Entries of the block table name no place where a block can be: a disk in which no block has a place is not just empty. */
  readonly deniesPlaces?: true;
  /** Of one cause, all that have this are repaired at once or not at all: a file that was cut off inside a block and before others. */
  readonly isMendedTogether?: true;
  /** Repairing it may reveal problems of blocks that could not be seen before. */
  readonly hidesBlocks?: true;
  /** There is one for each disk, reported again with a new count when more is found. The last count is the right one. */
  readonly counts?: true;
  /** It is only a consequence of one of these, and is not reported beside it. */
  readonly follows?: readonly FindingCode[];
};

export const FINDING_TABLE: Readonly<Record<FindingCode, FindingFacets>> = {
  F01: { depth: 'structures', subject: 'footer at the end', follows: ['F22', 'F24'] },
  F02: { depth: 'structures', subject: 'footer checksum', follows: ['F22', 'F24'] },
  F03: { depth: 'structures', subject: 'footer and copy', follows: ['F22', 'F24'] },
  F04: { depth: 'structures', subject: 'bytes behind the footer', follows: ['F22', 'F24'] },
  F05: { depth: 'structures', subject: 'short footer', follows: ['F22', 'F24'] },
  F06: { depth: 'structures', subject: 'format version' },
  F07: { depth: 'structures', subject: 'disk size' },
  F08: { depth: 'structures', subject: 'file length', follows: ['F22', 'F24'] },
  F09: { depth: 'structures', subject: 'disk type' },
  F10: { depth: 'structures', subject: 'geometry', follows: ['F22', 'F24'] },
  F11: { depth: 'structures', subject: 'time stamp' },
  F12: { depth: 'structures', subject: 'saved state' },
  F13: { depth: 'structures', subject: 'reserved bytes' },
  F14: { depth: 'structures', subject: 'features' },
  F15: { depth: 'structures', subject: 'missing ID' },
  F16: { depth: 'structures', subject: 'data offset' },
  F17: { depth: 'structures', subject: 'original size' },
  F18: { depth: 'structures', subject: 'footer inside the data', follows: ['F22', 'F24'] },
  F19: { depth: 'structures', subject: 'disk size' },
  F20: { depth: 'structures' },
  F21: { depth: 'structures' },
  F22: { depth: 'structures', losesPlaces: true },
  F23: { depth: 'structures' },
  F24: { depth: 'structures', losesPlaces: true },
  H01: { depth: 'structures', subject: 'dynamic header', follows: ['F22', 'F24'] },
  H02: { depth: 'structures', subject: 'header checksum', follows: ['F22', 'F24'] },
  H03: { depth: 'structures', subject: 'header version' },
  H04: { depth: 'structures', subject: 'block size' },
  H05: { depth: 'structures', subject: 'number of table entries', follows: ['F22', 'F24'] },
  H06: { depth: 'structures', subject: 'place of the block table', follows: ['F22', 'F24'] },
  H07: { depth: 'structures', subject: 'header’s data offset' },
  H08: { depth: 'structures', follows: ['B09'] },
  H09: { depth: 'structures' },
  H10: { depth: 'structures', subject: 'parent of a disk without one' },
  B01: {
    depth: 'structures',
    deniesPlaces: true,
    isMendedTogether: true,
    subject: 'blocks past the end',
    rebuilds: true,
    follows: ['F22', 'F24'],
  },
  B02: { depth: 'structures', subject: 'overlapping blocks', misplaces: true, follows: ['F22', 'F24'] },
  B03: { depth: 'structures', deniesPlaces: true, subject: 'blocks over structures', follows: ['F22', 'F24'] },
  B04: { depth: 'structures', isMendedTogether: true, subject: 'last block cut short', follows: ['F22', 'F24'] },
  B05: { depth: 'structures', subject: 'blocks behind the disk’s end', follows: ['F22', 'F24'] },
  B06: { depth: 'structures', rebuilds: true, follows: ['B14', 'F22', 'F24'] },
  B07: { depth: 'blocks', subject: 'sector bitmaps', counts: true },
  B08: { depth: 'blocks', counts: true },
  B09: { depth: 'structures', subject: 'block size', losesPlaces: true, hidesBlocks: true, follows: ['F22', 'F24'] },
  B10: {
    depth: 'structures',
    deniesPlaces: true,
    subject: 'byte order of the block table',
    losesPlaces: true,
    hidesBlocks: true,
    follows: ['F22', 'F24'],
  },
  B11: { depth: 'blocks', subject: 'padding of the block table' },
  B12: { depth: 'structures', deniesPlaces: true, rebuilds: true, losesPlaces: true, follows: ['F22', 'F24'] },
  B13: { depth: 'structures', deniesPlaces: true, rebuilds: true, losesPlaces: true, hidesBlocks: true, follows: ['F22', 'F24'] },
  B14: { depth: 'blocks', rebuilds: true },
  B15: { depth: 'blocks', subject: 'data hidden by bitmaps', counts: true },
  B16: { depth: 'blocks', subject: 'data hidden by bitmaps', counts: true },
  B17: { depth: 'blocks', subject: 'bit order of bitmaps', counts: true },
  B18: { depth: 'blocks', counts: true },
  B19: { depth: 'blocks', subject: 'short last block' },
  B20: { depth: 'blocks', counts: true },
  B21: { depth: 'blocks', subject: 'data behind the disk’s end' },
  B22: { depth: 'structures', subject: 'lost blocks', rebuilds: true, misplaces: true },
  B23: { depth: 'structures' },
  B24: { depth: 'structures', subject: 'entries of the block table', misplaces: true },
  P01: { depth: 'structures', losesParent: true },
  P02: { depth: 'structures', losesParent: true },
  P03: { depth: 'structures', subject: 'parent’s time stamp' },
  P04: { depth: 'structures', subject: 'size against the parent' },
  P05: { depth: 'structures' },
  P06: { depth: 'structures', subject: 'parent locators' },
  P07: { depth: 'structures' },
  P08: { depth: 'structures', subject: 'parent’s name' },
  P09: { depth: 'blocks', subject: 'bitmaps against the parent', counts: true },
  P10: { depth: 'structures', subject: 'parent locators' },
  P11: { depth: 'structures' },
  P12: { depth: 'structures' },
  P13: { depth: 'structures', subject: 'parent’s name' },
  P14: { depth: 'structures', subject: 'parent’s time stamp' },
  P15: { depth: 'structures' },
  P16: { depth: 'structures' },
  P17: { depth: 'structures' },
  P18: { depth: 'structures', subject: 'parent’s name' },
  X01: { depth: 'structures', subject: 'batmap checksum' },
  X02: { depth: 'structures', subject: 'batmap' },
  X03: { depth: 'structures', subject: 'batmap' },
  X04: { depth: 'structures', subject: 'batmap' },
  X05: { depth: 'structures', subject: 'hidden mark' },
  X06: { depth: 'structures' },
  X07: { depth: 'structures' },
  X08: { depth: 'structures' },
  G01: { depth: 'structures', subject: 'partition table', isOnDisk: true },
  G02: { depth: 'structures' },
  G03: { depth: 'structures' },
  G04: { depth: 'structures' },
  A01: { depth: 'elsewhere', subject: 'size for Azure' },
  E01: { depth: 'elsewhere' },
  E02: { depth: 'elsewhere' },
  E03: { depth: 'elsewhere' },
  E04: { depth: 'elsewhere' },
  E05: { depth: 'elsewhere' },
  E06: { depth: 'elsewhere' },
  E07: { depth: 'elsewhere' },
  E08: { depth: 'elsewhere' },
  E09: { depth: 'elsewhere' },
  E10: { depth: 'elsewhere' },
  E11: { depth: 'elsewhere' },
  E12: { depth: 'elsewhere', counts: true },
};

/** All codes. */
export const FINDING_CODES = Object.keys(FINDING_TABLE) as readonly FindingCode[];

/** The codes that are mended together where one cause has brought about all of them. */
export const MENDED_TOGETHER: readonly FindingCode[] = FINDING_CODES.filter((code) => FINDING_TABLE[code].isMendedTogether);
