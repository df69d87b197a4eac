/** What to do instead where a disk cannot be made of another one as it was asked: the same command line with other options. */
import type { JobError } from '../../shared/jobs';
import { shellWord } from '../../shared/text/shellWord';
import { roundUp, SECTOR_BYTES } from '../../shared/vhd/units';
import type { ImportOptions } from './commands/making';

export type AskedMaking = {
  readonly verb: 'import' | 'convert';
  readonly path: string;
  readonly out: string;
  readonly options: ImportOptions;
};

/** Options as they are typed; true stands alone, null is left out. */
type Words = Readonly<Record<string, string | true | null>>;

const given = (word: string | number | undefined): string | null => (word === undefined ? null : shellWord(`${word}`));
const flag = (isGiven: boolean | undefined): true | null => (isGiven === true ? true : null);

function wordsOf(options: ImportOptions): Words {
  const { type, onto, size, pad, geometry, azure, blockSize, creator, id, full, verify, force, json } = options;
  return {
    type,
    onto: given(onto),
    size: given(size),
    pad: flag(pad),
    geometry: geometry === undefined ? null : `${geometry.cylinders}/${geometry.heads}/${geometry.sectorsPerTrack}`,
    azure: flag(azure),
    'block-size': given(blockSize),
    creator: given(creator),
    id: given(id),
    full: flag(full),
    'no-verify': flag(verify === false),
    force: flag(force),
    json: flag(json),
  };
}

/** The command line as it was asked, but for `change`: it can be pasted. */
export function sameCommand({ verb, path, out, options }: AskedMaking, change: Words): string {
  const words = Object.entries({ ...wordsOf(options), ...change }).flatMap(([name, value]) =>
    value === null ? [] : value === true ? [`--${name}`] : [`--${name}`, value],
  );
  const parents = (options.parent ?? []).flatMap((parent) => ['--parent', shellWord(parent)]);
  return ['platter', verb, shellWord(path), shellWord(out), ...words, ...parents].join(' ');
}

/** Of an empty file nothing is imported. */
const emptyDisk = ({ out, options: { type, onto, force } }: AskedMaking): string =>
  `platter create ${shellWord(out)} --type ${type} ${onto === undefined ? '--size 3MiB' : `--parent ${shellWord(onto)}`}${force === true ? ' --force' : ''}`;

/** Null: the error's own words say what to do. */
export function wayOutOf(asked: AskedMaking, error: JobError): string | null {
  const { verb, options } = asked;
  const isChild = options.type === 'differencing';
  const instead = (what: string, change: Words): string => `${what}: ${sameCommand(asked, change)}.`;
  // A convert takes no size: the disk has one.
  const sized = (bytes: number, most: number): Words => (verb === 'import' && bytes > most ? { size: `${bytes}` } : {});
  switch (error.kind) {
    case 'not-whole-sectors':
      return verb === 'import' ? instead('Fill up the last sector with zeros', { pad: true }) : null;
    case 'parent-size': {
      if (error.bytes === 0) return `The file is empty. Make an empty child: ${emptyDisk(asked)}.`;
      const own = { type: 'dynamic', onto: null, ...sized(error.parentBytes, error.bytes) };
      return instead('Name another parent, or make a disk of its own', own);
    }
    case 'geometry-not-size':
      // Only a disk that may be larger can be what the geometry says.
      return options.azure === true || isChild || error.geometryBytes < error.bytes
        ? instead('Leave --geometry out', { geometry: null })
        : instead('Make the disk as large', { size: `${error.geometryBytes}` });
    case 'smaller-than-source':
      return instead('Leave --size out', { size: null });
    case 'size-zero':
      return verb === 'import' ? `The file is empty. Make an empty disk: ${emptyDisk(asked)}.` : null;
    case 'size-not-whole-sectors':
      return instead('Choose a multiple of 512', { size: `${roundUp(error.bytes, SECTOR_BYTES)}` });
    case 'size-too-large':
      return options.size === undefined ? null : instead('Leave --size out', { size: null });
    case 'bad-block-size':
      return instead('Choose a power of two from 512 bytes to 256 MiB, or leave --block-size out', { 'block-size': null });
    default:
      return null;
  }
}
