import type { JSX } from 'react';
import type { Finding, FindingCode } from '../../../shared/findings';
import type { RepairView, RepairRequest } from '../../../shared/repairViews';
import { alongText, copyOnlyText, costLines, repairClassText, repairText } from '../../../shared/text/repairs';
import { shownIn, useStore } from '../../app/store';
import { chooseWay } from '../../disk/repair.commands';
import { chosenWay, hasWays, isDecision } from '../../disk/repairWays.model';
import { subjectTitle, TOGETHER } from '../../disk/repairNames.text';
import styles from './repair.module.css';

const NONE: readonly Finding[] = [];

/**
 * The ways to mend the same finding, shown only if there is something to choose. What else the chosen one settles is said with its
 * result. The plan of one is shown; only a button carries it out. Findings that are mended only together have their ways one
 * below the other.
 * `request`: the latest request, even while its plan is being made.
 */
export function Ways({ view, request }: { readonly view: RepairView; readonly request: RepairRequest }): JSX.Element | null {
  const { ways, done } = view;
  if (!hasWays(request) || ways.length === 0) return null;
  if (ways.length === 1 && ways[0]?.class === 'safe' && done.length > 0) return null;
  const codes = [...new Set(ways.map(({ code }) => code))];
  return (
    <>
      {codes.length > 1 && <p>{TOGETHER}</p>}
      {codes.map((code, i) => (
        <WaysOf
          key={code}
          code={code}
          legend={codes.length > 1 ? subjectTitle(code) : 'How'}
          isFirst={i === 0}
          view={view}
          request={request}
        />
      ))}
    </>
  );
}

type Group = {
  readonly code: FindingCode;
  readonly legend: string;
  readonly isFirst: boolean;
  readonly view: RepairView;
  readonly request: RepairRequest;
};

function WaysOf({ code, legend, isFirst, view, request }: Group): JSX.Element {
  const findings = useStore((s) => shownIn(s)?.view.findings ?? NONE);
  const { done } = view;
  const ways = view.ways.filter((way) => way.code === code);
  const chosen = chosenWay(request, code);
  const first = !isFirst ? null : chosen === null ? ways[0]?.method : isDecision(view) ? chosen : null;
  return (
    <fieldset className={styles.ways}>
      <legend>{legend}</legend>
      {ways.map(({ method, class: klass, also, copyOnly, ...cost }) => (
        <label key={method} className={styles.way}>
          <input
            type={ways.length === 1 ? 'checkbox' : 'radio'}
            name={`repair-way-${code}`}
            checked={chosen === method}
            {...(method === first ? { 'data-first': true } : {})}
            onChange={({ currentTarget }) => void chooseWay(currentTarget.checked ? method : null, code)}
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
