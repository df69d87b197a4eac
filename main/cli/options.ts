/** Options that several commands share, and how their values are read. */
import { InvalidArgumentError, Option } from 'commander';
import { parseNumber, parseSize } from './sizes';

function sizeValue(text: string): number {
  const size = parseSize(text);
  if (size === null) throw new InvalidArgumentError('A size is 512, 64KiB, 10GiB, 10G (the same) or 10GB (decimal).');
  return size;
}

function numberValue(text: string): number {
  const value = parseNumber(text);
  if (value === null) throw new InvalidArgumentError('A number is 2048 or 0x800.');
  return value;
}

function countValue(text: string): number {
  const value = numberValue(text);
  if (value === 0) throw new InvalidArgumentError('It must be at least 1.');
  return value;
}

const gather = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

export const size = (flags: string, about: string): Option => new Option(flags, about).argParser(sizeValue);
export const number = (flags: string, about: string): Option => new Option(flags, about).argParser(numberValue);
export const count = (flags: string, about: string): Option => new Option(flags, about).argParser(countValue);

export const json = (): Option => new Option('--json', 'print one JSON document');
export const force = (): Option => new Option('--force', 'replace a file that is there already, once the new one is complete');
export const dryRun = (): Option => new Option('--dry-run', 'show every byte range that would change, before and after; write nothing');
/** For every command that reads through the chain. */
export const parent = (): Option =>
  new Option('--parent <file>', 'a parent that does not lie beside its child; give it once a missing layer').argParser(gather);

export const insist = (): Option => new Option('--force', 'also where other disks beside it name this one as their parent');
export const creator = (): Option =>
  new Option('--creator <name>', 'creator application, up to four letters (default: “win ”, which QEMU trusts)');
export const choice = (flags: string, about: string, values: readonly string[]): Option => new Option(flags, about).choices(values);
export const many = (flags: string, about: string): Option => new Option(flags, `${about}; may be given several times`).argParser(gather);
