import type { JSX } from 'react';
import type { Finding, Severity } from '../../../shared/findings';
import { showSeverity } from '../../disk/repair.store';
import { countBySeverity } from '../../app/selectors.store';
import { useOpen } from '../../app/store';
import { grouped } from '../../../shared/text/numbers';

const CHOICES: readonly { readonly severity: Severity | null; readonly label: string }[] = [
  { severity: null, label: 'All' },
  { severity: 'error', label: 'Errors' },
  { severity: 'warning', label: 'Warnings' },
  { severity: 'note', label: 'Notes' },
];

/** Which problems are listed. */
export function SeverityFilter({ findings }: { readonly findings: readonly Finding[] }): JSX.Element {
  const chosen = useOpen((d) => d.severity);
  const counts = countBySeverity(findings);
  return (
    <div className="segmented" role="group" aria-label="Problems to list">
      {CHOICES.map(({ severity, label }) => {
        const count = severity === null ? findings.length : counts[severity];
        return (
          <button
            type="button"
            key={label}
            aria-pressed={chosen === severity}
            disabled={count === 0 && chosen !== severity}
            onClick={() => showSeverity(severity)}
          >
            {label} <span className="muted tabular">{grouped(count)}</span>
          </button>
        );
      })}
    </div>
  );
}
