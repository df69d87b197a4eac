/** Rounds of pieces done by the job's own thread: to the byte, over holes, and with the system failing under them. */
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cancel, RESULT, TASK, WORD } from '../../../../../main/io/bulk/control';
import { newWorkers, writeAll } from '../../../../../main/io/bulk/workers';
import { collectGarbage } from '../../../../../main/io/bulk/garbage';
import { listPages, newBulk, noise, openFiles, SMALL, type Bulk } from '../../../../support/workerFiles';
import { calm, planted } from '../../../../support/syncFaults';
import { tempDir } from '../../../../support/tempDir';
import { mustBeSame } from '../../../../support/plainTools';

vi.mock('node:fs', async (original) => (await import('../../../../support/syncFaults')).withFaults(await original()));

const KIB = 1024;
const folder = tempDir();
const { fileOf, target, closeAll } = openFiles(folder);
afterEach(() => {
  calm();
  closeAll();
});

/** Fails reads or writes from a place on, as often as it says. */
const failing = (what: 'readSync' | 'writeSync', from: number, code: string, times = Number.MAX_SAFE_INTEGER): void => {
  let left = times;
  planted.refuse = (call, at) => (call === what && at >= from && left-- > 0 ? code : null);
};
const resultsOf = ({ control, table }: Bulk): number[] => [...control.results.subarray(0, table.pieces())];

describe('copying', () => {
  /** Of a piece of 256 KiB: data, a run of zeros, data, a run of zeros. */
  const striped = Buffer.concat([noise(64 * KIB), Buffer.alloc(64 * KIB), noise(64 * KIB, 2), Buffer.alloc(64 * KIB)]);

  it('leaves runs of zeros out of a sparse target, and writes them into a full one', () => {
    for (const isFull of [false, true]) {
      const bulk = newBulk();
      const { name, fd } = fileOf('striped', striped);
      const out = target(bulk.control, 'out');
      truncateSync(out, striped.length);
      Atomics.store(bulk.control.words, WORD.full, isFull ? 1 : 0);
      bulk.table.add(0, striped.length, [{ fd, at: 0, into: 0, bytes: striped.length }]);
      const written: number[] = [];
      planted.refuse = (call, at) => {
        if (call === 'writeSync') written.push(at);
        return null;
      };
      expect(newWorkers(bulk.control, null).round(TASK.copy, 1)).toBe(null);
      expect(written).toEqual(isFull ? [0] : [0, 128 * KIB]);
      mustBeSame(name, out);
      closeAll();
    }
  });

  it('finds such runs by the place in the target, not in the piece', () => {
    const bulk = newBulk();
    const { fd } = fileOf('striped', striped);
    const out = target(bulk.control, 'shifted');
    // 32 KiB off, each run of zeros shares its runs of the target with data; only behind 256 KiB there is nothing else.
    bulk.table.add(32 * KIB, striped.length, [{ fd, at: 0, into: 0, bytes: striped.length }]);
    newWorkers(bulk.control, null).round(TASK.copy, 1);
    expect(readFileSync(out).equals(Buffer.concat([Buffer.alloc(32 * KIB), striped.subarray(0, 224 * KIB)]))).toBe(true);
  });

  it('fills with zeros what no segment covers, whatever the buffer held before', () => {
    const bulk = newBulk();
    const { fd } = fileOf('noise', noise(2 * SMALL));
    const out = target(bulk.control, 'gaps');
    Atomics.store(bulk.control.words, WORD.full, 1);
    bulk.table.add(0, SMALL, [{ fd, at: 0, into: 0, bytes: SMALL }]);
    bulk.table.add(SMALL, SMALL, [
      { fd, at: SMALL, into: 512, bytes: 512 },
      { fd, at: 0, into: 2048, bytes: 512 },
    ]);
    bulk.table.add(2 * SMALL, SMALL, []);
    expect(newWorkers(bulk.control, null).round(TASK.copy, 3)).toBe(null);
    const expected = Buffer.alloc(3 * SMALL);
    expected.set(noise(2 * SMALL).subarray(0, SMALL));
    expected.set(noise(2 * SMALL).subarray(SMALL, SMALL + 512), SMALL + 512);
    expected.set(noise(2 * SMALL).subarray(0, 512), SMALL + 2048);
    expect(readFileSync(out)).toEqual(expected);
    expect(bulk.control.done[0]).toBe(BigInt(3 * SMALL));
  });

  it('goes on after short counts on either side', () => {
    const bulk = newBulk();
    const { name, fd } = fileOf('striped', striped);
    const out = target(bulk.control, 'short');
    truncateSync(out, striped.length);
    bulk.table.add(0, striped.length, [{ fd, at: 0, into: 0, bytes: striped.length }]);
    planted.most = 5000;
    expect(newWorkers(bulk.control, null).round(TASK.copy, 1)).toBe(null);
    mustBeSame(name, out);
  });

  it.each([
    ['in the middle of a piece', 0, 256 * KIB],
    ['in its last run', 128 * KIB, 192 * KIB],
  ])('says where it could not be written, %s', (_where, from, bytes) => {
    const bulk = newBulk();
    const { fd } = fileOf('striped', striped);
    target(bulk.control, 'broken');
    bulk.table.add(0, bytes, [{ fd, at: 0, into: 0, bytes }]);
    failing('writeSync', from, 'EIO');
    const error = { kind: 'write-failed', at: from, bytes: 64 * KIB, code: 'EIO' };
    expect(newWorkers(bulk.control, null).round(TASK.copy, 1)).toEqual(error);
  });

  it.skipIf(process.platform === 'win32')('calls a full disk full, whether the system says so or takes nothing any more', () => {
    const bulk = newBulk();
    const { fd } = fileOf('noise', noise(SMALL));
    // A device that answers every write with ENOSPC.
    target(bulk.control, '/dev/full');
    listPages(bulk, fd, 1);
    const workers = newWorkers(bulk.control, null);
    expect(workers.round(TASK.copy, 1)).toEqual({ kind: 'disk-full', code: 'ENOSPC' });
    target(bulk.control, 'nothing');
    planted.most = 4000;
    planted.refuse = (call, at) => {
      if (call === 'writeSync' && at === 4000) planted.most = 0;
      return null;
    };
    expect(writeAll(Atomics.load(bulk.control.words, WORD.targetFd), noise(SMALL), 0)).toEqual({ kind: 'disk-full', code: 'ENOSPC' });
  });

  it('tries a piece that failed once again, and copies it all the same', () => {
    const bulk = newBulk();
    const { name, fd } = fileOf('noise', noise(4 * SMALL));
    const out = target(bulk.control, 'again');
    listPages(bulk, fd, 4);
    failing('readSync', 2 * SMALL, 'EINTR', 1);
    expect(newWorkers(bulk.control, null).round(TASK.copy, 4)).toBe(null);
    mustBeSame(name, out);
    expect(resultsOf(bulk)).toEqual([RESULT.same, RESULT.same, RESULT.same, RESULT.same]);
  });

  it('answers the first piece that fails twice: a source that has become shorter', () => {
    const bulk = newBulk();
    const { name, fd } = fileOf('noise', noise(4 * SMALL));
    target(bulk.control, 'shrunk');
    listPages(bulk, fd, 4);
    truncateSync(name, 2 * SMALL + 100);
    const error = { kind: 'read-failed', at: 2 * SMALL + 100, bytes: SMALL - 100, code: 'EOF' };
    expect(newWorkers(bulk.control, null).round(TASK.copy, 4)).toEqual(error);
  });

  it('stops at the next piece once it is cancelled, and calls nothing failed', () => {
    const bulk = newBulk();
    const { fd } = fileOf('noise', noise(8 * SMALL));
    const out = target(bulk.control, 'cancelled');
    listPages(bulk, fd, 8);
    planted.refuse = (call, at) => {
      if (call === 'writeSync' && at === 2 * SMALL) cancel(bulk.control);
      return null;
    };
    expect(newWorkers(bulk.control, null).round(TASK.copy, 8)).toBe(null);
    expect(statSync(out).size).toBe(3 * SMALL);
    expect(resultsOf(bulk).slice(3)).toEqual([RESULT.open, RESULT.open, RESULT.open, RESULT.open, RESULT.open]);
  });
});

describe('comparing', () => {
  it('tells pieces that differ in one byte, and those where only one side can be read', () => {
    const bulk = newBulk();
    const bytes = noise(3 * SMALL);
    const a = fileOf('a', bytes);
    const b = fileOf(
      'b',
      Uint8Array.from(bytes, (byte, i) => (i === 2 * SMALL - 1 ? byte ^ 1 : byte)),
    );
    for (let page = 0; page < 3; page++) {
      const side = (fd: number): { fd: number; at: number; into: number; bytes: number }[] => [
        { fd, at: page * SMALL, into: 0, bytes: SMALL },
      ];
      bulk.table.add(page * SMALL, SMALL, side(a.fd), side(b.fd));
    }
    const workers = newWorkers(bulk.control, null);
    expect(workers.round(TASK.compare, 3)).toBe(null);
    expect(resultsOf(bulk)).toEqual([RESULT.same, RESULT.other, RESULT.same]);
    truncateSync(b.name, 2 * SMALL);
    expect(workers.round(TASK.compare, 3)).toEqual({ kind: 'read-failed', at: 2 * SMALL, bytes: SMALL, code: 'EOF' });
    truncateSync(a.name, 0);
    expect(workers.round(TASK.compare, 3)).toEqual({ kind: 'read-failed', at: 0, bytes: SMALL, code: 'EOF' });
  });
});

describe('looking for data', () => {
  it('finds one byte anywhere in a block longer than a buffer, and none in zeros', () => {
    const bulk = newBulk();
    const bytes = Buffer.alloc(2 * 1024 * KIB);
    bytes[1024 * KIB + 700_000] = 1;
    const { fd } = fileOf('block', bytes);
    for (const at of [0, 1024 * KIB]) bulk.table.add(at, 1024 * KIB, [{ fd, at, into: 0, bytes: 1024 * KIB }]);
    bulk.table.add(0, 1024 * KIB, []);
    expect(newWorkers(bulk.control, null).round(TASK.scan, 3)).toBe(null);
    expect(resultsOf(bulk)).toEqual([RESULT.same, RESULT.other, RESULT.same]);
  });

  it('says where it could not look', () => {
    const bulk = newBulk();
    const { fd } = fileOf('zeros', new Uint8Array(64 * KIB));
    bulk.table.add(0, 64 * KIB, [{ fd, at: 0, into: 0, bytes: 64 * KIB }]);
    failing('readSync', 4096, 'EIO');
    // All behind it fails: sixteen sectors of it are tried.
    const lost = { kind: 'read-failed', at: 4096, bytes: 8 * KIB, code: 'EIO', inDisk: true };
    expect(newWorkers(bulk.control, null).round(TASK.scan, 1)).toEqual(lost);
  });
});

describe('a stream without a helper', () => {
  const PAGES = 20;
  const streamed = (take: (piece: number, bulk: Bulk) => boolean): { seen: Buffer[]; error: unknown; bulk: Bulk } => {
    const bulk = newBulk();
    const { fd } = fileOf('noise', noise(PAGES * SMALL));
    listPages(bulk, fd, PAGES);
    const seen: Buffer[] = [];
    const error = newWorkers(bulk.control, null).stream(PAGES, (piece, data) => {
      seen.push(Buffer.from(data));
      return take(piece, bulk);
    });
    return { seen, error, bulk };
  };

  it('hands out every piece in order', () => {
    const { seen, error } = streamed(() => true);
    expect([error, Buffer.concat(seen).equals(noise(PAGES * SMALL))]).toEqual([null, true]);
  });

  it('ends where no more is wanted', () => {
    const { seen, error } = streamed((piece) => piece < 4);
    expect([error, seen.length]).toEqual([null, 5]);
  });

  it('ends at the piece after a cancel', () => {
    const { seen, error } = streamed((piece, { control }) => {
      if (piece === 6) cancel(control);
      return true;
    });
    expect([error, seen.length]).toEqual([null, 7]);
  });

  it('ends at what cannot be read, and hands nothing out of it', () => {
    failing('readSync', 3 * SMALL, 'EIO');
    const { seen, error } = streamed(() => true);
    expect(error).toEqual({ kind: 'read-failed', at: 3 * SMALL, bytes: SMALL, code: 'EIO', inDisk: true });
    expect(seen).toHaveLength(3);
  });
});

it('workers release their memory when they are told to', () => {
  const before = process.memoryUsage().arrayBuffers;
  for (let turn = 0; turn < 64; turn++) new Uint8Array(1024 * KIB).fill(turn);
  collectGarbage('everything');
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(before + 16 * 1024 * KIB);
});
