// npm run bench: every long operation beside another program that does the same, in the same run; ratios of paired runs.
//   node scripts/bench.mjs [--mib 1024] [--rounds 5] [--dir FOLDER] [--write]     --write updates test/bench/RESULTS.md
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { writeDisks } from './bench-disks.mjs';
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

const [worker, runner] = [await built('worker', 'main/jobs/worker.ts'), await built('runner', 'test/support/jobRunner.ts')];
const file = (name) => path.join(folder, name);
writeDisks(folder, MIB);
const TIME = '/usr/bin/time';
const hasTime = existsSync(TIME);

/** `cpu`: milliseconds of processor, children included; it does not depend on who else uses the machine. NaN without GNU time. */
const run = (command, ...args) => {
  const words = hasTime ? [TIME, '-q', '-f', '%U %S', '-o', file('cpu'), command, ...args] : [command, ...args];
  const begun = performance.now();
  const { status, stderr, stdout } = spawnSync(words[0], words.slice(1), {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const ms = performance.now() - begun;
  if (status !== 0 && !(command === 'grep' && status === 1)) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  const [user, system] = hasTime ? readFileSync(file('cpu'), 'utf8').trim().split(' ').map(Number) : [Number.NaN, 0];
  return { ms, cpu: (user + system) * 1000, stdout };
};
run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', file('seq.vhd'), file('in.raw'));

const creator = { application: 'win ', version: 0xa0000, hostOs: 'Wi2k' };
const fresh = { uniqueId: '10f1e2d3-c4b5-a697-8879-6a5b4c3d2e1f', timeStamp: 0x2e000000, creator };
const source = (name, as = 'disk') => ({ path: file(name), as, parents: [] });
const output = { path: file('ours.out'), publish: { kind: 'new' }, tag: 'bench', full: false, hash: [], verify: false, salvage: false };
const peer = (...words) => ({ name: words[1] === 'dgst' ? 'openssl dgst' : words[0], go: () => run(...words) });
const shell = (name, script) => ({ name, go: () => run('sh', '-c', script) });
const qemu = (...words) => ({ name: `qemu-img ${words[0]}`, go: () => run('qemu-img', ...words) });
const toRaw = { op: 'export', source: source('seq.vhd'), output, range: null, layer: false };
const needle = 'deadbeefcafef00d';
const perl = needle.replace(/../g, '\\x$&');

const CASES = [
  {
    name: 'export to raw',
    goal: 0.9,
    job: toRaw,
    peers: [
      qemu('convert', '-f', 'vpc', '-O', 'raw', file('seq.vhd'), file('peer.out')),
      peer('cp', '--sparse=auto', file('in.raw'), file('peer.out')),
    ],
  },
  {
    name: 'export to raw, fragmented',
    goal: 0.9,
    job: { ...toRaw, source: source('frag.vhd') },
    peers: [qemu('convert', '-f', 'vpc', '-O', 'raw', file('frag.vhd'), file('peer.out'))],
  },
  {
    name: 'convert to dynamic',
    goal: 0.85,
    job: { op: 'convert', source: source('frag.vhd'), output, type: 'dynamic', blockBytes: null, fresh },
    peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', file('frag.vhd'), file('peer.out')), peer('cp', file('frag.vhd'), file('peer.out'))],
  },
  {
    name: 'compact',
    goal: 0.85,
    job: { op: 'compact', source: source('frag.vhd'), output, creator },
    peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', file('frag.vhd'), file('peer.out'))],
  },
  {
    name: 'convert to fixed',
    goal: 0.9,
    job: { op: 'convert', source: source('seq.vhd'), output, type: 'fixed', blockBytes: null, fresh },
    peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', '-o', 'subformat=fixed', file('seq.vhd'), file('peer.out'))],
  },
  {
    name: 'import sparse raw',
    goal: 1.6,
    job: { op: 'convert', source: source('in.raw', 'raw'), output, type: 'dynamic', blockBytes: null, fresh },
    peers: [qemu('convert', '-f', 'raw', '-O', 'vpc', file('in.raw'), file('peer.out'))],
  },
  {
    name: 'flatten a chain',
    goal: 1,
    job: { op: 'flatten', source: source('child.vhd'), output, type: 'raw', fresh },
    peers: [shell('7z x', `7z x -tvhd -so ${file('child.vhd')} > ${file('peer.out')} 2>/dev/null`)],
  },
  {
    name: 'merge child and parent',
    goal: null,
    job: { op: 'merge', source: source('child.vhd'), output, ancestors: 1, creator },
    peers: [peer('cp', file('seq.vhd'), file('peer.out'))],
  },
  {
    name: 'grow, as a new file',
    goal: null,
    job: { op: 'resize', source: source('seq.vhd'), output, sectors: MIB * 4 * 2048 + 4096, force: false, creator },
    peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', file('seq.vhd'), file('peer.out'))],
  },
  {
    name: 'compare',
    goal: 0.7,
    job: { op: 'compare', source: source('seq.vhd'), with: source('frag.vhd'), most: 10 },
    peers: [qemu('compare', '-f', 'vpc', '-F', 'vpc', file('seq.vhd'), file('frag.vhd'))],
  },
  {
    name: 'SHA-256',
    goal: 0.2,
    job: { op: 'hash', source: source('seq.vhd'), algorithms: ['sha256'], layer: false },
    peers: [peer('sha256sum', file('in.raw')), peer('openssl', 'dgst', '-sha256', file('in.raw'))],
  },
  {
    name: 'search for 8 bytes',
    goal: 0.15,
    job: { op: 'search', source: source('seq.vhd'), patterns: [{ kind: 'hex', hex: needle }], all: false, most: 100 },
    peers: [peer('grep', '-obUaP', perl, file('in.raw'))],
  },
  {
    name: 'search, regular expression',
    goal: null,
    job: {
      op: 'search',
      source: source('seq.vhd'),
      patterns: [{ kind: 'regex', source: 'qz[0-9]{6}', ignoreCase: false }],
      all: false,
      most: 100,
    },
    peers: [peer('grep', '-obUaP', 'qz[0-9]{6}', file('in.raw'))],
  },
];

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const clear = () => ['ours.out', 'peer.out'].forEach((name) => rmSync(file(name), { force: true }));

function ours(job) {
  const { ms, cpu, stdout } = run(process.execPath, runner, worker, JSON.stringify(job));
  const told = JSON.parse(stdout.trim().split('\n').at(-1));
  if (told.end.kind !== 'done') throw new Error(stdout);
  return { whole: ms, cpu, inside: told.ms, rss: told.rss };
}

function measured({ name, job, peers, goal }) {
  const mine = [];
  const others = peers.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    const steps = [
      () => mine.push(ours(job)),
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
    goal: i === 0 ? goal : null,
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
    `| ${r.name} | ${r.peer} | ${(r.peerMs / 1000).toFixed(2)} s | ${(r.ourMs / 1000).toFixed(2)} s | ${r.whole.toFixed(2)} | ${r.inside.toFixed(2)} | ${r.cpu.toFixed(2)} | ${r.goal === null ? '' : `≤ ${r.goal}`} | ${r.rss.toFixed(0)} MiB |`,
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
Versions: Node ${process.versions.node}, ${version('qemu-img', '--version')}, ${version('7z')}, ${version('grep', '--version')}, ${version('sha256sum', '--version')}, ${version('openssl', 'version')}.
`;
console.log(`\n${text}`);
if (process.argv.includes('--write')) writeFileSync(RESULTS, text);
