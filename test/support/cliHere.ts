/**
 * The command line in this process, with streams of its own: what a command does is measured and takes no start of a
 * program. That the built program does the same is shown by test/cli/readme, usage and interrupted. Under npm run
 * test:windows the program is run after all, on Windows.
 */
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { ZodType } from 'zod';
import type { Cli, Sink, StopReason } from '../../main/cli/context';
import { endingOf } from '../../main/cli/ending';
import { runProgram } from '../../main/cli/program';
import { cancel, newControl } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { newContext } from '../../main/jobs/context';
import { runJob } from '../../main/jobs/runJob';
import { platter, WINDOWS, type Ran } from './cli';

export type HereOptions = {
  readonly input?: Uint8Array | string;
  /** A terminal on standard error, standard output, or both. */
  readonly terminal?: 'out' | 'err' | 'both';
  readonly stop?: AbortController;
  /** The whole environment of the command, to change any part of it. */
  readonly cli?: (cli: Cli) => Cli;
};

type Kept = { readonly sink: Sink; readonly bytes: () => Buffer };

function kept(isTerminal: boolean): Kept {
  const parts: Buffer[] = [];
  return {
    sink: {
      isTerminal,
      isColoured: isTerminal,
      columns: 80,
      write: async (data) => void parts.push(Buffer.from(data)),
    },
    bytes: () => Buffer.concat(parts),
  };
}

async function* given(input: Uint8Array | string): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(Buffer.from(input));
}

/** In this thread: a job asks for a cancel between its pieces, and hears of it where it waits for a file. */
const jobHere: Cli['startJob'] = async (request, report) => {
  const workers = newWorkers(newControl(), null);
  return { end: runJob(request, newContext(workers, nodeFileSystem(), report)), cancel: () => cancel(workers.control) };
};

/** Runs to the end. A throw of the program is a fault of ours, and fails the test. */
export async function platterHere(words: readonly string[], { input, terminal, stop, cli }: HereOptions = {}): Promise<Ran> {
  const isPlain = terminal === undefined && stop === undefined && cli === undefined;
  if (WINDOWS !== null && isPlain) return platter(words, input === undefined ? {} : { input });
  const out = kept(terminal === 'out' || terminal === 'both');
  const err = kept(terminal === 'err' || terminal === 'both');
  const { signal } = stop ?? new AbortController();
  const usual: Cli = {
    out: out.sink,
    err: err.sink,
    input: input === undefined ? given('') : given(input),
    signal,
    world: { app: '0.0.0', now: () => Date.now(), newId: () => randomBytes(16) },
    startJob: jobHere,
  };
  const outcome = await runProgram(cli === undefined ? usual : cli(usual), words);
  const { code, line } = endingOf(outcome, signal.reason as StopReason | undefined);
  if (line !== null) await err.sink.write(`platter: ${line}\n`);
  return { code, out: out.bytes().toString(), err: err.bytes().toString(), bytes: out.bytes() };
}

/** Standard output of a run that must go well. */
export async function doneHere(...words: string[]): Promise<string> {
  const ran = await platterHere(words);
  expect({ words, code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
  return ran.out;
}

/** The one document of a run with `--json`, in the shape its schema gives it. `code` is the exit code that is expected. */
export async function documentHere<T>(schema: ZodType<T>, words: readonly string[], code = 0): Promise<T> {
  const ran = await platterHere([...words, '--json']);
  expect({ words, code: ran.code, err: ran.err }).toMatchObject({ code });
  return schema.parse(JSON.parse(ran.out));
}
