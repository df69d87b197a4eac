/** Spellings of paths that no program may follow because an image says so: shares, devices, ways out of the folder. */
const SHARES = [
  '\\\\host\\s\\p.vhd',
  '//host/s/p.vhd',
  '\\/host\\s\\p.vhd',
  '/\\host/s/p.vhd',
  '\\\\host@80\\s\\p.vhd',
  '\\\\host@SSL@443\\s\\p.vhd',
];
const KERNEL = [
  '\\\\?\\UNC\\host\\s\\p.vhd',
  '\\\\?\\C:\\p.vhd',
  '\\\\.\\PhysicalDrive0',
  '\\\\.\\pipe\\x',
  '\\??\\C:\\p.vhd',
  '\\\\?\\globalroot\\device\\mup\\host\\s',
];
const VARIANTS = [
  '//?/UNC/host/s/p.vhd',
  '//./PhysicalDrive0',
  '\\\\?\\Volume{00000000-0000-0000-0000-000000000000}\\p.vhd',
  '\\\\host\\s\\p.vhd. ',
  '\\\\host/s\\p.vhd',
];
const DRIVES = ['C:\\Windows\\System32\\config\\SAM', 'C:/Windows/win.ini', 'C:p.vhd', 'Z:\\p.vhd'];
const URLS = ['file://host/s/p.vhd', 'file:\\\\host\\s', 'http://host/p.vhd', 'smb://host/s/p.vhd'];
const UNIX = [
  '/etc/passwd',
  '/dev/sda',
  '/dev/zero',
  '/proc/self/mem',
  '/proc/self/fd/0',
  '//dev/sda',
  '/./dev/sda',
  '/x/../dev/sda',
  '/sys/kernel',
];
const CLIMBING = [
  '../p.vhd',
  '..\\p.vhd',
  '../../../../etc/passwd',
  '..\\..\\..\\x',
  './../p.vhd',
  'sub/p.vhd',
  'sub\\p.vhd',
  '.\\..\\p.vhd',
];

export const HOSTILE_PATHS: readonly string[] = [...SHARES, ...KERNEL, ...VARIANTS, ...DRIVES, ...URLS, ...UNIX, ...CLIMBING];
