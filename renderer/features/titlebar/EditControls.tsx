import { Lock, Pencil } from 'lucide-react';
import type { JSX } from 'react';
import { runCommand } from '../../app/commands';
import { useKeysText } from '../../app/useKeysText';
import { useOpen } from '../../app/store';
import { Button } from '../../ui/Button';
import { plural } from '../../../shared/text/numbers';
import styles from './titlebar.module.css';

/** Switches between reading and editing, and leads to the review of staged changes. */
export function EditControls({ hasDisk }: { readonly hasDisk: boolean }): JSX.Element {
  const editing = useOpen((d) => d.edits.editing);
  const keys = useKeysText();
  const changes = useOpen((d) => d.edits.changes);
  const Icon = editing ? Pencil : Lock;
  return (
    <>
      {changes > 0 && (
        <Button look="primary" onClick={() => runCommand('file.save')}>
          Review {plural(changes, 'change')}
        </Button>
      )}
      <button
        type="button"
        className={styles.mode}
        aria-pressed={editing}
        disabled={!hasDisk}
        title={
          editing
            ? 'Changes are staged; nothing is written before you save'
            : `Open for reading only; press to edit (${keys('edit.toggle')})`
        }
        onClick={() => runCommand('edit.toggle')}
      >
        <Icon size={14} aria-hidden />
        <span className={styles.modeText}>{editing ? 'Editing' : 'Read-only'}</span>
      </button>
    </>
  );
}
