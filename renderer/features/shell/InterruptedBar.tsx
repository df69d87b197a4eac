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
 * A save was cut off: what is known of it, and the choices. Until one is made the disk is shown as it was before, where its
 * journal still tells, and is not edited.
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
