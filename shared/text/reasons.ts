/** Parts of sentences for the reasons that an error gives as a code. */

/** Why an action failed and what to do about it, as parts of one line: "what: why. What to do." */
export type ReasonText = { readonly why: string; readonly todo: string };

export const say = (why: string, todo: string): ReasonText => ({ why, todo });

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
