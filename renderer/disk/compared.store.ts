/** The bytes of the disk that the open one was compared with last, and whether what was found still holds. */
import { useMemo } from 'react';
import type { Space } from '../../shared/vhd/units';
import type { ImageId } from '../../shared/views';
import { api } from '../api';
import { changeDisk, shownDisk, useOpen } from '../app/store';
import { comparedIn, type Compared } from './compared.model';

/** The disk that the open one was compared with last, for views of that space; null: none. */
export function useCompared(space: Space): Compared | null {
  const find = useOpen((d) => comparedIn(d)?.find ?? null);
  const name = useOpen((d) => comparedIn(d)?.name ?? null);
  return useMemo(() => (space === 'disk' && find !== null && name !== null ? { find, name } : null), [space, find, name]);
}

/** One of the disks is not as it was compared any more. A comparison that is under way tells so itself when it ends. */
export function noteChanged(): void {
  const run = shownDisk()?.find.run ?? { kind: 'none' };
  if (run.kind === 'none' || run.compared === null || run.isStale) return;
  changeDisk(({ find }) => ({ find: { ...find, run: { ...run, isStale: true } } }));
}

/** A page of the other disk of that comparison. */
export async function readOther(image: ImageId, find: number, page: number): ReturnType<(typeof api)['find/readOther']> {
  const read = await api['find/readOther']({ image, page });
  if (read.ok && read.value.isChanged && comparedIn(shownDisk())?.find === find) noteChanged();
  return read;
}
