import { X } from 'lucide-react';
import { useEffect, useRef, type JSX } from 'react';
import type { JobId, JobView } from '../../../shared/jobList';
import { runCommand } from '../../commands/commands';
import { canOpen, openMade } from '../../commands/jobs';
import { useStore } from '../../store/store';
import { Button, IconButton } from '../../ui/Button';

/** Long enough to read it and to reach its button. */
const SHOWN_MS = 12_000;

/** Says what happened, with what can still be done about it. It goes by itself, but not from under who is at it. */
export function Toast(): JSX.Element | null {
  const toast = useStore((s) => s.toast);
  const setView = useStore((s) => s.setView);
  const box = useRef<HTMLDivElement>(null);
  const job = useStore((s) =>
    s.toast === null || s.toast.action === null || s.toast.action === 'undo-save' ? undefined : findJob(s.jobs, s.toast.action.job),
  );
  useEffect(() => {
    if (toast === null) return;
    const timer = setInterval(() => {
      if (box.current?.matches(':hover, :focus-within') !== true) setView({ toast: null });
    }, SHOWN_MS);
    return () => clearInterval(timer);
  }, [toast, setView]);
  if (toast === null) return null;
  return (
    // Another message is another one: the focus does not stay in it unasked.
    <div key={toast.text} ref={box} className="toast" role="status" data-pane="toast">
      <span>{toast.text}</span>
      {toast.action === 'undo-save' && (
        <Button look="quiet" onClick={() => runCommand('file.undoSave')}>
          Undo
        </Button>
      )}
      {job !== undefined && canOpen(job) && (
        <Button look="quiet" onClick={() => void openMade(job)}>
          Open
        </Button>
      )}
      {job !== undefined && (
        <Button look="quiet" onClick={showJobs}>
          Show
        </Button>
      )}
      <IconButton label="Dismiss" onClick={() => setView({ toast: null })}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

const findJob = (jobs: readonly JobView[], id: JobId): JobView | undefined => jobs.find((job) => job.id === id);

function showJobs(): void {
  useStore.getState().setJobsOpen(true);
}
