/** What a scan of bytes looks for. */

type Where = {
  /** Only places at multiples of so many bytes count; 1: every place. */
  readonly align: number;
};

/** Byte i of a place fits if it is `bytes[i]` in all bits of `mask[i]`; bits outside of the mask are zero in `bytes`. */
export type BytesNeedle = Where & { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mask: Uint8Array };

/** A regular expression over bytes as Latin-1 text. */
export type RegexNeedle = Where & {
  readonly kind: 'regex';
  readonly regex: RegExp;
  /** For each of the first places of a match, the bytes that may stand there; empty if that is not known. */
  readonly starts: readonly (readonly number[])[];
  /** A longer match is cut here. */
  readonly longest: number;
  /** How many bytes before and behind a match may decide whether it is one: `\b`, `^`, `$` and lookaround. */
  readonly around: number;
  /** Whether a match may begin inside of the match before. */
  readonly overlaps: boolean;
};

export type Needle = BytesNeedle | RegexNeedle;

/** A match of what people write as a regular expression is cut at this length, and looks no further around. */
export const LONGEST_MATCH = 4096;
