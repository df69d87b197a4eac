/** Small rounds for the workers: pieces over real files, as a job would list them. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newControl, WORD, type Control } from '../../main/io/bulk/control';
import { pieceTable, type PieceTable } from '../../main/io/bulk/pieces';
import { seeded } from './random';

/** Pieces of one memory page, so that many of them cost nothing. */
export const SMALL = 4096;

export type Bulk = { readonly control: Control; readonly table: PieceTable };
export const newBulk = (): Bulk => {
  const control = newControl();
  return { control, table: pieceTable(control) };
};

/** Pieces of a page each over the whole file, one segment a piece. */
export function listPages({ table }: Bulk, fd: number, pages: number): void {
  for (let page = 0; page < pages; page++) {
    table.add(page * SMALL, SMALL, [{ fd, at: page * SMALL, into: 0, bytes: SMALL }]);
  }
}

/** Open files of a test, closed all at once. */
export function openFiles(folder: string): {
  readonly fileOf: (name: string, bytes: Uint8Array) => { readonly name: string; readonly fd: number };
  readonly target: (control: Control, name: string) => string;
  readonly closeAll: () => void;
} {
  const open: number[] = [];
  return {
    fileOf: (name, bytes) => {
      const file = path.join(folder, name);
      writeFileSync(file, bytes);
      const fd = openSync(file, 'r');
      open.push(fd);
      return { name: file, fd };
    },
    target: (control, name) => {
      const file = path.resolve(folder, name);
      const fd = openSync(file, 'w');
      open.push(fd);
      Atomics.store(control.words, WORD.targetFd, fd);
      return file;
    },
    closeAll: () => {
      for (const fd of open.splice(0)) closeSync(fd);
    },
  };
}

export const noise = (bytes: number, seed = 1): Uint8Array => seeded(seed).bytes(bytes);
