/**
 * The simulator must be able to fail. Each saboteur is the real writer with one fault planted in it; every one must be
 * caught, and the writer without any must not.
 */
import { afterAll, expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../main/io/fileSystem';
import { PROTOCOL, type Barrier, type Phase, type Protocol } from '../../main/io/protocol';
import type { Stage } from '../../main/vhd/ops/plan';
import { journalPath } from '../../main/io/saveContext';
import { err, ok } from '../../shared/result';
import type { Op } from '../support/crashEnumerator';
import { editsOf, smallDisk, type DiskKind, type EditKind } from '../support/editScripts';
import { DEPTH, DISK, type Depth, type Script, type Writer } from '../support/powercut';
import { exploreAll, writerOf } from './savesOf';

const without = (...dropped: Barrier[]): Protocol => ({
  ...PROTOCOL,
  barrier: (name, sync) => (dropped.includes(name) ? Promise.resolve(ok(undefined)) : sync()),
});

function swapped<T>(list: readonly T[], a: T, b: T): T[] {
  return list.map((item) => (item === a ? b : item === b ? a : item));
}
const phases = (...order: Phase[]): Protocol => ({ ...PROTOCOL, phases: order });
const stages = (a: Stage, b: Stage, ...dropped: Barrier[]): Protocol => ({
  ...without(...dropped),
  stages: swapped(PROTOCOL.stages, a, b),
});

/** Writes to the image lose their last sector, and say that all went well; the read-back that would see it is left out. */
const shortWrites = (fs: FileSystem): FileSystem => ({
  ...fs,
  open: async (path, mode) => {
    const opened = await fs.open(path, mode);
    if (!opened.ok || path !== DISK || mode === 'read') return opened;
    const file = opened.value;
    const short: OpenFile = { ...file, write: (at, data) => file.write(at, data.length > 512 ? data.subarray(0, -512) : data) };
    return ok(short);
  },
});

/** Says "saved" when the journal is there and nothing else is. */
const ackEarly = (fs: FileSystem, log: Op[]): FileSystem => {
  let acked = false;
  return {
    ...fs,
    syncFolder: async (folder) => {
      const done = await fs.syncFolder(folder);
      if (!acked && log.some(({ kind }) => kind === 'begun')) log.push({ kind: 'acked' });
      acked = true;
      return done;
    },
  };
};

/** The journal cannot be removed. That is no failed save; but what the journal says then matters for ever. */
const journalStays = (fs: FileSystem): FileSystem => ({
  ...fs,
  unlink: async (path) => (path === journalPath(DISK) ? err({ kind: 'permission-denied' }) : fs.unlink(path)),
});
/** Tries to recover, cannot remove the journal either; the image is what counts. */
const forgiving = ({ save, recover }: Writer): Writer => ({
  save,
  recover: (fs, path) => recover(fs, path).catch(() => undefined),
  wrap: journalStays,
});

const noReadBack: Protocol = { ...PROTOCOL, phases: PROTOCOL.phases.filter((phase) => phase !== 'read-back') };

const SABOTEURS: readonly (readonly [string, Writer])[] = [
  ['the journal is not synced', writerOf(without('journal'))],
  ['the folder is not synced, so the journal has no name', writerOf(without('journal-name'))],
  ['the new footer is not synced before the old one is written over', writerOf(without('end', 'reserve'))],
  ['data is not synced before bitmaps speak for it', writerOf(without('data'))],
  ['bitmaps and data are not synced before the table', writerOf(without('data', 'bitmaps'))],
  ['the last stages are not synced before the commit mark', writerOf(without('data', 'bitmaps', 'table'))],
  ['old bytes are not synced before their journal goes', writerOf(without('restored'))],
  ['the image is written before its journal', writerOf(phases('compare', 'image', 'journal', 'read-back', 'commit'))],
  ['the save is marked complete before the image is written', writerOf(phases('compare', 'journal', 'commit', 'image', 'read-back'))],
  ['the table is written before the data', writerOf(stages('data', 'table'))],
  ['bitmaps are written before the data', writerOf(stages('data', 'bitmaps'))],
  ['recovery does not check the journal', writerOf({ ...without('journal'), checksHashes: false })],
  ['recovery leaves the new length', writerOf({ ...PROTOCOL, restoresLength: false })],
  ['some of what changes is not journalled', writerOf({ ...PROTOCOL, journalled: (records) => records.slice(1) })],
  ['short writes are taken for whole ones', { ...writerOf(noReadBack), wrap: shortWrites }],
  ['the user is told too early', { ...writerOf(), wrap: ackEarly }],
];

/** With a journal that stays, and another program that writes afterwards. */
const WITH_STRANGER: readonly (readonly [string, Writer])[] = [
  ['the commit mark is not synced', forgiving(writerOf(without('commit-mark')))],
  ['no commit mark', forgiving(writerOf({ ...PROTOCOL, marksCommit: false }))],
  ['recovery does not believe the commit mark', forgiving(writerOf({ ...PROTOCOL, believesCommit: false }))],
];

const FEW: readonly (readonly EditKind[])[] = [['in-block'], ['into-hole'], ['partial-bitmap', 'across-blocks', 'into-hole']];

const scripts: Script[] = (['fixed', 'dynamic', 'differencing'] satisfies DiskKind[]).flatMap((kind) =>
  FEW.map((edits) => ({
    name: `${kind}: ${edits.join(' + ')}`,
    disk: smallDisk(kind, 4096),
    saves: [editsOf(edits, 4096)],
  })),
);
const strangers: Script[] = [
  { name: 'fixed, then a stranger', disk: smallDisk('fixed', 4096), saves: [editsOf(['in-block', 'one-sector'], 4096)], stranger: true },
];
const SHALLOW: Depth = {
  ...DEPTH,
  commit: { ...DEPTH.commit, exhaustive: 8, random: 64 },
  recoveryEvery: 1,
  recovery: { ...DEPTH.recovery, states: 40 },
};

const caught: string[] = [];
const failuresOf = async (some: readonly Script[], writer: Writer): Promise<readonly string[]> =>
  (await exploreAll(some, writer, SHALLOW)).counts.failures;

it('the writer itself passes here', async () => {
  expect(await failuresOf(scripts, writerOf())).toEqual([]);
  expect(await failuresOf(strangers, forgiving(writerOf()))).toEqual([]);
});

it.each(SABOTEURS)('catches: %s', async (fault, writer) => {
  const failures = await failuresOf(scripts, writer);
  caught.push(...failures.slice(0, 1).map((failure) => `${fault}: ${failure}`));
  expect(failures).not.toEqual([]);
});

it.each(WITH_STRANGER)('catches: %s', async (fault, writer) => {
  const failures = await failuresOf(strangers, writer);
  caught.push(...failures.slice(0, 1).map((failure) => `${fault}: ${failure}`));
  expect(failures).not.toEqual([]);
});

afterAll(() => console.log(`saboteurs: ${caught.length} of ${SABOTEURS.length + WITH_STRANGER.length} caught\n  ${caught.join('\n  ')}`));
