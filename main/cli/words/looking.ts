/** Commands that only read: their names, options and help. */
import { type Command } from 'commander';
import type { Cli } from '../context';
import { DATE_FORMATS } from '../../../shared/find/dates';
import { NUMBER_BITS, TEXT_ENCODINGS } from '../../../shared/find/pattern';
import { STRUCTURE_NAMES } from '../../../shared/find/structures';
import { choice, count, force, json, many, manyOf, number, parent, size } from '../options';
import { FILE, type Run } from './run';

export function addLooking(program: Command, cli: Cli, run: Run): void {
  program
    .command('info')
    .summary('what a disk is: structures, sizes, chain, partitions')
    .description(
      'Identify a disk: footer, footer copy, dynamic header and locators decoded; geometry, sizes, checksums, block totals, partitions, chain, and what “platter check” finds.',
    )
    .argument('<FILE>', FILE)
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/info').then(({ info }) => info(cli, file, options))));
  program
    .command('check')
    .summary('what is wrong or odd; exit code 2 when there are errors')
    .description(
      'Run every check and list what was found, errors first, each with its code, its bytes, what follows from it and who minds. Nothing is written.',
    )
    .option('--deep', 'read every block: bitmaps against data, padding, the whole chain; and the IDs of disks beside it')
    .option('--azure', 'also what Azure would mind')
    .argument('<FILE>', FILE)
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/check').then(({ check }) => check(cli, file, options))));
  program
    .command('map')
    .summary('where blocks or sectors of the disk come from')
    .description(
      'List runs of blocks: state, range of the disk, layer and file offset of the first block’s data. States: unallocated, full, partial, zero, parent, damaged, overlapping, unscanned, unknown (a missing parent would hold it). With --sectors, runs of sectors through the whole chain.',
    )
    .argument('<FILE>', FILE)
    .option('--sectors', 'runs of sectors instead of blocks')
    .option('--quick', 'do not read sector bitmaps: allocated blocks are “unscanned”')
    .addOption(json().conflicts('jsonl'))
    .option('--jsonl', 'print JSON Lines, one run a line')
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/map').then(({ map }) => map(cli, file, options))));
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
    .action((file: string, options: object) => run(import('../commands/read').then(({ read }) => read(cli, file, options))));
  program
    .command('compare')
    .summary('whether two disks hold the same; exit code 2 when not')
    .description(
      'Compare what two disks hold, sector by sector, whatever their types and layouts, and list the ranges that differ. A file that is no VHD is taken as a raw disk.',
    )
    .argument('<A>', FILE)
    .argument('<B>', 'another disk image, or a raw disk')
    .option('--patch <f>', 'also write what makes A hold what B holds as a patch, for “platter apply”')
    .addOption(force())
    .addOption(json())
    .action((a: string, b: string, options: object) =>
      run(import('../commands/content').then(({ compare }) => compare(cli, a, b, options))),
    );
  program
    .command('hash')
    .summary('digests of what the disk holds')
    .description(
      'Hash the content of the virtual disk: equal for equal disks, whatever their types and layouts. Several algorithms take one pass.',
    )
    .argument('<FILE>', FILE)
    .option('--algorithm <names>', 'such as sha256,md5,sha1', 'sha256')
    .addOption(number('--lba <n>', 'from this sector on'))
    .addOption(count('--count <m>', 'so many sectors'))
    .addOption(number('--block <n>', 'this block alone'))
    .addOption(count('--partition <n>', 'this partition alone, numbered as “platter info” does'))
    .option('--layer', 'this file alone, without its parents: what it does not have is zeros')
    .addOption(json())
    .addOption(parent())
    .action((file: string, options: { readonly algorithm: string }) =>
      run(import('../commands/content').then(({ hash }) => hash(cli, file, options))),
    );
  program
    .command('search')
    .summary('find bytes or text in the disk')
    .description(
      'Search the content of the virtual disk. Each hit is its place on the disk in bytes, its sector and its length. Sectors that nothing stores are left out, unless --all.',
    )
    .argument('<FILE>', FILE)
    .addOption(many('--hex <bytes>', 'pairs of hex digits, ? for any digit: "DE AD ?? 4?"'))
    .addOption(many('--text <text>', 'text'))
    .addOption(many('--regex <pattern>', 'a regular expression over bytes; ^ and $ stand at the ends of lines; matches are cut at 4 KiB'))
    .addOption(many('--number <n>', 'a number or a range: 4096, 0x1000, -5..5'))
    .addOption(many('--guid <id>', 'a GUID or UUID'))
    .addOption(many('--date <date>', 'a day or a moment in UTC, or a range: 2024-01-31, 2024-01-01..2024-12-31'))
    .addOption(manyOf('--structure <name>', 'the beginning of a file system, table or file', ['all', ...STRUCTURE_NAMES]))
    .addOption(choice('--encoding <name>', 'of --text (default: utf8)', TEXT_ENCODINGS))
    .addOption(choice('--bits <n>', 'of --number (default: 32)', NUMBER_BITS.map(String)))
    .addOption(choice('--order <name>', 'of --number and --guid (default: both)', ['le', 'be', 'both']))
    .addOption(choice('--date-format <name>', 'how --date is stored (default: unix)', DATE_FORMATS))
    .option('--ignore-case', 'upper or lower case, for --text and --regex')
    .option('--all', 'also in sectors that nothing stores, which are zeros')
    .addOption(count('--limit <n>', 'how many hits to list (default: 10000)'))
    .addOption(json().conflicts('jsonl'))
    .option('--jsonl', 'print JSON Lines, one hit a line')
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/search').then(({ search }) => search(cli, file, options))));
  program
    .command('report')
    .summary('everything about a disk in one document')
    .description(
      'A report of structures, findings and map, to keep or to send: text, JSON, or one HTML page that needs nothing else. It holds no data of the disk, but names and paths it mentions.',
    )
    .argument('<FILE>', FILE)
    .addOption(choice('--format <format>', 'which (default: what the name after --out says, else text)', ['text', 'json', 'html']))
    .option('--out <f>', 'write to a new file instead of standard output')
    .option('--deep', 'with the checks that read every block')
    .addOption(force())
    .addOption(parent())
    .action((file: string, options: object) => run(import('../commands/report').then(({ report }) => report(cli, file, options))));
}
