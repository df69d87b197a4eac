import { useState, type JSX } from 'react';
import { openRecent } from '../../app/recents.commands';
import { useStore } from '../../app/store';
import { DRAFT_KEPT, recentSummary } from '../../app/recents.text';
import { DiskIcon } from '../../ui/DiskIcon';
import { Finder } from './Finder';
import styles from './palette.module.css';

/** The disks that were open before, found by typing. */
export function RecentsDialog(): JSX.Element {
  const [now] = useState(() => new Date());
  const recents = useStore((s) => s.program.recents);
  return (
    <Finder
      sheet="recents"
      label="Recent disks"
      prompt="Find a recent disk"
      items={recents}
      keyOf={({ recent }) => recent}
      wordsOf={({ name, folder }) => `${name} ${folder}`}
      onRun={(recent) => void openRecent(recent)}
      none={recents.length === 0 ? 'Disks you open are listed here.' : 'No recent disk is called that.'}
      draw={(recent) => (
        <span className={styles.disk} title={recent.folder}>
          <DiskIcon kind={recent.kind} size={18} />
          <span className={styles.label}>
            <b>{recent.name}</b> <span className="muted">{recent.folder}</span>
          </span>
          <span className="muted">
            {recent.missing ? 'Not found. Locate…' : recentSummary(recent, now)}
            {recent.hasDraft && (
              <>
                {' · '}
                <span className={styles.draft}>{DRAFT_KEPT}</span>
              </>
            )}
          </span>
        </span>
      )}
    />
  );
}
