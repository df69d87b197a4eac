/** Writes patch files. */
import { PATCH_FORMAT, type PatchDocument } from '../../shared/documents/patch';
import type { Patch } from './patch';

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
