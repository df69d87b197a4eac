/**
 * A new file with the content of another one, as data: which layers are read, what is kept, and what the new file is like.
 * Converting, compacting, resizing, flattening, merging and exporting all are rewrites; main/jobs carries them out.
 */
import type { IoError } from '../../../shared/errors';
import type { MadeNote } from '../../../shared/jobs';
import { ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES, footer, isXensName, NO_DATA_OFFSET, type DiskType } from '../../../shared/vhd/footer';
import { fileOffset, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Geometry, StructBytes } from '../../../shared/views';
import type { Chain } from '../read/chain';
import type { ExtentRange } from '../read/extents';
import { carriedGeometry } from '../../../shared/vhd/geometry';
import type { Image } from '../read/image';
import type { Extent } from './newFile';
import { heldRoom } from '../describe/occupied';
import { entryIn, isPath, locatorEntry, newLocators, standsIn, type ParentSpec } from '../format/parentLocator';
import { newFooter, newHeader, type Creator } from './newStructures';
import { geometryIn } from '../describe/visibleSize';
import type { DiskPiece } from '../partitions/emptyPartitions';

/**
 * Which blocks of a sparse target are kept. `stored`: those of which the layers hold any sector. `non-zero`: those with any
 * byte that is not zero. `not-as-parent`: those with a sector that the layers hold and that differs from the parent.
 */
export type Keep = 'stored' | 'non-zero' | 'not-as-parent';

/** A parent locator with the bytes it points at. `entry` is its 24 bytes; the layout sets their place in the file. */
export type LocatorCopy = {
  readonly slot: number;
  readonly entry: Uint8Array;
  readonly data: Uint8Array;
  /** Whole sectors. */
  readonly room: number;
};

export type SparseTarget = {
  readonly kind: 'sparse';
  /** The same footer is written at both places. */
  readonly footer: Uint8Array;
  readonly sectors: number;
  readonly blockBytes: number;
  /** The dynamic header. Its bytes are kept except for places and sizes; the parent's id, time and name are in it. */
  readonly header: Uint8Array;
  /** The locators get new places, in slot order. */
  readonly locators: readonly LocatorCopy[];
  /** 4096 puts each block's data on a page border, as Windows does; 512 packs the blocks. */
  readonly align: number;
};

export type FlatTarget = {
  readonly kind: 'flat';
  /** The number of data sectors; those that the source does not have are zero. */
  readonly sectors: number;
  /** What follows the data: a footer, or nothing for a raw disk. */
  readonly closing: Extent | null;
};

export type Target = SparseTarget | FlatTarget;

export type Rewrite = {
  readonly view: Chain;
  /** Sectors of the view; they become the target's sectors from 0 on. */
  readonly range: ExtentRange;
  readonly target: Target;
  readonly keep: Keep;
  /** The chain under the layers that are read; null: zeros. Used for `not-as-parent`. */
  readonly parent: Chain | null;
  /**
   * Whole sectors of the target that replace what is read: ascending, disjoint. Only for a disk that starts at sector 0 of
   * its source.
   */
  readonly over?: readonly DiskPiece[];
  /** For a child: sectors behind the range in which it must hold zeros because its parent has data there. Ascending, disjoint. */
  readonly zeros?: readonly ExtentRange[];
  readonly notes?: readonly MadeNote[];
};

/** What a new disk needs from outside. Time in seconds since 2000. */
export type Fresh = {
  readonly uniqueId: string;
  readonly timeStamp: number;
  readonly creator: Creator;
  /** Chosen for the new disk; if missing, the source's geometry is kept if that was chosen by hand. */
  readonly geometry?: Geometry;
};

export const rawTarget = (sectors: number): FlatTarget => ({ kind: 'flat', sectors, closing: null });

export const fixedTarget = (raw: Uint8Array, sectors: number): FlatTarget => ({
  kind: 'flat',
  sectors,
  closing: { at: fileOffset(sectors * SECTOR_BYTES), data: raw },
});

/** A footer for a disk of this type, with an identity of its own. */
export function freshFooter(kind: DiskType, sectors: number, fresh: Fresh, from: Image): Uint8Array {
  const carried = from.footer === null ? null : carriedGeometry(geometryIn(from.footer), from.sectors, sectors).geometry;
  return newFooter({ kind, sectors, ...fresh, geometry: fresh.geometry ?? carried });
}

/** Whether a geometry that was chosen for the disk is impossible for a disk of this size. */
export const losesGeometry = ({ footer: raw, sectors: from }: Image, sectors: number): boolean =>
  raw !== null && carriedGeometry(geometryIn(raw), from, sectors).lost;

/**
 * The footer of a disk that keeps its identity: id, time and reserved bytes stay, only the layout changes. Original size
 * stays unless the size changes.
 */
export function keptFooter(image: Image, kind: DiskType, sectors: number, creator: Creator): Uint8Array {
  let raw: Uint8Array = (image.footer as Uint8Array).slice(0, FOOTER_BYTES);
  const set = footer.setRaw;
  raw = set(raw, 'cookie', 'conectix');
  raw = set(raw, 'dataOffset', kind === 'fixed' ? NO_DATA_OFFSET : BigInt(FOOTER_BYTES));
  raw = set(raw, 'diskType', kind);
  if (isXensName(footer.get(raw, 'creatorApplication'))) {
    raw = set(raw, 'creatorApplication', creator.application);
    raw = set(raw, 'creatorVersion', creator.version);
    raw = set(raw, 'creatorHostOs', creator.hostOs);
  }
  if (sectors !== image.sectors) raw = sized(raw, image.sectors, sectors);
  return footer.set(raw, 'fileFormatVersion', 0x0001_0000);
}

/** The footer with a new size and a matching geometry. The original size changes too, because libvhdi uses it as the size. */
export function sized(raw: Uint8Array, from: number, sectors: number): Uint8Array {
  const bytes = BigInt(sectors) * BigInt(SECTOR_BYTES);
  const { cylinders, heads, sectorsPerTrack } = carriedGeometry(geometryIn(raw), from, sectors).geometry;
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
  locators: (parent === null ? [] : newLocators(parent)).map((locator, slot) => ({
    slot,
    entry: locatorEntry(locator),
    data: locator.data,
    room: locator.room,
  })),
});

/**
 * Header and locators of a sparse image as they are; only a locator that points out of the file is left out. Locators that
 * we do not understand keep their entry, and all of their room is copied. A bad sector under one is an error: without it the
 * new disk might not find its parent.
 */
export async function keptLink(image: Image): Promise<Result<Link, IoError>> {
  const header = image.header as StructBytes;
  const locators: LocatorCopy[] = [];
  for (const locator of image.locators) {
    if (!standsIn(image.file, locator)) continue;
    const { index: slot, platform, dataAt, dataBytes } = locator;
    const room = roundUp(Math.max(heldRoom(image, locator), dataBytes), SECTOR_BYTES);
    const bytes = isPath(platform) ? dataBytes : Math.min(room, image.file.bytes - dataAt);
    const read = await image.file.read(fileOffset(dataAt), bytes);
    if (!read.ok) return read;
    const isOurs = isPath(platform) && platform !== 'unknown';
    const entry = isOurs ? locatorEntry({ platform, data: read.value, room }) : entryIn(header.bytes, slot).slice();
    locators.push({ slot, entry, data: read.value, room });
  }
  return ok({ header: header.bytes.slice(), locators });
}
