/**
 * What is odd or wrong about an image: code, severity, exact bytes, and the facts the wording needs. Never sentences
 * (shared/text/findings.ts), never repairs. Codes are those of the health panel: F footer, H header, B BAT and blocks,
 * P parent, X Xen's extensions.
 */
import type { DiskType } from './vhd/footer';

export type Severity = 'error' | 'warning' | 'note';

/** Footers by where they stand. */
export type WhichFooter = 'footer' | 'footer-copy';

/** The facts each code carries. Sizes in bytes. */
export type FindingFacts = {
  F01: { readonly why: 'cut-off' | 'in-use-by-xen' | 'blank' | 'bad-cookie' | 'poisoned'; readonly copyUsed: boolean };
  F02: { readonly which: WhichFooter; readonly stored: number; readonly computed: number };
  F03: { readonly fields: readonly string[]; readonly copyMissing: boolean };
  F04: { readonly bytes: number };
  F05: Record<never, never>;
  F06: { readonly version: string };
  F07: { readonly size: string; readonly why: 'zero' | 'too-large' | 'not-whole-sectors' };
  F08: { readonly fileBytes: number; readonly expectedBytes: number };
  /** `taken`: as what the disk is read, by its layout. */
  F09: { readonly diskType: number; readonly taken: DiskType };
  F10: { readonly chsBytes: number; readonly currentSize: number };
  F11: { readonly why: 'future' | 'zero' | 'unix-epoch'; readonly stamp: number };
  F12: { readonly value: number };
  F13: { readonly bytes: number };
  /** `at`: where the footer says it is, null for nowhere; `foundAt`: where one stands, perhaps there, with a damaged cookie. */
  H01: { readonly at: number | null; readonly foundAt: number | null };
  H02: { readonly stored: number; readonly computed: number };
  H03: { readonly version: string };
  H04: { readonly blockSize: number };
  /** `fits`: whether so many entries fit in the file, before the first block. */
  H05: { readonly entries: number; readonly needed: number; readonly fits: boolean };
  H06: { readonly tableOffset: string; readonly why: 'unaligned' | 'outside-file' | 'inside-header' | 'cut-off' };
  B01: { readonly blocks: number; readonly first: number };
  B02: { readonly blocks: number; readonly first: number };
  B03: { readonly blocks: number; readonly first: number };
  B04: { readonly block: number; readonly missingBytes: number };
  B05: { readonly entries: number; readonly first: number };
  B06: { readonly gaps: number; readonly bytes: number };
  P01: { readonly name: string; readonly why: 'missing' | 'unreadable' };
  P02: { readonly name: string; readonly expectedId: string; readonly foundId: string };
  P03: { readonly stored: number; readonly found: number };
  P04: { readonly childBytes: number; readonly parentBytes: number };
  P05: Record<never, never>;
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
      | 'misplaced';
  };
  P07: { readonly layer: string; readonly errors: number };
};

export type FindingCode = keyof FindingFacts;

/** A stretch of the file the finding is about. */
export type FindingPlace = { readonly structure: string; readonly at: number; readonly bytes: number };

export type FindingOf<C extends FindingCode> = {
  readonly code: C;
  readonly severity: Severity;
  readonly where: readonly FindingPlace[];
  readonly facts: FindingFacts[C];
};

export type Finding = { readonly [C in FindingCode]: FindingOf<C> }[FindingCode];
