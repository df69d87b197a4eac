/** Calls about long jobs: begin one, cancel, pause and resume, try again, take off the list. */
import { err, ok, type Result } from '../../../shared/result';
import type { JobPlace, JobStartError, JobWish } from '../../../shared/jobList';
import { fileName, importOf, requestOf, wantedOf, type Target } from '../../session/jobRequest';
import type { WindowId } from '../../session/tickets';
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

  serve('job/start', async ({ image, wish, target }, from) => {
    const window = from.webContents.id;
    const session = sessions.get(window, image);
    if (session === null) return err({ kind: 'image-closed' });
    const wanted = await wantedOf(session, wish);
    if (!wanted.ok) return wanted;
    const into = target === null ? null : await targetOf(window, target);
    if (into !== null && !into.ok) return into;
    const request = requestOf(wish, wanted.value, into?.value ?? null, world());
    if (!request.ok) return request;
    const { name } = session.view();
    return jobs.start(window, whatOf(wish, name, into?.value ?? null, request.value));
  });
  serve('job/import', async ({ source, wish, target }, from) => {
    const window = from.webContents.id;
    const path = tickets.redeem(window, source);
    if (path === null) return err({ kind: 'stale-ticket' });
    const into = await targetOf(window, target, path);
    if (!into.ok) return into;
    const request = importOf(wish, path, into.value, world());
    return jobs.start(window, { op: 'import', source: fileName(path), target: fileName(into.value.path), request, sidecar: false });
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
  serve('job/retry', async ({ job }, from) => {
    jobs.retry(from.webContents.id, job);
    return ok(null);
  });
  serve('job/dismiss', async ({ job }, from) => {
    jobs.dismiss(from.webContents.id, job);
    return ok(null);
  });
}

type What = Parameters<Parts['jobs']['start']>[1];
const whatOf = (wish: JobWish, source: string, target: Target | null, request: What['request']): What => ({
  op: wish.op,
  source,
  target: target === null ? null : fileName(target.path),
  request,
  sidecar: 'sidecar' in wish && wish.sidecar,
});
