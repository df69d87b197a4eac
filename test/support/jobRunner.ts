/** One job in a process of its own: `runner WORKER REQUEST`. Tells its phases, cancels on SIGINT, and says how it ended. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { startJob } from '../../main/jobs/startJob';
import type { JobTask } from '../../main/jobs/tasks';
import { cpuMs } from './cpuTime';

/** Peak of this process alone: what the system counts otherwise begins with the memory of whoever started it. */
function peakBytes(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}

type Work = { readonly read: number; readonly written: number; readonly cpuMs: number };

/** What this process, all its threads, has done so far: bytes as the kernel counts them, 0 where it does not tell, and processor time. */
function workSoFar(): Work {
  try {
    const io = readFileSync('/proc/self/io', 'utf8');
    const count = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(io)?.[1]);
    return { read: count('rchar'), written: count('wchar'), cpuMs: cpuMs() };
  } catch {
    return { read: 0, written: 0, cpuMs: cpuMs() };
  }
}
const between = (from: Work, to: Work): Work => ({
  read: to.read - from.read,
  written: to.written - from.written,
  cpuMs: to.cpuMs - from.cpuMs,
});

/** How long a thread that has nothing to do takes to hear a message and end: what a cancel cannot be faster than, here and now. */
async function idleThreadMs(): Promise<number> {
  const thread = new Worker("require('node:worker_threads').parentPort.once('message', () => process.exit());", { eval: true });
  await once(thread, 'online');
  const since = performance.now();
  thread.postMessage('end');
  await once(thread, 'exit');
  return performance.now() - since;
}

const [worker, request] = process.argv.slice(2) as [string, string];
const started = performance.now();
let last = '';
const job = startJob(JSON.parse(request) as JobTask, {
  worker,
  helpers: 1,
  report: ({ name, doneBytes }) => {
    const now = doneBytes > 0 ? `${name}+` : name;
    if (now !== last) process.stdout.write(`${now}\n`);
    last = now;
  },
});
let cancelledAt = 0;
let atCancel: Work | null = null;
process.on('SIGINT', () => {
  cancelledAt = performance.now();
  job.cancel();
  atCancel = workSoFar();
});
void job.end.then(async (end) => {
  const waited = cancelledAt === 0 ? null : performance.now() - cancelledAt;
  const since = atCancel === null ? null : between(atCancel, workSoFar());
  const told = { end, waited, since, ms: performance.now() - started, rss: peakBytes() };
  process.stdout.write(`${JSON.stringify({ ...told, idle: waited === null ? null : await idleThreadMs() })}\n`);
});
