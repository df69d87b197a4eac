/** `repair --interrupted`: completes an interrupted save, takes it back, or puts its journal aside. */
import type { RecoveryError, SettleWay } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { reasonText } from '../../shared/text/errors';
import { rollBack, rollForward, setAside, type RecoveryOptions } from '../io/recover';
import { setAsidePath, type SaveContext } from '../io/saveContext';
import type { Cli } from './context';
import type { Held } from './inPlace';
import { EXIT, failure, shown, type Outcome, type Trouble } from './outcome';

const DONE = {
  finished: 'the interrupted save is finished',
  'taken-back': 'the interrupted save had been taken back already, and its journal is gone now',
  undone: 'the interrupted save is taken back',
  aside: 'the file stays as it is; the journal of the interrupted save was renamed to',
} as const;

type Settled = Promise<Result<keyof typeof DONE, RecoveryError>>;

const told = (as: keyof typeof DONE, done: Result<void, RecoveryError>): Result<keyof typeof DONE, RecoveryError> =>
  done.ok ? ok(as) : done;

/** Completes the save, however far it had come, because the journal has all of it. A save that was taken back already stays so. */
async function complete(image: string, context: SaveContext, options: RecoveryOptions): Settled {
  const finished = told('finished', await rollForward(image, context, options));
  if (finished.ok || finished.error.kind !== 'not-interrupted') return finished;
  return told('taken-back', await rollBack(image, context, options));
}

/**
 * `force`: the user confirms that the journal belongs to this file, though it was moved or copied since, and that the
 * process with the journal's process id is another program. A process that really saves keeps us out by its lock of the
 * image.
 */
export async function settle(cli: Cli, { path, real, context }: Held, how: SettleWay, force: boolean): Promise<Outcome> {
  const options = { acceptMoved: force, acceptLive: force };
  const aside = setAsidePath(real, context.now());
  const settling: Readonly<Record<SettleWay, () => Settled>> = {
    finish: () => complete(real, context, options),
    undo: async () => told('undone', await rollBack(real, context, options)),
    'set-aside': async () => told('aside', await setAside(real, aside, context, options)),
  };
  const done = await settling[how]();
  if (!done.ok) {
    const { why, todo } = reasonText(done.error);
    return err<Trouble>(failure(`cannot recover ${shown(path)}`, why, todo));
  }
  await cli.out.write(`${shown(path)}: ${DONE[done.value]}${done.value === 'aside' ? ` ${shown(aside)}` : ''}\n`);
  return ok(EXIT.done);
}
