/** Parent locator entry, 24 bytes, big-endian throughout; eight of them in the dynamic header. VHD specification 1.0. */
import { enum32, reserved, u32, u64, type EnumValue, type Field } from './codec';
import { grouped, hex, plural } from '../text/numbers';
import { SECTOR_BYTES } from './units';
import { defineStruct } from './defineStruct';

export const LOCATOR_ENTRY_BYTES = 24;
export const LOCATOR_ENTRIES = 8;

/** Platform codes: four ASCII characters read as a number. */
export const PLATFORM_CODES = {
  none: 0,
  Wi2r: 0x5769_3272,
  Wi2k: 0x5769_326b,
  W2ru: 0x5732_7275,
  W2ku: 0x5732_6b75,
  Mac: 0x4d61_6320,
  MacX: 0x4d61_6358,
} as const;
export type PlatformCode = keyof typeof PLATFORM_CODES;

type Info<T> = Pick<Field<T>, 'label' | 'spec' | 'about'>;

/** The code is its own name: its number says nothing more. */
const platformCode = (info: Info<EnumValue<PlatformCode>>): Field<EnumValue<PlatformCode>> => ({
  ...enum32(0, PLATFORM_CODES, info),
  text: (value) => (typeof value === 'string' ? value : `unknown (0x${hex(value.unknown, 8)})`),
});

/** Sectors, as the specification says, or bytes, as Windows stores them: nobody keeps room for less than a sector. */
const dataSpace = (info: Info<number>): Field<number> => ({
  ...u32(4, info),
  text: (value) => (value > 0 && value < SECTOR_BYTES ? plural(value, 'sector') : `${grouped(value)} bytes`),
});

export const parentLocatorEntry = defineStruct('parentLocatorEntry', 'Parent locator', LOCATOR_ENTRY_BYTES, {
  platformCode: platformCode({
    label: 'Platform',
    spec: 'Platform Code',
    about: 'How the path is written: W2ru relative and W2ku absolute Windows paths in UTF-16, MacX a file URL.',
  }),
  platformDataSpace: dataSpace({
    label: 'Data space',
    spec: 'Platform Data Space',
    about: 'Room kept for the path. The specification says sectors, Windows stores bytes.',
  }),
  platformDataLength: u32(8, {
    label: 'Data length',
    spec: 'Platform Data Length',
    unit: 'bytes',
    about: 'Bytes of the path as stored.',
  }),
  reserved: reserved(12, 4, { label: 'Reserved', spec: 'Reserved', about: 'Should be zero.' }),
  platformDataOffset: u64(16, {
    label: 'Data offset',
    spec: 'Platform Data Offset',
    unit: 'bytes',
    about: 'Where the path is stored in the file.',
  }),
});
