/** The window's one store. It holds values, and the modules beside it change them. Bytes and the block table are kept elsewhere. */
import { create } from 'zustand';
import type { Prefs } from '../../shared/settings';
import { INITIAL, type OpenDisk, type WindowState } from './state';

export const useStore = create<WindowState>(() => INITIAL);

export const now = (): WindowState => useStore.getState();
export const setState = (change: Partial<WindowState> | ((state: WindowState) => Partial<WindowState>)): void => useStore.setState(change);

/** The disk in sight: the one that is open, or the previous one while another is being opened. */
export const shownIn = ({ disk }: WindowState): OpenDisk | null =>
  disk.kind === 'open' ? disk : disk.kind === 'opening' ? disk.previous : null;
export const shownDisk = (): OpenDisk | null => shownIn(now());

type DiskChange = Partial<Omit<OpenDisk, 'kind'>>;

/** Changes what is known of the disk in sight; does nothing if there is none. */
export function changeDisk(change: DiskChange | ((disk: OpenDisk) => DiskChange)): void {
  setState(({ disk }) => {
    const apply = (shown: OpenDisk): OpenDisk => ({ ...shown, ...(typeof change === 'function' ? change(shown) : change) });
    if (disk.kind === 'open') return { disk: apply(disk) };
    return disk.kind === 'opening' && disk.previous !== null ? { disk: { ...disk, previous: apply(disk.previous) } } : {};
  });
}

export const changePrefs = (change: Partial<Prefs>): void => setState(({ prefs }) => ({ prefs: { ...prefs, ...change } }));
export const usePref = <K extends keyof Prefs>(key: K): Prefs[K] => useStore(({ prefs }) => prefs[key]);

/** Panels read the disk once more while they are removed with it: they get it as it last was. */
let last: OpenDisk | null = null;
useStore.subscribe((state) => {
  last = shownIn(state) ?? last;
});

/**
 * Reads from the disk in sight. Only for panels that exist while there is one. `select` must return the same value if nothing
 * changed.
 */
export function useOpen<T>(select: (disk: OpenDisk) => T): T {
  return useStore((state) => {
    const disk = shownIn(state) ?? last;
    if (disk === null) throw new Error('a panel of a disk is shown without one');
    return select(disk);
  });
}
