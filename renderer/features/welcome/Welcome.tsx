import { Disc3, FlaskConical, FolderOpen, Plus } from 'lucide-react';
import type { JSX } from 'react';
import type { CommandId } from '../../../shared/commands';
import { keysOf, keysText } from '../../app/keys.model';
import { runCommand } from '../../app/commands';
import { useStore } from '../../app/store';
import { Button } from '../../ui/Button';
import { RecentRows } from './RecentRows';
import { Tip } from './Tip';
import styles from './welcome.module.css';

/** Shown while nothing is open: ways to open or make something. */
export function Welcome(): JSX.Element {
  const version = useStore((s) => s.program.version);
  const hasRecents = useStore((s) => s.program.recents.length > 0);
  return (
    <main className={styles.welcome}>
      <section className={styles.start} aria-label="Start">
        <div className={styles.main}>
          <Disc3 size={56} strokeWidth={1.25} className={styles.mark} aria-hidden />
          <h1>Platter</h1>
          <p className={styles.about}>
            Looks inside VHD virtual hard disks: what they are, whether they are healthy, where every block lies, and every byte.
          </p>
          <div className={styles.buttons}>
            <Button look="primary" onClick={() => runCommand('file.open')} autoFocus>
              <FolderOpen size={16} aria-hidden /> Open…
              <Keys of="file.open" />
            </Button>
            <Button onClick={() => runCommand('file.new')}>
              <Plus size={16} aria-hidden /> New disk…
              <Keys of="file.new" />
            </Button>
          </div>
          <p className="muted">or drop a .vhd anywhere in this window</p>
          <div className={styles.sample}>
            <Button look="quiet" onClick={() => runCommand('file.trySample')} aria-describedby="welcome-sample-about">
              <FlaskConical size={16} aria-hidden /> Try a sample disk
            </Button>
            <p id="welcome-sample-about">2 MiB, made on the spot, with a broken checksum to find and repair.</p>
          </div>
        </div>
        <div className={styles.foot}>
          <Tip />
          <p className="muted">Platter {version} · opens disks for reading; writes only when you save</p>
        </div>
      </section>
      <section className={styles.recents} aria-label="Recent disks" data-pane="navigator">
        <div className={styles.heading}>
          <h2>Recent</h2>
          {hasRecents && <p className="muted">Enter opens · P pins · Delete removes</p>}
        </div>
        <RecentRows />
      </section>
    </main>
  );
}

function Keys({ of }: { readonly of: CommandId }): JSX.Element | null {
  const mac = useStore((s) => s.program.platform === 'darwin');
  const keys = keysOf(of, mac);
  return keys === null ? null : <> ({keysText(keys, mac)})</>;
}
