/** Patch files, as they are written. */
import type { PatchDocument } from '../../shared/documents/patch';
import { fileOffset } from '../../shared/vhd/units';
import type { Extent, NewFile } from '../vhd/ops/newFile';
import { PATCH_FORMAT, type Patch, type PatchChange } from './patch';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex').toUpperCase();

const TAIL = '\n  ]\n}\n';

function headText({ disk }: Patch, program: string): string {
  const head: Omit<PatchDocument, 'changes'> = { format: PATCH_FORMAT, version: 1, program, disk };
  return `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "changes": [`;
}

/** A change, with what stands between it and the one before; `digits` writes its bytes. */
function changeText({ space, at, before, after }: PatchChange, index: number, digits: (bytes: Uint8Array) => string): string {
  if (before === null) throw new TypeError('a change without its bytes from before');
  const change = { space, offset: at, before: digits(before), after: digits(after) };
  return `${index === 0 ? '' : ','}\n    ${JSON.stringify(change)}`;
}

/** The file in pieces, one change a piece. Every change must tell its bytes from before. `program`: its name and version. */
export function* patchPieces(patch: Patch, program: string): Generator<string> {
  yield headText(patch, program);
  for (const [i, change] of patch.changes.entries()) yield changeText(change, i, hexOf);
  yield TAIL;
}

/** The whole file. */
export function patchContent(patch: Patch, program: string): NewFile {
  const bytes = lengthOf(patch, program);
  return { bytes, extents: () => extentsOf(patchPieces(patch, program)), extentBytes: bytes, closing: [] };
}

/** Without the digits being written, of which there can be a quarter of a GiB. The text is ASCII: a character is a byte. */
function lengthOf(patch: Patch, program: string): number {
  let length = headText(patch, program).length + TAIL.length;
  for (const [i, change] of patch.changes.entries())
    length += changeText(change, i, () => '').length + 2 * ((change.before?.length ?? 0) + change.after.length);
  return length;
}

const EXTENT = 1024 * 1024;

function* extentsOf(pieces: Iterable<string>): Generator<Extent> {
  let at = 0;
  let kept: string[] = [];
  let length = 0;
  const extent = (text: string): Extent => {
    const from = at;
    at += text.length;
    return { at: fileOffset(from), data: new TextEncoder().encode(text) };
  };
  for (const piece of pieces) {
    kept.push(piece);
    length += piece.length;
    if (length < EXTENT) continue;
    const text = kept.join('');
    const whole = Math.floor(text.length / EXTENT) * EXTENT;
    for (let from = 0; from < whole; from += EXTENT) yield extent(text.slice(from, from + EXTENT));
    kept = [text.slice(whole)];
    length = text.length - whole;
  }
  if (length > 0) yield extent(kept.join(''));
}
