/**
 * The commands, their options and their help. What a command does is loaded when it runs: asking for one does not cost
 * the start of all.
 */
import { Command, CommanderError, Option } from 'commander';
import type { DiskType } from '../../shared/vhd/footer';
import type { Cli } from './context';
import type { Outcome } from './outcome';
import { EXIT, wrongUsage } from './outcome';
import { choice, count, creator, dryRun, force, insist, json, number, parent, size } from './options';
import { err, ok } from '../../shared/result';

const EXAMPLES = `
Examples:
  platter info disk.vhd                        what it is
  platter check disk.vhd && echo fine          exit code 2 when there are errors
  platter map disk.vhd --json                  which blocks are where
  platter read disk.vhd --lba 0 --count 1 --hex
  platter write disk.vhd --lba 2048 --in boot.bin --dry-run

Sizes: 512, 64KiB, 10GiB, 10G (the same), 10GB (decimal), 0x200.
Exit codes: 0 done · 1 could not do it · 2 check found errors, or compare differences · 64 wrong usage · 130 cancelled.
Results go to standard output, everything else to standard error. “platter help COMMAND” tells more.`;

/** Runs what the words ask for. Help and version are done by themselves. */
export async function runProgram(cli: Cli, words: readonly string[]): Promise<Outcome> {
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
  addWriting(program, cli, run);
  addMaking(program, cli, run);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    outcome = afterParsing(cause, complained);
  }
  if (printed.length > 0) await cli.out.write(printed.join(''));
  return outcome;
}

/** Commander ends by throwing, also after help. A program without words shows its help as a complaint. */
function afterParsing({ exitCode, message, code }: CommanderError, complained: readonly string[]): Outcome {
  if (exitCode === 0) return ok(EXIT.done);
  if (code === 'commander.help') return err(wrongUsage(`say what to do\n${complained.join('').trimEnd()}`));
  const said = complained.length > 0 ? complained.join('').trim() : message;
  return err(wrongUsage(`${said.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')}. See “platter help”.`));
}

type Run = (work: Promise<Outcome>) => Promise<void>;

const FILE = 'the disk image';

function addLooking(program: Command, cli: Cli, run: Run): void {
  program
    .command('info')
    .summary('what a disk is: structures, sizes, chain, partitions')
    .description(
      'Identify a disk: footer, footer copy, dynamic header and locators decoded; geometry, sizes, checksums, block totals, partitions, chain, findings.',
    )
    .argument('<FILE>', FILE)
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: object) => run(import('./commands/info').then(({ info }) => info(cli, file, options))));
  program
    .command('check')
    .summary('what is wrong or odd; exit code 2 when there are errors')
    .description(
      'Run every check and list what was found, errors first, each with its code, its bytes, what follows from it and who minds. Nothing is written.',
    )
    .argument('<FILE>', FILE)
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: object) => run(import('./commands/check').then(({ check }) => check(cli, file, options))));
  program
    .command('map')
    .summary('where blocks or sectors of the disk come from')
    .description(
      'List runs of blocks: state, range of the disk, layer and file offset of the first block’s data. States: unallocated, full, partial, zero, parent, damaged, overlapping, unscanned. With --sectors, runs of sectors through the whole chain.',
    )
    .argument('<FILE>', FILE)
    .option('--sectors', 'runs of sectors instead of blocks')
    .option('--quick', 'do not read sector bitmaps: allocated blocks are “unscanned”')
    .addOption(json().conflicts('jsonl'))
    .option('--jsonl', 'print JSON Lines, one run a line')
    .addOption(parent())
    .action((file: string, options: object) => run(import('./commands/map').then(({ map }) => map(cli, file, options))));
  program
    .command('read')
    .summary('sectors of the disk, or bytes of the file')
    .description(
      'Write sectors of the virtual disk, as they are, to standard output or a file. Sectors that a missing parent would hold, or that are damaged, are an error, never zeros.',
    )
    .argument('<FILE>', FILE)
    .addOption(number('--lba <n>', 'first sector of the disk (512 bytes each)'))
    .addOption(count('--count <m>', 'how many sectors (default: 1)'))
    .option('--hex', 'a hex dump, as xxd -u prints it')
    .option('--out <f>', 'write to a new file instead')
    .option('--layer', 'this file alone, without its parents: what it does not have reads as zeros')
    .option('--file-bytes', 'bytes of the file itself instead of the disk; any file will do')
    .addOption(size('--offset <o>', 'with --file-bytes: first byte (default: 0)'))
    .addOption(size('--length <l>', 'with --file-bytes: how many bytes (default: to the end)'))
    .addOption(force())
    .addOption(parent())
    .action((file: string, options: object) => run(import('./commands/read').then(({ read }) => read(cli, file, options))));
}

function addWriting(program: Command, cli: Cli, run: Run): void {
  program
    .command('write')
    .summary('write sectors of the disk, through a journal')
    .description(
      'Write whole sectors from standard input or a file. Blocks are allocated as needed. The change is journalled: after a crash or power cut it is there whole or not at all.',
    )
    .argument('<FILE>', FILE)
    .addOption(number('--lba <n>', 'first sector to write').makeOptionMandatory())
    .option('--in <f>', 'where the sectors come from (default: standard input)')
    .addOption(dryRun())
    .addOption(insist())
    .addOption(json())
    .action((file: string, options: { readonly lba: number }) =>
      run(import('./commands/write').then(({ write }) => write(cli, file, options))),
    );
  program
    .command('set')
    .summary('change fields of footer and dynamic header by name')
    .description(
      'Change fields, by the names “platter info --json” has for them. The checksum and the footer copy follow, unless --raw. Values: sizes, numbers, “new” for an id, “now” for a time, a name for a type.',
    )
    .argument('<FILE>', FILE)
    .argument('<FIELD=VALUE...>', 'such as footer.uniqueId=new footer.creatorApplication=win header.parentTimeStamp=now')
    .option('--raw', 'change these bytes alone: no checksum and no copy follows; footerCopy.FIELD is the copy')
    .addOption(dryRun())
    .addOption(insist())
    .addOption(json())
    .addHelpText('after', FIELD_NAMES)
    .action((file: string, words: string[], options: object) =>
      run(import('./commands/set').then(({ set }) => set(cli, file, words, options))),
    );
}

const FIELD_NAMES = `
footer: cookie features fileFormatVersion dataOffset timeStamp creatorApplication creatorVersion creatorHostOS originalSize
  currentSize geometry.cylinders geometry.heads geometry.sectorsPerTrack diskType checksum uniqueId savedState hidden reserved
header: cookie dataOffset tableOffset headerVersion maxTableEntries blockSize checksum parentUniqueId parentTimeStamp
  parentUnicodeName parentLocators reserved1 reserved2`;

function addMaking(program: Command, cli: Cli, run: Run): void {
  program
    .command('create')
    .summary('a new, empty disk')
    .description('Create a disk. It appears under its name only when it is complete.')
    .argument('<FILE>', 'the new disk image')
    .addOption(choice('--type <type>', 'how it stores data', ['fixed', 'dynamic', 'differencing']).makeOptionMandatory())
    .addOption(size('--size <s>', 'size of the virtual disk; a differencing disk has its parent’s'))
    .option('--parent <file>', 'of a differencing disk')
    .addOption(size('--block-size <s>', 'of dynamic and differencing disks (default: 2MiB)'))
    .option('--exact', 'the size exactly as given (this is the default)')
    .addOption(
      new Option('--chs', 'round the size up until cylinders × heads × sectors say it, as QEMU does').conflicts(['exact', 'azure']),
    )
    .option('--azure', 'as Azure wants it: fixed, whole MiB')
    .option('--aligned', 'blocks’ data on 4 KiB, as Windows 8 and later lay it')
    .addOption(creator())
    .option('--id <uuid>', 'unique id (default: a new one)')
    .addOption(choice('--preallocate <how>', 'of fixed disks: take the room now (default: none)', ['none', 'full']))
    .addOption(choice('--partition-table <scheme>', 'an empty one (default: none)', ['none', 'mbr', 'gpt']))
    .addOption(force())
    .addOption(json())
    .action((file: string, options: { readonly type: DiskType }) =>
      run(import('./commands/create').then(({ create }) => create(cli, file, options))),
    );
}
