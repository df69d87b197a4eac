/** Command lines of other programs that make the same disk, for copying. Null if a program cannot make it. */
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { NewDiskForm, Outcome } from './newDisk.model';

export const TOOLS = ['New-VHD', 'qemu-img', 'VBoxManage'] as const;
export type Tool = (typeof TOOLS)[number];

const forPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A name that begins with a hyphen would be read as an option. */
const asFile = (name: string): string => (name.startsWith('-') ? `./${name}` : name);
const forShell = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

type Known = { readonly form: NewDiskForm; readonly bytes: number; readonly name: string; readonly parent: string | null };

function newVhd({ form, bytes, name, parent }: Known): string | null {
  const blocks = form.blockBytes === DEFAULT_BLOCK_BYTES ? '' : ` -BlockSizeBytes ${form.blockBytes}`;
  const path = forPowerShell(name);
  if (form.kind === 'differencing')
    return parent === null ? null : `New-VHD -Path ${path} -ParentPath ${forPowerShell(parent)} -Differencing${blocks}`;
  return `New-VHD -Path ${path} -SizeBytes ${bytes} ${form.kind === 'fixed' ? '-Fixed' : `-Dynamic${blocks}`}`;
}

/** Without force_size, QEMU would round the size up to what geometry can express. It makes no children, and only blocks of 2 MiB. */
function qemuImg({ form, bytes, name }: Known): string | null {
  if (form.kind === 'differencing' || (form.kind === 'dynamic' && form.blockBytes !== DEFAULT_BLOCK_BYTES)) return null;
  return `qemu-img create -f vpc -o subformat=${form.kind},force_size=on ${forShell(asFile(name))} ${bytes}`;
}

function vboxManage({ form, bytes, name, parent }: Known): string | null {
  if (form.kind !== 'fixed' && form.blockBytes !== DEFAULT_BLOCK_BYTES) return null;
  const file = forShell(asFile(name));
  if (form.kind === 'differencing')
    return parent === null ? null : `VBoxManage createmedium disk --filename ${file} --diffparent ${forShell(asFile(parent))} --format VHD`;
  return `VBoxManage createmedium disk --filename ${file} --sizebyte ${bytes} --format VHD --variant ${form.kind === 'fixed' ? 'Fixed' : 'Standard'}`;
}

const BY_TOOL: Readonly<Record<Tool, (known: Known) => string | null>> = {
  'New-VHD': newVhd,
  'qemu-img': qemuImg,
  VBoxManage: vboxManage,
};

/** Null while the disk has no size, and if a geometry was chosen: these programs choose it themselves. */
export function commandFor(tool: Tool, form: NewDiskForm, { sectors }: Outcome): string | null {
  if (sectors === null || form.geometryText.trim() !== '') return null;
  const name = form.place?.choice.name ?? 'disk.vhd';
  return BY_TOOL[tool]({ form, bytes: sectors * SECTOR_BYTES, name, parent: form.parent?.file.name ?? null });
}
