/**
 * IPS, the patch format of console games, which hex editors write too: “PATCH”, then records, then “EOF”. A record has a
 * place (24 bits), a length (16 bits) and as many bytes; with length 0 a count (16 bits) and one byte that is repeated.
 * All numbers are big-endian. Behind “EOF” a length (24 bits) may stand, to which the file is cut: disks are never cut.
 * Source: “IPS” in the File Format wiki of justsolve.archiveteam.org.
 */
import type { PatchFault } from '../../shared/patch';
import type { Piece } from '../../shared/overlaidFile';
import { err, ok, type Result } from '../../shared/result';

const [MAGIC, END] = ['PATCH', 'EOF'];

const textAt = (bytes: Uint8Array, at: number, length: number): string => Buffer.from(bytes.subarray(at, at + length)).toString('latin1');

export const isIps = (bytes: Uint8Array): boolean => textAt(bytes, 0, MAGIC.length) === MAGIC;

/**
 * The records in their order; a later one may lie over an earlier one. `bytes`: the whole file. `most`: so many bytes may all
 * records have together: eight bytes of the file can stand for 65,535.
 */
export function readIps(bytes: Uint8Array, most: number): Result<Piece[], PatchFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pieces: Piece[] = [];
  const cut = (at: number): Result<never, PatchFault> => err({ kind: 'patch-cut', at });
  let at = MAGIC.length;
  let total = 0;
  for (;;) {
    if (at + 3 > bytes.length) return cut(at);
    const left = bytes.length - at - 3;
    // The place 0x454F46 spells “EOF” too: it is the end only if no record can follow.
    if (textAt(bytes, at, 3) === END && (left === 0 || left === 3)) {
      return left === 3 ? err({ kind: 'patch-cuts-file' }) : ok(pieces);
    }
    if (at + 5 > bytes.length) return cut(at);
    const place = view.getUint8(at) * 0x1_0000 + view.getUint16(at + 1);
    const length = view.getUint16(at + 3);
    const data = at + 5;
    const isRun = length === 0;
    if (isRun && data + 3 > bytes.length) return cut(at);
    total += isRun ? view.getUint16(data) : length;
    if (total > most) return err({ kind: 'patch-too-large', bytes: total, most });
    if (!isRun) {
      if (data + length > bytes.length) return cut(at);
      pieces.push({ at: place, bytes: bytes.slice(data, data + length) });
      at = data + length;
      continue;
    }
    pieces.push({ at: place, bytes: new Uint8Array(view.getUint16(data)).fill(view.getUint8(data + 2)) });
    at = data + 3;
  }
}
