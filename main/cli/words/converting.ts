/** Commands that make a new file: their names, options and help. */
import { Option, type Command } from 'commander';
import type { DiskType } from '../../../shared/vhd/footer';
import type { ConvertOptions } from '../convertOptions';
import type { Cli } from '../context';
import { choice, count, creator, force, geometry, id, json, number, parent, size } from '../options';
import { FILE, type Run } from './run';

export function addConverting(program: Command, cli: Cli, run: Run): void {
  program
    .command('create')
    .summary('a new, empty disk')
    .description('Create a disk. It appears under its name only when it is complete.')
    .argument('<FILE>', 'the new disk image')
    .addOption(choice('--type <type>', 'how it stores data', ['fixed', 'dynamic', 'differencing']).makeOptionMandatory())
    .addOption(size('--size <s>', 'size of the virtual disk; a differencing disk has its parent’s, one with --geometry what that says'))
    .option('--parent <file>', 'of a differencing disk')
    .addOption(size('--block-size <s>', 'of dynamic and differencing disks (default: 2MiB)'))
    .option('--exact', 'the size exactly as given (this is the default)')
    .addOption(
      new Option('--chs', 'round the size up until cylinders × heads × sectors say it, as QEMU does').conflicts(['exact', 'azure']),
    )
    .addOption(geometry())
    .option('--azure', 'as Azure wants it: fixed, whole MiB, at least 20')
    .option('--aligned', 'blocks’ data on 4 KiB, as Windows 8 and later lay it')
    .addOption(creator())
    .addOption(id())
    .addOption(
      choice('--preallocate <how>', 'of fixed disks: take the room now (default: none; on Windows always, for it attaches no sparse VHD)', [
        'none',
        'full',
      ]),
    )
    .addOption(choice('--partition-table <scheme>', 'an empty one (default: none)', ['none', 'mbr', 'gpt']))
    .addOption(force())
    .addOption(json())
    .action((file: string, options: { readonly type: DiskType }) =>
      run(import('../commands/create').then(({ create }) => create(cli, file, options))),
    );
  program
    .command('export')
    .summary('the disk, or a part of it, as a raw file')
    .description('Write what the disk holds as a raw image, through the chain of parents. Holes stay holes where the drive can have them.')
    .argument('<FILE>', FILE)
    .argument('<OUT>', 'the raw file')
    .addOption(number('--lba <n>', 'from this sector on'))
    .addOption(count('--count <m>', 'so many sectors'))
    .addOption(number('--block <n>', 'this block alone'))
    .addOption(count('--partition <n>', 'this partition alone, numbered as “platter info” does'))
    .addOption(new Option('--sparse', 'leave holes for zeros (this is the default)').conflicts('full'))
    .option('--full', 'write zeros too, so that the room is taken')
    .option('--hash <names>', 'digests of the content, each also into OUT.NAME, such as OUT.sha256')
    .addOption(new Option('--through-chain', 'with what the parents hold (this is the default)').conflicts('layer'))
    .option('--layer', 'this file alone: what it does not have is zeros')
    .addOption(
      new Option(
        '--known',
        'where a parent is missing: write zeros for what only it knows, and list it; answers 2 where there is any',
      ).conflicts('layer'),
    )
    .option('--salvage', 'write zeros for sectors that cannot be read, list them, and go on; answers 2 where there are any')
    .option('--verify', 'compare the new file with the disk')
    .addOption(force())
    .addOption(json())
    .addOption(parent())
    .action((file: string, out: string, options: object) =>
      run(import('../commands/converting').then(({ exportDisk }) => exportDisk(cli, file, out, options))),
    );
  fresh(program.command('import'))
    .summary('a raw file as a disk')
    .description(
      'Make a disk of a raw image. Blocks that are all zero stay unallocated. A file that is a disk image of another kind is refused: it would end up inside the new disk as it is.',
    )
    .argument('<RAW>', 'the raw file')
    .argument('<OUT>', 'the new disk image')
    .addOption(choice('--type <type>', 'how the new disk stores data', ['fixed', 'dynamic', 'differencing']).makeOptionMandatory())
    .option('--onto <parent>', 'with --type differencing: the parent, which keeps all that is equal')
    .addOption(size('--size <s>', 'a larger disk: zeros follow the raw image (default: the size of the image)'))
    .option('--pad', 'fill up a last sector that is not whole with zeros; without it such a file is refused')
    .addOption(geometry())
    .option('--azure', 'with --type fixed: whole MiB and at least 20, as Azure wants it')
    .action((file: string, out: string, options: ConvertOptions) =>
      run(import('../commands/converting').then(({ importRaw }) => importRaw(cli, file, out, options))),
    );
  fresh(program.command('convert'))
    .summary('a disk as another type')
    .description(
      'Make a disk of another type, block size or layout with the same content, read through the whole chain. The source stays as it is.',
    )
    .argument('<IN>', FILE)
    .argument('<OUT>', 'the new disk image')
    .addOption(choice('--type <type>', 'how the new disk stores data', ['fixed', 'dynamic', 'differencing', 'raw']).makeOptionMandatory())
    .option('--onto <parent>', 'with --type differencing: the parent, which keeps all that is equal')
    .option('--azure', 'with --type fixed: whole MiB and at least 20, as Azure wants it')
    .option('--full', 'fixed and raw: write zeros too, so that the room is taken; on Windows fixed disks always do')
    .addOption(parent())
    .action((file: string, out: string, options: ConvertOptions) =>
      run(import('../commands/converting').then(({ convert }) => convert(cli, file, out, options))),
    );
  program
    .command('flatten')
    .summary('a whole chain as one disk')
    .description('Make one disk of a differencing disk and all its parents. They stay as they are.')
    .argument('<FILE>', 'the youngest disk of the chain')
    .argument('<OUT>', 'the new disk image')
    .addOption(choice('--type <type>', 'how the new disk stores data (default: dynamic)', ['dynamic', 'fixed', 'raw']))
    .addOption(creator())
    .addOption(id())
    .option('--no-verify', 'do not compare the new disk with the chain')
    .addOption(force())
    .addOption(json())
    .addOption(parent())
    .action((file: string, out: string, options: object) =>
      run(import('../commands/converting').then(({ flatten }) => flatten(cli, file, out, options))),
    );
  program
    .command('merge')
    .summary('a child and some of its parents as one disk')
    .description(
      'Make one disk of a differencing disk and the next --depth layers below it. No parent is written; the new disk keeps the child’s ID, so that its own children still find it.',
    )
    .argument('<CHILD>', 'a differencing disk')
    .addOption(new Option('--output <out>', 'the new disk image').makeOptionMandatory())
    .addOption(count('--depth <n>', 'how many parents are taken in (default: 1)'))
    .option('--no-verify', 'do not compare the new disk with the old ones')
    .addOption(force())
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: { readonly output: string }) =>
      run(import('../commands/converting').then(({ merge }) => merge(cli, file, options))),
    );
  program
    .command('skeleton')
    .summary('the structure of a disk without its data, for a bug report')
    .description(
      'Copy every structure to its place in a new sparse file and leave out all data of the disk. It keeps IDs, names and paths of the disk and its parents. Compress it before you send it.',
    )
    .argument('<FILE>', FILE)
    .argument('<OUT>', 'the new file')
    .addOption(force())
    .addOption(json())
    .action((file: string, out: string, options: object) =>
      run(import('../commands/converting').then(({ skeleton }) => skeleton(cli, file, out, options))),
    );
}

/** Options of commands that make a new disk from another one. */
const fresh = (command: Command): Command =>
  command
    .addOption(size('--block-size <s>', 'of a dynamic or differencing disk (default: as the source has, or 2MiB)'))
    .addOption(creator())
    .addOption(id())
    .option('--no-verify', 'do not compare the new disk with the source')
    .addOption(force())
    .addOption(json());
