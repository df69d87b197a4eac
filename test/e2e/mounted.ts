/** File systems of a test's own: small ones, read-only ones. */
import { execFileSync } from 'node:child_process';

/** A tmpfs of so many bytes; null where we may not mount one. */
export function mounted(folder: string, options: string): (() => void) | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
    return () => execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
  } catch {
    return null;
  }
}
