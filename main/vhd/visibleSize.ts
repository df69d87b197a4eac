/**
 * How large is this disk? Programs disagree: most go by current size, some by geometry, and QEMU decides by who made the
 * disk. Sources: QEMU 0.x–2.5, 2.6–9.2 and 10 block/vpc.c; libvhdi 20210425 goes by original size.
 */
import { footer } from '../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES } from '../../shared/vhd/units';
import type { Geometry, SizeClaim } from '../../shared/views';
import { geometryBytes, isGeometryMarker } from '../../shared/vhd/geometry';
import type { Image } from './image';

export type SizePolicy = 'current' | 'chs' | 'qemu-2' | 'qemu-7' | 'qemu-10';

export const geometryIn = (raw: Uint8Array): Geometry => ({
  cylinders: footer.get(raw, 'cylinders'),
  heads: footer.get(raw, 'heads'),
  sectorsPerTrack: footer.get(raw, 'sectorsPerTrack'),
});

const currentSizeOf = (raw: Uint8Array): number => safeNumber(footer.get(raw, 'currentSize')) ?? Number.MAX_SAFE_INTEGER;

/** Creators whose current size QEMU 2.6 to 9.2 trusts. It lists "d2v " with a space, so real Disk2vhd files are not among them. */
const TRUSTED_BY_QEMU_7 = ['win ', 'qem2', 'd2v ', 'tap\0', 'CTXS'];
/** Creators whose geometry QEMU 10 still goes by. */
const BY_GEOMETRY_IN_QEMU_10 = ['vpc ', 'qemu'];

const byGeometry = (raw: Uint8Array, policy: SizePolicy): boolean => {
  const creator = footer.get(raw, 'creatorApplication');
  if (policy === 'current') return false;
  if (policy === 'chs') return true;
  if (isGeometryMarker(geometryIn(raw))) return false;
  if (policy === 'qemu-2') return creator !== 'd2v\0';
  return policy === 'qemu-7' ? !TRUSTED_BY_QEMU_7.includes(creator) : BY_GEOMETRY_IN_QEMU_10.includes(creator);
};

/** Bytes of the virtual disk under a policy, in whole sectors: current size unless told otherwise. `raw` is the believed footer. */
export function visibleSize(raw: Uint8Array, policy: SizePolicy = 'current'): number {
  const bytes = byGeometry(raw, policy) ? geometryBytes(geometryIn(raw)) : currentSizeOf(raw);
  return Math.floor(bytes / SECTOR_BYTES) * SECTOR_BYTES;
}

const QEMU: readonly { readonly policy: SizePolicy; readonly name: string }[] = [
  { policy: 'qemu-2', name: 'QEMU up to 2.5' },
  { policy: 'qemu-7', name: 'QEMU 2.6–9.2' },
  { policy: 'qemu-10', name: 'QEMU 10' },
];

/** Every size the file states, and who goes by it. */
export function sizeClaims(image: Image): SizeClaim[] {
  const raw = image.footer;
  if (raw === null) return [{ notion: 'file', bytes: image.file.bytes, believers: [] }];
  const qemu = (chs: boolean): string[] => QEMU.filter(({ policy }) => byGeometry(raw, policy) === chs).map(({ name }) => name);
  const table =
    image.map === null
      ? []
      : [{ notion: 'table' as const, bytes: image.map.tableEntries * image.map.blockSectors * SECTOR_BYTES, believers: [] }];
  const container = image.kind === 'fixed' ? [{ notion: 'file' as const, bytes: image.dataEnd, believers: [] }] : [];
  return [
    { notion: 'current-size', bytes: currentSizeOf(raw), believers: ['Windows', 'Hyper-V', 'VirtualBox', 'Xen', '7-Zip', ...qemu(false)] },
    {
      notion: 'original-size',
      bytes: safeNumber(footer.get(raw, 'originalSize')) ?? Number.MAX_SAFE_INTEGER,
      believers: ['libvhdi', 'Sleuth Kit'],
    },
    { notion: 'geometry', bytes: geometryBytes(geometryIn(raw)), believers: ['Virtual PC', 'Bochs', ...qemu(true)] },
    ...table,
    ...container,
  ];
}
