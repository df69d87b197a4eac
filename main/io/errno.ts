/** The only place where the system's error codes become our error kinds. */
import { NAME_TOO_LONG, type FileError, type IoError } from '../../shared/errors';

/** The longest part of a path, in UTF-16 units, on any of the file systems we know. */
const LONGEST_PART = 255;

/** The paths that the failed call was about, as Node stores them in the error. */
const pathsIn = (cause: Error & { readonly path?: unknown; readonly dest?: unknown }): string[] =>
  [cause.path, cause.dest].filter((path) => typeof path === 'string');

const isPartTooLong = (path: string): boolean => path.split(/[\\/]/).some((part) => part.length > LONGEST_PART);

/** Windows says that there is no file of a name that is too long, also when a new file was to get it. */
export function errnoOf(cause: unknown): string {
  if (!(cause instanceof Error && 'code' in cause && typeof cause.code === 'string')) return 'UNKNOWN';
  return cause.code === 'ENOENT' && pathsIn(cause).some(isPartTooLong) ? NAME_TOO_LONG : cause.code;
}

/** Errors that keep a file from being opened, for any purpose; null for codes that say nothing about that. */
function accessErrorOf(code: string): IoError | null {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not-found' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'permission-denied' };
    case 'EBUSY':
    case 'ETXTBSY':
      return { kind: 'in-use' };
    case 'EISDIR':
      return { kind: 'is-folder' };
    case 'ENXIO':
      return { kind: 'not-a-file' };
    case 'ELOOP':
      return { kind: 'broken-link' };
    default:
      return null;
  }
}

/** No file can have that name, nor be created with it. */
export const isNameTooLong = (error: FileError): boolean => 'code' in error && error.code === NAME_TOO_LONG;

export const openErrorOf = (code: string): IoError => accessErrorOf(code) ?? { kind: 'read-failed', at: 0, bytes: 0, code };

/** For every call except a sync; `otherwise` is used for codes that have no kind of their own. */
export function fileErrorOf(code: string, otherwise: FileError): FileError {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { kind: 'disk-full', code };
    case 'EROFS':
      return { kind: 'read-only', code };
    case 'EEXIST':
      return { kind: 'exists', code };
    case 'EFBIG':
      return { kind: 'too-large', code };
    case 'EXDEV':
      return { kind: 'cross-device', code };
    case 'EAGAIN':
      return { kind: 'in-use' };
    default:
      return accessErrorOf(code) ?? otherwise;
  }
}
