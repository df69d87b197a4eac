import type { JSX } from 'react';
import type { Finding } from '../../../shared/findings';
import type { RepairView, RepairRequest } from '../../../shared/repairViews';
import { alongText, copyOnlyText, costLines, repairClassText, repairText } from '../../../shared/text/repairs';
import { shownIn, useStore } from '../../app/store';
import { chooseWay } from '../../disk/repair.commands';
import { chosenWay, hasWays, isDecision } from '../../disk/repairWays.model';
import styles from './repair.module.css';

const NONE: readonly Finding[] = [];

/**
 * The ways to mend the same finding, shown only if there is something to choose. What else the chosen one settles is said with its
 * result. The plan of one is shown; only a button carries it out.
 * `request`: the latest request, even while its plan is being made.
 */
export function Ways({ view, request }: { readonly view: RepairView; readonly request: RepairRequest }): JSX.Element | null {
  const findings = useStore((s) => shownIn(s)?.view.findings ?? NONE);
  const { ways, done } = view;
  if (!hasWays(request) || ways.length === 0) return null;
  const isOnly = ways.length === 1;
  if (isOnly && ways[0]?.class === 'safe' && done.length > 0) return null;
  const chosen = chosenWay(request);
  const first = chosen === null ? ways[0]?.method : isDecision(view) ? chosen : null;
  return (
    <fieldset className={styles.ways}>
      <legend>How</legend>
      {ways.map(({ method, class: klass, also, copyOnly, ...cost }) => (
        <label key={method} className={styles.way}>
          <input
            type={isOnly ? 'checkbox' : 'radio'}
            name="repair-way"
            checked={chosen === method}
            {...(method === first ? { 'data-first': true } : {})}
            onChange={({ currentTarget }) => void chooseWay(currentTarget.checked ? method : null)}
          />
          <span>
            {repairText(method)}
            <span className="muted">{repairClassText({ method, class: klass })}</span>
            {costLines(cost).map((line, i) => (
              <span key={`${i} ${line}`} className="muted">
                {line}
              </span>
            ))}
            {copyOnly !== null && request.kind === 'mend' && <span className="muted">{copyOnlyText(copyOnly)}</span>}
            {also.length > 0 && !(chosen === method && done.length > 0) && <span className="muted">{alongText(also, findings)}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
