/**
 * Runs an operation once for every call it makes, every error the system may answer with, once and from then on, and
 * judges what the operation says of the file against what the file is: now, and after a power cut that follows at once.
 */
import type { FileSystem } from '../../main/io/fileSystem';
import type { FileError } from '../../shared/errors';
import { finalCuts, LIMITS, type Op } from './crashEnumerator';
import { faultFileSystem, type Call, type CallKind, type Fault } from './faultFileSystem';
import { bytesOf, cloneVolume, type Volume } from './memoryVolume';
import { sameBytes } from './plainReader';
import { traceFileSystem } from './traceFileSystem';

export const ERRNOS = ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EFBIG', 'EACCES', 'ESTALE', 'EINTR', 'EAGAIN'] as const;
/** Bytes that a failing write puts down first; negative counts from its end. */
const PARTS = [0, 1, 511, 512, -1] as const;

/** What the operation says: which of the file's possible contents it is now, by name, or that it may be any of them. */
export type Claim = { readonly says: 'old' | 'new' | 'hot'; readonly detail: string };

export type Operation = {
  readonly name: string;
  readonly start: Volume;
  readonly image: string;
  readonly old: Uint8Array;
  readonly new: Uint8Array;
  readonly run: (files: FileSystem) => Promise<Claim>;
  /** Brings the image to rest, on a system without faults. */
  readonly recover: (files: FileSystem) => Promise<void>;
};

export type LoopCounts = { runs: number; cuts: number; readonly calls: Map<CallKind, number>; readonly failures: string[] };

/** As the real file system names them. */
export function errorOf({ kind }: Call, { errno }: Fault): FileError {
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return { kind: 'disk-full', code: errno };
  if (errno === 'EROFS') return { kind: 'read-only', code: errno };
  if (errno === 'EFBIG') return { kind: 'too-large', code: errno };
  if (errno === 'EACCES') return { kind: 'permission-denied' };
  if (kind === 'sync' || kind === 'sync-folder') return { kind: 'sync-failed', code: errno };
  if (kind === 'rename' || kind === 'link') return { kind: 'rename-failed', code: errno };
  if (kind === 'close') return { kind: 'close-failed', code: errno };
  if (kind === 'write' || kind === 'truncate') return { kind: 'write-failed', at: 0, bytes: 0, code: errno };
  return { kind: 'read-failed', at: 0, bytes: 0, code: errno };
}

type Ran = { readonly volume: Volume; readonly log: Op[]; readonly claim: Claim };

async function runWith(operation: Operation, fault: Fault | null, onCall?: (call: Call) => void): Promise<Ran> {
  const volume = cloneVolume(operation.start);
  const log: Op[] = [];
  const files = faultFileSystem(traceFileSystem(volume, log), fault, {
    errorOf,
    ...(onCall === undefined ? {} : { onCall }),
    onLostSync: (path) => {
      const ino = volume.names.get(path);
      if (ino !== undefined) log.push({ kind: 'lost-sync', ino });
    },
  });
  return { volume, log, claim: await operation.run(files) };
}

function contentOf(operation: Operation, volume: Volume): 'old' | 'new' | 'neither' {
  const file = bytesOf(volume, operation.image);
  if (file !== null && sameBytes(file, operation.old)) return 'old';
  return file !== null && sameBytes(file, operation.new) ? 'new' : 'neither';
}

const broken = (says: Claim['says'], content: 'old' | 'new' | 'neither'): boolean =>
  content === 'neither' || (says !== 'hot' && says !== content);

/** What the image holds then: old, new or neither; or why recovery failed. */
async function afterRecovery(operation: Operation, volume: Volume): Promise<string> {
  const copy = cloneVolume(volume);
  try {
    await operation.recover(traceFileSystem(copy));
  } catch (thrown) {
    return `recovery: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
  return contentOf(operation, copy);
}

async function judge(operation: Operation, { volume, log, claim }: Ran, cutToo: boolean, counts: LoopCounts): Promise<string | null> {
  const now = contentOf(operation, volume);
  if (claim.says !== 'hot' && now !== claim.says) return `says ${claim.says} (${claim.detail}), and the file is ${now}`;
  const later = await afterRecovery(operation, volume);
  if (later !== 'old' && later !== 'new') return `says ${claim.says} (${claim.detail}); after recovery: ${later}`;
  if (broken(claim.says, later)) return `says ${claim.says} (${claim.detail}); after recovery the file is ${later}`;
  if (!cutToo) return null;
  for (const volumeThen of finalCuts(operation.start, log, { ...LIMITS, states: 200, exhaustive: 5, random: 8 })) {
    counts.cuts += 1;
    const content = await afterRecovery(operation, volumeThen);
    if (content !== 'old' && content !== 'new') return `says ${claim.says} (${claim.detail}); after a power cut: ${content}`;
    if (broken(claim.says, content)) return `says ${claim.says} (${claim.detail}); after a power cut the file is ${content}`;
  }
  return null;
}

/** Adds to `counts`. Every run is judged now; one in `cutEvery` also after a power cut. */
export async function faultLoop(operation: Operation, counts: LoopCounts, cutEvery: number): Promise<void> {
  const calls: Call[] = [];
  const clean = await runWith(operation, null, (call) => calls.push(call));
  if (clean.claim.says === 'hot') throw new Error(`${operation.name}: fails without a fault: ${clean.claim.detail}`);
  for (const { index, kind, path } of calls) {
    counts.calls.set(kind, (counts.calls.get(kind) ?? 0) + 1);
    for (const errno of ERRNOS) {
      for (const sticky of [false, true]) {
        for (const partial of kind === 'write' ? PARTS : [0 as const]) {
          counts.runs += 1;
          const ran = await runWith(operation, { at: index, errno, sticky, partial });
          const fault = await judge(operation, ran, counts.runs % cutEvery === 0, counts);
          if (fault === null) continue;
          const how = `${errno}${sticky ? ' from then on' : ''}${partial === 0 ? '' : `, ${partial} bytes`}`;
          counts.failures.push(`${operation.name}, call ${index} (${kind} ${path}), ${how}: ${fault}`);
          if (counts.failures.length > 10) return;
        }
      }
    }
  }
}
