import type { JSX } from 'react';
import { SeverityIcon } from './SeverityIcon';
import './ui.css';

export type ListedMessage = {
  readonly key: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  /** What the user can do about it at once. */
  readonly action?: { readonly label: string; readonly run: () => void };
};

/** The messages about one part of a sheet, shown at that part. Screen readers read them out when they change. */
export function MessageList({ id, messages }: { readonly id: string; readonly messages: readonly ListedMessage[] }): JSX.Element {
  return (
    <div role="status" id={id}>
      {messages.length > 0 && (
        <ul className="messages">
          {messages.map(({ key, severity, text, action }) => (
            <li key={key} data-severity={severity}>
              <SeverityIcon severity={severity} />
              <span>
                {text}{' '}
                {action !== undefined && (
                  <button type="button" className="link" onClick={action.run}>
                    {action.label}
                  </button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
