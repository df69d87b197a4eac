/**
 * Damages images where it matters: fields set to values that overflow, table entries that point at other structures,
 * structures copied over each other, files cut and padded; checksums are mended nearly always, since without that
 * nothing gets past them. Everything follows from the random source.
 */
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import { parentLocatorEntry } from '../../shared/vhd/parentLocatorEntry';
import { get32, stampFooter, stampHeader } from './imageBuilder';
import type { Random } from './random';

type Place = { readonly at: number; readonly bytes: number };
type Field = { readonly at: number; readonly bytes: number };

const fieldsOf = (struct: { readonly fields: Readonly<Record<string, Field>> }): Place[] =>
  Object.values(struct.fields).map(({ at, bytes }) => ({ at, bytes }));
const FOOTER_FIELDS = fieldsOf(footer);
const HEADER_FIELDS = fieldsOf(dynamicHeader);
const LOCATOR_FIELDS = fieldsOf(parentLocatorEntry);

/** Numbers that sit on borders: of types, of the format, of this file. */
function edge(random: Random, file: Uint8Array): bigint {
  const size = BigInt(file.length);
  const edges = [
    0n,
    1n,
    2n,
    8n,
    511n,
    512n,
    513n,
    1024n,
    1536n,
    4096n,
    size,
    size - 1n,
    size - 512n,
    size - 511n,
    size / 512n,
    size / 512n - 1n,
    2n ** 21n,
    2n ** 31n - 1n,
    2n ** 31n,
    2n ** 32n - 2n,
    2n ** 32n - 1n,
    2n ** 32n,
    2n ** 41n - 512n,
    2n ** 41n,
    2n ** 53n,
    2n ** 63n,
    2n ** 64n - 1n,
    BigInt(random.below(64)) * 512n,
    BigInt(random.below(0x7fff_ffff)),
  ];
  return random.pick(edges);
}

function putNumber(file: Uint8Array, at: number, bytes: number, value: bigint): void {
  let rest = value < 0n ? 0n : value;
  for (let i = Math.min(at + bytes, file.length) - 1; i >= at; i--) {
    file[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

function mutateField(file: Uint8Array, random: Random, base: number, fields: readonly Place[]): void {
  const { at, bytes } = random.pick(fields);
  if (base < 0 || base + at + bytes > file.length) return;
  if (bytes <= 8 && random.below(4) > 0) putNumber(file, base + at, bytes, edge(random, file));
  else file[base + at + random.below(bytes)] = random.below(256);
}

const tableAt = (file: Uint8Array): number => (file.length >= 1536 ? get32(file, 532) : 0);

type Mutator = (file: Uint8Array, random: Random) => Uint8Array;

const inPlace =
  (change: (file: Uint8Array, random: Random) => void): Mutator =>
  (file, random) => {
    if (file.length > 0) change(file, random);
    return file;
  };

const MUTATORS: readonly Mutator[] = [
  inPlace((file, random) => mutateField(file, random, random.pick([0, file.length - 512]), FOOTER_FIELDS)),
  // One field, in both footers alike: what a program that wrote nonsense leaves.
  inPlace((file, random) => {
    if (file.length < 1024) return;
    mutateField(file, random, 0, FOOTER_FIELDS);
    file.copyWithin(file.length - 512, 0, 512);
  }),
  inPlace((file, random) => mutateField(file, random, 512, HEADER_FIELDS)),
  inPlace((file, random) => mutateField(file, random, 512, HEADER_FIELDS)),
  inPlace((file, random) => mutateField(file, random, 512 + 576 + 24 * random.below(8), LOCATOR_FIELDS)),
  // Table entries: borders, neighbours, duplicates, each other's places.
  inPlace((file, random) => {
    const at = tableAt(file) + 4 * random.below(12);
    if (at + 4 > file.length) return;
    const other = tableAt(file) + 4 * random.below(12);
    const near = other + 4 <= file.length ? get32(file, other) : 0;
    putNumber(file, at, 4, random.below(2) === 0 ? edge(random, file) : BigInt(near + random.below(3) - 1));
  }),
  // A structure, or part of it, over another.
  inPlace((file, random) => {
    const sectors = Math.max(1, Math.floor(file.length / 512));
    const from = random.below(sectors) * 512;
    file.copyWithin(random.below(sectors) * 512, from, from + 512 * (1 + random.below(3)));
  }),
  inPlace((file, random) => {
    const sectors = Math.max(1, Math.floor(file.length / 512));
    const at = random.below(sectors) * 512;
    file.fill(random.pick([0, 0xff, 0xa5, 0xc7]), at, at + 512);
  }),
  inPlace((file, random) => {
    for (let i = 0; i < 1 + random.below(8); i++) file[random.below(file.length)] = random.below(256);
  }),
  // Cut, at a border or not.
  (file, random) =>
    file.slice(0, random.below(2) === 0 ? random.below(file.length + 1) : 512 * random.below(Math.floor(file.length / 512) + 1)),
  // Grown.
  (file, random) => {
    const more = new Uint8Array(file.length + random.pick([1, 100, 511, 512, 1024, 4096]));
    more.fill(random.pick([0, 0xff, 0xc7]));
    more.set(file);
    return more;
  },
  // Bits of a bitmap, wherever the first entries point.
  inPlace((file, random) => {
    const entry = tableAt(file) + 4 * random.below(8);
    if (entry + 4 > file.length) return;
    const at = get32(file, entry) * 512 + random.below(2);
    if (at < file.length) file[at] = random.below(256);
  }),
];

function mendSums(file: Uint8Array): void {
  if (file.length < 512) return;
  stampFooter(file, file.length - 512);
  if (file[0] === 0x63) stampFooter(file, 0);
  if (file.length >= 1536 && file[512] === 0x63) stampHeader(file, 512);
}

/** A damaged copy: one to four mutations, checksums mended nine times in ten. */
export function mutant(seed: Uint8Array, random: Random): Uint8Array {
  let file: Uint8Array = seed.slice();
  for (let turn = 1 + random.below(4); turn > 0; turn--) file = random.pick(MUTATORS)(file, random);
  if (random.below(10) > 0) mendSums(file);
  return file;
}
