/** What to do instead if one disk cannot be made from another as asked: the same command line with other options. */
import type { JobError } from '../../shared/jobs';
import { shellWord } from '../../shared/text/shellWord';
import { geometryBytes } from '../../shared/vhd/geometry';
import { roundUp, SECTOR_BYTES } from '../../shared/vhd/units';
import type { ImportOptions } from './convertOptions';

export type AskedConversion = {
  readonly verb: 'import' | 'convert';
  readonly path: string;
  readonly out: string;
  readonly options: ImportOptions;
  /** For an import: the length of the raw file, if it is known. */
  readonly rawBytes?: number;
};

/** Options as they are typed; true is an option without a value, null leaves the option out. */
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

/** Options that only disks of these types have; other types are made without them. */
const ONLY_OF: readonly { readonly word: string; readonly types: readonly ImportOptions['type'][]; readonly why: string }[] = [
  { word: 'block-size', types: ['dynamic', 'differencing'], why: 'only dynamic and differencing disks are stored in blocks' },
  { word: 'full', types: ['fixed', 'raw'], why: 'only fixed disks and raw files have room for every zero' },
  { word: 'id', types: ['fixed', 'dynamic', 'differencing'], why: 'only VHD disks have an ID, and a raw file is none' },
  { word: 'creator', types: ['fixed', 'dynamic', 'differencing'], why: 'only VHD disks name their creator, and a raw file is none' },
  { word: 'geometry', types: ['fixed', 'dynamic', 'differencing'], why: 'only VHD disks have a geometry, and a raw file is none' },
];

/** Options that have no effect on a disk of this type, with command lines that work; null where there are none. */
export function withoutEffect(asked: AskedConversion): string | null {
  const words = wordsOf(asked.options);
  const found = ONLY_OF.find(({ word, types }) => words[word] !== null && !types.includes(asked.options.type));
  return found === undefined
    ? null
    : `${found.why}. Leave --${found.word} out: ${sameCommand(asked, {})}; or choose --type ${found.types.join(' or ')}.`;
}

/** The command line as it was given, with `change` applied and without options that its type does not have. It can be pasted. */
export function sameCommand({ verb, path, out, options }: AskedConversion, change: Words): string {
  const all = { ...wordsOf(options), ...change };
  const isOfType = (name: string): boolean =>
    ONLY_OF.every(({ word, types }) => word !== name || types.some((type) => type === all['type']));
  const words = Object.entries(all).flatMap(([name, value]) =>
    value === null || !isOfType(name) ? [] : value === true ? [`--${name}`] : [`--${name}`, value],
  );
  const parents = (options.parent ?? []).flatMap((parent) => ['--parent', shellWord(parent)]);
  return ['platter', verb, shellWord(path), shellWord(out), ...words, ...parents].join(' ');
}

/** Nothing can be imported from an empty file. */
const emptyDisk = ({ out, options: { type, onto, force } }: AskedConversion): string =>
  `platter create ${shellWord(out)} --type ${type} ${onto === undefined ? '--size 3MiB' : `--parent ${shellWord(onto)}`}${force === true ? ' --force' : ''}`;

type ErrorOf<K extends JobError['kind']> = Extract<JobError, { readonly kind: K }>;
type WayOut<K extends JobError['kind']> = (asked: AskedConversion, error: ErrorOf<K>) => string | null;

const instead = (asked: AskedConversion, what: string, change: Words): string => `${what}: ${sameCommand(asked, change)}.`;

/** A raw file that ends with part of a sector makes a disk only if that sector is filled up. */
const filledUp = ({ rawBytes = 0 }: AskedConversion): Words => (rawBytes % SECTOR_BYTES === 0 ? {} : { pad: true });

const WAYS_OUT: { readonly [K in JobError['kind']]?: WayOut<K> } = {
  'not-whole-sectors': (asked) => (asked.verb === 'import' ? instead(asked, 'Fill up the last sector with zeros', { pad: true }) : null),
  'parent-size': (asked, { bytes, parentBytes }) => {
    if (bytes === 0) return `The file is empty. Make an empty child: ${emptyDisk(asked)}.`;
    // `convert` takes no size: the disk has one.
    const size = asked.verb === 'import' && parentBytes > bytes ? { size: `${parentBytes}` } : {};
    return instead(asked, 'Name another parent, or make a disk of its own', { type: 'dynamic', onto: null, ...size });
  },
  'geometry-not-size': (asked, { bytes, geometryBytes: says }) => {
    const { azure, type } = asked.options;
    // The disk can have the size of its geometry only if it may get larger.
    return azure === true || type === 'differencing' || says < bytes
      ? instead(asked, 'Leave --geometry out', { geometry: null })
      : instead(asked, 'Make the disk as large', { size: `${says}` });
  },
  'smaller-than-source': (asked) => instead(asked, 'Leave --size out', { size: null, ...filledUp(asked) }),
  'size-zero': (asked) => (asked.verb === 'import' ? `The file is empty. Make an empty disk: ${emptyDisk(asked)}.` : null),
  'size-not-whole-sectors': (asked, { bytes }) => {
    const { geometry, azure } = asked.options;
    const size = roundUp(bytes, SECTOR_BYTES);
    const saysSo = geometry === undefined || (azure !== true && geometryBytes(geometry) === size);
    return instead(asked, 'Choose a multiple of 512', { size: `${size}`, ...filledUp(asked), ...(saysSo ? {} : { geometry: null }) });
  },
  'size-too-large': (asked) => (asked.options.size === undefined ? null : instead(asked, 'Leave --size out', { size: null })),
  'bad-block-size': (asked) =>
    instead(asked, 'Choose a power of two from 512 bytes to 256 MiB, or leave --block-size out', { 'block-size': null }),
};

/** Null: the error's own words already say what to do. */
export function wayOutOf(asked: AskedConversion, error: JobError): string | null {
  const wayOut = WAYS_OUT[error.kind] as WayOut<JobError['kind']> | undefined;
  return wayOut?.(asked, error) ?? null;
}
