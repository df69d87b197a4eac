/** Dynamic disk header, 1,024 bytes, big-endian throughout. VHD specification 1.0, "Dynamic Disk Header Format". */
import { ascii, bytes, checksum, reserved, u32, u64, utf16be, uuid, version32, vhdTime } from './codec';
import { defineStruct } from './defineStruct';
import { NO_DATA_OFFSET, NULL_UUID } from './footer';

export const DYNAMIC_HEADER_BYTES = 1024;
export const DYNAMIC_HEADER_COOKIE = 'cxsparse';
/** Where the eight parent locator entries start inside the header. */
export const LOCATORS_AT = 576;

export const dynamicHeader = defineStruct('dynamicHeader', 'Dynamic header', DYNAMIC_HEADER_BYTES, {
  cookie: ascii(0, 8, {
    label: 'Cookie',
    spec: 'Cookie',
    is: DYNAMIC_HEADER_COOKIE,
    about: 'Marks the dynamic header.',
  }),
  dataOffset: u64(8, {
    label: 'Next structure',
    spec: 'Data Offset',
    unit: 'bytes',
    none: NO_DATA_OFFSET,
    about: 'Unused: all ones. Programs that follow it can be sent in circles.',
  }),
  tableOffset: u64(16, {
    label: 'Table offset',
    spec: 'Table Offset',
    unit: 'bytes',
    about: 'Where the block allocation table (BAT) starts in the file.',
  }),
  headerVersion: version32(24, {
    label: 'Header version',
    spec: 'Header Version',
    is: 0x0001_0000,
    about: 'Version of this structure. Windows refuses anything but 1.0.',
  }),
  maxTableEntries: u32(28, {
    label: 'Max table entries',
    spec: 'Max Table Entries',
    about: 'How many entries the BAT has: one for each block of the disk.',
  }),
  blockSize: u32(32, {
    label: 'Block size',
    spec: 'Block Size',
    unit: 'bytes',
    about: 'Bytes of disk data in one block: a power of two, normally 2 MiB. The sector bitmap comes on top.',
  }),
  checksum: checksum(36, {
    label: 'Checksum',
    spec: 'Checksum',
    about: 'Ones’ complement of the byte sum of the header without this field. There is no second copy of this header.',
  }),
  parentUniqueId: uuid(40, {
    label: 'Parent unique ID',
    spec: 'Parent Unique ID',
    none: NULL_UUID,
    about: 'The unique ID of the parent disk; the link that has to match.',
  }),
  parentTimeStamp: vhdTime(56, {
    label: 'Parent time stamp',
    spec: 'Parent Time Stamp',
    unit: 'seconds',
    none: 0,
    about: 'When the parent file was last modified, as the child remembers it.',
  }),
  reserved1: reserved(60, 4, { label: 'Reserved', spec: 'Reserved', about: 'Should be zero.' }),
  parentUnicodeName: utf16be(64, 512, {
    label: 'Parent name',
    spec: 'Parent Unicode Name',
    about: 'Name of the parent file, UTF-16 big-endian. Usually a bare name, sometimes a path.',
  }),
  parentLocators: bytes(LOCATORS_AT, 192, {
    label: 'Parent locators',
    spec: 'Parent Locator Entry 1–8',
    about: 'Eight entries that say where the parent lies, one for each platform’s way to write a path.',
  }),
  reserved2: reserved(768, 256, { label: 'Reserved', spec: 'Reserved', about: 'Should be zero.' }),
});
