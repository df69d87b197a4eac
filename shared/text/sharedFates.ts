/** The words for blocks that share their place in the file, and for what a repair does with them. */
import type { SharedFate } from '../repairs';
import { grouped, hex } from './numbers';

/** "Block 6 is read from 0x600E00, instead of 0x400C00.". */
export function sharedFateText({ block, kind, from, to }: SharedFate): string {
  const [name, old, place] = [`Block ${grouped(block)}`, `0x${hex(from)}`, `0x${hex(to ?? from)}`];
  switch (kind) {
    case 'alone':
      return `${name} keeps its place at ${old}, alone.`;
    case 'shared':
      return `${name} stands at ${place}, and still shares that place: only one of the blocks there can be right, and what is written to one changes the other.`;
    case 'moved':
      return `${name} is read from ${place}, instead of ${old}.`;
    case 'copied':
      return `${name} gets a place of its own at ${place}, with a copy of what it shows now.`;
    case 'freed':
      return `${name} loses its place at ${old}: it reads as if it had never been written.`;
    default:
      return kind satisfies never;
  }
}

/** "block 5 shares file space with block 6". `other` null: the block shares it with a structure. */
export const sharingText = (block: number, other: number | null): string =>
  other === null
    ? `block ${grouped(block)} lies over a structure of the file`
    : `block ${grouped(block)} shares file space with block ${grouped(other)}`;
