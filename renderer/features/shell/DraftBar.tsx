import { History } from 'lucide-react';
import { useState, type JSX } from 'react';
import type { ImageView } from '../../../shared/views';
import { runCommand } from '../../app/commands';
import { useOpen } from '../../app/store';
import { draftText } from '../../disk/draft.text';
import { Button } from '../../ui/Button';
import styles from './shell.module.css';

/** The program ended unexpectedly while changes were staged. They can be staged again or discarded here. */
export function DraftBar({ view }: { readonly view: ImageView }): JSX.Element | null {
  const isBusy = useOpen((d) => d.edits.changes > 0);
  const [now] = useState(() => new Date());
  if (view.draft === null) return null;
  const { title, detail, canRestore } = draftText(view.draft, isBusy, now);
  return (
    <section className={styles.interrupted} data-pane="notice" role="alert" aria-label={title}>
      <History size={18} aria-hidden />
      <p>
        <b>{title}</b> {detail}
      </p>
      {canRestore && (
        <Button look="primary" onClick={() => runCommand('edit.restoreDraft')}>
          Restore
        </Button>
      )}
      <Button onClick={() => runCommand('edit.forgetDraft')}>Discard…</Button>
    </section>
  );
}
