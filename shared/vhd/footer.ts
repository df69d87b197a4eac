/** Hard disk footer, 512 bytes, big-endian throughout. VHD specification 1.0, "Hard Disk Footer Format". */
import { ascii, checksum, enum32, flags32, reserved, u16, u64, u8, uuid, version32, vhdTime } from './codec';
import { defineStruct } from './defineStruct';

export const FOOTER_BYTES = 512;
export const FOOTER_COOKIE = 'conectix';
/** `dataOffset` of a disk without a dynamic header. */
export const NO_DATA_OFFSET = 0xffff_ffff_ffff_ffffn;
export const NULL_UUID = '00000000-0000-0000-0000-000000000000';

export const footer = defineStruct('footer', 'Footer', FOOTER_BYTES, {
  cookie: ascii(0, 8, {
    label: 'Cookie',
    spec: 'Cookie',
    is: FOOTER_COOKIE,
    about: 'Marks the footer. Anything else and no program will recognise the disk.',
  }),
  features: flags32(
    8,
    { Temporary: 1, Reserved: 2 },
    {
      label: 'Features',
      spec: 'Features',
      about: 'The Reserved bit must be set. Temporary disks may be deleted at shutdown.',
    },
  ),
  fileFormatVersion: version32(12, {
    label: 'Format version',
    spec: 'File Format Version',
    is: 0x0001_0000,
    about: 'Version of the format the file follows. Windows refuses anything but 1.0.',
  }),
  dataOffset: u64(16, {
    label: 'Data offset',
    spec: 'Data Offset',
    unit: 'bytes',
    none: NO_DATA_OFFSET,
    about: 'Where the dynamic header starts in the file. Fixed disks store FFFFFFFFFFFFFFFF.',
  }),
  timeStamp: vhdTime(24, {
    label: 'Time stamp',
    spec: 'Time Stamp',
    unit: 'seconds',
    about: 'When the disk was created, in seconds since 2000-01-01 UTC. Some programs refresh it on every change.',
  }),
  creatorApplication: ascii(28, 4, {
    label: 'Creator application',
    spec: 'Creator Application',
    about: 'Who made the disk. Some programs use it to decide whether to trust geometry or Current size.',
  }),
  creatorVersion: version32(32, {
    label: 'Creator version',
    spec: 'Creator Version',
    about: 'Version of the program that made the disk: major and minor, 16 bits each.',
  }),
  creatorHostOs: ascii(36, 4, {
    label: 'Creator host OS',
    spec: 'Creator Host OS',
    about: 'Wi2k for Windows, “Mac ” for Macintosh; Xen tools leave it zero.',
  }),
  originalSize: u64(40, {
    label: 'Original size',
    spec: 'Original Size',
    unit: 'bytes',
    about: 'Virtual size when the disk was created. Informational, but libvhdi takes it for the size of the disk.',
  }),
  currentSize: u64(48, {
    label: 'Current size',
    spec: 'Current Size',
    unit: 'bytes',
    about: 'Virtual size now. Must match the BAT and, for old programs, the geometry.',
  }),
  cylinders: u16(56, {
    label: 'Cylinders',
    spec: 'Disk Geometry',
    about: 'Cylinders × heads × sectors per track is the size that old programs see.',
  }),
  heads: u8(58, { label: 'Heads', spec: 'Disk Geometry', about: 'Heads of the emulated drive, at most 16 by the specification.' }),
  sectorsPerTrack: u8(59, {
    label: 'Sectors per track',
    spec: 'Disk Geometry',
    about: 'Sectors in one track of the emulated drive: 17, 31, 63 or 255.',
  }),
  diskType: enum32(
    60,
    { none: 0, fixed: 2, dynamic: 3, differencing: 4 },
    {
      label: 'Disk type',
      spec: 'Disk Type',
      about: 'How the data is laid out. Changing this does not convert the disk.',
    },
  ),
  checksum: checksum(64, {
    label: 'Checksum',
    spec: 'Checksum',
    about: 'Ones’ complement of the byte sum of the footer without this field.',
  }),
  uniqueId: uuid(68, {
    label: 'Unique ID',
    spec: 'Unique Id',
    none: NULL_UUID,
    about: 'The identity of this disk. Children refer to it, byte for byte.',
  }),
  savedState: u8(84, {
    label: 'Saved state',
    spec: 'Saved State',
    about: '1 while a suspended virtual machine relies on the disk: it must not be expanded or compacted then.',
  }),
  hidden: u8(85, {
    label: 'Hidden (Xen)',
    spec: 'Reserved',
    about: 'Reserved by the specification; Xen stores 1 here for internal snapshot nodes.',
  }),
  reserved: reserved(86, 426, {
    label: 'Reserved',
    spec: 'Reserved',
    about: 'Should be zero. What is here is kept and counted in the checksum.',
  }),
});

/**
 * Whether the creator is Xen. For such disks Xen reads its own map beside the block table, and regards a disk without that map
 * as damaged. A program that writes no such map must not use Xen's name.
 */
export const isXensName = (creatorApplication: string): boolean => /^tap[\0 ]$/i.test(creatorApplication);

export type DiskType = 'fixed' | 'dynamic' | 'differencing';
