/** The names of containers that are not VHD, and how to get the disk out of those that only pack one. */
import type { ArchiveFormat, ForeignFormat } from '../errors';

export const FORMAT_NAMES: Readonly<Record<ForeignFormat, string>> = {
  vhdx: 'VHDX',
  vmdk: 'VMDK',
  qcow2: 'QCOW2',
  qcow: 'QCOW',
  vdi: 'VDI',
  iso: 'ISO',
  hdd: 'Parallels',
  dmg: 'Apple DMG',
  wim: 'Windows WIM',
  ewf: 'EnCase (EWF)',
};

const packed = (name: string): { readonly what: string; readonly todo: string } => ({
  what: `a compressed file (${name})`,
  todo: 'Extract it first, then open the .vhd inside.',
});

export const ARCHIVES: Readonly<Record<ArchiveFormat, { readonly what: string; readonly todo: string }>> = {
  tar: { what: 'a tar archive', todo: 'Extract it with “tar -xf”, then open the .vhd inside.' },
  ova: {
    what: 'an OVA, a virtual appliance packed with tar',
    todo: 'Extract it with “tar -xf”. The disk inside is mostly a VMDK; qemu-img makes a VHD of it.',
  },
  xva: {
    what: 'an XVA, a machine exported by Xen',
    todo: 'Its disks are cut into pieces inside. Import it into XenServer or XCP-ng, and export the disk there as VHD.',
  },
  zip: packed('zip'),
  gzip: packed('gzip'),
  '7z': packed('7z'),
  xz: packed('xz'),
  bzip2: packed('bzip2'),
  rar: packed('rar'),
  zstd: packed('zstd'),
};

/** "an ISO", "a VMDK": names of formats are spelled out, or spoken as words that begin with these letters. */
export const articleFor = (name: string): 'a' | 'an' => (/^[AEI]/.test(name) ? 'an' : 'a');
