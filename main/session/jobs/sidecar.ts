/**
 * Small files beside a new one: its digest, in the form sha256sum reads, and the sectors that were given up. An existing
 * file is only replaced if it is the same kind of list, of an earlier file of that name.
 */
import type { FileSummary, JobSummary } from '../../../shared/jobs';
import { baseName } from '../../io/paths';
import { readText, writeText } from '../../io/textFile';
import type { JobWhat } from './jobs';

/** Returns what went wrong; the new file itself is complete. */
export async function writeSidecars({ sidecar }: Pick<JobWhat, 'sidecar'>, summary: JobSummary): Promise<string | null> {
  if (summary.kind !== 'file') return null;
  const { path, lost } = summary;
  const name = baseName(path);
  const digest = summary.hash?.['sha256'];
  if (sidecar && digest !== undefined) {
    const failed = await written(`${path}.sha256`, `${digest}  ${name}\n`, (text) => isDigestOf(text, name));
    if (failed !== null) return failed === 'exists' ? 'sidecar-exists' : 'sidecar';
  }
  const failed = lost.length === 0 ? null : await written(`${path}.lost.csv`, lostTable(summary), (text) => text.startsWith(LOST_HEAD));
  return failed === null ? null : failed === 'exists' ? 'lost-list-exists' : 'lost-list';
}

/** One line of sha256sum, for that file alone. */
const isDigestOf = (text: string, name: string): boolean => /^[0-9a-f]{64} [ *]/i.test(text) && text.trimEnd().slice(66) === name;

const LOST_HEAD = 'first LBA,sectors\n';
/** Sectors by their place on the disk, whatever part of it was exported. */
const lostTable = ({ lost }: FileSummary): string => LOST_HEAD + lost.map(({ firstLba, sectors }) => `${firstLba},${sectors}\n`).join('');

/** `isOurs`: whether the existing file may be replaced. Null: the file was written. */
async function written(file: string, text: string, isOurs: (there: string) => boolean): Promise<'exists' | 'failed' | null> {
  try {
    const there = await readText(file);
    if (there !== null && !isOurs(there)) return 'exists';
    await writeText(file, text);
    return null;
  } catch {
    return 'failed';
  }
}
