import { clsx } from 'clsx';
import { ListChecks } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useRef, type JSX } from 'react';
import { dismissEnded } from '../../app/jobs.commands';
import { keysOf, keysText } from '../../app/keys.model';
import { tallyOf } from '../../app/jobs.model';
import { setJobsOpen } from '../../app/jobs.store';
import { useStore } from '../../app/store';
import { tallyText } from '../../app/jobs.text';
import { Button } from '../../ui/Button';
import { JobRow } from './JobRow';
import { keepFocusElsewhere } from '../../ui/focusBack';
import styles from './jobs.module.css';

/** How the long jobs are going, in a few words; a click opens their list. Null if there are none and the list was not asked for. */
export function JobTray(): JSX.Element | null {
  const jobs = useStore((s) => s.jobs.list);
  const isOpen = useStore((s) => s.jobs.isOpen);
  const mac = useStore((s) => s.program.platform === 'darwin');
  /** The element that had the focus before the list opened. It gets the focus back. */
  const from = useRef<Element | null>(null);
  const tally = tallyOf(jobs);
  if (jobs.length === 0 && !isOpen) return null;
  const text = tallyText(tally);
  const focusBack = (event: Event): void => {
    if (keepFocusElsewhere(event)) return;
    if (!(from.current instanceof HTMLElement) || !from.current.isConnected || from.current === document.body) return;
    event.preventDefault();
    from.current.focus();
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setJobsOpen}>
      <Popover.Trigger className={styles.summary} title={`Long jobs (${keysText(keysOf('view.jobs', mac) ?? '', mac)})`}>
        <ListChecks size={14} aria-hidden />
        {text}
        {tally.percent !== null && (
          <span className={styles.summaryBar} aria-hidden>
            <span style={{ width: `${tally.percent}%` }} />
          </span>
        )}
        {tally.running + tally.waiting > 0 && tally.failed > 0 && <span className={styles.summaryFailed}>{tally.failed} failed</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.list}
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Jobs"
          data-home
          onOpenAutoFocus={() => {
            from.current = document.activeElement;
          }}
          onCloseAutoFocus={focusBack}
        >
          <header className={styles.head}>
            <h2>Jobs</h2>
            {tally.done > 0 && (
              <Button look="quiet" onClick={() => void dismissEnded()}>
                Clear finished
              </Button>
            )}
          </header>
          {jobs.length === 0 ? (
            <p className={clsx(styles.none, 'muted')}>
              Nothing is under way. Long work such as converting or hashing a disk is listed here.
            </p>
          ) : (
            <ul className={styles.rows}>
              {[...jobs].reverse().map((job) => (
                <JobRow key={job.id} job={job} />
              ))}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Announces the start, every quarter and the end of each job to those who do not see the bars. */
export function JobAnnouncer(): JSX.Element {
  const spoken = useStore((s) => s.jobs.spoken);
  return (
    <p className="hidden-visually" role="status" aria-label="Job progress">
      {spoken}
    </p>
  );
}
