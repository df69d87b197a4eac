import type { JSX } from 'react';
import { isConsequence } from '../../../shared/findingList';
import type { Finding, Severity } from '../../../shared/findings';
import { showSeverity } from '../../disk/repair.store';
import { useOpen } from '../../app/store';
import { countText } from '../../../shared/text/severities';

const CHOICES: readonly { readonly severity: Severity | null; readonly label: string }[] = [
  { severity: null, label: 'All' },
  { severity: 'error', label: 'Errors' },
  { severity: 'warning', label: 'Warnings' },
  { severity: 'note', label: 'Notes' },
];

/** Which problems are listed. What only follows from another problem is counted apart: "1 + 3". */
export function SeverityFilter({ findings }: { readonly findings: readonly Finding[] }): JSX.Element {
  const chosen = useOpen((d) => d.severity);
  return (
    <div className="segmented" role="group" aria-label="Problems to list">
      {CHOICES.map(({ severity, label }) => {
        const listed = findings.filter((one) => severity === null || one.severity === severity);
        const following = listed.filter((one) => isConsequence(one, findings)).length;
        return (
          <button
            type="button"
            key={label}
            aria-pressed={chosen === severity}
            disabled={listed.length === 0 && chosen !== severity}
            onClick={() => showSeverity(severity)}
          >
            {label} <span className="muted tabular">{countText(listed.length - following, following)}</span>
          </button>
        );
      })}
    </div>
  );
}
