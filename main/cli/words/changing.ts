/** Commands that change a disk: their names, options and help. */
import { Option, type Command } from 'commander';
import type { Cli } from '../context';
import { choice, dryRun, force, insist, json, many, number, parent, size } from '../options';
import { FILE, type Run } from './run';

export function addChanging(program: Command, cli: Cli, run: Run): void {
  program
    .command('write')
    .summary('write sectors of the disk, through a journal')
    .description(
      'Write whole sectors from standard input or a file. Blocks are allocated as needed. The change is journalled: after a crash or power cut it is there whole or not at all. The old bytes of the last three changes stay beside the disk (NAME.platter-undo-N), and the window can take them back.',
    )
    .argument('<FILE>', FILE)
    .addOption(number('--lba <n>', 'first sector to write').makeOptionMandatory())
    .option('--in <f>', 'where the sectors come from (default: standard input)')
    .addOption(dryRun())
    .addOption(insist(', or where its block table may have lost blocks'))
    .addOption(json())
    .action((file: string, options: { readonly lba: number }) =>
      run(import('../commands/write').then(({ write }) => write(cli, file, options))),
    );
  program
    .command('apply')
    .summary('change a disk as a patch says')
    .description(
      'Change the bytes that a patch file names, through the journal. A patch of Platter has the bytes from before: if the disk has others, nothing is written. IPS files are applied unseen.',
    )
    .argument('<FILE>', FILE)
    .argument('<PATCH>', 'a patch from “platter compare --patch” or from the window, or an IPS file')
    .option('--reverse', 'take the patch back: write the bytes from before')
    .addOption(choice('--ips-of <space>', 'what the places in an IPS file count (default: bytes of the disk)', ['disk', 'file']))
    .addOption(dryRun())
    .addOption(insist(', or where its block table may have lost blocks'))
    .addOption(json())
    .addOption(parent())
    .action((file: string, patch: string, options: object) =>
      run(import('../commands/apply').then(({ apply }) => apply(cli, file, patch, options))),
    );
  program
    .command('set')
    .summary('change fields of footer and dynamic header by name')
    .description(
      'Change fields, by the names “platter info --json” has for them. The checksum and the footer copy follow, unless --raw. Values: sizes, numbers, “new” for an ID, “now” for a time, a name for a type.',
    )
    .argument('<FILE>', FILE)
    .argument('<FIELD=VALUE...>', 'such as footer.uniqueId=new footer.creatorApplication=win header.parentTimeStamp=now')
    .option('--raw', 'change these bytes alone: no checksum and no copy follows; footerCopy.FIELD is the copy')
    .addOption(dryRun())
    .addOption(insist())
    .addOption(json())
    .addHelpText('after', FIELD_NAMES)
    .action((file: string, words: string[], options: object) =>
      run(import('../commands/set').then(({ set }) => set(cli, file, words, options))),
    );
  program
    .command('compact')
    .summary('give back what the disk does not need')
    .description(
      'Write the same disk without blocks that are all zero (or all as its parent has them), in disk order and without gaps, compare it with the old one, and put it in its place.',
    )
    .argument('<FILE>', FILE)
    .option('--output <f>', 'a new file; FILE stays as it is')
    .option('--keep-zeros', 'keep every block: only order them and close the gaps')
    .option('--backup', 'keep the old file as NAME.before-compact.vhd')
    .option('--no-verify', 'do not compare the new file with the old one')
    .option('--dry-run', 'tell how long the new file would be; write nothing')
    .option(
      '--force',
      'also when it has children or other names, blocks that its table has lost would go, the new file would be longer, or --output is there already',
    )
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/rewriting').then(({ compact }) => compact(cli, file, options))));
  program
    .command('resize')
    .summary('grow or shrink a disk')
    .description(
      'Give the disk another size: in place, through the journal, where the file has room for that, else as a new file. Growing adds zeros at the end. Shrinking is refused while data or a partition lies beyond the new end, unless --force.',
    )
    .argument('<FILE>', FILE)
    .addOption(size('--size <s>', 'the new size').makeOptionMandatory())
    .addOption(dryRun())
    .option('--output <f>', 'a new file; FILE stays as it is')
    .option('--backup', 'keep the old file as NAME.before-resize.vhd')
    .option('--no-verify', 'do not compare the new file with the old one')
    .option(
      '--force',
      'cut off what lies beyond the new end; also when it has children or other names, blocks that its table has lost would go, or --output is there already',
    )
    .addOption(json())
    .action((file: string, options: { readonly size: number }) =>
      run(import('../commands/rewriting').then(({ resize }) => resize(cli, file, options))),
    );
  program
    .command('repair')
    .summary('mend what check finds')
    .description(
      'Plan the repairs of what “platter check” finds, run every check on the result in memory, and show it. Nothing is written without --yes or --output. By themselves only repairs are made that guess nothing; the others are listed, to be chosen, with what else goes with each. No block is given up without being chosen. A file that does not open for want of a footer is looked through for one that stands before its end, else it gets one.',
    )
    .argument('<FILE>', FILE)
    .option('--only <codes>', 'only these findings: F02,H02')
    .addOption(many('--choose <code=method>', 'decide for a repair that is listed as a choice'))
    .option('--loss', 'the chosen repairs may give up or invent data')
    .option('--notes', 'also what is merely unusual')
    .option('--deep', 'with the checks that read every block')
    .option('--azure', 'also what Azure would mind')
    .option('--yes', 'do it, through the journal')
    .option('--dry-run', 'show the plan and write nothing, as without --yes and --output')
    .option('--output <copy>', 'write a repaired copy instead; FILE stays as it is')
    .option(
      '--rebuild',
      'where the block table, or its entries for some blocks, are lost: find the blocks, and write the disk they make to --output',
    )
    .option('--no-search', 'look for no footer before the end of a file that has none there: that reads all of it')
    .addOption(many('--place <offset=block>', 'with --rebuild: which block stands at this byte of the file'))
    .addOption(choice('--interrupted <how>', 'first settle a save that was cut off, and do no more', ['finish', 'undo', 'set-aside']))
    .addOption(force('; with --interrupted: also when the file was moved since, or another program has the number of the one that saved'))
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/repair').then(({ repair }) => repair(cli, file, options))));
  program
    .command('reconnect')
    .summary('give a child its parent again')
    .description(
      'Rewrite the parent’s ID, time and name and every locator of a differencing disk. Refused when the ID is another one than the child remembers, unless --force. The parent is not touched.',
    )
    .argument('<FILE>', 'a differencing disk')
    .addOption(new Option('--parent <file>', 'where the parent is now').makeOptionMandatory())
    .option('--force', 'also when the ID or the size is another: data may be wrong wherever the child has none of its own')
    .addOption(dryRun())
    .addOption(json())
    .action((file: string, options: { readonly parent: string }) =>
      run(import('../commands/reconnect').then(({ reconnect }) => reconnect(cli, file, options))),
    );
}

const FIELD_NAMES = `
footer: cookie features fileFormatVersion dataOffset timeStamp creatorApplication creatorVersion
  creatorHostOS originalSize currentSize geometry.cylinders geometry.heads geometry.sectorsPerTrack
  diskType checksum uniqueId savedState hidden reserved
header: cookie dataOffset tableOffset headerVersion maxTableEntries blockSize checksum parentUniqueId
  parentTimeStamp parentUnicodeName parentLocators reserved1 reserved2`;
