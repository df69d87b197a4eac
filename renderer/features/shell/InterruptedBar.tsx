import { TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { RecoverAction } from '../../../shared/edits';
import type { ImageView } from '../../../shared/views';
import { runCommand } from '../../app/commands';
import { recover } from '../../disk/edits.store';
import { interruptedText, RECOVER_LABELS } from './interrupted.text';
import { Button } from '../../ui/Button';
import styles from './shell.module.css';

/**
 * Tells about a save that was cut off, and offers the choices. Until the user has chosen, the disk cannot be edited, and is
 * shown as it was before the save if the journal still tells how.
 */
export function InterruptedBar({ view }: { readonly view: ImageView }): JSX.Element | null {
  if (view.interrupted === null) return null;
  const { title, detail, actions, canLook } = interruptedText(view.interrupted);
  return (
    <section className={styles.interrupted} data-pane="notice" role="alert" aria-label={title}>
      <TriangleAlert size={18} aria-hidden />
      <p>
        <b>{title}</b> {detail}
      </p>
      {canLook === true && (
        <Button look="primary" onClick={() => runCommand('view.checkAll')}>
          Check everything
        </Button>
      )}
      {actions.map((action: RecoverAction, i) => (
        <Button key={action} look={i === 0 && canLook !== true ? 'primary' : 'plain'} onClick={() => void recover(action)}>
          {RECOVER_LABELS[action]}
        </Button>
      ))}
    </section>
  );
}
