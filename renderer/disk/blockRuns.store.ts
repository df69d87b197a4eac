/**
 * A React hook for where the sectors of one block come from; null while unknown, or if the disk has no blocks. Without
 * `policy`, the window's setting decides whether bitmaps count.
 */
import { useSyncExternalStore } from 'react';
import type { BitmapPolicy, SectorRun } from '../../shared/views';
import type { Disk } from './translate.model';
import { usePref } from '../app/store';
import { blockMapAt, pagesVersion, subscribePages } from './pages.store';

export function useBlockRuns(disk: Disk, block: number | null, policy?: BitmapPolicy): readonly SectorRun[] | null {
  useSyncExternalStore(subscribePages, pagesVersion);
  const bitmaps = usePref('bitmaps');
  if (block === null || disk.view.disk?.blocks.inTable !== true || block >= disk.view.disk.blocks.count) return null;
  const fetched = blockMapAt(disk.view.image, block, policy ?? bitmaps);
  return fetched.kind === 'ready' ? fetched.value : null;
}
