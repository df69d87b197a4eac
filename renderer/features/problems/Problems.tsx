import type { JSX } from 'react';
import type { Finding } from '../../../shared/findings';
import { findingText } from '../../../shared/text/findings';
import { runCommand, showProblem } from '../../commands/commands';
import { offsetText } from '../../kernels/address';
import { countBySeverity } from '../../store/selectors';
import { useStore } from '../../store/store';
import { healthText } from '../../text/health';
import { IconButton } from '../../ui/Button';
import { RovingList } from '../../ui/RovingList';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { X } from 'lucide-react';
import './problems.css';

/** Every finding, and of the chosen one what is wrong, what follows and where. */
export function Problems({ findings }: { readonly findings: readonly Finding[] }): JSX.Element {
  const chosen = useStore((s) => Math.min(s.problem, findings.length - 1));
  const setView = useStore((s) => s.setView);
  const finding = findings[chosen];
  return (
    <section className="problems" aria-label="Problems">
      <header className="problems-head">
        <h2>Problems</h2>
        <span className="muted">{healthText(countBySeverity(findings)).text}</span>
        <IconButton label="Close problems" onClick={() => runCommand('view.problems')}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      {finding === undefined ? (
        <p className="problems-none" data-pane="problems">
          No problems found. Checked: footers, dynamic header, block table, parents. Sector bitmaps have not been scanned.
        </p>
      ) : (
        <div className="problems-body">
          <RovingList className="problems-list" role="listbox" aria-label="Findings" data-pane="problems">
            {findings.map((each, i) => (
              <button
                type="button"
                role="option"
                data-item
                key={`${each.code}${each.where[0]?.at ?? i}`}
                className="problems-item"
                aria-selected={i === chosen}
                tabIndex={i === chosen ? 0 : -1}
                onFocus={() => setView({ problem: i })}
                onClick={() => showProblem(i)}
              >
                <SeverityIcon severity={each.severity} />
                <span className="problems-title">{findingText(each).title}</span>
                <span className="muted">{each.code}</span>
              </button>
            ))}
          </RovingList>
          <Detail finding={finding} index={chosen} />
        </div>
      )}
    </section>
  );
}

function Detail({ finding, index }: { readonly finding: Finding; readonly index: number }): JSX.Element {
  const radix = useStore((s) => s.radix);
  const { title, detail, effect, windowsCode } = findingText(finding);
  return (
    <article className="problems-detail selectable" aria-label={title}>
      <h3>{title}</h3>
      <p>{detail}</p>
      <p>{effect}</p>
      {windowsCode !== null && <p className="muted">Windows is expected to answer {windowsCode}.</p>}
      <p className="problems-places">
        {finding.where.map(({ at, bytes }, i) => (
          <button type="button" className="link" key={`${at} ${bytes}`} onClick={() => showProblem(index, i)}>
            {offsetText(at, radix)}–{offsetText(at + Math.max(1, bytes) - 1, radix)}
          </button>
        ))}
      </p>
    </article>
  );
}
