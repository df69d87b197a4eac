/** Parts of sentences for the reasons that an error gives as a code. */

import type { PlanError } from '../errors';

/** Why an action failed and what to do about it, as parts of one line: "what: why. What to do." */
export type ReasonText = { readonly why: string; readonly todo: string };

export const say = (why: string, todo: string): ReasonText => ({ why, todo });

/** Advice that also helps if the header or the whole table cannot be read, so that no job finds the disk. */
export const ddrescued = (copy: 'Copy' | 'copy'): string =>
  `${copy} the file onto a good drive, as “ddrescue” does, and go on with the copy.`;

/** Why a part of a sector cannot be changed: a sector is written whole. */
export const UNKNOWN_REST: Readonly<Record<Extract<PlanError, { readonly kind: 'unknown-sector' }>['why'], string>> = {
  damaged: 'only a part of a sector would change, and what the rest of it holds is not known: the file is cut off or damaged there',
  'missing-parent': 'only a part of a sector would change, and what the rest of it holds is not known: a parent is missing',
};

export const GROWTH = {
  'no-footer': 'the file has no sound footer at its end',
  'trailing-bytes': 'bytes stand behind the footer',
  'damaged-table': 'the block table is damaged',
  'table-too-small': 'the block table has no entry for the block',
  'beyond-reach': 'the block table cannot reach beyond 2 TiB of file',
} as const;

export const BAD_PLAN = {
  overlap: 'two changes overlap',
  unordered: 'the changes are out of order',
  length: 'the lengths do not add up',
  'too-large': 'it is too large for one save',
} as const;

export const JOURNAL = {
  short: 'it was cut off',
  'bad-magic': 'it is something else',
  'bad-version': 'it was written by another version',
  'bad-hash': 'its checksum is wrong',
  'bad-record': 'its contents make no sense',
  'too-large': 'it is too large',
  'not-a-file': 'it is no ordinary file, but a link, a folder or the like',
} as const;

export const BAD_NAMES = {
  parentName: 'the parent’s name',
  parentPath: 'the parent’s path',
  creator: 'a creator of four letters',
  id: 'an ID',
} as const;

/** Why Windows cannot have a file of that name. */
export const NAME_FAULTS = {
  device: 'it means a device there',
  ending: 'none may end with a dot or a space',
  character: 'none may have one of < > : " | ? * \\ or a control character',
} as const;

export const AS_TEXT: ReasonText = say(
  'it was copied as text: each byte 0A has got a byte 0D in front of it, and nothing stands in its place any more',
  'Copy it again, as binary (“binary” in FTP), from where it is whole.',
);
