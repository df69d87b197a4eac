import { useEffect, useRef, type JSX } from 'react';
import { SeverityIcon } from './SeverityIcon';
import './sheet.css';

/** Why something was not done, and how things are now. It takes the focus when it appears. */
export function Refusal({ title, detail }: { readonly title: string; readonly detail: string }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), [title, detail]);
  return (
    <div className="sheet-refusal selectable" role="alert" tabIndex={-1} ref={ref}>
      <SeverityIcon severity="error" />
      <p>
        <b>{title}</b> {detail}
      </p>
    </div>
  );
}
