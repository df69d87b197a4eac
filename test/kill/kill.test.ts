/**
 * A process that saves without pause, on a real file system, is killed at a random moment, hundreds of times. Then the
 * image must be, once recovered, what the answered saves made of it, with the one under way wholly there or not at all.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { build } from 'vite';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { journalPath } from '../../main/io/saveContext';
import { budget } from '../support/budget';
import { edited } from '../support/editScripts';
import { sparseImage } from '../support/imageBuilder';
import { readPlainly, sameBytes } from '../support/plainReader';
import { seeded } from '../support/random';
import { contextOver, recoverImage } from '../support/saving';
import { tempDir } from '../support/tempDir';
import { saveNumber } from './saveNumber';

/** Fewer where each takes longer: PLATTER_KILLS. */
const KILLS = budget('PLATTER_KILLS', 40, 240);
/** A save or two from its beginning; under Wine every call takes several times as long. */
const WINDOW_MS = process.platform === 'win32' ? 400 : 45;
/** So many kills at least have to fall between a journal and its end; how long that lasts depends on the drive. */
const HOT = KILLS / 12;
/** Where they do not after `KILLS`, there are more of them, up to this. */
const MAX_KILLS = KILLS * 6;
/** Two lines of savers at once: waiting for the disk is what takes the time. */
const LINES = 2;
const BLOCK = 65_536;
const BLOCKS = 64;
const SECTORS = (BLOCK / 512) * BLOCKS;

const folder = tempDir();
const SAVER = path.join(folder, 'saver.mjs');

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, 'saver.ts'),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { external: [/^node:/, 'fs-native-extensions'], output: { entryFileNames: 'saver.mjs', format: 'es' } },
    },
  });
});

type Told = { readonly begun: number; readonly done: number; readonly failed: string | null };

/** Starts a saver, kills it `afterMs` after its first save began, and reads what it said. */
async function killed(image: string, first: number, afterMs: number): Promise<Told> {
  const child = spawn(process.execPath, [SAVER, image, String(first), String(SECTORS)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: import.meta.dirname,
  });
  let said = '';
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      said += String(chunk);
      resolve();
    });
    child.on('close', () => resolve());
  });
  await ended;
  const last = (word: string): number => Number([...said.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? first - 1);
  return { begun: last('begin'), done: last('done'), failed: /^failed .*$/m.exec(said)?.[0] ?? (said === '' ? errors : null) };
}

type Line = { kills: number; saves: number; hot: number; took: Map<string, number> };

async function line(name: string, kills: number, tally: Line): Promise<void> {
  const image = path.join(folder, `${name}.vhd`);
  const random = seeded(name.length * 100 + name.charCodeAt(0));
  writeFileSync(image, sparseImage({ size: SECTORS * 512, blockBytes: BLOCK, blocks: [] }).bytes);
  let raw: Uint8Array = new Uint8Array(SECTORS * 512);
  let next = 0;
  for (let kill = 0; kill < kills || (tally.hot <= HOT && tally.kills < MAX_KILLS); kill++) {
    const { begun, done, failed } = await killed(image, next, random.below(WINDOW_MS));
    if (failed !== null) throw new Error(`${name}, kill ${kill}: ${failed}`);
    if (existsSync(journalPath(image))) tally.hot += 1;
    const how = await recoverImage(contextOver(nodeFileSystem()), image, { direction: kill % 2 === 0 ? 'back' : 'forward' });
    tally.took.set(how, (tally.took.get(how) ?? 0) + 1);
    for (let number = next; number <= done; number++) raw = edited(raw, saveNumber(number, SECTORS));
    const pending = begun > done ? edited(raw, saveNumber(begun, SECTORS)) : raw;
    const reading = readPlainly(new Uint8Array(readFileSync(image)));
    if (reading.faults.length > 0 || reading.disk === null) throw new Error(`${name}, kill ${kill}: ${reading.faults.join(', ')}`);
    const isNew = sameBytes(reading.disk, pending);
    if (!isNew && !sameBytes(reading.disk, raw)) throw new Error(`${name}, kill ${kill}: neither with save ${begun} nor without`);
    if (isNew) raw = pending;
    tally.kills += 1;
    tally.saves += begun - next + 1;
    next = begun + 1;
    for (const left of readdirSync(folder).filter((file) => file.startsWith(`${name}.vhd.platter-`) && file.endsWith('aside')))
      rmSync(path.join(folder, left));
  }
}

it('loses nothing to kill -9', { timeout: process.platform === 'win32' ? 1_800_000 : 900_000 }, async () => {
  const tally: Line = { kills: 0, saves: 0, hot: 0, took: new Map() };
  const start = performance.now();
  await Promise.all(Array.from({ length: LINES }, (_, i) => line(`line-${i}`, KILLS / LINES, tally)));
  const took = [...tally.took].map(([how, times]) => `${how} ${times}`).join(', ');
  console.log(
    `kill -9: ${tally.kills} kills in ${tally.saves} saves, ${tally.hot} with a journal left (${took}), 0 losses; ${((performance.now() - start) / 1000).toFixed(0)} s`,
  );
  expect(tally.kills).toBeGreaterThanOrEqual(KILLS);
  expect(tally.hot).toBeGreaterThan(HOT);
});
