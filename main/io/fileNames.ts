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
 * letter with a backslash, or on a share.
 */
export const isDevicePath = (file: string, platform: NodeJS.Platform = process.platform): boolean =>
  platform === 'win32' && (/^[\\/]{2}\.[\\/]/.test(file) || /^[\\/][\\/?]\?[\\/](?!([a-z]:|unc)[\\/])/i.test(file));

/** For the last part of a path, as this system splits paths. */
export const pathNameFault = (file: string): NameFault | null => nameFault(path.basename(file));
