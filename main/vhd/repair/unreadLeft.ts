/**
 * A repair does not mend what the drive cannot read just because no check looks there afterwards: it stays a finding of the
 * result, unless its place is cut off or written anew.
 */
import { addFinding, sortFindings } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import { lostRanges, type Unread } from '../check/unread';
import { patchedFile, type Patched } from './patched';

type Lost = Finding & { readonly code: 'E12' };

const lostIn = (findings: readonly Finding[]): Lost | undefined => findings.find((one): one is Lost => one.code === 'E12');

/** The parts of a range that the patched file still takes from the old file. */
function leftOf({ at, bytes }: Unread, patched: Patched): Unread[] {
  let left = [{ from: at, to: Math.min(at + bytes, patched.bytes) }];
  for (const edit of patched.edits) {
    const [from, to] = [edit.at, edit.at + edit.bytes.length];
    left = left.flatMap((one) => [
      { from: one.from, to: Math.min(one.to, from) },
      { from: Math.max(one.from, to), to: one.to },
    ]);
  }
  return left.filter(({ from, to }) => from < to).map(({ from, to }) => ({ at: from, bytes: to - from }));
}

/** `before`: findings about the old file or an earlier patched one; `after`: about this one. */
export function withUnreadLeft(before: readonly Finding[], after: readonly Finding[], patched: Patched): Finding[] {
  const [old, now] = [lostIn(before), lostIn(after)];
  const rangesOf = (finding: Lost | undefined): readonly Unread[] => finding?.where ?? [];
  const left = rangesOf(old).flatMap((range) => leftOf(range, patched));
  if (left.length === 0) return [...after];
  const findings = after.filter(({ code }) => code !== 'E12');
  const { header, blocks } = (now ?? old)?.facts ?? { header: false, blocks: 0 };
  const lost = lostRanges(patchedFile(patched), { header, blocks }, (finding) => addFinding(findings, finding));
  for (const range of [...left, ...rangesOf(now)]) lost.note(range);
  lost.end();
  return sortFindings(findings);
}
