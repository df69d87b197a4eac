/** `repair --interrupted`: a save that was cut off is completed, taken back, or its journal put aside. */
import type { SettleWay } from '../../shared/errors';
import { err, ok } from '../../shared/result';
import { reasonText } from '../../shared/text/errors';
import { finish, rollBack, setAside } from '../io/recover';
import { setAsidePath } from '../io/saveContext';
import type { Cli } from './context';
import type { Held } from './inPlace';
import { EXIT, failure, shown, type Outcome, type Trouble } from './outcome';

const DONE: Readonly<Record<SettleWay, string>> = {
  finish: 'the interrupted save is finished, or taken back where it had not come far enough',
  undo: 'the interrupted save is taken back',
  'set-aside': 'the file stays as it is; the journal of the interrupted save was renamed to',
};

/**
 * `force`: the user says that the journal belongs to this file, which was moved or copied since, and that the process with
 * the journal's number is another program. One that does save keeps us out by its lock of the image.
 */
export async function settle(cli: Cli, { path, real, context }: Held, how: SettleWay, force: boolean): Promise<Outcome> {
  const options = { acceptMoved: force, acceptLive: force };
  const aside = setAsidePath(real, context.now());
  const settling = {
    finish: () => finish(real, context, options),
    undo: () => rollBack(real, context, options),
    'set-aside': () => setAside(real, aside, context, options),
  };
  const done = await settling[how]();
  if (!done.ok) {
    const { why, todo } = reasonText(done.error);
    return err<Trouble>(failure(`cannot recover ${shown(path)}`, why, todo));
  }
  await cli.out.write(`${shown(path)}: ${DONE[how]}${how === 'set-aside' ? ` ${shown(aside)}` : ''}\n`);
  return ok(EXIT.done);
}
