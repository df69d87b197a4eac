/** An image as read, with the bytes that matter; nothing is judged. An Image exists only if it could be opened. */
import type { DiskType } from '../../../shared/vhd/footer';
import type { LocatorView, StructBytes } from '../../../shared/views';
import type { Unread } from '../check/unread';
import type { BlockFile } from './blockFile';
import type { BlockMap } from '../format/bat';
import type { Batmap } from '../format/batmap';
import type { Footers } from '../format/footers';

export type Image = {
  readonly file: BlockFile;
  /** `raw`: a disk without any footer; `bytes`: only a file. */
  readonly kind: DiskType | 'raw' | 'bytes';
  readonly footers: Footers | null;
  /** The believed footer's 512 bytes; null for raw and bytes. */
  readonly footer: Uint8Array | null;
  readonly header: StructBytes | null;
  /** Why there is no usable block map although there should be one; null when there is one, or none is needed. */
  readonly mapFault: MapFault | null;
  readonly map: BlockMap | null;
  /** Xen's batmap, if there is one. */
  readonly batmap: Batmap | null;
  /** What a batmap's header claims, although the file ends before it. */
  readonly batmapBeyond: Batmap | null;
  readonly locators: readonly LocatorView[];
  /** Stretches of footers, dynamic header and block table that the drive cannot read, in bytes of the file. */
  readonly unread: readonly Unread[];
  /** Whole sectors of the virtual disk. */
  readonly sectors: number;
  /** Where the disk's data must end in the file: the footer's place, or the end. */
  readonly dataEnd: number;
};

/** An image with a footer: anything except raw disks and mere bytes. */
export type Disk = Image & { readonly kind: DiskType; readonly footers: Footers; readonly footer: Uint8Array };

export const isDisk = (image: Image): image is Disk => image.footer !== null;

export type MapFault =
  | { readonly kind: 'no-header'; readonly at: string }
  /** The drive cannot read the header: nobody knows what stands there. */
  | { readonly kind: 'unread-header' }
  | { readonly kind: 'block-size'; readonly blockSize: number }
  | { readonly kind: 'table-place'; readonly tableOffset: string; readonly why: 'unaligned' | 'outside-file' | 'inside-header' };
