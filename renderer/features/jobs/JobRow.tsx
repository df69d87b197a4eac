import { clsx } from 'clsx';
import { Ban, CircleCheck, CirclePause, Hash, HardDrive, LoaderCircle, OctagonX, type LucideIcon } from 'lucide-react';
import type { JSX } from 'react';
import { canPause, type JobOutcome, type JobView } from '../../../shared/jobList';
import {
  cancelJob,
  canOpen,
  copyDetails,
  copyText,
  dismissJob,
  openMade,
  pauseJob,
  resumeJob,
  retryJob,
  showMade,
} from '../../app/jobs.commands';
import { percentOf } from '../../app/jobs.model';
import { jobErrorText } from '../../app/jobErrors.text';
import { cancelledText, cancelText, digestsOf, jobTitle, outcomeText, pausedText, runningText } from '../../app/jobs.text';
import { Button } from '../../ui/Button';
import styles from './jobs.module.css';

/** One job: what it is about, how far it has come or how it ended, and what can be done now. */
export function JobRow({ job }: { readonly job: JobView }): JSX.Element {
  const title = jobTitle(job);
  const Icon = ICONS[isUnderWay(job) && job.op === 'hash' ? 'hash' : job.state.kind];
  return (
    <li className={styles.job} data-state={job.state.kind} aria-label={title} data-home tabIndex={-1}>
      <Icon size={16} className={clsx(styles.jobIcon, styles[`job-icon-${job.state.kind}`])} aria-hidden />
      <div className={styles.jobBody}>
        <h3 className={clsx(styles.jobTitle, 'selectable')}>{title}</h3>
        <State job={job} title={title} />
      </div>
    </li>
  );
}

const ICONS: Readonly<Record<JobView['state']['kind'] | 'hash', LucideIcon>> = {
  queued: HardDrive,
  running: HardDrive,
  hash: Hash,
  paused: CirclePause,
  cancelling: LoaderCircle,
  cancelled: Ban,
  failed: OctagonX,
  done: CircleCheck,
};
const isUnderWay = ({ state }: JobView): boolean => state.kind === 'queued' || state.kind === 'running';

function State({ job, title }: { readonly job: JobView; readonly title: string }): JSX.Element {
  const { state } = job;
  switch (state.kind) {
    case 'queued':
      return (
        <>
          <p className={styles.jobText}>Waits for its turn: three jobs run at a time.</p>
          <CancelButtons job={job} />
        </>
      );
    // One branch for both, so that the Pause button becomes the Resume button and keeps the focus.
    case 'running':
    case 'paused':
      return (
        <>
          <Bar percent={percentOf(job)} title={title} />
          <p className={clsx(styles.jobText, 'tabular')}>{state.kind === 'running' ? runningText(job, state) : pausedText(job, state)}</p>
          <CancelButtons job={job} />
        </>
      );
    case 'cancelling':
      return <p className={styles.jobText}>{job.target === null ? 'Stopping…' : 'Stopping, and deleting the unfinished copy…'}</p>;
    case 'cancelled':
      return (
        <>
          <p className={styles.jobText}>{cancelledText(job)}</p>
          <div className={styles.jobButtons}>
            <Button onClick={() => void retryJob(job)}>Start again</Button>
            <Dismiss job={job} />
          </div>
        </>
      );
    case 'failed':
      return <Failed job={job} />;
    case 'done':
      return <Done job={job} outcome={state.outcome} />;
    default:
      return state satisfies never;
  }
}

/** Without a number while nobody knows how much there is to do. */
function Bar({ percent, title }: { readonly percent: number | null; readonly title: string }): JSX.Element {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
    >
      <span style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}

const CancelButtons = ({ job }: { readonly job: JobView }): JSX.Element => (
  <div className={styles.jobButtons}>
    {canPause(job) && job.state.kind !== 'queued' && <PauseButton job={job} />}
    <Button onClick={() => void cancelJob(job.id)}>{cancelText(job)}</Button>
  </div>
);

const PauseButton = ({ job }: { readonly job: JobView }): JSX.Element =>
  job.state.kind === 'paused' ? (
    <Button onClick={() => void resumeJob(job.id)}>Resume</Button>
  ) : (
    <Button onClick={() => void pauseJob(job.id)}>Pause</Button>
  );

const Dismiss = ({ job }: { readonly job: JobView }): JSX.Element => (
  <Button look="quiet" onClick={() => void dismissJob(job.id)}>
    Dismiss
  </Button>
);

function Failed({ job }: { readonly job: JobView }): JSX.Element | null {
  if (job.state.kind !== 'failed') return null;
  const { title, detail } = jobErrorText(job.state.error, job);
  return (
    <>
      <p className={clsx(styles.jobText, styles.jobFailure, 'selectable')}>
        <b>{title}</b> {detail}
      </p>
      <div className={styles.jobButtons}>
        {job.state.error.kind === 'would-be-larger' || job.state.error.kind === 'drops-lost-blocks' ? (
          <Button onClick={() => void retryJob(job, true)}>
            {job.state.error.kind === 'would-be-larger' ? 'Make it nevertheless' : 'Make it without them'}
          </Button>
        ) : (
          <Button onClick={() => void retryJob(job)}>Retry</Button>
        )}
        <Button onClick={() => void copyDetails(job)}>Copy details</Button>
        <Dismiss job={job} />
      </div>
    </>
  );
}

function Done({ job, outcome }: { readonly job: JobView; readonly outcome: JobOutcome }): JSX.Element {
  const digests = digestsOf(outcome);
  return (
    <>
      <p className={clsx(styles.jobText, 'tabular', 'selectable')}>{outcomeText(outcome, job)}</p>
      {digests.length > 0 && (
        <dl className={styles.jobDigests}>
          {digests.map(({ name, digest }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="mono selectable">{digest}</dd>
              <dd>
                <button type="button" className="link" onClick={() => void copyText(digest, `Copied the ${name}`)}>
                  Copy {name}
                </button>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className={styles.jobButtons}>
        {outcome.kind === 'file' && (
          <>
            {canOpen(job) && <Button onClick={() => void openMade(job)}>Open</Button>}
            <Button onClick={() => void showMade(job)}>Show in folder</Button>
          </>
        )}
        <Dismiss job={job} />
      </div>
    </>
  );
}
