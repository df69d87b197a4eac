/**
 * What is odd or wrong about an image: code, severity, exact bytes, and the facts that the words need. Findings hold no
 * sentences (see shared/text/findings.ts) and no repairs. The codes are those that the problems panel shows: F footer, H
 * header, B BAT and blocks, P parent, X Xen's extensions, G partition tables, A Azure, E what surrounds the file.
 */
import type { StandIn } from './errors';
import type { DiskType } from './vhd/footer';

export type Severity = 'error' | 'warning' | 'note';

/** Footers, named by where they are. */
export type WhichFooter = 'footer' | 'footer-copy';

/** How many blocks, and the number of the first. */
export type Blocks = { readonly blocks: number; readonly first: number };
/** How many sectors in how many blocks, and the first sector's LBA. */
export type Sectors = { readonly blocks: number; readonly sectors: number; readonly firstLba: number };

/** What one of two footers says about the disk. `size`: in bytes; `stamp`: seconds since 2000. */
export type FooterSays = { readonly size: string; readonly stamp: number; readonly isDamaged: boolean };

/**
 * What is shown of a disk beside which there is a journal: the disk before that save, an unknown mixture, or the disk after it,
 * as the save was complete.
 */
export type SaveShown = 'before' | 'mixed' | 'whole' | 'unsure';

/** The facts that a finding of each code carries. Sizes are in bytes. */
export type FindingFacts = {
  /**
   * `bad-cookie`: the checksum fits the right cookie; `summed-cookie`: it was computed over the wrong one. `missing`: so many
   * bytes of the footer were cut off, because the file ends at the last block, or less than a footer behind it.
   */
  F01: {
    readonly why: 'cut-off' | 'in-use-by-xen' | 'blank' | 'bad-cookie' | 'summed-cookie' | 'poisoned';
    readonly copyUsed: boolean;
    readonly missing?: number;
  };
  /** `hasCopy`: whether a disk of this type has two footers. */
  F02: { readonly which: WhichFooter; readonly hasCopy: boolean; readonly stored: number; readonly computed: number };
  F03: {
    readonly fields: readonly string[];
    readonly copyMissing: boolean;
    readonly says: { readonly footer: FooterSays; readonly copy: FooterSays } | null;
  };
  /** `hasCopy`: whether the file begins with a copy of its footer, which some programs read instead. */
  F04: { readonly bytes: number; readonly hasCopy: boolean };
  /** `bytes`: how many of the footer are there. */
  F05: { readonly bytes: number };
  F06: { readonly version: string };
  F07: { readonly size: string; readonly why: 'zero' | 'too-large' | 'not-whole-sectors' };
  F08: { readonly fileBytes: number; readonly expectedBytes: number };
  /** `taken`: the type that the disk is read as, judging by its layout. */
  F09: { readonly diskType: number; readonly taken: DiskType };
  F10: { readonly chsBytes: number; readonly currentSize: number };
  F11: { readonly why: 'future' | 'zero' | 'unix-epoch'; readonly stamp: number };
  F12: { readonly value: number };
  F13: { readonly bytes: number };
  F14: { readonly why: 'reserved-clear' | 'temporary' | 'unknown'; readonly features: number };
  F15: Record<never, never>;
  /** Only for a fixed disk, which has no dynamic header. */
  F16: { readonly dataOffset: string };
  F17: { readonly originalSize: string; readonly currentSize: number };
  /**
   * `double`: right before the footer there is another one; `left-behind`: it is where the disk ended before it grew;
   * `between`: it is in a gap between blocks; `joined`: a whole dynamic disk follows it.
   */
  F18: { readonly why: 'double' | 'left-behind' | 'between' | 'joined'; readonly at: number };
  F19: { readonly creator: string; readonly hiddenBytes: number };
  F20: Record<never, never>;
  /** `usual`: what the program of that name really writes. */
  F21: { readonly creator: string; readonly usual: string };
  /** `added`: a carriage return before each line feed; `lost`: those that stood there. `at`: the first line feed that may be affected. */
  F22: { readonly way: 'added' | 'lost'; readonly at: number };
  /**
   * `neededBytes`: where the file ends when all that its structures name is there, `isLeast` if that is not all there was;
   * `lost`: blocks of which nothing is there; `cut`: the block of which only a part is; `entries`: table entries that are lost;
   * `header`: whether all of the dynamic header is lost, or a part of it, and with it everything behind it.
   */
  F23: {
    readonly fileBytes: number;
    readonly neededBytes: number;
    readonly isLeast: boolean;
    readonly lost: Blocks;
    readonly cut: { readonly block: number; readonly missingBytes: number } | null;
    readonly entries: number;
    readonly header: 'all' | 'part' | null;
  };
  /**
   * `shift`: so many bytes too late everything stands; below zero, too early, as so many are missing. `lost`: the missing bytes, if
   * they are known. `shift` null: the file ends within a sector, and its footer is whole: bytes are missing or too many in it.
   */
  F24: { readonly shift: number | null; readonly lost: readonly number[] | null };
  /**
   * `at`: where the footer says that the header is, null for nowhere; `foundAt`: where one was found, perhaps in that place but
   * with a damaged cookie.
   */
  /** `copyLeads`: the footer copy, which QEMU reads, says where the header is. */
  H01: { readonly at: number | null; readonly foundAt: number | null; readonly copyLeads?: true };
  H02: { readonly stored: number; readonly computed: number };
  H03: { readonly version: string };
  H04: { readonly blockSize: number };
  /** `fits`: whether that many entries fit into the file before the first block. */
  H05: { readonly entries: number; readonly needed: number; readonly fits: boolean };
  H06: { readonly tableOffset: string; readonly why: 'unaligned' | 'outside-file' | 'inside-header' | 'cut-off' };
  H07: { readonly next: string; readonly isLoop: boolean };
  H08: { readonly blockSize: number; readonly isTiny: boolean };
  H09: { readonly bytes: number };
  H10: { readonly parentId: string };
  /** `rebuilds`, here and below: a rebuild can put the disk together from the blocks that are found. `garbage`: the table is no table. */
  B01: { readonly blocks: number; readonly first: number; readonly garbage?: true; readonly rebuilds?: true };
  B02: { readonly blocks: number; readonly first: number };
  B03: { readonly blocks: number; readonly first: number };
  /** `off`: its place is off the spacing that the others keep: the entry is wrong, and nothing was cut. */
  B04: { readonly block: number; readonly missingBytes: number; readonly off?: true };
  /** `over`: how many of them overlap a block, a structure or each other. */
  B05: { readonly entries: number; readonly first: number; readonly over: number; readonly beyond: number };
  /**
   * `fits`: how many whole blocks fit into the gaps; `named`: how many blocks the table gives a place. `looked`: the gaps were
   * read; then `lost`: how many blocks stand in them, and `unclear`: how many blocks would fit into what else is not zero.
   */
  B06: {
    readonly gaps: number;
    readonly bytes: number;
    readonly fits: number;
    readonly named: number;
    readonly looked: boolean;
    readonly lost: number;
    readonly unclear: number;
    /** Blocks lie over each other or run into the file’s end: where one has the wrong place, a part of the right one is in the room. */
    readonly overlap?: true;
  };
  B07: Blocks;
  B08: Blocks & { readonly bytes: number };
  /** `spacing`: the block size that the distances between blocks suggest. */
  B09: { readonly blockSize: number; readonly spacing: number };
  B10: { readonly blocks: number };
  B11: { readonly bytes: number };
  B12: { readonly blocks: number; readonly first: number; readonly missingSectors: number; readonly rebuilds?: true };
  B13: { readonly blocks: number; readonly rebuilds?: true };
  B14: { readonly candidates: number };
  B15: Sectors;
  B16: Sectors;
  B17: Blocks;
  B18: Blocks;
  B19: { readonly block: number; readonly missingBytes: number };
  B20: Sectors;
  B21: { readonly block: number; readonly bytes: number };
  /** `at`: file offset of the first. `placed`: how many of them say where they belong, where the table names no block. */
  B22: { readonly blocks: number; readonly at: number; readonly placed: number };
  B23: { readonly block: number };
  /** Of the first: `at`: file offset that its entry names; `isAt`: file offset where it begins. */
  B24: { readonly blocks: number; readonly block: number; readonly at: number; readonly isAt: number };
  /** `of`: the disk whose parent is missing, `layer` disks below this one; null: this one. */
  P01: {
    readonly name: string;
    readonly why: 'missing' | 'unreadable';
    readonly of: string | null;
    readonly layer: number;
    readonly sameId?: readonly string[];
    /** Where it was looked for and what stands there; missing if that is only `name`, and nothing does. */
    readonly looked?: Pick<StandIn, 'names' | 'outside' | 'refused'>;
  };
  P02: { readonly name: string; readonly expectedId: string; readonly foundId: string; readonly of?: string };
  P03: { readonly stored: number; readonly found: number };
  P04: { readonly childBytes: number; readonly parentBytes: number };
  /** `loop`: the parent of `child` is `again`, a disk that stands on it, or `child` itself. `too-deep`: so many layers were followed. */
  P05: { readonly why: 'loop'; readonly child: string; readonly again: string } | { readonly why: 'too-deep'; readonly layers: number };
  P06: {
    readonly slot: number;
    readonly why:
      | 'unreadable'
      | 'absolute-only'
      | 'deprecated'
      | 'sector-space'
      | 'byte-order'
      | 'unknown-platform'
      | 'bad-length'
      | 'misplaced'
      | 'room-overlaps'
      | 'no-space'
      | 'twice'
      | 'not-absolute'
      | 'not-normal';
  };
  P07: { readonly layer: string; readonly errors: number };
  P08: Record<never, never>;
  P09: Sectors;
  P10: { readonly name: string };
  P11: { readonly name: string };
  P12: { readonly why: 'full' | 'half-pair' };
  P13: Record<never, never>;
  P14: { readonly stamp: number };
  P15: { readonly path: string; readonly why: 'share' | 'device' | 'climbs' };
  P16: { readonly layers: number };
  P17: Record<never, never>;
  /** `names`: every stored name; `found`: the parent's actual name. `standIn`: it was found by its id, and nobody chose it. */
  /**
   * `path`: from the child to a parent that the program does not find by itself; `isNamed`: the child stores that path, which
   * leads out of its folder. `of`: the child, if that is not the disk itself but `layer` disks below it.
   */
  P18: {
    readonly names: string;
    readonly found: string;
    readonly standIn?: StandIn;
    readonly path?: string;
    readonly isNamed?: true;
    readonly of?: string;
    readonly layer?: number;
  };
  X01: { readonly stored: number; readonly computed: number };
  X02: Blocks;
  X03: Blocks;
  X04: { readonly overwritten: boolean };
  X05: { readonly value: number };
  X06: { readonly covered: number; readonly blocks: number };
  X07: Record<never, never>;
  X08: { readonly name: string };
  G01: {
    readonly copy: 'primary' | 'backup';
    readonly why: 'missing' | 'header-sum' | 'entries-sum' | 'entries-lost' | 'misplaced' | 'differs';
  };
  /** `endLba`: the first sector behind the partition. */
  G02: { readonly number: number; readonly firstLba: number; readonly endLba: number; readonly sectors: number };
  G03:
    | {
        readonly why:
          | 'hybrid'
          | 'odd-protective'
          | 'protective-alone'
          | 'stale-gpt'
          | 'large-sectors'
          | 'no-signature'
          | 'backwards'
          | 'too-many'
          | 'loop'
          | 'broken-chain';
      }
    | { readonly why: 'overlap'; readonly first: number; readonly second: number };
  G04: { readonly number: number; readonly firstLba: number };
  /** Sizes in bytes: of the disk; what it lacks to be one that Azure takes; of the file. */
  A01: {
    readonly why: 'not-fixed' | 'not-whole-mebibytes' | 'too-small' | 'too-large' | 'file-length';
    readonly bytes: number;
    readonly missing: number;
    readonly fileBytes: number;
  };
  E01: { readonly why: 'sparse' | 'compressed' | 'encrypted' };
  E02: { readonly fileBytes: number };
  E03: { readonly by: string };
  E04: { readonly why: 'read-only' | 'network' };
  /** `more`: there may be others, as not all files were looked at. */
  E05: { readonly disks: number; readonly names: string; readonly more: boolean };
  E06: Record<never, never>;
  /** `of`: the parent that the save is of; null: this disk. `shows`: what is read of it meanwhile. */
  E07: { readonly of: string | null; readonly shows: SaveShown };
  E08: { readonly name: string };
  E09: Record<never, never>;
  E11: { readonly present: string; readonly missing: string };
  E10: { readonly files: number; readonly name: string };
  /**
   * `ranges` of the file, with `bytes` in all. `header`: whether the dynamic header is among them; `blocks`: how many blocks
   * have their table entry among them.
   */
  E12: { readonly ranges: number; readonly bytes: number; readonly header: boolean; readonly blocks: number };
};

export type FindingCode = keyof FindingFacts;

/** A stretch of the file that the finding is about. */
export type FindingPlace = { readonly structure: string; readonly at: number; readonly bytes: number };

/** Whether the place is one of the virtual disk, as of a partition table; all others are places of the file. */
export const isOnDisk = ({ structure }: Pick<FindingPlace, 'structure'>): boolean => structure === 'disk';

export type FindingOf<C extends FindingCode> = {
  readonly code: C;
  readonly severity: Severity;
  readonly where: readonly FindingPlace[];
  readonly facts: FindingFacts[C];
  /** The finding that names the cause, if this one is only a consequence. */
  readonly because?: FindingCode;
};

export type Finding = { readonly [C in FindingCode]: FindingOf<C> }[FindingCode];
