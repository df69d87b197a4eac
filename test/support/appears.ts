import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a program has made the file that says it is ready. Throws if the program ends before that. */
export async function appears(file: string, program: ChildProcess): Promise<void> {
  while (!existsSync(file)) {
    if (program.exitCode !== null || program.signalCode !== null) throw new Error(`the program ended before it made ${file}`);
    await sleep(10);
  }
}
