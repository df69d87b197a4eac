import { useMemo } from 'react';
import type { Blocks } from '../../disk/cellGrid.model';
import { blockOf, type Disk } from '../../disk/translate.model';
import { useOpen } from '../../app/store';

/** The blocks that the selection touches; null if it is in the file's space. */
export function useSelectedBlocks(disk: Disk): Blocks | null {
  const selection = useOpen((d) => d.selection);
  return useMemo(() => {
    if (selection === null || selection.space !== 'disk' || selection.bytes === 0) return null;
    const first = blockOf(disk, selection.at);
    const last = blockOf(disk, selection.at + selection.bytes - 1);
    return first === null || last === null ? null : { first, end: last + 1 };
  }, [disk, selection]);
}
