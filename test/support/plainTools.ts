/** Digests and comparisons by the plain tools of the system; where it has none of them (Windows), by Node. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const hasTools = process.platform !== 'win32';

/** In hex, lower case. */
export const digestOf = (algorithm: 'md5' | 'sha1' | 'sha256', input: Buffer): string =>
  hasTools
    ? (execFileSync(`${algorithm}sum`, { input, encoding: 'utf8' }).split(' ', 1)[0] as string)
    : createHash(algorithm).update(input).digest('hex');

export const sha256sum = (file: string): string =>
  hasTools ? execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64) : digestOf('sha256', readFileSync(file));

/** Throws where two files differ. */
export function mustBeSame(file: string, other: string): void {
  if (hasTools) execFileSync('cmp', [file, other]);
  else if (!readFileSync(file).equals(readFileSync(other))) throw new Error(`${file} and ${other} differ`);
}
