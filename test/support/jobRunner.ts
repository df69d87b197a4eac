/** One job in a process of its own: `runner WORKER REQUEST`. Tells its phases, cancels on SIGINT, and says how it ended. */
import { readFileSync } from 'node:fs';
import { startJob } from '../../main/jobs/startJob';
import type { JobRequest } from '../../main/jobs/requests';

/** Peak of this process alone: what the system counts otherwise begins with the memory of whoever started it. */
function peakBytes(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}

const [worker, request] = process.argv.slice(2) as [string, string];
const started = performance.now();
let last = '';
const job = startJob(JSON.parse(request) as JobRequest, {
  worker,
  helpers: 1,
  report: ({ name, doneBytes }) => {
    const now = doneBytes > 0 ? `${name}+` : name;
    if (now !== last) process.stdout.write(`${now}\n`);
    last = now;
  },
});
let cancelledAt = 0;
process.on('SIGINT', () => {
  cancelledAt = performance.now();
  job.cancel();
});
void job.end.then((end) => {
  const waited = cancelledAt === 0 ? null : performance.now() - cancelledAt;
  process.stdout.write(`${JSON.stringify({ end, waited, ms: performance.now() - started, rss: peakBytes() })}\n`);
});
