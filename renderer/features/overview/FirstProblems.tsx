import type { JSX } from 'react';
import { causesIn, severityCounts } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import { showProblem } from '../../app/commands';
import { findingText } from '../../../shared/text/findings';
import { findingsTitle } from '../../../shared/text/severities';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { SeverityIcon } from '../../ui/SeverityIcon';
import styles from './overview.module.css';

const MAX_SHOWN = 5;

/** The worst findings that follow from no other, with details. A click on one shows its bytes. */
export function FirstProblems({
  findings,
  onProblems,
}: {
  readonly findings: readonly Finding[];
  readonly onProblems: () => void;
}): JSX.Element {
  const causes = causesIn(findings);
  return (
    <Card
      title={findingsTitle(severityCounts(findings))}
      aside={
        <Button look="quiet" onClick={onProblems}>
          All problems
        </Button>
      }
    >
      <ul>
        {causes.slice(0, MAX_SHOWN).map((finding) => {
          const i = findings.indexOf(finding);
          const { title, detail } = findingText(finding, 'window');
          return (
            <li key={`${i} ${finding.code}`}>
              <button type="button" className={styles.firstProblem} onClick={() => showProblem(i)}>
                <SeverityIcon severity={finding.severity} />
                <span>
                  <b>{title}</b> <span className="muted">{detail}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
