/** Bytes put over what stands there: typed, pasted, filled. Nothing is inserted, nothing is removed. */
import { MOST_PUT_BYTES } from '../../shared/edits';
import { sizeText } from '../../shared/text/size';
import type { Space } from '../../shared/views';
import { api } from '../api';
import { grouped, offsetText } from '../kernels/address';
import { segmentAt, type HexModel } from '../kernels/hexLines';
import { newBlocks } from '../kernels/newBlocks';
import { spaceBytes } from '../kernels/translate';
import { useStore } from '../store/store';

/** More than this, or anything across a sector's border, is asked about first. */
const UNASKED_BYTES = 64;
const SECTOR = 512;
const MOST_BYTES = 1024 * 1024;

/** `bytes`: how many. */
type Put = { readonly space: Space; readonly at: number; readonly bytes: number } & (
  | { readonly how: 'typing' | 'paste'; readonly data: Uint8Array }
  | { readonly how: 'fill'; readonly pattern: Uint8Array }
);

/** Where the last typed byte ended: what is typed there is undone together with it. */
let lastTyped: { readonly space: Space; readonly at: number } | null = null;

async function stage(wish: Put): Promise<void> {
  const { space, at } = wish;
  const { stage: send } = useStore.getState();
  const joins = wish.how === 'typing' && lastTyped?.space === space && lastTyped.at === at;
  lastTyped = wish.how === 'typing' ? { space, at: at + wish.bytes } : null;
  if (wish.how === 'fill') await send({ kind: 'fill', space, at, bytes: wish.bytes, pattern: wish.pattern });
  else await send({ kind: 'bytes', how: wish.how, space, at, bytes: wish.data.slice(), joins });
}

/** Stages the bytes, or first asks for what they need: a block that is not in this file yet. */
function put(model: HexModel, wish: Put): void {
  const { setView } = useStore.getState();
  const segment = segmentAt(model, wish.at);
  if (segment.source === 'unknown' || segment.source === 'damaged') {
    const why = segment.source === 'unknown' ? 'What stands there is in a parent that is missing.' : 'The file cannot give these bytes.';
    setView({ alert: { title: 'This can’t be edited.', detail: `${why} Nothing was changed.` } });
    return;
  }
  const missing = newBlocks(model.disk, wish.space, wish.at, wish.bytes);
  if (missing === null) return void stage(wish);
  const { first, count, growthBytes } = missing;
  setView({
    question: {
      title: count === 1 ? `Block ${grouped(first)} isn’t in this file.` : `${grouped(count)} blocks aren’t in this file.`,
      detail: `To hold these bytes ${count === 1 ? 'it has' : 'they have'} to be: the file grows by ${grouped(growthBytes)} bytes when you save.`,
      yes: count === 1 ? 'Allocate block' : 'Allocate blocks',
      run: () => void stage(wish),
    },
  });
}

/** A key typed into the hex or the text column. False when it is none for it. */
export function typeKey(model: HexModel, part: 'hex' | 'text', key: string): boolean {
  const { cursor, edits, nibble, setView } = useStore.getState();
  const digit = /^[0-9a-f]$/i.test(key) ? Number.parseInt(key, 16) : null;
  const code = key.length === 1 ? (key.codePointAt(0) ?? 0) : 0x100;
  if (part === 'hex' ? digit === null : code > 0xff) return false;
  if (!edits.editing) {
    setView({ notice: 'Read-only. Press Ctrl+Shift+E to edit.' });
    return true;
  }
  if (part === 'text') {
    typeByte(model, code);
    return true;
  }
  const isSecond = nibble !== null && nibble.space === cursor.space && nibble.at === cursor.at;
  if (!isSecond) setView({ nibble: { ...cursor, high: digit as number } });
  else typeByte(model, nibble.high * 16 + (digit as number));
  return true;
}

function typeByte(model: HexModel, byte: number): void {
  const { cursor, moveTo, setView } = useStore.getState();
  setView({ nibble: null });
  put(model, { how: 'typing', ...cursor, bytes: 1, data: Uint8Array.of(byte) });
  const last = spaceBytes(model.disk, cursor.space) - 1;
  moveTo({ space: cursor.space, at: Math.min(last, cursor.at + 1) });
}

/** What a fill goes over: the selection, or the byte at the cursor. Null where it is too much, or nothing can be typed. */
export function fillRange(): { readonly space: Space; readonly at: number; readonly bytes: number } | null {
  const { cursor, edits, selection, setView } = useStore.getState();
  if (!edits.editing) {
    setView({ notice: 'Read-only. Press Ctrl+Shift+E to edit.' });
    return null;
  }
  const range = selection?.space === cursor.space ? selection : { ...cursor, bytes: 1 };
  if (range.bytes <= MOST_PUT_BYTES) return range;
  setView({ notice: `Select up to ${sizeText(MOST_PUT_BYTES)} to fill` });
  return null;
}

/** Zeros over the selection, or over the byte at the cursor. */
export function fillZeros(model: HexModel): void {
  const range = fillRange();
  if (range !== null) putAsking(model, { how: 'fill', ...range, pattern: Uint8Array.of(0) }, 'Fill with zeros');
}

/** The pattern over that range; the sheet has shown what it goes over. */
export function fillWith(pattern: Uint8Array): void {
  const range = fillRange();
  if (range !== null && target !== null) put(target.model, { how: 'fill', ...range, pattern });
}

/** Asks where much is overwritten at once. */
function putAsking(model: HexModel, wish: Put, verb: string): void {
  const { radix, setView } = useStore.getState();
  const end = wish.at + wish.bytes - 1;
  const isSmall = wish.bytes <= UNASKED_BYTES && Math.floor(wish.at / SECTOR) === Math.floor(end / SECTOR);
  if (isSmall) return put(model, wish);
  setView({
    question: {
      title: `${verb}: ${grouped(wish.bytes)} bytes?`,
      detail: `They go over ${offsetText(wish.at, radix)} – ${offsetText(end, radix)} of the ${wish.space}. It is a change like any other: undo takes it back.`,
      yes: verb,
      run: () => put(model, wish),
    },
  });
}

/** The clipboard's text as bytes: hex pairs in the hex column, the characters themselves in the text column. Null when it is none. */
export function pastedBytes(text: string, part: 'hex' | 'text'): Uint8Array | null {
  if (part === 'text') return text === '' ? null : new TextEncoder().encode(text);
  const digits = text.replace(/0x|[\s,;:]/gi, '');
  if (digits === '' || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

/** The hex view in sight: what a paste from menu or palette goes to. */
export type HexTarget = { readonly model: HexModel; readonly part: 'hex' | 'text' };
let target: HexTarget | null = null;
export const hexTarget = (): HexTarget | null => target;
/** Returns the undo. */
export const setHexTarget = (next: HexTarget): (() => void) => {
  target = next;
  return () => {
    if (target === next) target = null;
  };
};

/** The clipboard over the bytes from the cursor, or from the selection's start, on. */
export async function paste(): Promise<void> {
  const { cursor, selection, setView } = useStore.getState();
  const answer = await api['app/clipboardText']({});
  if (target === null || !answer.ok) return;
  const { model, part } = target;
  const bytes = answer.value === null ? null : pastedBytes(answer.value, part);
  const at = selection?.space === cursor.space ? selection.at : cursor.at;
  const room = Math.min(spaceBytes(model.disk, cursor.space) - at, MOST_BYTES);
  if (bytes === null) setView({ alert: NO_BYTES });
  else if (bytes.length > room) {
    const detail = `${grouped(bytes.length)} bytes, and room for ${grouped(room)}. Nothing was changed.`;
    setView({ alert: { title: 'That is too long to paste here.', detail } });
  } else putAsking(model, { how: 'paste', space: cursor.space, at, bytes: bytes.length, data: bytes }, 'Paste');
}

const NO_BYTES = {
  title: 'The clipboard holds no hex bytes.',
  detail: 'Pairs of hex digits such as “DE AD BE EF” can be pasted here; text into the text column. Nothing was changed.',
};
