/**
 * How large is this disk? Programs disagree: most use the current size, some the geometry, and QEMU decides by the creator.
 * Sources: QEMU 0.x–2.5, 2.6–9.2 and 10 block/vpc.c; libvhdi 20210425 uses the original size.
 */
import { footer } from '../../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Geometry, SizeClaim } from '../../../shared/views';
import { geometryBytes, isGeometryMarker } from '../../../shared/vhd/geometry';
import { isDisk, type Image } from '../read/image';
import { READERS, type Reader } from './readers';

export type SizePolicy = 'current' | 'chs' | 'qemu-2' | 'qemu-7' | 'qemu-10';

export const geometryIn = (raw: Uint8Array): Geometry => ({
  cylinders: footer.get(raw, 'cylinders'),
  heads: footer.get(raw, 'heads'),
  sectorsPerTrack: footer.get(raw, 'sectorsPerTrack'),
});

const currentSizeOf = (raw: Uint8Array): number => safeNumber(footer.get(raw, 'currentSize')) ?? Number.MAX_SAFE_INTEGER;

/** Creators whose current size QEMU 2.6 to 9.2 trusts. It lists "d2v " with a space, so real Disk2vhd files are not among them. */
const TRUSTED_BY_QEMU_7 = ['win ', 'qem2', 'd2v ', 'tap\0', 'CTXS'];
/** Creators for which QEMU 10 still uses the geometry. */
const BY_GEOMETRY_IN_QEMU_10 = ['vpc ', 'qemu'];

const byGeometry = (raw: Uint8Array, policy: SizePolicy): boolean => {
  const creator = footer.get(raw, 'creatorApplication');
  if (policy === 'current') return false;
  if (policy === 'chs') return true;
  if (isGeometryMarker(geometryIn(raw))) return false;
  if (policy === 'qemu-2') return creator !== 'd2v\0';
  return policy === 'qemu-7' ? !TRUSTED_BY_QEMU_7.includes(creator) : BY_GEOMETRY_IN_QEMU_10.includes(creator);
};

/** Bytes of the virtual disk under a policy, in whole sectors; by default the current size. `raw` is the believed footer. */
export function visibleSize(raw: Uint8Array, policy: SizePolicy = 'current'): number {
  const bytes = byGeometry(raw, policy) ? geometryBytes(geometryIn(raw)) : currentSizeOf(raw);
  return Math.floor(bytes / SECTOR_BYTES) * SECTOR_BYTES;
}

const QEMU: readonly { readonly policy: SizePolicy; readonly name: string }[] = [
  { policy: 'qemu-2', name: 'QEMU up to 2.5' },
  { policy: 'qemu-7', name: 'QEMU 2.6–9.2' },
  { policy: 'qemu-10', name: 'QEMU 10' },
];

type Stated = 'current-size' | 'original-size' | 'geometry';

const STATED: Readonly<Record<Stated, (raw: Uint8Array) => number>> = {
  'current-size': currentSizeOf,
  'original-size': (raw) => safeNumber(footer.get(raw, 'originalSize')) ?? Number.MAX_SAFE_INTEGER,
  geometry: (raw) => geometryBytes(geometryIn(raw)),
};

type Program = {
  readonly name: string;
  readonly reads: Reader;
  readonly goesBy: (raw: Uint8Array) => Stated;
  /** Last released more than ten years ago. */
  readonly isOld?: boolean;
};

const always =
  (stated: Stated): Program['goesBy'] =>
  () =>
    stated;

/** In the order in which people should read them. */
const PROGRAMS: readonly Program[] = [
  { name: 'Windows', reads: READERS.windows, goesBy: always('current-size') },
  { name: 'Hyper-V', reads: READERS.windows, goesBy: always('current-size') },
  { name: 'VirtualBox', reads: READERS.virtualBox, goesBy: always('current-size') },
  { name: 'Xen', reads: READERS.xen, goesBy: always('current-size') },
  { name: '7-Zip', reads: READERS.sevenZip, goesBy: always('current-size') },
  { name: 'libvhdi', reads: READERS.libvhdi, goesBy: always('original-size') },
  { name: 'Sleuth Kit', reads: READERS.libvhdi, goesBy: always('original-size') },
  { name: 'Virtual PC', reads: READERS.windows, goesBy: always('geometry'), isOld: true },
  { name: 'Bochs', reads: READERS.bochs, goesBy: always('geometry') },
  ...QEMU.map(
    ({ policy, name }): Program => ({
      name,
      isOld: policy === 'qemu-2',
      reads: READERS.qemu,
      goesBy: (raw) => (byGeometry(raw, policy) ? 'geometry' : 'current-size'),
    }),
  ),
];

type Made = { notion: Stated; bytes: number; inOther: boolean; believers: string[]; isUsedToday: boolean };

/** Every size the file states, and who uses it. A program that finds no footer, or refuses what it finds, uses none. */
export function sizeClaims(image: Image): SizeClaim[] {
  if (!isDisk(image)) return [{ notion: 'file', bytes: image.file.bytes, inOther: false, believers: [], isUsedToday: false }];
  const claims = new Map<string, Made>();
  const claim = (notion: Stated, bytes: number, inOther: boolean): Made => {
    const key = `${notion} ${bytes}`;
    const made = claims.get(key) ?? { notion, bytes, inOther, believers: [], isUsedToday: false };
    claims.set(key, made);
    return made;
  };
  for (const notion of ['current-size', 'original-size', 'geometry'] as const) claim(notion, STATED[notion](image.footer), false);
  for (const { name, reads, goesBy, isOld = false } of PROGRAMS) {
    const raw = reads(image);
    if (raw === null) continue;
    const notion = goesBy(raw);
    const made = claim(notion, STATED[notion](raw), true);
    made.believers.push(name);
    made.isUsedToday ||= !isOld;
  }
  const table =
    image.map === null
      ? []
      : [
          {
            notion: 'table' as const,
            bytes: image.map.tableEntries * image.map.blockSectors * SECTOR_BYTES,
            inOther: false,
            believers: [],
            isUsedToday: false,
          },
        ];
  const container =
    image.kind === 'fixed' ? [{ notion: 'file' as const, bytes: image.dataEnd, inOther: false, believers: [], isUsedToday: false }] : [];
  return [...claims.values(), ...table, ...container];
}
