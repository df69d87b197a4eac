/**
 * Names that a file cannot have on Windows. New files get none of them on any system, because disks are moved between
 * systems. Rules: Microsoft, "Naming Files, Paths, and Namespaces".
 */
import path from 'node:path';
import type { NameFault } from '../../shared/errors';

/** Reserved with any extension, and with superscript digits too. */
const DEVICE_NAME = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3])\s*(\..*)?$/i;
const FORBIDDEN = /[<>:"|?*/\\\u0000-\u001f]/;

/**
 * Null: Windows can have a file of this name. A colon would name a stream inside another file; a device would swallow
 * everything.
 */
export function nameFault(name: string): NameFault | null {
  if (DEVICE_NAME.test(name)) return 'device';
  if (/[. ]$/.test(name)) return 'ending';
  return FORBIDDEN.test(name) ? 'character' : null;
}

/**
 * Whether a path means a Windows device and no file: a drive, a pipe, a volume by its number. The three prefixes, with a
 * dot, one question mark or two, lead to the same names. With question marks they may also lead to files: by a drive's
 * letter with a backslash, on a share, on a volume without a letter, or in a shadow copy, where a disk can be read that a
 * machine runs on.
 */
export function isDevicePath(file: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'win32') return false;
  if (/^[\\/]{2}\.[\\/]/.test(file)) return true;
  const rest = /^[\\/][\\/?]\?[\\/](?<rest>.*)$/s.exec(file)?.groups?.['rest'];
  return rest !== undefined && !/^([a-z]:|unc)[\\/]/i.test(rest) && !VOLUME_FILE.test(rest);
}

/** A name in the folders of a volume; the volume itself, with or without a backslash behind it, is a device. */
const VOLUME_FILE = /^(volume\{[\da-f-]+\}|globalroot[\\/]device[\\/]harddiskvolume(shadowcopy)?\d+)[\\/]+[^\\/]/i;

/** For the last part of a path, as this system splits paths. */
export const pathNameFault = (file: string): NameFault | null => nameFault(path.basename(file));
