/** Calls about long jobs: begin, cancel, pause, resume, retry, remove from the list. */
import { err, ok, type Result } from '../../../shared/result';
import type { JobPlace, JobStartError, JobRequest } from '../../../shared/jobList';
import { fileName, importOf, partOf, taskOf, wantedOf, type Target } from '../../session/jobs/jobTask';
import type { ImageView } from '../../../shared/views';
import type { WindowId } from '../../session/app/tickets';
import type { Parts } from '../parts';
import { serve } from '../serve';

export function serveJobs({ jobs, places, sessions, tickets, newId, version }: Parts): void {
  const targetOf = async (
    window: WindowId,
    { place, replace }: JobPlace,
    madeFrom: string | null = null,
  ): Promise<Result<Target, JobStartError>> => {
    const path = tickets.redeem(window, place);
    if (path === null) return err({ kind: 'stale-ticket' });
    const publish = await places.publish(window, { ticket: place, path, parentPath: madeFrom }, replace);
    return publish.ok ? ok({ path, publish: publish.value }) : publish;
  };

  const world = () => ({ now: Date.now, newId, program: `Platter ${version}` });

  serve('job/start', async ({ image, request, target }, from) => {
    const window = from.webContents.id;
    const session = sessions.get(window, image);
    if (session === null) return err({ kind: 'image-closed' });
    const wanted = await wantedOf(session, request);
    if (!wanted.ok) return wanted;
    const into = target === null ? null : await targetOf(window, target);
    if (into !== null && !into.ok) return into;
    const task = taskOf(request, wanted.value, into?.value ?? null, world());
    if (!task.ok) return task;
    const asSaved = request.op === 'hash' && session.edits().changes > 0;
    return jobs.start(window, { ...whatOf(request, session.view(), into?.value ?? null, task.value), asSaved });
  });
  serve('job/import', async ({ source, request, target }, from) => {
    const window = from.webContents.id;
    const path = tickets.redeem(window, source);
    if (path === null) return err({ kind: 'stale-ticket' });
    const into = await targetOf(window, target, path);
    if (!into.ok) return into;
    const task = importOf(request, path, into.value, world());
    return jobs.start(window, {
      op: 'import',
      source: fileName(path),
      part: null,
      target: fileName(into.value.path),
      task,
      sidecar: false,
    });
  });
  serve('job/cancel', async ({ job }, from) => {
    jobs.cancel(from.webContents.id, job);
    return ok(null);
  });
  serve('job/pause', async ({ job }, from) => {
    jobs.pause(from.webContents.id, job);
    return ok(null);
  });
  serve('job/resume', async ({ job }, from) => {
    jobs.resume(from.webContents.id, job);
    return ok(null);
  });
  serve('job/retry', async ({ job, agreed }, from) => jobs.retry(from.webContents.id, job, agreed));
  serve('job/dismiss', async ({ job }, from) => {
    jobs.dismiss(from.webContents.id, job);
    return ok(null);
  });
}

type What = Parameters<Parts['jobs']['start']>[1];
const whatOf = (request: JobRequest, view: ImageView, target: Target | null, task: What['task']): What => ({
  op: request.op,
  source: view.name,
  part: partOf(request, view),
  target: target === null ? null : fileName(target.path),
  task,
  sidecar: 'sidecar' in request && request.sidecar,
});
