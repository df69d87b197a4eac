// npm run bench: every long operation beside another program that does the same, in the same run; ratios of paired runs.
//   node scripts/bench.mjs [--mib 1024] [--rounds 5] [--dir FOLDER] [--write]     --write updates test/bench/RESULTS.md
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { benchCases, hasRipgrep } from './bench-cases.mjs';
import { writeDisks, writeLargest } from './bench-disks.mjs';
import { ROOT } from './prepare.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const MIB = Number(option('mib', 1024));
const ROUNDS = Number(option('rounds', 5));
const BASE = option('dir', existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir());
const RESULTS = path.join(ROOT, 'test/bench/RESULTS.md');
const folder = mkdtempSync(path.join(BASE, 'platter-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130));

async function built(name, entry) {
  const outDir = path.join(folder, name);
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      ssr: path.join(ROOT, entry),
      outDir,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'entry.cjs', chunkFileNames: '[name].cjs' } },
    },
  });
  return path.join(outDir, 'entry.cjs');
}

const worker = await built('worker', 'main/jobs/worker.ts');
const runner = await built('runner', 'test/support/jobRunner.ts');
const cli = path.join(ROOT, 'out/cli.cjs');
const file = (name) => path.join(folder, name);
writeDisks(folder, MIB);
writeLargest(file('largest.vhd'));
const TIME = '/usr/bin/time';
const hasTime = existsSync(TIME);

/** `cpu`: milliseconds of processor, children included; it does not depend on who else uses the machine. `rss`: peak bytes. NaN without GNU time. */
const runTo = (stdio, command, ...args) => {
  const words = hasTime ? [TIME, '-q', '-f', '%U %S %M', '-o', file('cpu'), command, ...args] : [command, ...args];
  const begun = performance.now();
  const { status, stderr, stdout } = spawnSync(words[0], words.slice(1), {
    encoding: 'utf8',
    stdio: ['ignore', stdio, 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const ms = performance.now() - begun;
  if (status !== 0 && !(['grep', 'rg'].includes(command) && status === 1)) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  const [user, system, most] = hasTime ? readFileSync(file('cpu'), 'utf8').trim().split(' ').map(Number) : [Number.NaN, 0, Number.NaN];
  return { ms, cpu: (user + system) * 1000, stdout, rss: most * 1024 };
};
const run = (...words) => runTo('pipe', ...words);
run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', file('seq.vhd'), file('in.raw'));

const CASES = benchCases({ file, runTo, mib: MIB });

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const clear = () => ['ours.out', 'ours.vhd', 'peer.out'].forEach((name) => rmSync(file(name), { force: true }));

/** What the command takes, and what it takes beyond a Node that does nothing. */
function oursOnCommandLine(words) {
  const idle = run(process.execPath, '-e', '0');
  const { ms, cpu, rss } = runTo('ignore', process.execPath, cli, ...words);
  return { whole: ms, cpu, inside: ms - idle.ms, rss };
}

function ours({ job, words }) {
  if (words !== undefined) return oursOnCommandLine(words);
  const { ms, cpu, stdout } = run(process.execPath, runner, worker, JSON.stringify(job));
  const told = JSON.parse(stdout.trim().split('\n').at(-1));
  if (told.end.kind !== 'done') throw new Error(stdout);
  return { whole: ms, cpu, inside: told.ms, rss: told.rss };
}

function measured({ name, goal, peers, ...own }) {
  const mine = [];
  const others = peers.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    const steps = [
      () => mine.push(ours(own)),
      ...peers.map(
        ({ go }, i) =>
          () =>
            others[i].push(go()),
      ),
    ];
    for (let i = 0; i < steps.length; i++) {
      clear();
      steps[(i + round) % steps.length]();
    }
  }
  clear();
  const rss = Math.max(...mine.map((each) => each.rss)) / 1024 / 1024;
  return peers.map((other, i) => ({
    name,
    peer: other.name,
    peerMs: median(others[i].map(({ ms }) => ms)),
    ourMs: median(mine.map(({ whole }) => whole)),
    whole: median(mine.map(({ whole }, r) => whole / others[i][r].ms)),
    inside: median(mine.map(({ inside }, r) => inside / others[i][r].ms)),
    cpu: median(mine.map(({ cpu }, r) => cpu / others[i][r].cpu)),
    goal: other.goal ?? (i === 0 ? goal : null),
    rss,
  }));
}

const version = (command, ...args) =>
  (
    run(command, ...args)
      .stdout.split('\n')
      .find((line) => line.trim() !== '') ?? ''
  ).trim();
const rows = CASES.flatMap((each) => {
  const some = measured(each);
  for (const { name, peer: other, whole, inside } of some)
    console.log(`${name} / ${other}: ${whole.toFixed(2)} (${inside.toFixed(2)} without start-up)`);
  return some;
});

const load = os.loadavg()[0].toFixed(1);
const table = rows.map(
  (r) =>
    `| ${r.name} | ${r.peer} | ${(r.peerMs / 1000).toFixed(2)} s | ${(r.ourMs / 1000).toFixed(2)} s | ${r.whole.toFixed(2)} | ${r.inside.toFixed(2)} | ${Number.isFinite(r.cpu) ? r.cpu.toFixed(2) : ''} | ${r.goal === null ? '' : `≤ ${r.goal}`} | ${r.rss.toFixed(0)} MiB |`,
);
const text = `# Benchmark

Written by \`npm run bench -- --write\`. Every operation beside another program in the same run, order rotated, ${ROUNDS} rounds;
times are medians, ratios medians of the paired ratios: below 1 we are faster. “Whole” counts the start of Node, which a
window does not pay; “job” does not; “processor” compares the time of all
threads, start-up included, which hardly depends on who else uses the machine. Disk: ${MIB * 4} MiB, ${MIB} MiB of it in blocks of 2 MiB, on ${BASE}, in the page cache.

| operation | beside | its time | ours | whole | job | processor | goal | memory |
|---|---|---|---|---|---|---|---|---|
${table.join('\n')}

Machine: ${os.cpus().length} × ${os.cpus()[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release().split('-')[0]}, load ${load} at the end. Where the load is higher than the number of cores, two threads wait for each other and ratios are worse.
Versions: Node ${process.versions.node}, ${version('qemu-img', '--version')}, ${version('7z')}, ${version('grep', '--version')}, ${hasRipgrep ? `${version('rg', '--version')}, ` : ''}${version('sha256sum', '--version')}, ${version('openssl', 'version')}.
`;
console.log(`\n${text}`);
if (process.argv.includes('--write')) writeFileSync(RESULTS, text);
