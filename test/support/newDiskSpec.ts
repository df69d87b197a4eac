/** A request for a new disk as the window sends it: dynamic, 64 MiB. */
import type { NewDiskSpec } from '../../shared/newDisk';
import { DEFAULT_BLOCK_BYTES } from '../../shared/vhd/newLayout';
import type { OpenTicket } from '../../shared/views';

export const NEW_DISK_SPEC: NewDiskSpec = {
  kind: 'dynamic',
  sizeBytes: 64 * 1024 * 1024,
  sizeRule: 'exact',
  geometry: null,
  blockBytes: DEFAULT_BLOCK_BYTES,
  uniqueId: null,
  creator: 'win ',
  partitions: 'none',
  fill: 'sparse',
  parent: null,
  namesAbsolute: true,
  place: 'place' as OpenTicket,
  replace: false,
};
