/** What the definitions of all commands share. */
import type { Outcome } from '../outcome';

/** Takes the running work of a command once its code is loaded. */
export type Run = (work: Promise<Outcome>) => Promise<void>;

export const FILE = 'the disk image';
