/** What the words of all commands share. */
import type { Outcome } from '../outcome';

/** Takes what a command, once loaded, is doing. */
export type Run = (work: Promise<Outcome>) => Promise<void>;

export const FILE = 'the disk image';
