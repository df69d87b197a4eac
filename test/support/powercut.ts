/**
 * Saves to a small disk, cuts the power everywhere, recovers, cuts the power there too, and judges every state: the
 * file must be, byte for byte, one that the saves begun allow and the saves answered demand.
 */
import type { FileSystem } from '../../main/io/fileSystem';
import { crashCuts, LIMITS, type Cut, type Limits, type Op } from './crashEnumerator';
import { bytesOf, cloneVolume, volumeOf, writeBytes, type Volume } from './memoryVolume';
import { readPlainly, sameBytes } from './plainReader';
import { edited, type Edit, type SmallDisk } from './editScripts';
import { traceFileSystem } from './traceFileSystem';

export const DISK = '/disks/disk.vhd';
export const PARENT = '/disks/parent.vhd';

/** How a writer under test saves, and what is done when an image is opened again. */
export type Writer = {
  /** True when the user was told that it is saved. */
  readonly save: (fs: FileSystem, path: string, edits: readonly Edit[]) => Promise<boolean>;
  /** Brings the image to rest: the user agrees to whatever is proposed. Throws when nothing can be done. */
  readonly recover: (fs: FileSystem, path: string) => Promise<void>;
  /** Wraps the volume's file system; saboteurs go wrong here. */
  readonly wrap?: (fs: FileSystem, log: Op[]) => FileSystem;
};

export type Counts = {
  scripts: number;
  /** Distinct states of the volume after cuts in saves, within each script. */
  commit: number;
  /** States after cuts in recoveries, distinct within each recovery. */
  recovery: number;
  /** Of those, states not met before in their script, each judged by itself. */
  recoveryJudged: number;
  /** After a cut in a recovery from a cut in a recovery. */
  secondRecovery: number;
  /** Before recovery: the image is neither as before nor as after a save. */
  between: number;
  /** Before recovery: without trailing footer. */
  noTrailing: number;
  readonly failures: string[];
};

export const newCounts = (): Counts => ({
  scripts: 0,
  commit: 0,
  recovery: 0,
  recoveryJudged: 0,
  secondRecovery: 0,
  between: 0,
  noTrailing: 0,
  failures: [],
});

export type Depth = {
  readonly commit: Limits;
  /** For one in so many cuts in a save … */
  readonly recoveryEvery: number;
  /** … the cuts in its recovery. */
  readonly recovery: Limits;
  /** One in so many cuts in a recovery is cut again. */
  readonly secondEvery: number;
};

export const DEPTH: Depth = {
  commit: { ...LIMITS, sectors: 440 },
  recoveryEvery: 4,
  recovery: { ...LIMITS, exhaustive: 8, random: 16, sectors: 4 },
  secondEvery: 200,
};

/** One or more saves, one after the other; each is a set of edits. */
export type Script = {
  readonly name: string;
  readonly disk: SmallDisk;
  readonly saves: readonly (readonly Edit[])[];
  /** Written into the file by another program when all is saved: an old sector comes back. Nobody may take it away again. */
  readonly stranger?: true;
};

const startOf = (disk: SmallDisk): Volume =>
  volumeOf({ [DISK]: disk.file, ...(disk.parent === null ? {} : { [PARENT]: disk.parent.file }) });

type Run = {
  readonly base: Volume;
  readonly log: Op[];
  /** The file after no save, after one, and so on. */
  readonly files: readonly Uint8Array[];
  readonly raws: readonly Uint8Array[];
};

/** Saves everything with the power on, and writes down what was done. */
async function record(script: Script, writer: Writer): Promise<Run> {
  const base = startOf(script.disk);
  const volume = cloneVolume(base);
  const log: Op[] = [];
  const traced = traceFileSystem(volume, log);
  const fs = writer.wrap?.(traced, log) ?? traced;
  const files = [script.disk.file];
  const raws = [script.disk.raw];
  for (const edits of script.saves) {
    log.push({ kind: 'begun' });
    if (!(await writer.save(fs, DISK, edits))) throw new Error(`${script.name}: refused with the power on`);
    log.push({ kind: 'acked' });
    files.push((bytesOf(volume, DISK) ?? new Uint8Array()).slice());
    raws.push(edited(raws.at(-1) as Uint8Array, edits));
  }
  if (script.stranger === true) strangerWrites(volume, log, files, raws);
  return { base, log, files, raws };
}

/** Puts the first sector that the saves changed back to what it was, as a virtual machine might. */
function strangerWrites(volume: Volume, log: Op[], files: Uint8Array[], raws: Uint8Array[]): void {
  const [old, now, ino] = [files[0] as Uint8Array, files.at(-1) as Uint8Array, volume.names.get(DISK) as number];
  const at = now.findIndex((byte, i) => byte !== old[i]) & -512;
  const data = old.slice(at, at + 512);
  log.push({ kind: 'begun' }, { kind: 'write', ino, at, data }, { kind: 'sync', ino }, { kind: 'acked' });
  writeBytes(volume, ino, at, data);
  files.push((bytesOf(volume, DISK) as Uint8Array).slice());
  raws.push(readPlainly(files.at(-1) as Uint8Array).disk ?? new Uint8Array());
}

/** What is wrong with the files that the saves left, apart from any cut. */
function faultOfFiles({ files, raws }: Run, parent: Uint8Array | null): string | null {
  for (const [i, file] of files.entries()) {
    const reading = readPlainly(file, parent);
    const raw = raws[i] as Uint8Array;
    if (reading.faults.length > 0) return `after save ${i}: ${reading.faults.join(', ')}`;
    if (reading.disk === null || !sameBytes(reading.disk, raw)) return `after save ${i}: the disk holds other bytes`;
    if (reading.loose !== null && !sameBytes(reading.loose, raw)) return `after save ${i}: readers that ignore bitmaps read other bytes`;
  }
  return null;
}

/** Every sector must be that of a moment before or after; this is what other programs see before we recover. */
function faultBefore({ volume, acked, begun }: Cut, run: Run, parent: Uint8Array | null, counts: Counts): string | null {
  const file = bytesOf(volume, DISK);
  if (file === null) return 'the image has no name';
  const reading = readPlainly(file, parent);
  if (!run.files.some((one) => sameBytes(one, file))) counts.between += 1;
  if (!reading.trailing) counts.noTrailing += 1;
  if (!reading.trailing && !footerStands(file, run.files.slice(acked, begun + 1))) return 'neither the old footer nor the new one stands';
  if (reading.disk === null) return `unopenable before recovery: ${reading.faults.join(', ')}`;
  const allowed = run.raws.slice(acked, begun + 1);
  for (let at = 0; at < reading.disk.length; at += 512) {
    const sector = reading.disk.subarray(at, at + 512);
    if (!allowed.some((raw) => sameBytes(raw.subarray(at, at + 512), sector)))
      return `sector ${at / 512} is neither old nor new before recovery`;
  }
  return null;
}

/** In the place where one of the files allowed has its footer. */
const footerStands = (file: Uint8Array, allowed: readonly Uint8Array[]): boolean =>
  allowed.some((one) => sameBytes(file.subarray(one.length - 512, one.length), one.subarray(one.length - 512)));

function faultAfter(volume: Volume, { acked, begun }: Cut, run: Run): string | null {
  const file = bytesOf(volume, DISK);
  if (file === null) return 'the image is gone';
  for (let save = acked; save <= begun; save++) if (sameBytes(file, run.files[save] as Uint8Array)) return sideFault(volume, run);
  for (let save = 0; save < run.files.length; save++)
    if (sameBytes(file, run.files[save] as Uint8Array)) return `save ${save} although ${acked} were answered and ${begun} begun`;
  return 'neither old nor new';
}

function sideFault(volume: Volume, run: Run): string | null {
  const parent = bytesOf(run.base, PARENT);
  const now = bytesOf(volume, PARENT);
  return parent === null || now === parent || (now !== null && sameBytes(parent, now)) ? null : 'the parent was written to';
}

type Search = { readonly script: Script; readonly run: Run; readonly writer: Writer; readonly counts: Counts; readonly depth: Depth };

/** Recovers a copy of the cut's volume; answers what was done to it. */
async function recovered(search: Search, cut: Cut): Promise<{ readonly base: Volume; readonly log: Op[]; readonly fault: string | null }> {
  const base = cut.volume;
  const volume = cloneVolume(base);
  const log: Op[] = [];
  const traced = traceFileSystem(volume, log);
  const fs = search.writer.wrap?.(traced, log) ?? traced;
  try {
    await search.writer.recover(fs, DISK);
  } catch (thrown) {
    return { base, log, fault: `recovery: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
  return { base, log, fault: faultAfter(volume, cut, search.run) };
}

const described = ({ script }: Search, cut: Cut, fault: string, deep: string): string =>
  `${script.name}, cut after op ${cut.after}${deep}: ${fault}`;

const ENOUGH = 20;

async function searchRecovery(search: Search, cut: Cut, log: readonly Op[], seen: Set<number>): Promise<void> {
  const { counts, depth } = search;
  for (const again of crashCuts(cut.volume, log, depth.recovery, cut)) {
    if (counts.failures.length >= ENOUGH) return;
    counts.recovery += 1;
    if (seen.has(again.key)) continue;
    seen.add(again.key);
    counts.recoveryJudged += 1;
    const done = await recovered(search, again);
    if (done.fault !== null) counts.failures.push(described(search, cut, done.fault, `, then after op ${again.after} of its recovery`));
    if (counts.recoveryJudged % depth.secondEvery === 0) await searchSecond(search, again, done.log, seen);
  }
}

async function searchSecond(search: Search, cut: Cut, log: readonly Op[], seen: Set<number>): Promise<void> {
  for (const again of crashCuts(cut.volume, log, search.depth.recovery, cut)) {
    search.counts.secondRecovery += 1;
    if (seen.has(again.key)) continue;
    seen.add(again.key);
    const { fault } = await recovered(search, again);
    if (fault !== null) search.counts.failures.push(described(search, cut, fault, ', in the recovery of a recovery'));
  }
}

/** Called with cuts, before recovery, for whoever wants to look at them with other eyes. */
export type Sampler = (cut: Cut, run: { readonly raws: readonly Uint8Array[] }) => void;

/** Adds to `counts`; stops early when there are failures enough. */
export async function explore(script: Script, writer: Writer, counts: Counts, depth: Depth = DEPTH, sample?: Sampler): Promise<void> {
  const run = await record(script, writer);
  const parent = script.disk.parent?.raw ?? null;
  const search: Search = { script, run, writer, counts, depth };
  counts.scripts += 1;
  const whole = faultOfFiles(run, parent);
  if (whole !== null) counts.failures.push(`${script.name}: ${whole}`);
  const seen = new Set<number>();
  for (const cut of crashCuts(run.base, run.log, depth.commit)) {
    if (counts.failures.length >= ENOUGH) return;
    counts.commit += 1;
    seen.add(cut.key);
    sample?.(cut, run);
    const before = faultBefore(cut, run, parent, counts);
    if (before !== null) counts.failures.push(described(search, cut, before, ''));
    const done = await recovered(search, cut);
    if (done.fault !== null) counts.failures.push(described(search, cut, done.fault, ''));
    if (counts.commit % depth.recoveryEvery === 0) await searchRecovery(search, cut, done.log, seen);
  }
}
