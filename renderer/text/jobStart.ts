/** Why a job was not begun: what that means, and what to do. Exhaustive by type. */
import type { BoundaryError } from '../../shared/errors';
import type { JobStartError } from '../../shared/jobList';
import { obstacleText } from './place';

/** `name` of the file that was to be made. */
export function jobStartText(error: JobStartError | BoundaryError, name: string): string {
  switch (error.kind) {
    case 'stale-ticket':
      return 'This place has to be chosen again. Nothing was written.';
    case 'image-closed':
      return 'The disk is not open any more. Open it again.';
    case 'no-disk':
      return 'This file is shown as bytes: there is no disk in it to work with.';
    case 'interrupted-save':
      return 'A save of this disk was interrupted. Finish it or roll it back first.';
    case 'unsaved-structures':
      return 'Changes of the file’s own structures are not saved. Review and save them first, or leave unsaved changes out.';
    case 'place-needed':
      return 'Choose a name and a place.';
    case 'too-many':
      return 'Too many jobs are waiting already. Try again when some of them are done.';
    case 'exists':
      return `${name} appeared there meanwhile. Look again, or choose another name.`;
    case 'obstacle':
      return obstacleText(name, error.obstacle);
    case 'untrusted-sender':
    case 'bad-request':
    case 'internal':
      return `Platter could not begin this (${error.kind === 'internal' ? error.ref : error.kind}). Nothing was written; the log says more.`;
    default:
      return error satisfies never;
  }
}
