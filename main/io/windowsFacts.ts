/**
 * Facts about files and drives that only Windows has. Node does not give them, so PowerShell is asked; it answers with
 * numbers and .NET's own names, the same in every language. The path is passed in the environment and is never part of a
 * command.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';

/** Runs a script on `file`, and on `other` if there is one; returns its standard output, or null. Tests have their own. */
export type AskSystem = (script: string, file: string, other?: string) => Promise<string | null>;

const WAIT_MS = 5000;

/** The whole path: for a bare name Windows would first look in the current folder, which may be a folder of foreign disks. */
export const powerShell = (systemRoot: string | undefined = process.env['SystemRoot']): string =>
  path.win32.join(
    systemRoot !== undefined && path.win32.isAbsolute(systemRoot) ? systemRoot : 'C:\\Windows',
    'System32\\WindowsPowerShell\\v1.0\\powershell.exe',
  );

const askPowerShell: AskSystem = (script, file, other = '') =>
  new Promise((resolve) => {
    const words = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script];
    const options = { env: { ...process.env, PLATTER_PATH: file, PLATTER_OTHER: other }, timeout: WAIT_MS, windowsHide: true };
    try {
      execFile(powerShell(), words, options, (cause, out) => resolve(cause === null ? out : null));
    } catch {
      // Most refusals of the system to start a program are thrown and not told to the callback.
      resolve(null);
    }
  });

export type FileAttribute = 'sparse' | 'compressed' | 'encrypted';
export type FileFacts = {
  readonly attributes: readonly FileAttribute[];
  /** The file's bytes are in a cloud and are fetched when they are read. */
  readonly isPlaceholder: boolean;
};

/** Bits of FILE_ATTRIBUTE_…; Microsoft, "File Attribute Constants". */
const BITS: readonly (readonly [number, FileAttribute])[] = [
  [0x200, 'sparse'],
  [0x800, 'compressed'],
  [0x4000, 'encrypted'],
];
/** OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS. */
const ELSEWHERE = 0x1000 | 0x4_0000 | 0x40_0000;

const NOTHING: FileFacts = { attributes: [], isPlaceholder: false };

/** No facts on other systems, or if the system does not answer. */
export async function fileFacts(
  file: string,
  platform: NodeJS.Platform = process.platform,
  ask: AskSystem = askPowerShell,
): Promise<FileFacts> {
  if (platform !== 'win32') return NOTHING;
  const answer = await ask('[int](Get-Item -LiteralPath $env:PLATTER_PATH -Force).Attributes', file);
  const bits = Number(/^\s*(\d+)\s*$/.exec(answer ?? '')?.[1] ?? 0);
  return { attributes: BITS.flatMap(([bit, name]) => ((bits & bit) === 0 ? [] : [name])), isPlaceholder: (bits & ELSEWHERE) !== 0 };
}

export type DriveFacts = { readonly isFat: boolean; readonly isNetwork: boolean };

const SHARE = /^[\\/]{2}(?![.?][\\/])|^[\\/]{2}\?[\\/]UNC[\\/]/i;

/** Facts about the folder's drive; none if the system does not answer. */
export async function driveFacts(folder: string, ask: AskSystem = askPowerShell): Promise<DriveFacts> {
  if (SHARE.test(folder)) return { isFat: false, isNetwork: true };
  const { root } = path.win32.parse(path.win32.resolve(folder));
  const answer = await ask('$d = New-Object IO.DriveInfo $env:PLATTER_PATH; "$($d.DriveFormat) $($d.DriveType)"', root);
  const [format = '', type = ''] = (answer ?? '').trim().split(/\s+/);
  return { isFat: /^FAT(12|16|32)?$/i.test(format), isNetwork: type === 'Network' };
}

/**
 * The script that gives one file the other's access list. Inherited entries follow from the folder; only the file's own ones
 * are copied.
 */
const COPY_ACCESS = [
  "$sddl = [IO.File]::GetAccessControl($env:PLATTER_PATH, 'Access').GetSecurityDescriptorSddlForm('Access')",
  '$list = New-Object Security.AccessControl.FileSecurity',
  "$list.SetSecurityDescriptorSddlForm($sddl, 'Access')",
  '[IO.File]::SetAccessControl($env:PLATTER_OTHER, $list)',
  "'kept'",
].join('; ');

/** Gives `to` the access list of `from`: a virtual machine of Hyper-V may only use a disk whose list names it. Throws on failure. */
export async function copyAccessList(from: string, to: string, ask: AskSystem = askPowerShell): Promise<void> {
  const answer = await ask(`$ErrorActionPreference = 'Stop'; ${COPY_ACCESS}`, from, to);
  if (answer?.trim() !== 'kept') throw Object.assign(new Error('the access list could not be copied'), { code: 'EPERM' });
}
