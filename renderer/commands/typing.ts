/** Bytes put over what stands there: typed, pasted, filled. Nothing is inserted, nothing is removed. */
import type { Space } from '../../shared/views';
import { api } from '../api';
import { grouped, offsetText } from '../kernels/address';
import { segmentAt, type HexModel } from '../kernels/hexLines';
import { spaceBytes } from '../kernels/translate';
import { useStore } from '../store/store';

/** More than this, or anything across a sector's border, is asked about first. */
const UNASKED_BYTES = 64;
const SECTOR = 512;
const MOST_BYTES = 1024 * 1024;

type Put = { readonly how: 'typing' | 'paste' | 'fill'; readonly space: Space; readonly at: number; readonly bytes: Uint8Array };

/** Where the last typed byte ended: what is typed there is undone together with it. */
let lastTyped: { readonly space: Space; readonly at: number } | null = null;

async function stage({ how, space, at, bytes }: Put): Promise<void> {
  const joins = how === 'typing' && lastTyped?.space === space && lastTyped.at === at;
  lastTyped = how === 'typing' ? { space, at: at + bytes.length } : null;
  await useStore.getState().stage({ kind: 'bytes', how, space, at, bytes: bytes.slice(), joins });
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
  const { disk } = model;
  const blocks = disk.view.disk?.blocks;
  const block = wish.space === 'disk' && blocks?.inTable === true ? Math.floor(wish.at / blocks.sizeBytes) : null;
  if (block === null || blocks === undefined || disk.blocks.owners[block] === 0) return void stage(wish);
  const growth = blocks.sizeBytes + blocks.bitmapSectors * SECTOR;
  setView({
    question: {
      title: `Block ${grouped(block)} isn’t in this file.`,
      detail: `To hold these bytes it has to be: the file grows by ${grouped(growth)} bytes when you save.`,
      yes: 'Allocate block',
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
  put(model, { how: 'typing', ...cursor, bytes: Uint8Array.of(byte) });
  const last = spaceBytes(model.disk, cursor.space) - 1;
  moveTo({ space: cursor.space, at: Math.min(last, cursor.at + 1) });
}

/** Zeros over the selection, or over the byte at the cursor. */
export function fillZeros(model: HexModel): void {
  const { cursor, edits, selection, setView } = useStore.getState();
  if (!edits.editing) return setView({ notice: 'Read-only. Press Ctrl+Shift+E to edit.' });
  const range = selection?.space === cursor.space ? selection : { ...cursor, bytes: 1 };
  if (range.bytes > MOST_BYTES) return setView({ notice: 'Select up to 1 MiB to fill' });
  putAsking(model, { how: 'fill', space: range.space, at: range.at, bytes: new Uint8Array(range.bytes) }, 'Fill with zeros');
}

/** Asks where much is overwritten at once. */
function putAsking(model: HexModel, wish: Put, verb: string): void {
  const { radix, setView } = useStore.getState();
  const end = wish.at + wish.bytes.length - 1;
  const isSmall = wish.bytes.length <= UNASKED_BYTES && Math.floor(wish.at / SECTOR) === Math.floor(end / SECTOR);
  if (isSmall) return put(model, wish);
  setView({
    question: {
      title: `${verb}: ${grouped(wish.bytes.length)} bytes?`,
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
  } else putAsking(model, { how: 'paste', space: cursor.space, at, bytes }, 'Paste');
}

const NO_BYTES = {
  title: 'The clipboard holds no hex bytes.',
  detail: 'Pairs of hex digits such as “DE AD BE EF” can be pasted here; text into the text column. Nothing was changed.',
};
