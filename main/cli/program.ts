/**
 * The commands, their options and their help. The code of a command is loaded only when that command runs, which keeps the
 * start fast.
 */
import { Command, CommanderError } from 'commander';
import type { Cli } from './context';
import type { Outcome } from './outcome';
import { CANCELLED, EXIT, wrongUsage } from './outcome';
import { StoppedReading } from './stopping';
import { addChanging } from './words/changing';
import { addLooking } from './words/looking';
import { addConverting } from './words/converting';
import { wordsRefusal } from './wordsGiven';
import { err, ok } from '../../shared/result';

const EXAMPLES = `
Examples:
  platter info disk.vhd                        what it is
  platter check disk.vhd && echo fine          exit code 2 when there are errors
  platter map disk.vhd --json                  which blocks are where
  platter read disk.vhd --lba 0 --count 1 --hex
  platter write disk.vhd --lba 2048 --in boot.bin --dry-run

Sizes: 512, 64KiB, 10GiB, 10G and 10GB (the same: units count in 1024), 0x200.
Exit codes: 0 done · 1 could not do it · 2 check found errors, or compare differences · 64 wrong usage · 130 cancelled.
Results go to standard output, everything else to standard error. “platter help COMMAND” tells more.`;

/** Runs the command that the words ask for. Commander itself handles help and version. */
export async function runProgram(cli: Cli, words: readonly string[]): Promise<Outcome> {
  const refusal = await wordsRefusal(words);
  if (refusal !== null) return err(refusal);
  let outcome: Outcome = ok(EXIT.done);
  const run = async (work: Promise<Outcome>): Promise<void> => {
    outcome = await work;
  };
  const printed: string[] = [];
  const complained: string[] = [];
  const program = new Command('platter')
    .description('Look inside, check, change and convert VHD virtual hard disks.')
    .version(cli.world.app, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printed.push(text),
      writeErr: (text) => complained.push(text),
      getOutHelpWidth: () => (cli.out.isTerminal ? cli.out.columns : 110),
      getErrHelpWidth: () => 110,
      getOutHasColors: () => cli.out.isColoured,
      getErrHasColors: () => false,
    });
  addLooking(program, cli, run);
  addChanging(program, cli, run);
  addConverting(program, cli, run);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError)
      outcome = afterParsing(cause, complained, program.commands.find((command) => command.name() === words[0])?.name());
    else if (cause instanceof StoppedReading) outcome = err(CANCELLED);
    else throw cause;
  }
  if (printed.length > 0) await cli.out.write(printed.join(''));
  return outcome;
}

/** Commander ends by throwing, even after help. If no command is given, it shows the help as an error. */
function afterParsing({ exitCode, code }: CommanderError, complained: readonly string[], verb?: string): Outcome {
  if (exitCode === 0) return ok(EXIT.done);
  if (code === 'commander.help') return err(wrongUsage(`say what to do\n${complained.join('').trimEnd()}`));
  return err(
    wrongUsage(
      `${complained
        .join('')
        .trim()
        .replace(/^error: /, '')
        .replace(/\s*\n\s*/g, ' ')
        .replace(/\.$/, '')}. See “platter help${verb === undefined ? '' : ` ${verb}`}”.`,
    ),
  );
}
