/**
 * A new file that holds what another one holds, as data: which layers are read, what stays, and what the new file is
 * like. Converting, compacting, resizing, flattening, merging and exporting all are rewrites; main/jobs carries them out.
 */
import { FOOTER_BYTES, footer, NO_DATA_OFFSET, type DiskType } from '../../../shared/vhd/footer';
import { parentLocatorEntry, type PlatformCode } from '../../../shared/vhd/parentLocatorEntry';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import type { Chain } from '../chain';
import type { ExtentRange } from '../extents';
import { geometryOf } from '../../../shared/vhd/geometry';
import type { Image } from '../image';
import type { Extent } from '../newFile';
import { locatorRoom } from '../parentLocator';
import { newFooter, newHeader, newLocators, type Creator, type ParentSpec } from './newStructures';

/**
 * Which blocks of a sparse target get a place. `stored`: those of which the layers hold any sector. `non-zero`: those with
 * any byte that is not zero. `not-as-parent`: those with a sector that the layers hold and that differs from the parent.
 */
export type Keep = 'stored' | 'non-zero' | 'not-as-parent';

/** A parent locator with the bytes it points at. */
export type LocatorCopy = {
  readonly slot: number;
  readonly platform: PlatformCode | { readonly unknown: number };
  readonly data: Uint8Array;
  readonly room: number;
};

export type SparseTarget = {
  readonly kind: 'sparse';
  /** Both copies of it. */
  readonly footer: Uint8Array;
  readonly sectors: number;
  readonly blockBytes: number;
  /** Dynamic header whose bytes are kept as far as place and size allow: parent's id, time and name are in it. */
  readonly header: Uint8Array;
  /** Laid anew, in slot order. */
  readonly locators: readonly LocatorCopy[];
  /** 4096 lays each block's data on pages, as Windows does; 512 packs them. */
  readonly align: number;
};

export type FlatTarget = {
  readonly kind: 'flat';
  /** Bytes of data; sectors that the source does not have are zero. */
  readonly sectors: number;
  /** What follows the data: a footer, or nothing for a raw disk. */
  readonly closing: Extent | null;
};

export type Target = SparseTarget | FlatTarget;

export type Rewrite = {
  readonly view: Chain;
  /** Sectors of the view; they become the target's from 0 on. */
  readonly range: ExtentRange;
  readonly target: Target;
  readonly keep: Keep;
  /** What lies under the layers that are read; null: zeros. For `not-as-parent`. */
  readonly parent: Chain | null;
};

/** What a new disk needs from outside. Time in seconds since 2000. */
export type Fresh = { readonly uniqueId: string; readonly timeStamp: number; readonly creator: Creator };

export const rawTarget = (sectors: number): FlatTarget => ({ kind: 'flat', sectors, closing: null });

export const fixedTarget = (raw: Uint8Array, sectors: number): FlatTarget => ({
  kind: 'flat',
  sectors,
  closing: { at: fileOffset(sectors * SECTOR_BYTES), data: raw },
});

/** A footer for a disk of this type, with an identity of its own. */
export const freshFooter = (kind: DiskType, sectors: number, fresh: Fresh): Uint8Array => newFooter({ kind, sectors, ...fresh });

/** Xen reads a map of its own beside the table of disks by this creator; who leaves it out must not sign as Xen. */
const XEN = 'tap';

/**
 * The footer of a disk that stays itself: id, time, reserved bytes and all, with the layout it gets. Original size stays
 * unless the size changes.
 */
export function keptFooter(image: Image, kind: DiskType, sectors: number, creator: Creator): Uint8Array {
  let raw: Uint8Array = (image.footer as Uint8Array).slice(0, FOOTER_BYTES);
  const set = footer.setRaw;
  raw = set(raw, 'cookie', 'conectix');
  raw = set(raw, 'dataOffset', kind === 'fixed' ? NO_DATA_OFFSET : BigInt(FOOTER_BYTES));
  raw = set(raw, 'diskType', kind);
  if (footer.get(raw, 'creatorApplication').startsWith(XEN)) {
    raw = set(raw, 'creatorApplication', creator.application);
    raw = set(raw, 'creatorVersion', creator.version);
    raw = set(raw, 'creatorHostOs', creator.hostOs);
  }
  if (sectors !== image.sectors) raw = sized(raw, sectors);
  return footer.set(raw, 'fileFormatVersion', 0x0001_0000);
}

/** With a new size, and geometry that goes with it. libvhdi takes the original size for the size, so it follows. */
export function sized(raw: Uint8Array, sectors: number): Uint8Array {
  const bytes = BigInt(sectors) * BigInt(SECTOR_BYTES);
  const { cylinders, heads, sectorsPerTrack } = geometryOf(sectors);
  let after = footer.setRaw(raw, 'currentSize', bytes);
  after = footer.setRaw(after, 'originalSize', bytes);
  after = footer.setRaw(after, 'cylinders', cylinders);
  after = footer.setRaw(after, 'heads', heads);
  return footer.set(after, 'sectorsPerTrack', sectorsPerTrack);
}

export type Link = Pick<SparseTarget, 'header' | 'locators'>;

/** Header and locators of a new disk; with `parent`, of a child. */
export const freshLink = (blockBytes: number, parent: ParentSpec | null): Link => ({
  header: newHeader({ tableAt: 0, entries: 0, blockBytes, parent, locators: [] }),
  locators: (parent === null ? [] : newLocators(parent)).map(({ code, data, room }, slot) => ({ slot, platform: code, data, room })),
});

/** Header and locators of a sparse image, as it has them; a locator that cannot be read is left out. */
export async function keptLink(image: Image): Promise<Link> {
  const header = image.header as StructBytes;
  const locators: LocatorCopy[] = [];
  for (const locator of image.locators) {
    if (locator.verdict !== 'good') continue;
    const read = await image.file.read(fileOffset(locator.dataAt), locator.dataBytes);
    if (!read.ok) continue;
    locators.push({
      slot: locator.index,
      platform: parentLocatorEntry.get(locator.entry.bytes, 'platformCode'),
      data: read.value,
      room: roundUp(Math.max(locatorRoom(locator), read.value.length), SECTOR_BYTES),
    });
  }
  return { header: header.bytes.slice(), locators };
}
