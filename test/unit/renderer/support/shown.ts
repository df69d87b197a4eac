/** A window that shows a disk, as the store has it. */
import type { Disk } from '../../../../renderer/disk/translate.model';
import { forgetBlocks, setBlocks } from '../../../../renderer/disk/blocks.store';
import { INITIAL, opened, type OpenDisk, type WindowState } from '../../../../renderer/app/state';
import { shownDisk, useStore } from '../../../../renderer/app/store';
import type { FileTicket, OpenTicket } from '../../../../shared/views';

export const file: FileTicket = { ticket: 'ticket' as OpenTicket, name: 'a.vhd' };

export const state = (): WindowState => useStore.getState();

/** The disk in sight. */
export function shown(): OpenDisk {
  const disk = shownDisk();
  if (disk === null) throw new Error('no disk is shown');
  return disk;
}

/** Shows the disk as if it had just been opened, but for what is changed. */
export function show({ view, blocks }: Disk, change: Partial<Omit<OpenDisk, 'kind'>> = {}): void {
  setBlocks(view.image, blocks);
  useStore.setState({ disk: { ...opened(file, 'disk', view), ...change } });
}

export function startAfresh(): void {
  useStore.setState(INITIAL, true);
  forgetBlocks();
}
