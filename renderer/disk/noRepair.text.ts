/** Why a problem has no repair, and which one has to be repaired before it. */
import { FINDING_TABLE } from '../../shared/findingTable';
import type { Finding } from '../../shared/findings';
import type { OffersView } from '../../shared/repairViews';
import { findingText, namesOtherWay } from '../../shared/text/findings';
import { repairFirst } from './repairWays.model';

/** `first`: index of the problem to repair before, if there is one. The sentence is short enough for the status bar. */
export type NoRepair = { readonly text: string; readonly first: number | null };

export function noRepair(finding: Finding, findings: readonly Finding[], offers: OffersView): NoRepair {
  if (FINDING_TABLE[finding.code].losesParent === true) return { text: 'This needs the parent disk: locate it.', first: null };
  if (namesOtherWay(finding)) return { text: 'Platter does not repair this in the file itself; what is said above helps.', first: null };
  const first = repairFirst(findings, offers);
  const other = first === null ? undefined : findings[first];
  if (finding.severity !== 'note' && other !== undefined) {
    const marked = other.severity === 'error' ? 'the problem marked red' : 'the other problem';
    return { text: `No repair for this as the disk is now. Repair ${marked} first: “${findingText(other, 'window').title}”.`, first };
  }
  if (finding.severity === 'note') return { text: 'This is a note: nothing has to be repaired.', first: null };
  return { text: 'Platter has no repair for this.', first: null };
}
