/** Blocks in sight that hold unsaved changes: main is asked for them, and only while there are any. */
import { useSyncExternalStore } from 'react';
import type { ImageId } from '../../../shared/views';
import { changedBlocksAt, pagesVersion, subscribePages } from '../../disk/pages.store';
import { useOpen } from '../../app/store';

const NONE: readonly number[] = [];

/** `first` and `end` count blocks, half-open. */
export function useChangedBlocks(image: ImageId, first: number, end: number): readonly number[] {
  useSyncExternalStore(subscribePages, pagesVersion);
  const isAny = useOpen((d) => d.edits.changes > 0);
  const fetched = isAny ? changedBlocksAt(image, { first, end }) : null;
  return fetched?.kind === 'ready' ? fetched.value : NONE;
}
