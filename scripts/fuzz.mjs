// npm run fuzz [-- MUTANTS [SEED [WHAT...]]]: the long fuzz, two million mutants from a new seed, on all processors.
// WHAT: some of mutants, journals, repairs, operations; all of them unless named.
// The seed is printed; the same seed gives the same mutants. A find names the seed that makes it alone:
//   npm run fuzz -- 1 SEED
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const VITEST = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

const mutants = Number(process.argv[2] ?? 2_000_000);
const seed = Number(process.argv[3] ?? Math.floor(Date.now() / 1000));
const lines = Math.min(availableParallelism(), mutants);
const share = Math.ceil(mutants / lines);

console.log(`${mutants} mutants from seed ${seed}, in ${lines} processes`);
const what = process.argv.length > 4 ? process.argv.slice(4) : ['mutants', 'journals', 'repairs', 'operations'];
// One file after the other: the processes are as many as the processors already.
const words = [VITEST, 'run', '--config', 'test/vitest.config.ts', '--no-file-parallelism', ...what.map((name) => `test/fuzz/${name}`)];
const run = (line) =>
  new Promise((resolve) => {
    const counts = { PLATTER_FUZZ: String(share), PLATTER_FUZZ_REPAIRS: String(share), PLATTER_FUZZ_OPERATIONS: String(share) };
    const env = { ...process.env, ...counts, PLATTER_SEED: String(seed + line * share) };
    spawn(process.execPath, words, { cwd: ROOT, stdio: 'inherit', env }).on('exit', (code) => resolve(code === 0));
  });
const passed = await Promise.all(Array.from({ length: lines }, (_, line) => run(line)));
process.exitCode = passed.every(Boolean) ? 0 : 1;
