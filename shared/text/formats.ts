/** What people call the containers that are not VHD. */
import type { ForeignFormat } from '../errors';

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
