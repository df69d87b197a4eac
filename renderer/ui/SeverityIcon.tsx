import { Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import './ui.css';

const ICONS = { error: OctagonX, warning: TriangleAlert, note: Info } as const;
const LABELS = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

/** Shows the severity both by shape and by colour. */
export function SeverityIcon({
  severity,
  size = 15,
}: {
  readonly severity: 'error' | 'warning' | 'note';
  readonly size?: number;
}): JSX.Element {
  const Icon = ICONS[severity];
  return <Icon size={size} className={`severity severity-${severity}`} role="img" aria-label={LABELS[severity]} />;
}
