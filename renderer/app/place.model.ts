/** Where a new file shall go, and what has to be said about that place. Only the facts; the words are in place.text.ts. */
import type { BoundaryError } from '../../shared/errors';
import type { FileType } from '../../shared/fileTypes';
import type { ExistingFile, PlaceChoice, PlaceInfo } from '../../shared/newDisk';

/** Something main was asked about: not answered yet, known, or refused. */
export type Checked<T, E> =
  | { readonly kind: 'looking' }
  | { readonly kind: 'ready'; readonly info: T }
  | { readonly kind: 'failed'; readonly error: E | BoundaryError };

export type PlaceForm = { readonly choice: PlaceChoice; readonly look: Checked<PlaceInfo, { readonly kind: 'stale-ticket' }> };

/** In bytes. Both are the same if the number is known beforehand. */
export type Span = { readonly least: number; readonly most: number };

/** What the new file needs at its place. */
export type PlaceNeed = {
  /** Its length when it is complete. */
  readonly fileBytes: Span;
  /** The room it then takes on the drive: less than its length if zeros are not stored. */
  readonly roomBytes: Span;
  /** How long it can become when it is used. */
  readonly laterBytes: number;
};

type Nothing = Readonly<Record<never, never>>;

export type PlaceFacts = {
  'place-needed': Nothing;
  'place-lost': Nothing;
  'place-missing': Nothing;
  'place-no-permission': Nothing;
  'place-read-only': Nothing;
  'name-completed': { readonly name: string; readonly type: FileType };
  'name-not-for-windows': { readonly name: string; readonly why: 'characters' | 'device' | 'end' };
  'name-too-long': Nothing;
  'name-too-long-to-edit': { readonly bytes: number };
  'no-room': { readonly needBytes: number; readonly freeBytes: number };
  'may-not-fit': { readonly mostBytes: number; readonly freeBytes: number };
  'may-outgrow': { readonly mostBytes: number; readonly freeBytes: number };
  'file-too-long': { readonly mostFileBytes: number };
  'may-be-too-long': { readonly mostFileBytes: number; readonly mostBytes: number };
  'may-grow-too-long': { readonly mostFileBytes: number };
  'place-synced': Nothing;
  'place-network': Nothing;
  exists: { readonly name: string; readonly type: FileType; readonly file: ExistingFile };
  'exists-protected': { readonly name: string; readonly obstacle: NonNullable<ExistingFile['obstacle']> };
};
export type PlaceCode = keyof PlaceFacts;
/** `todo` also blocks the button, but says only that something is not chosen yet, and not that it is wrong. */
export type MessageSeverity = 'error' | 'todo' | 'warning' | 'note';

export type PlaceMessage = {
  readonly [C in PlaceCode]: { readonly code: C; readonly severity: MessageSeverity; readonly facts: PlaceFacts[C] };
}[PlaceCode];

const say = <C extends PlaceCode>(severity: MessageSeverity, code: C, facts: PlaceFacts[C]): PlaceMessage =>
  ({ code, severity, facts }) as Extract<PlaceMessage, { readonly code: C }>;

const RIGHTS = {
  'no-permission': 'place-no-permission',
  'read-only': 'place-read-only',
  missing: 'place-missing',
  'name-too-long': 'name-too-long',
} as const;

/** Names that Windows keeps for devices, with any extension. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;
/** On every system: in characters. */
const LONGEST_NAME = 255;
/** In bytes, where names have 255: what is left for the name when ".platter-journal" is added to it. */
const LONGEST_EDITED = 255 - 16;

function nameMessages(name: string, type: FileType): PlaceMessage[] {
  const why = /[<>:"|?*\u0001-\u001f]/.test(name) ? 'characters' : DEVICES.test(name) ? 'device' : /[. ]$/.test(name) ? 'end' : null;
  const bytes = new TextEncoder().encode(name).length;
  return [
    ...(why === null ? [] : [say('warning', 'name-not-for-windows', { name, why })]),
    ...(name.length > LONGEST_NAME ? [say('error', 'name-too-long', {})] : []),
    ...(type === 'vhd' && bytes > LONGEST_EDITED && name.length <= LONGEST_NAME
      ? [say('warning', 'name-too-long-to-edit', { bytes })]
      : []),
  ];
}

/** The messages are in no particular order. `need` is null while it is not known. */
export function placeMessages(place: PlaceForm | null, need: PlaceNeed | null, type: FileType): PlaceMessage[] {
  if (place === null) return [say('todo', 'place-needed', {})];
  const { name, appended } = place.choice;
  const completed: PlaceMessage[] = appended ? [say('note', 'name-completed', { name, type })] : [];
  const messages = [...completed, ...nameMessages(name, type)];
  if (place.look.kind === 'failed') messages.push(say('error', 'place-lost', {}));
  if (place.look.kind !== 'ready') return messages;
  const { info } = place.look;
  if (info.canWrite === 'name-too-long')
    return [...messages.filter(({ code }) => !code.startsWith('name-too')), say('error', 'name-too-long', {})];
  if (info.canWrite !== 'yes') return [...messages, say('error', RIGHTS[info.canWrite], {})];
  const { existing } = info;
  if (existing !== null)
    messages.push(
      existing.obstacle === null
        ? say('warning', 'exists', { name, type, file: existing })
        : say('error', 'exists-protected', { name, obstacle: existing.obstacle }),
    );
  return [...messages, ...(need === null ? [] : [...lengthMessages(need, info), ...roomMessages(need, info)]), ...reachMessages(info)];
}

function lengthMessages({ fileBytes, laterBytes }: PlaceNeed, { mostFileBytes }: PlaceInfo): PlaceMessage[] {
  if (mostFileBytes === null) return [];
  if (fileBytes.least > mostFileBytes) return [say('error', 'file-too-long', { mostFileBytes })];
  if (fileBytes.most > mostFileBytes) return [say('warning', 'may-be-too-long', { mostFileBytes, mostBytes: fileBytes.most })];
  return laterBytes > mostFileBytes ? [say('warning', 'may-grow-too-long', { mostFileBytes })] : [];
}

function roomMessages({ roomBytes, laterBytes }: PlaceNeed, { freeBytes }: PlaceInfo): PlaceMessage[] {
  if (freeBytes === null) return [];
  // However little a file may come to, on a full drive it has no place.
  if (roomBytes.least > freeBytes || (freeBytes === 0 && roomBytes.most > 0))
    return [say('error', 'no-room', { needBytes: roomBytes.least, freeBytes })];
  if (roomBytes.most > freeBytes) return [say('warning', 'may-not-fit', { mostBytes: roomBytes.most, freeBytes })];
  return laterBytes > freeBytes ? [say('warning', 'may-outgrow', { mostBytes: laterBytes, freeBytes })] : [];
}

function reachMessages({ reach }: PlaceInfo): PlaceMessage[] {
  if (reach === 'synced') return [say('warning', 'place-synced', {})];
  return reach === 'network' ? [say('warning', 'place-network', {})] : [];
}

const ORDER: readonly MessageSeverity[] = ['error', 'todo', 'warning', 'note'];

/** Messages that block the button come first. */
export const worstFirst = <M extends { readonly severity: MessageSeverity }>(messages: readonly M[]): M[] =>
  [...messages].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));

export const isBlocked = (messages: readonly { readonly severity: MessageSeverity }[]): boolean =>
  messages.some(({ severity }) => severity === 'error' || severity === 'todo');

/** Whether the new file replaces one that the user has been shown. */
export const replaces = ({ look }: PlaceForm): boolean => look.kind === 'ready' && look.info.existing !== null;

/** Shares of the drive for a bar, in percent: what is taken, what the file takes at least, and what it may take besides. */
export function spaceShares(
  { freeBytes, totalBytes }: PlaceInfo,
  leastBytes: number,
  mostBytes: number,
): { readonly used: number; readonly certain: number; readonly possible: number } | null {
  if (freeBytes === null || totalBytes === null || totalBytes === 0) return null;
  const percent = (bytes: number): number => Math.min(100, (100 * bytes) / totalBytes);
  const certain = Math.min(leastBytes, freeBytes);
  return {
    used: percent(totalBytes - freeBytes),
    certain: percent(certain),
    possible: percent(Math.max(0, Math.min(mostBytes, freeBytes) - certain)),
  };
}
