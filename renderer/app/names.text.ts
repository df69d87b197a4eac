/** Names of things on screen that come from data. */
import type { BlockState, DiskView, SizeNotion } from '../../shared/views';

export const KIND_NAMES: Readonly<Record<DiskView['kind'], string>> = {
  fixed: 'Fixed',
  dynamic: 'Dynamic',
  differencing: 'Differencing',
  raw: 'Raw disk',
};

export const STATE_NAMES: Readonly<Record<BlockState, string>> = {
  unallocated: 'Unallocated',
  parent: 'From parent',
  unscanned: 'Not scanned',
  full: 'In this file',
  partial: 'Partial',
  unset: 'No sector set',
  zero: 'All zeros',
  damaged: 'Damaged',
  overlapping: 'Overlapping',
};

export const STATE_HINTS: Readonly<Record<BlockState, string>> = {
  unallocated: 'Not in the file; reads as zeros',
  parent: 'Not in this file; read from the parent',
  unscanned: 'In this file; its sector bitmap has not been read',
  full: 'In this file, every sector of it',
  partial: 'In this file, but not every sector of it',
  unset: 'Has room in this file, but no sector is marked as present',
  zero: 'In this file, and nothing but zeros',
  damaged: 'The file cannot give it: out of the file, or cut off',
  overlapping: 'Shares file space with another block or a structure',
};

export const NOTION_NAMES: Readonly<Record<SizeNotion, string>> = {
  'current-size': 'Current size',
  'original-size': 'Original size',
  geometry: 'Geometry (CHS)',
  table: 'Block table',
  file: 'Data in the file',
};

const CREATORS: Readonly<Record<string, string>> = {
  'vpc ': 'Virtual PC',
  'vs  ': 'Virtual Server',
  'win ': 'Windows or Hyper-V',
  'd2v\0': 'Disk2vhd',
  qemu: 'QEMU',
  qem2: 'QEMU (exact size)',
  vbox: 'VirtualBox',
  'tap\0': 'Xen',
  CTXS: 'XenConvert',
  'wa\0\0': 'Azure',
  'xo  ': 'Xen Orchestra',
  dutl: 'DiscUtils',
  mVHD: 'MiniVHD',
  jmva: 'VHD Attach',
  'Py  ': 'FATtools',
};

/** "Windows or Hyper-V (win)", or only the four characters if no known program uses them. */
export const creatorName = (code: string): string => {
  const shown = code.replace(/[^\x21-\x7e]/g, '');
  const name = CREATORS[code];
  return name === undefined ? (shown === '' ? 'not stated' : `“${shown}”`) : name;
};
