/** Tips for the welcome page, which shows one at a time. */
import type { CommandId } from '../../../shared/commands';

export type Tip = { readonly text: string; readonly command: CommandId | null };

/** `{keys}` is replaced by the command's keys. */
export const TIPS: readonly Tip[] = [
  { text: 'Opening a disk never changes it: not a byte, not its times. It is written only when you save.', command: null },
  { text: '{keys} finds every command by its name.', command: 'help.palette' },
  { text: '{keys} goes to a byte, a block or a field: try “0x200”, “b3” or “footer.checksum”.', command: 'go.to' },
  { text: '{keys} shows the same byte in the file and on the virtual disk.', command: 'view.space' },
  { text: '{keys} leads from one problem to the next.', command: 'go.nextProblem' },
  { text: 'Changes are kept when the program or the machine stops. Open the disk again to restore them.', command: null },
  { text: 'After a save, “Undo last save…” writes the old bytes back, also in a later session.', command: null },
];

/** Each day begins with another tip. */
export const firstTip = (now: Date): number => Math.floor(now.getTime() / 86_400_000) % TIPS.length;
