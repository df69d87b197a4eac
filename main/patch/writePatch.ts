/** Patch files, as they are written. */
import type { PatchDocument } from '../../shared/documents/patch';
import { fileOffset } from '../../shared/vhd/units';
import type { Extent, NewFile } from '../vhd/ops/newFile';
import { PATCH_FORMAT, type Patch } from './patch';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex').toUpperCase();

/** The file in pieces, one change a piece. Every change must tell its bytes from before. `program`: its name and version. */
export function* patchPieces({ disk, changes }: Patch, program: string): Generator<string> {
  const head: Omit<PatchDocument, 'changes'> = { format: PATCH_FORMAT, version: 1, program, disk };
  yield `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "changes": [`;
  let between = '\n    ';
  for (const { space, at, before, after } of changes) {
    if (before === null) throw new TypeError('a change without its bytes from before');
    yield `${between}${JSON.stringify({ space, offset: at, before: hexOf(before), after: hexOf(after) })}`;
    between = ',\n    ';
  }
  yield '\n  ]\n}\n';
}

/** The whole file. */
export function patchContent(patch: Patch, program: string): NewFile {
  const bytes = lengthOf(patchPieces(patch, program));
  return { bytes, extents: () => extentsOf(patchPieces(patch, program)), extentBytes: bytes, closing: [] };
}

/** The pieces are ASCII: a character is a byte. */
function lengthOf(pieces: Iterable<string>): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
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
