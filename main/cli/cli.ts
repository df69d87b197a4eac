/** The command line's composition root: the process becomes a Cli, the outcome an exit code. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Cli, Sink, StopReason } from './context';
import { endingOf, outputEnded } from './ending';
import { EXIT } from './outcome';
import { runProgram } from './program';

declare const PLATTER_VERSION: string;

const stop = new AbortController();
const stopFor = (reason: StopReason): void => {
  if (!stop.signal.aborted) stop.abort(reason);
};

/** The reader of our output may leave: then we stop silently, as other programs do. */
function watch(stream: NodeJS.WriteStream): void {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => stopFor(outputEnded(code)));
}

const sinkOver = (stream: NodeJS.WriteStream): Sink => ({
  isTerminal: stream.isTTY === true,
  isColoured: stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
  columns: stream.columns ?? 80,
  write: (data) =>
    new Promise((resolve) => {
      if (stream.destroyed || data.length === 0) resolve();
      // Resolves once the system has taken or refused the bytes. Writes to a file succeed at once; setImmediate lets the
      // system's signals be handled in between, or none would be handled during a long output.
      else stream.write(data, () => setImmediate(resolve));
    }),
});

/** Standard input is opened only when somebody reads from it. */
async function* input(): AsyncGenerator<Uint8Array> {
  const leave = (): void => void process.stdin.destroy();
  stop.signal.addEventListener('abort', leave);
  try {
    for await (const part of process.stdin) yield part as Uint8Array;
  } catch (cause) {
    if (!stop.signal.aborted) throw cause;
  } finally {
    stop.signal.removeEventListener('abort', leave);
  }
}

async function main(): Promise<void> {
  // SIGBREAK is Ctrl-Break on Windows, and nothing elsewhere.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => stopFor({ kind: 'interrupt' }));
  watch(process.stdout);
  watch(process.stderr);
  const cli: Cli = {
    out: sinkOver(process.stdout),
    err: sinkOver(process.stderr),
    input: process.stdin.isTTY === true ? null : input(),
    signal: stop.signal,
    world: { app: PLATTER_VERSION, now: () => Date.now(), newId: () => randomBytes(16) },
    startJob: async (request, report) => {
      const { startJob } = await import('../jobs/startJob');
      return startJob(request, {
        worker: path.join(import.meta.dirname, 'worker/worker.cjs'),
        helpers: availableParallelism() > 1 ? 1 : 0,
        report,
      });
    },
  };
  const { code, line } = endingOf(await runProgram(cli, process.argv.slice(2)), stop.signal.reason as StopReason | undefined);
  if (line !== null) await cli.err.write(`platter: ${line}\n`);
  process.exitCode = code;
}

main().catch((cause: unknown) => {
  const said = cause instanceof Error ? (process.env['PLATTER_DEBUG'] === undefined ? cause.message : cause.stack) : String(cause);
  process.stderr.write(`platter: this is a fault of ours: ${said}. Please report it with what you typed.\n`);
  process.exitCode = EXIT.failed;
});
