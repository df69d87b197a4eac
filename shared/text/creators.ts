/** Which program a footer’s creator tag stands for. It proves nothing: others write the same tags. */
const CREATORS: Readonly<Record<string, string>> = {
  'vpc ': 'Virtual PC',
  'vs  ': 'Virtual Server',
  'win ': 'Windows',
  'd2v\0': 'Disk2vhd',
  qemu: 'QEMU',
  qem2: 'QEMU, exact size',
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

const visible = (code: string): string => code.replace(/[^\x21-\x7e]/g, '');

/** "Windows", or only the visible characters of the tag if no known program uses it. */
export const creatorName = (code: string): string => CREATORS[code] ?? (visible(code) === '' ? 'not stated' : `“${visible(code)}”`);

/** "“win ” (Windows)"; null if the tag has no visible character. */
export function creatorTag(code: string): string | null {
  if (visible(code) === '') return null;
  const name = CREATORS[code];
  return `“${code.replace(/[^\x20-\x7e]/g, '')}”${name === undefined ? '' : ` (${name})`}`;
}
