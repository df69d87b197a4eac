/** A file that the user wants to write into the disk: whether it fits, and what it changes. */
import { MAX_PUT_BYTES } from '../../../shared/edits';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { parseGoTo } from '../../disk/goTo.model';
import { newBlocks, type NewBlocks } from '../../disk/newBlocks.model';
import type { Disk } from '../../disk/translate.model';

export type ContentProblem =
  | { readonly kind: 'problem'; readonly why: 'no-file' | 'empty' | 'bad-address' | 'not-the-disk' }
  | { readonly kind: 'problem'; readonly why: 'too-large'; readonly bytes: number; readonly most: number }
  | { readonly kind: 'problem'; readonly why: 'beyond-end'; readonly overBytes: number };

export type ContentReady = {
  readonly kind: 'ready';
  /** A byte offset on the disk. */
  readonly at: number;
  readonly bytes: number;
  readonly firstLba: number;
  readonly lastLba: number;
  readonly newBlocks: NewBlocks | null;
};

const problem = (why: 'no-file' | 'empty' | 'bad-address' | 'not-the-disk'): ContentProblem => ({ kind: 'problem', why });

/** `text` is read like the go-to box's: a plain number is an LBA. */
export function contentOutcome(file: { readonly bytes: number } | null, text: string, disk: Disk): ContentReady | ContentProblem {
  if (file === null) return problem('no-file');
  const { bytes } = file;
  if (bytes === 0) return problem('empty');
  if (bytes > MAX_PUT_BYTES) return { kind: 'problem', why: 'too-large', bytes, most: MAX_PUT_BYTES };
  const target = parseGoTo(text, { disk, cursor: { space: 'disk', at: 0 } });
  if (!target.ok) return problem('bad-address');
  if (target.value.space !== 'disk') return problem('not-the-disk');
  const { at } = target.value;
  const over = at + bytes - (disk.view.disk?.sectors ?? 0) * SECTOR_BYTES;
  if (over > 0) return { kind: 'problem', why: 'beyond-end', overBytes: over };
  return {
    kind: 'ready',
    at,
    bytes,
    firstLba: Math.floor(at / SECTOR_BYTES),
    lastLba: Math.floor((at + bytes - 1) / SECTOR_BYTES),
    newBlocks: newBlocks(disk, 'disk', at, bytes),
  };
}
