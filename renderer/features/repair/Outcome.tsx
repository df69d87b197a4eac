import type { JSX } from 'react';
import type { RepairView } from '../../../shared/repairViews';
import { severityCounts } from '../../../shared/findingList';
import { findingText } from '../../../shared/text/findings';
import { alongText } from '../../../shared/text/repairs';
import { fewerText, guessedText, severitiesText } from '../../../shared/text/severities';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { grouped } from '../../../shared/text/numbers';
import styles from './repair.module.css';

const MAX_LISTED = 6;

/** The result of running all checks on the repaired disk, in memory: how many problems are left, and which. */
export function Outcome({ view }: { readonly view: RepairView }): JSX.Element {
  const { problemsBefore, after, settled, request, guesses } = view;
  const guessed = guessedText(guesses, view.placements.length + view.placementsLeftOut);
  const isClean = after.every(({ severity }) => severity === 'note') && guessed === null;
  const before = problemsBefore.error + problemsBefore.warning + problemsBefore.note + (problemsBefore.following ?? 0);
  const counts = severityCounts(after);
  const isRescue = request.kind === 'rescue' || request.kind === 'far-footer';
  const look = !isClean ? styles.left : after.length < before || isRescue ? styles.good : undefined;
  const left = isRescue
    ? `Afterwards it opens as a disk, with ${severitiesText(counts)}.`
    : `After this repair: ${fewerText(problemsBefore, counts)}`;
  return (
    <section className={styles.outcome} aria-label="After this repair">
      <p className={look}>
        {left}
        {guessed !== null && `. ${guessed}`}
      </p>
      {settled.length > 0 && (
        <p className="muted">
          {alongText(
            settled.map(({ code }) => code),
            settled,
          )}
        </p>
      )}
      <ul>
        {after.slice(0, MAX_LISTED).map((finding, i) => (
          <li key={i}>
            <SeverityIcon severity={finding.severity} size={14} />
            {findingText(finding, 'window').title}
            <span className="muted">{finding.code}</span>
          </li>
        ))}
      </ul>
      {after.length > MAX_LISTED && <p className="muted">and {grouped(after.length - MAX_LISTED)} more</p>}
    </section>
  );
}
