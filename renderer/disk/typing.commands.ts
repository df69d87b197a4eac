/** Typing, pasting and filling: bytes replace those that are there. Nothing is inserted, nothing is removed. */
import { MAX_PUT_BYTES } from '../../shared/edits';
import { sizeText, bytesText } from '../../shared/text/size';
import type { Space } from '../../shared/vhd/units';
import { api } from '../api';
import { offsetText } from './address.model';
import { segmentAt, type HexModel } from './byteLines.model';
import { newBlocks } from './newBlocks.model';
import { spaceBytes } from './translate.model';
import { currentDisk } from './blocks.store';
import { moveTo } from './cursor.store';
import { inTurn } from './editQueue.store';
import { stage as send } from './edits.store';
import { alertUser, askUser, showTyped } from '../app/modal.store';
import type { Typed, TypedOn } from '../app/modalState';
import { showNotice, showNoticeWhile } from '../app/notice.store';
import { changeDisk, now, shownDisk, shownIn } from '../app/store';
import { keysTextNow } from '../app/useKeysText';
import { grouped, hex } from '../../shared/text/numbers';

/** Pasting or filling more than this, or across the border of a sector, is asked about first. */
const UNASKED_BYTES = 64;
const SECTOR = 512;
export const MAX_PASTED_BYTES = 1024 * 1024;

/** `bytes`: how many bytes. */
type Put = { readonly space: Space; readonly at: number; readonly bytes: number } & (
  | { readonly how: 'typing' | 'paste'; readonly data: Uint8Array }
  | { readonly how: 'fill'; readonly pattern: Uint8Array }
);

/** Where the last typed byte ended. A byte typed there is undone together with it. */
let lastTyped: { readonly space: Space; readonly at: number } | null = null;

async function stage(request: Put): Promise<void> {
  const { space, at } = request;
  const joins = request.how === 'typing' && lastTyped?.space === space && lastTyped.at === at;
  lastTyped = request.how === 'typing' ? { space, at: at + request.bytes } : null;
  if (request.how === 'fill') return void (await send({ kind: 'fill', space, at, bytes: request.bytes, pattern: request.pattern }));
  const before = shownDisk();
  const isStaged = await send({ kind: 'bytes', how: request.how, space, at, bytes: request.data.slice(), joins });
  // Behind what was pasted, unless the user has gone elsewhere meanwhile.
  const [disk, after] = [currentDisk(), shownDisk()];
  if (request.how !== 'paste' || !isStaged || disk === null || after === null || after.cursor !== before?.cursor) return;
  moveTo({ space, at: Math.min(spaceBytes(disk, space) - 1, at + request.bytes) });
}

/**
 * Stages the bytes, but first asks if a block would have to be added to this file. `asking`: what is different about the
 * question.
 */
function put(model: HexModel, request: Put, asking: { readonly typing?: TypedOn; readonly run?: () => void } = {}): void {
  const segment = segmentAt(model, request.at);
  if (segment.source === 'unknown' || segment.source === 'damaged') {
    const why = segment.source === 'unknown' ? 'What stands there is in a parent that is missing.' : 'The file cannot give these bytes.';
    alertUser({ title: 'This can’t be edited.', detail: `${why} Nothing was changed.` });
    return;
  }
  const missing = newBlocks(model.disk, request.space, request.at, request.bytes);
  if (missing === null) return void stage(request);
  const { first, count, growthBytes } = missing;
  askUser({
    title: count === 1 ? `Block ${grouped(first)} isn’t in this file.` : `${grouped(count)} blocks aren’t in this file.`,
    detail: `To hold these bytes ${count === 1 ? 'it has' : 'they have'} to be: the file grows by at least ${bytesText(growthBytes)} when you save.`,
    yes: count === 1 ? 'Allocate block' : 'Allocate blocks',
    run: () => void stage(request),
    ...asking,
  });
}

/** Types a byte or a character. While it is asked whether a block is to be added, the user may go on typing: that is taken, too. */
function putTyped(model: HexModel, part: 'hex' | 'text', first: Put & { readonly how: 'typing' }, digit: number | null = null): void {
  let data = first.data;
  let high = digit;
  const end = spaceBytes(model.disk, first.space);
  const blocks = newBlocks(model.disk, first.space, first.at, data.length)?.count;
  /** Whether so many bytes have room, also in the blocks that are asked about. */
  const hasRoom = (bytes: number): boolean =>
    first.at + bytes <= end && newBlocks(model.disk, first.space, first.at, bytes)?.count === blocks;
  const add = (bytes: Uint8Array): void => {
    if (!hasRoom(data.length + bytes.length)) return;
    const next = new Uint8Array(data.length + bytes.length);
    next.set(data);
    next.set(bytes, data.length);
    data = next;
    high = null;
  };
  const onKey = (key: string): boolean => {
    const next = digitOf(key);
    if (part === 'text') add(new TextEncoder().encode(key));
    else if (next === null) return false;
    else if (high === null) high = next;
    else add(Uint8Array.of(high * 16 + next));
    showTyped(shownNow());
    return true;
  };
  const shownNow = (): Pick<TypedOn, 'typed' | 'what'> => ({
    typed: typedText(part, data, high),
    what: { part, space: first.space, at: first.at, bytes: [...data], high },
  });
  put(model, first, {
    typing: { ...shownNow(), onKey },
    run: () => {
      const at = first.at + data.length;
      void stage({ ...first, bytes: data.length, data });
      moveTo({ space: first.space, at: Math.min(end - 1, at) });
      if (high !== null && at < end) changeDisk({ nibble: { space: first.space, at, high } });
    },
  });
}

/** Asks again about bytes that the page before this one was asking about when it failed. */
export function askAgain({ part, space, at, bytes, high }: Typed): void {
  const disk = currentDisk();
  if (disk === null || shownDisk()?.edits.editing !== true || now().modal !== null) return;
  const model: HexModel = { disk, space, columns: 16, maps: () => null, shown: new Set() };
  putTyped(model, part, { how: 'typing', space, at, bytes: bytes.length, data: Uint8Array.from(bytes) }, high);
}

const digitOf = (key: string): number | null => (/^[0-9a-f]$/i.test(key) ? Number.parseInt(key, 16) : null);

function typedText(part: 'hex' | 'text', data: Uint8Array, high: number | null): string {
  if (part === 'text') return new TextDecoder().decode(data);
  const bytes = Array.from(data, (byte) => hex(byte, 2));
  return (high === null ? bytes : [...bytes, `${hex(high)}_`]).join(' ');
}

/** Takes a key typed into the hex or the text column. False if the column does not use the key. */
export function typeKey(model: HexModel, part: 'hex' | 'text', key: string): boolean {
  const shown = shownDisk();
  if (shown === null) return false;
  // A question about what was typed may be up before the page has drawn it and given it the keys.
  const { modal } = now();
  if (modal?.kind === 'question' && modal.typing !== null) return modal.typing.onKey(key);
  const { cursor, edits, nibble } = shown;
  const digit = digitOf(key);
  if (part === 'hex' ? digit === null : !/^.$/u.test(key)) return false;
  if (!edits.editing) {
    showNotice(`Read-only. Press ${keysTextNow('edit.toggle')} to edit.`);
    return true;
  }
  if (part === 'text') {
    // In UTF-8, the same as when it is pasted.
    typeBytes(model, part, new TextEncoder().encode(key));
    return true;
  }
  const isSecond = nibble !== null && nibble.space === cursor.space && nibble.at === cursor.at;
  if (!isSecond) changeDisk({ nibble: { ...cursor, high: digit as number } });
  else typeBytes(model, part, Uint8Array.of(nibble.high * 16 + (digit as number)));
  return true;
}

function typeBytes(model: HexModel, part: 'hex' | 'text', data: Uint8Array): void {
  const shown = shownDisk();
  if (shown === null) return;
  const { cursor } = shown;
  changeDisk({ nibble: null });
  const end = spaceBytes(model.disk, cursor.space);
  if (cursor.at + data.length > end) return showNotice('There is no room for this character before the end');
  putTyped(model, part, { how: 'typing', ...cursor, bytes: data.length, data });
  moveTo({ space: cursor.space, at: Math.min(end - 1, cursor.at + data.length) });
}

type FillRange = { readonly space: Space; readonly at: number; readonly bytes: number };

/** The range to fill: the selection, or the byte at the cursor. Null if it is too large, or if editing is off. */
export function fillRange(): FillRange | null {
  const shown = shownDisk();
  if (shown === null) return null;
  const { cursor, edits, selection } = shown;
  if (!edits.editing) {
    showNotice(`Read-only. Press ${keysTextNow('edit.toggle')} to edit.`);
    return null;
  }
  const range = selection?.space === cursor.space ? selection : { ...cursor, bytes: 1 };
  if (range.bytes <= MAX_PUT_BYTES) return range;
  showNoticeWhile((state) => shownIn(state)?.selection === selection, `Select up to ${sizeText(MAX_PUT_BYTES)} to fill`);
  return null;
}

/** Fills the selection, or the byte at the cursor, with zeros. */
export function fillZeros(model: HexModel): void {
  const range = fillRange();
  if (range !== null) putAsking(model, { how: 'fill', ...range, pattern: Uint8Array.of(0) }, 'Fill with zeros');
}

/** Fills the range with the pattern. No question is asked, as the sheet has shown the range. */
export function fillWith(range: FillRange, pattern: Uint8Array): void {
  if (target !== null) put(target.model, { how: 'fill', ...range, pattern });
}

/** Stages these bytes over those of the disk, as one change; the user is asked first if they are many. */
export const takeOver = (model: HexModel, at: number, data: Uint8Array, of: string): void =>
  putAsking(model, { how: 'paste', space: 'disk', at, bytes: data.length, data }, 'Take over', ` of ${of}`);

/** Asks first if much is overwritten at once. */
function putAsking(model: HexModel, request: Put, verb: string, of = ''): void {
  const { radix } = now().prefs;
  const end = request.at + request.bytes - 1;
  const isSmall = request.bytes <= UNASKED_BYTES && Math.floor(request.at / SECTOR) === Math.floor(end / SECTOR);
  if (isSmall) return put(model, request);
  askUser({
    title: `${verb}: ${bytesText(request.bytes)}${of}?`,
    detail: `${offsetText(request.at, radix)}–${offsetText(end, radix)} of the ${request.space} is overwritten. Undo takes it back.`,
    yes: verb,
    run: () => put(model, request),
  });
}

/** The clipboard's text as bytes: hex pairs in the hex column, the characters themselves in the text column. Null if it has none. */
export function pastedBytes(text: string, part: 'hex' | 'text'): Uint8Array | null {
  if (part === 'text') return text === '' ? null : new TextEncoder().encode(text);
  const digits = text.replace(/0x|[\s,;:]/gi, '');
  if (digits === '' || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

/** The hex view in sight, which a paste from the menu or palette goes to. */
export type HexTarget = { readonly model: HexModel; readonly part: 'hex' | 'text' };
let target: HexTarget | null = null;
export const hexTarget = (): HexTarget | null => target;
/** Returns a function that takes the target back. */
export const setHexTarget = (next: HexTarget): (() => void) => {
  target = next;
  return () => {
    if (target === next) target = null;
  };
};

/**
 * Puts the clipboard's bytes over those from the cursor, or from the selection's start. In turn with the changes, so that whoever
 * waits for those waits for this one, too.
 */
export const paste = (): Promise<void> => inTurn(pasteNow);

async function pasteNow(): Promise<void> {
  const answer = await api['app/clipboardText']({});
  const shown = shownDisk();
  if (target === null || shown === null || !answer.ok) return;
  const { cursor, selection } = shown;
  const { model, part } = target;
  const bytes = answer.value === null ? null : pastedBytes(answer.value, part);
  const at = selection?.space === cursor.space ? selection.at : cursor.at;
  const room = Math.min(spaceBytes(model.disk, cursor.space) - at, MAX_PASTED_BYTES);
  if (bytes === null) alertUser(NO_BYTES);
  else if (bytes.length > room) {
    const detail = `${bytesText(bytes.length)}, and room for ${grouped(room)}. Nothing was changed.`;
    alertUser({ title: 'That is too long to paste here.', detail });
  } else putAsking(model, { how: 'paste', space: cursor.space, at, bytes: bytes.length, data: bytes }, 'Paste');
}

const NO_BYTES = {
  title: 'The clipboard holds no hex bytes.',
  detail: 'Pairs of hex digits such as “DE AD BE EF” can be pasted here; text into the text column. Nothing was changed.',
};
