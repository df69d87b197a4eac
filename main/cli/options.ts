/** Options that several commands share, and how their values are read. */
import { InvalidArgumentError, Option } from 'commander';
import { creatorFault, geometryIn, idIn } from './identity';
import { parseNumber, parseSize } from '../../shared/text/sizeInput';

function sizeValue(text: string): number {
  const size = parseSize(text);
  if (size === null) throw new InvalidArgumentError('A size is 512, 64KiB or 10GiB; 10G and 10GB are the same as 10GiB.');
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

function idValue(text: string): string {
  const id = idIn(text);
  if (id === null) throw new InvalidArgumentError('An ID is 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, or in braces as Windows prints it.');
  return id;
}

function creatorValue(text: string): string {
  const fault = creatorFault(text);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return text;
}

function geometryValue(text: string): NonNullable<ReturnType<typeof geometryIn>> {
  const value = geometryIn(text);
  if (value === null) throw new InvalidArgumentError('A geometry is 733/7/17: up to 65535 cylinders, 255 heads and 255 sectors a track.');
  return value;
}

const gather = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

export const size = (flags: string, about: string): Option => new Option(flags, about).argParser(sizeValue);
export const number = (flags: string, about: string): Option => new Option(flags, about).argParser(numberValue);
export const count = (flags: string, about: string): Option => new Option(flags, about).argParser(countValue);

export const json = (): Option => new Option('--json', 'print one JSON document');
const REPLACES = 'replace a file that is there already, once the new one is complete';
/** `also`: what else --force overrides. */
export const force = (also = ''): Option => new Option('--force', `${REPLACES}${also}`);
export const dryRun = (): Option => new Option('--dry-run', 'show every byte range that would change, before and after; write nothing');
/** For every command that reads through the chain. */
export const parent = (): Option =>
  new Option('--parent <file>', 'a parent, taken in place of one beside its child; give it once a layer, nearest first').argParser(gather);

export const id = (): Option =>
  new Option('--id <uuid>', 'unique ID (default: a new one); in braces, in the order that Windows prints').argParser(idValue);
export const geometry = (): Option =>
  new Option('--geometry <c/h/s>', 'cylinders/heads/sectors that say exactly the size (default: as the specification says)').argParser(
    geometryValue,
  );
export const insist = (more = ''): Option => new Option('--force', `also where other disks beside it name this one as their parent${more}`);
export const creator = (): Option =>
  new Option('--creator <name>', 'creator application, up to four letters (default: “win ”, which QEMU trusts)').argParser(creatorValue);
export const choice = (flags: string, about: string, values: readonly string[]): Option => new Option(flags, about).choices(values);
export const many = (flags: string, about: string): Option => new Option(flags, `${about}; may be given several times`).argParser(gather);
/** As `many`, where each value is one of these. */
export const manyOf = (flags: string, about: string, values: readonly string[]): Option =>
  new Option(flags, `${about}: ${values.join(', ')}; may be given several times`).argParser(
    (value: string, before: readonly string[] | undefined) => {
      if (!values.includes(value)) throw new InvalidArgumentError(`Allowed are ${values.join(', ')}.`);
      return gather(value, before);
    },
  );
