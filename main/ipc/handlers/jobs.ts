/** Calls about long jobs: begin one, cancel, try again, take off the list. */
import { err, ok, type Result } from '../../../shared/result';
import type { JobPlace, JobStartError, JobWish } from '../../../shared/jobList';
import { requestOf, sourceOf, type Target } from '../../session/jobRequest';
import type { WindowId } from '../../session/tickets';
import type { Parts } from '../parts';
import { serve } from '../serve';

export function serveJobs({ jobs, places, sessions, tickets, newId }: Parts): void {
  const targetOf = async (window: WindowId, { place, replace }: JobPlace): Promise<Result<Target, JobStartError>> => {
    const path = tickets.redeem(window, place);
    if (path === null) return err({ kind: 'stale-ticket' });
    const publish = await places.publish(window, { ticket: place, path, parentPath: null }, replace);
    return publish.ok ? ok({ path, publish: publish.value }) : publish;
  };

  serve('job/start', async ({ image, wish, target }, from) => {
    const window = from.webContents.id;
    const session = sessions.get(window, image);
    if (session === null) return err({ kind: 'image-closed' });
    const source = await sourceOf(session);
    if (!source.ok) return source;
    const into = target === null ? null : await targetOf(window, target);
    if (into !== null && !into.ok) return into;
    const request = requestOf(wish, source.value, into?.value ?? null, { now: Date.now, newId });
    if (!request.ok) return request;
    const { name } = session.view();
    return jobs.start(window, whatOf(wish, name, into?.value ?? null, request.value));
  });
  serve('job/cancel', async ({ job }, from) => {
    jobs.cancel(from.webContents.id, job);
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
  target: target?.path.replace(/^.*[\\/]/, '') ?? null,
  request,
  sidecar: wish.op === 'export' && wish.sidecar,
});
