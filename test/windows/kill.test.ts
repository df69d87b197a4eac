/**
 * The built command line, killed on Windows at every call of the system that its save makes, and the save settled by the real
 * `platter repair --interrupted`. The disk is then as it was before, or as a save that nobody kills leaves it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SettleWay } from '../../shared/errors';
import { FULL } from '../support/budget';
import { appears } from '../support/appears';
import { CLI, HERE, platter, platterBy, WINDOWS, type Ran } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const [command = '', ...first] = WINDOWS ?? [];

const root = tempDir();
const STOP = path.join(root, 'stop.cjs');
const REACHED = path.join(root, 'reached');
/** Stands still before the n-th call that changes a file or its name, and says so. */
writeFileSync(
  STOP,
  `const fs = require('node:fs');
const calls = require('node:fs/promises');
let count = 0;
const step = () => {
  if (++count < Number(process.env.STOP_AT)) return;
  fs.writeFileSync(process.env.STOP_REACHED, '');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const stopped = (on, name) => {
  const call = on[name].bind(on);
  on[name] = async (...words) => (step(), call(...words));
};
for (const name of ['rename', 'unlink', 'link']) stopped(calls, name);
const open = calls.open;
calls.open = async (file, flags, mode) => {
  const isWritten = typeof flags === 'number' && (flags & 3) !== 0;
  if (isWritten) step();
  const handle = await open(file, flags, mode);
  if (isWritten) for (const name of ['write', 'sync', 'truncate', 'close']) stopped(handle, name);
  return handle;
};
`,
);

/** A saver that stands still before its n-th call; null: it came to its end. */
async function stoppedAt(call: number, folder: string, words: readonly string[]): Promise<ChildProcess | null> {
  rmSync(REACHED, { force: true });
  const out = openSync(path.join(root, 'out.txt'), 'w');
  const env = { ...process.env, STOP_AT: String(call), STOP_REACHED: REACHED };
  const child = spawn(command, [...first, '--require', STOP, CLI, ...words], { cwd: folder, env, stdio: ['ignore', out, out] });
  closeSync(out);
  while (child.exitCode === null && !existsSync(REACHED)) await sleep(10);
  if (existsSync(REACHED)) return child;
  expect([words, child.exitCode, readFileSync(path.join(root, 'out.txt'), 'utf8')]).toEqual([words, 0, expect.any(String)]);
  return null;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

const before = Buffer.from(baseImage());
/** In `npm test`, two of three calls of the first; about twenty kills. */
const FEW = !FULL;
const SAVES: readonly (readonly string[])[] = [
  ['write', 'disk.vhd', '--lba', '8000', '--in', 'sectors.bin'],
  ['set', 'disk.vhd', 'footer.creatorApplication=abcd'],
];

function folderWith(disk: Buffer): string {
  const folder = tempDir();
  writeFileSync(path.join(folder, 'disk.vhd'), disk);
  writeFileSync(path.join(folder, 'sectors.bin'), Buffer.alloc(6000 * 512, 'k'));
  return folder;
}

/** What a save that nobody kills leaves, on the system that runs the tests. */
function savedHere(words: readonly string[]): Buffer {
  const folder = folderWith(before);
  expect(platterBy(HERE, words, { cwd: folder }).code).toBe(0);
  return readFileSync(path.join(folder, 'disk.vhd'));
}

const settled = (folder: string, way: SettleWay): Ran => platter(['repair', 'disk.vhd', '--interrupted', way], { cwd: folder });

/** What the folder's disk is after the settling: `before`, `after`, or neither. */
function outcome(folder: string, after: Buffer, way: SettleWay): string {
  const said = settled(folder, way);
  const disk = readFileSync(path.join(folder, 'disk.vhd'));
  const is = disk.equals(before) ? 'before' : disk.equals(after) ? 'after' : 'neither';
  if (said.code === 0) return `${way}: ${is}`;
  // What was cut off while the journal was written, or after the save was marked as complete, has one way alone.
  const other = said.err.includes('set-aside') ? 'set-aside' : said.err.includes('Finish it') ? 'finish' : null;
  return other === null ? said.err : outcome(folder, after, other);
}

const journalsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.platter-journal'));

test.skipIf(WINDOWS === null)(
  'a save killed before any of its calls is settled: all of it is there or nothing',
  { timeout: 1_800_000 },
  async () => {
    const outcomes = new Map<string, number>();
    let kills = 0;
    for (const words of SAVES.slice(0, FEW ? 1 : SAVES.length)) {
      const after = savedHere(words);
      for (let call = 1; ; call++) {
        if (FEW && call % 3 === 0) continue;
        const folder = folderWith(before);
        const child = await stoppedAt(call, folder, words);
        if (child === null) break;
        await kill(child);
        kills += 1;
        const disk = readFileSync(path.join(folder, 'disk.vhd'));
        const isWhole = disk.equals(before) || disk.equals(after);
        const how =
          journalsIn(folder).length > 0 ? outcome(folder, after, call % 2 === 0 ? 'finish' : 'undo') : isWhole ? 'no journal' : 'lost';
        outcomes.set(how, (outcomes.get(how) ?? 0) + 1);
        expect([call, journalsIn(folder)]).toEqual([call, []]);
      }
    }
    console.log(`platter on Windows: ${kills} kills, ${[...outcomes].map(([how, times]) => `${how} ${times}`).join(', ')}`);
    expect([...outcomes.keys()].filter((how) => !KNOWN.includes(how))).toEqual([]);
    expect([kills >= 20, outcomes.has('finish: after'), outcomes.has('undo: before')]).toEqual([true, true, true]);
  },
);

/** `finish` takes back what had not come far enough. */
const KNOWN = ['no journal', 'set-aside: before', 'finish: before', 'finish: after', 'undo: before'];

test.skipIf(WINDOWS === null)('a save that still runs is left alone, and a journal that somebody reads is said to be that', async () => {
  const folder = folderWith(before);
  const [words = []] = SAVES;
  const saver = await stoppedAt(MIDDLE, folder, words);
  if (saver === null) throw new Error('the save is over');
  const live = ['finish', 'set-aside'].map((way) => platter(['repair', 'disk.vhd', '--interrupted', way, '--force'], { cwd: folder }));
  expect(live.map(({ code }) => code)).toEqual([1, 1]);
  expect(live[0]?.err).toContain('another program is saving this image now');
  await kill(saver);

  const reader = spawn(
    command,
    [...first, '-e', `fs.openSync('disk.vhd.platter-journal', 'r'); fs.writeFileSync('reads', ''); setTimeout(() => {}, 600_000)`],
    { cwd: folder, stdio: 'ignore' },
  );
  await appears(path.join(folder, 'reads'), reader);
  const half = readFileSync(path.join(folder, 'disk.vhd'));
  for (const words of [['finish'], ['finish', '--force'], ['set-aside']]) {
    const { code, err } = platter(['repair', 'disk.vhd', '--interrupted', ...words], { cwd: folder });
    expect([words, code, err]).toEqual([words, 1, expect.stringContaining('another program has the journal beside the image open')]);
  }
  expect(readFileSync(path.join(folder, 'disk.vhd')).equals(half)).toBe(true);
  await kill(reader);
  expect(outcome(folder, before, 'undo')).toBe('undo: before');
});

/** New blocks are written, and nothing points at them yet. */
const MIDDLE = 9;
