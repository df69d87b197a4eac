/**
 * The commands, their options and their help. What a command does is loaded when it runs: asking for one does not cost
 * the start of all.
 */
import { Command, CommanderError } from 'commander';
import type { Cli } from './context';
import type { Outcome } from './outcome';
import { CANCELLED, EXIT, wrongUsage } from './outcome';
import { StoppedReading } from './stopping';
import { addChanging } from './words/changing';
import { addLooking } from './words/looking';
import { addMaking } from './words/making';
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

/** Runs what the words ask for. Help and version are done by themselves. */
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
  addMaking(program, cli, run);
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

/** Commander ends by throwing, also after help. A program without words shows its help as a complaint. */
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
