import { useMemo } from 'react';
import type { Blocks } from '../../kernels/mapGrid';
import { blockOf, type Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';

/** Blocks the selection touches; null when it is in the file's bytes. */
export function useSelectedBlocks(disk: Disk): Blocks | null {
  const selection = useStore((s) => s.selection);
  return useMemo(() => {
    if (selection === null || selection.space !== 'disk' || selection.bytes === 0) return null;
    const first = blockOf(disk, selection.at);
    const last = blockOf(disk, selection.at + selection.bytes - 1);
    return first === null || last === null ? null : { first, end: last + 1 };
  }, [disk, selection]);
}
