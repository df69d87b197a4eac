/** The same disk by other programs' command lines, for copying. What a program cannot make is null. */
import { DEFAULT_BLOCK_BYTES } from '../../../shared/vhd/newLayout';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Draft, Outcome } from './newDisk.model';

export const TOOLS = ['New-VHD', 'qemu-img', 'VBoxManage'] as const;
export type Tool = (typeof TOOLS)[number];

const forPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A name that begins with a hyphen would be read as an option. */
const asFile = (name: string): string => (name.startsWith('-') ? `./${name}` : name);
const forShell = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

type Known = { readonly draft: Draft; readonly bytes: number; readonly name: string; readonly parent: string | null };

function newVhd({ draft, bytes, name, parent }: Known): string | null {
  const blocks = draft.blockBytes === DEFAULT_BLOCK_BYTES ? '' : ` -BlockSizeBytes ${draft.blockBytes}`;
  const path = forPowerShell(name);
  if (draft.kind === 'differencing')
    return parent === null ? null : `New-VHD -Path ${path} -ParentPath ${forPowerShell(parent)} -Differencing${blocks}`;
  return `New-VHD -Path ${path} -SizeBytes ${bytes} ${draft.kind === 'fixed' ? '-Fixed' : `-Dynamic${blocks}`}`;
}

/** Without force_size QEMU would round up to what geometry can say. It makes no children, and blocks of 2 MiB alone. */
function qemuImg({ draft, bytes, name }: Known): string | null {
  if (draft.kind === 'differencing' || (draft.kind === 'dynamic' && draft.blockBytes !== DEFAULT_BLOCK_BYTES)) return null;
  return `qemu-img create -f vpc -o subformat=${draft.kind},force_size=on ${forShell(asFile(name))} ${bytes}`;
}

function vboxManage({ draft, bytes, name, parent }: Known): string | null {
  if (draft.kind !== 'fixed' && draft.blockBytes !== DEFAULT_BLOCK_BYTES) return null;
  const file = forShell(asFile(name));
  if (draft.kind === 'differencing')
    return parent === null ? null : `VBoxManage createmedium disk --filename ${file} --diffparent ${forShell(asFile(parent))} --format VHD`;
  return `VBoxManage createmedium disk --filename ${file} --sizebyte ${bytes} --format VHD --variant ${draft.kind === 'fixed' ? 'Fixed' : 'Standard'}`;
}

const BY_TOOL: Readonly<Record<Tool, (known: Known) => string | null>> = {
  'New-VHD': newVhd,
  'qemu-img': qemuImg,
  VBoxManage: vboxManage,
};

/** Null as long as the disk has no size, and where its geometry was chosen: all of them choose it themselves. */
export function commandFor(tool: Tool, draft: Draft, { sectors }: Outcome): string | null {
  if (sectors === null || draft.geometryText.trim() !== '') return null;
  const name = draft.place?.choice.name ?? 'disk.vhd';
  return BY_TOOL[tool]({ draft, bytes: sectors * SECTOR_BYTES, name, parent: draft.parent?.file.name ?? null });
}
