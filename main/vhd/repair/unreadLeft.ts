/**
 * A repair does not mend what the drive cannot read just because no check looks there afterwards: it stays a finding of the
 * result, unless its place is cut off or written anew.
 */
import { addFinding, sortFindings } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import { lostRanges, type Unread } from '../check/unread';
import { draftFile, type Draft } from './draft';

type Lost = Finding & { readonly code: 'E12' };

const lostIn = (findings: readonly Finding[]): Lost | undefined => findings.find((one): one is Lost => one.code === 'E12');

/** The parts of a range that the draft still takes from the old file. */
function leftOf({ at, bytes }: Unread, draft: Draft): Unread[] {
  let left = [{ from: at, to: Math.min(at + bytes, draft.bytes) }];
  for (const edit of draft.edits) {
    const [from, to] = [edit.at, edit.at + edit.bytes.length];
    left = left.flatMap((one) => [
      { from: one.from, to: Math.min(one.to, from) },
      { from: Math.max(one.from, to), to: one.to },
    ]);
  }
  return left.filter(({ from, to }) => from < to).map(({ from, to }) => ({ at: from, bytes: to - from }));
}

/** `before`: findings about the old file or an earlier draft; `after`: about this draft. */
export function withUnreadLeft(before: readonly Finding[], after: readonly Finding[], draft: Draft): Finding[] {
  const [old, now] = [lostIn(before), lostIn(after)];
  const rangesOf = (finding: Lost | undefined): readonly Unread[] => finding?.where ?? [];
  const left = rangesOf(old).flatMap((range) => leftOf(range, draft));
  if (left.length === 0) return [...after];
  const findings = after.filter(({ code }) => code !== 'E12');
  const { header, blocks } = (now ?? old)?.facts ?? { header: false, blocks: 0 };
  const lost = lostRanges(draftFile(draft), { header, blocks }, (finding) => addFinding(findings, finding));
  for (const range of [...left, ...rangesOf(now)]) lost.note(range);
  lost.end();
  return sortFindings(findings);
}
