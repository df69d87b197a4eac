import type { JSX } from 'react';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import { isEnabled, runCommand } from '../../commands/commands';
import { useStore } from '../../store/store';

/** Which bytes are shown, in how many columns, and what the field under the cursor says. */
export function HexToolbar({ field }: { readonly field: FieldRow | null }): JSX.Element {
  const space = useStore((s) => s.cursor.space);
  const columns = useStore((s) => s.columns);
  const canSwitch = useStore((s) => isEnabled('view.space', s));
  const setView = useStore((s) => s.setView);
  const toggle = (wanted: 'disk' | 'file'): void => {
    if (wanted !== space) runCommand('view.space');
  };
  return (
    <div className="hex-toolbar" role="toolbar" aria-label="Hex view">
      <div className="segmented" role="group" aria-label="Bytes shown">
        <button type="button" aria-pressed={space === 'disk'} disabled={!canSwitch} onClick={() => toggle('disk')}>
          Virtual disk
        </button>
        <button type="button" aria-pressed={space === 'file'} onClick={() => toggle('file')}>
          File bytes
        </button>
      </div>
      <p className="hex-caption" title={field === null ? undefined : `${field.label}: ${field.text}`}>
        {field !== null && (
          <>
            <b>{field.label}</b> {field.text}
          </>
        )}
      </p>
      <div className="segmented" role="group" aria-label="Columns">
        {(['auto', 16, 32] as const).map((choice) => (
          <button type="button" key={choice} aria-pressed={columns === choice} onClick={() => setView({ columns: choice })}>
            {choice === 'auto' ? 'Auto' : choice}
          </button>
        ))}
      </div>
    </div>
  );
}
