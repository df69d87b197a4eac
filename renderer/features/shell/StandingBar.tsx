import { RefreshCw } from 'lucide-react';
import type { JSX } from 'react';
import { runCommand } from '../../app/commands';
import { useOpen } from '../../app/store';
import { readAgain } from '../../disk/standing.store';
import { Button } from '../../ui/Button';
import styles from './shell.module.css';
import { standingText } from './standing.text';

/** Tells that others changed or removed the file, or one of its parents, while it is open. */
export function StandingBar(): JSX.Element | null {
  const standing = useOpen((d) => d.standing);
  const changes = useOpen((d) => d.edits.changes);
  const text = standingText(standing, changes);
  if (text === null) return null;
  return (
    <section className={styles.interrupted} data-pane="notice" role="alert" aria-label={text.title}>
      <RefreshCw size={18} aria-hidden />
      <p>
        <b>{text.title}</b> {text.detail}
      </p>
      {text.canReload ? (
        <Button look="primary" onClick={() => void readAgain()}>
          Reload
        </Button>
      ) : (
        <Button onClick={() => runCommand('file.open')}>Open…</Button>
      )}
    </section>
  );
}
