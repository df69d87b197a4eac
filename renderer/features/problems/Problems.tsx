import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { JSX, KeyboardEvent } from 'react';
import { isConsequence, severityCounts } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import { menuEntry, showProblem, toggleProblems } from '../../app/commands';
import { copyText } from '../../app/jobs.commands';
import { changeDisk, setState, shownDisk, useOpen } from '../../app/store';
import { findingAsText, findingText } from '../../../shared/text/findings';
import { healthText } from '../../../shared/text/severities';
import { IconButton } from '../../ui/Button';
import { ListMenu, type MenuEntry } from '../../ui/ListMenu';
import { RovingList } from '../../ui/RovingList';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { CheckAll } from './CheckAll';
import { Detail } from './Detail';
import { NoProblems } from './NoProblems';
import { SeverityFilter } from './SeverityFilter';
import styles from './problems.module.css';

type Props = { readonly findings: readonly Finding[]; readonly isDisk: boolean; readonly checked: 'structures' | 'everything' };

/** All findings, and for the chosen one what is wrong, what follows from it, where it is, and how it can be repaired. */
export function Problems({ findings, isDisk, checked }: Props): JSX.Element {
  const chosen = useOpen((d) => Math.min(d.problem, findings.length - 1));
  const severity = useOpen((d) => d.severity);
  const shown = findings
    .map((finding, index) => ({ finding, index }))
    .filter((each) => severity === null || each.finding.severity === severity);
  const current = shown.find(({ index }) => index === chosen) ?? shown[0];
  return (
    <section className={styles.problems} aria-label="Problems" data-pane="problems">
      <header className={styles.head}>
        <h2>Problems</h2>
        <span className={clsx(styles.health, 'muted')}>{healthText(severityCounts(findings)).text}</span>
        {findings.length > 0 && <SeverityFilter findings={findings} />}
        {isDisk && <CheckAll checked={checked} />}
        <IconButton label="Close problems" onClick={toggleProblems}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      {current === undefined ? (
        <NoProblems isDisk={isDisk} checked={checked} severity={severity} />
      ) : (
        <div className={styles.body}>
          <ListMenu groups={menuOfProblem}>
            <RovingList className={clsx(styles.list, 'fades')} role="listbox" aria-label="Findings" data-main>
              {shown.map(({ finding, index }) => (
                <Item
                  key={index}
                  finding={finding}
                  index={index}
                  isChosen={index === current.index}
                  follows={isConsequence(finding, findings)}
                />
              ))}
            </RovingList>
          </ListMenu>
          <Detail finding={current.finding} index={current.index} />
        </div>
      )}
    </section>
  );
}

/** What can be done with the problem that is chosen, and with its bytes. */
function menuOfProblem(): MenuEntry[][] {
  const shown = shownDisk();
  const finding = shown?.view.findings[shown.problem];
  const copy = (): void => {
    if (finding !== undefined) void copyText(findingAsText(finding), 'Copied the problem');
  };
  return [
    [menuEntry('edit.repair'), menuEntry('view.hex')],
    [{ label: 'Copy problem', keys: null, isEnabled: finding !== undefined, run: copy }, menuEntry('edit.copyAddress')],
    [menuEntry('edit.hashSelection'), menuEntry('file.export')],
  ];
}

type ItemProps = { readonly finding: Finding; readonly index: number; readonly isChosen: boolean; readonly follows: boolean };

function Item({ finding, index, isChosen, follows }: ItemProps): JSX.Element {
  /** Enter moves the focus on to the bytes. */
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    showProblem(index);
    setState({ wantedPane: 'hex' });
  };
  return (
    <button
      type="button"
      role="option"
      data-item
      data-place
      className={clsx(styles.item, follows && styles.follows)}
      aria-selected={isChosen}
      tabIndex={isChosen ? 0 : -1}
      onFocus={() => changeDisk({ problem: index, isAtProblem: true })}
      onClick={() => showProblem(index)}
      onKeyDown={press}
    >
      <SeverityIcon severity={finding.severity} />
      <span className={styles.title}>{findingText(finding, 'window').title}</span>
      <span className="muted">{finding.code}</span>
    </button>
  );
}
