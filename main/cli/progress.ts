/** A progress line on a terminal's standard error; nothing anywhere else. */
import { sizeText } from '../../shared/text/size';
import type { Cli } from './context';

const EVERY_MS = 100;
const BAR = 24;

/** `onProgress` takes the bytes done so far. The line is drawn at most ten times a second and wiped at the end. */
export async function withProgress<T>(
  cli: Cli,
  what: string,
  totalBytes: number,
  work: (onProgress: (doneBytes: number, label?: string, total?: number) => void) => Promise<T>,
): Promise<T> {
  if (!cli.err.isTerminal) return work(() => {});
  let last = 0;
  let drawn = false;
  const draw = (doneBytes: number, label = what, total = totalBytes): void => {
    const now = cli.world.now();
    if (now - last < EVERY_MS) return;
    last = now;
    drawn = true;
    const part = total <= 0 ? 0 : Math.min(1, doneBytes / total);
    const bar = '█'.repeat(Math.round(part * BAR)).padEnd(BAR, '░');
    const line = `${label} ${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${sizeText(doneBytes)} of ${sizeText(total)}`;
    void cli.err.write(`\r\u001b[K${line.slice(0, cli.err.columns - 1)}`);
  };
  try {
    return await work(draw);
  } finally {
    if (drawn) await cli.err.write('\r\u001b[K');
  }
}
