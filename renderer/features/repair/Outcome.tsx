import type { JSX } from 'react';
import type { RepairView } from '../../../shared/repairViews';
import { findingText } from '../../../shared/text/findings';
import { plural } from '../../kernels/address';
import { SeverityIcon } from '../../ui/SeverityIcon';

const MOST_LISTED = 6;

/** All checks run again on the result, in memory: how many problems are left, and which. */
export function Outcome({ view }: { readonly view: RepairView }): JSX.Element {
  const { problemsBefore, after, wish } = view;
  const isClean = after.every(({ severity }) => severity === 'note');
  const look = !isClean ? 'repair-left' : after.length < problemsBefore || wish.kind === 'rescue' ? 'repair-good' : '';
  const left =
    wish.kind === 'rescue'
      ? `Afterwards it opens as a disk, with ${after.length === 0 ? 'no problems' : plural(after.length, 'problem')}.`
      : `After this repair: ${plural(problemsBefore, 'problem')} → ${after.length}`;
  return (
    <section className="repair-outcome" aria-label="After this repair">
      <p className={look}>{left}</p>
      <ul>
        {after.slice(0, MOST_LISTED).map((finding, i) => (
          <li key={i}>
            <SeverityIcon severity={finding.severity} size={14} />
            {findingText(finding).title}
            <span className="muted">{finding.code}</span>
          </li>
        ))}
      </ul>
      {after.length > MOST_LISTED && <p className="muted">and {after.length - MOST_LISTED} more</p>}
    </section>
  );
}
