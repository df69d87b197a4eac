import type { JSX } from 'react';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import { isEnabled, runCommand } from '../../app/commands';
import { changePrefs, useOpen, usePref, useStore } from '../../app/store';
import styles from './hex.module.css';

/** Which bytes are shown, in how many columns, and what the field under the cursor says. */
export function HexToolbar({ field }: { readonly field: FieldRow | null }): JSX.Element {
  const space = useOpen((d) => d.cursor.space);
  const columns = usePref('columns');
  const canSwitch = useStore((s) => isEnabled('view.space', s));
  const toggle = (wanted: 'disk' | 'file'): void => {
    if (wanted !== space) runCommand('view.space');
  };
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Hex view">
      <div className="segmented" role="group" aria-label="Bytes shown">
        <button type="button" aria-pressed={space === 'disk'} disabled={!canSwitch} onClick={() => toggle('disk')}>
          Virtual disk
        </button>
        <button type="button" aria-pressed={space === 'file'} onClick={() => toggle('file')}>
          File bytes
        </button>
      </div>
      <p className={styles.caption} title={field === null ? undefined : `${field.label}: ${field.text}`}>
        {field !== null && (
          <>
            <b>{field.label}</b> {field.text}
          </>
        )}
      </p>
      <div className="segmented" role="group" aria-label="Columns">
        {(['auto', 16, 32] as const).map((choice) => (
          <button type="button" key={choice} aria-pressed={columns === choice} onClick={() => changePrefs({ columns: choice })}>
            {choice === 'auto' ? 'Auto' : choice}
          </button>
        ))}
      </div>
    </div>
  );
}
