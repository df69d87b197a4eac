/** Visible blocks with unsaved changes. Main is asked for them only while there are changes. */
import { useSyncExternalStore } from 'react';
import type { ImageId } from '../../../shared/views';
import { changedBlocksAt, pagesVersion, subscribePages } from '../../disk/pages.store';
import { useOpen } from '../../app/store';

const NONE: readonly number[] = [];

/** `first` and `end` are block numbers, half-open. */
export function useChangedBlocks(image: ImageId, first: number, end: number): readonly number[] {
  useSyncExternalStore(subscribePages, pagesVersion);
  const isAny = useOpen((d) => d.edits.changes > 0);
  const fetched = isAny ? changedBlocksAt(image, { first, end }) : null;
  return fetched?.kind === 'ready' ? fetched.value : NONE;
}
