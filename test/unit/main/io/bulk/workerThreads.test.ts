/** Two threads at one round: the test is one of them, a real second thread the other. */
import { once } from 'node:events';
import { statSync, truncateSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cancel, isCancelled, pause, RESULT, resume, SLOTS, TASK, WORD, type Control } from '../../../../../main/io/bulk/control';
import { helperLoop, newWorkers } from '../../../../../main/io/bulk/workers';
import { listPages, newBulk, noise, openFiles, SMALL, type Bulk } from '../../../../support/workerFiles';
import type { PartnerData, PartnerEnd } from '../../../../support/workerPartner';
import { builtPartner } from '../../../../support/jobs';
import { tempDir } from '../../../../support/tempDir';
import { mustBeSame, sha256sum } from '../../../../support/plainTools';

/** Enough that workers ask for help. */
const PAGES = 200;
const BROKEN = 50;
const { fileOf, target, closeAll } = openFiles(tempDir());
let entry = '';
beforeAll(async () => {
  entry = await builtPartner();
});
afterEach(closeAll);

const partner = (control: Control, more: Omit<PartnerData, 'control' | 'pieces'>): Worker => {
  const workerData: PartnerData = { control, pieces: PAGES, ...more };
  return new Worker(entry, { workerData });
};
const noisy = (): Bulk & { readonly name: string } => {
  const bulk = newBulk();
  const { name, fd } = fileOf('noise', noise(PAGES * SMALL));
  listPages(bulk, fd, PAGES);
  return { ...bulk, name };
};
/** Cuts the source off in the middle of a piece. */
const broken = (): Bulk => {
  const bulk = noisy();
  truncateSync(bulk.name, BROKEN * SMALL + 100);
  return bulk;
};
const CUT = { kind: 'read-failed', at: BROKEN * SMALL + 100, bytes: SMALL - 100, code: 'EOF' };
const upTo = (count: number): number[] => Array.from({ length: count }, (_, piece) => piece);

describe('a helper', () => {
  /** Helps in this thread, until the other one has what it wants. */
  async function helped({ control }: Bulk, role: 'stream' | 'copy', stop: PartnerData['stop'] = null): Promise<PartnerEnd> {
    const worker = partner(control, { role, stop });
    const ended = once(worker, 'message');
    helperLoop(control);
    const [end] = (await ended) as [PartnerEnd];
    return end;
  }

  it('reads every piece of a stream ahead, once and in order', async () => {
    const bulk = noisy();
    const end = await helped(bulk, 'stream');
    expect(end).toEqual({ error: null, taken: upTo(PAGES), sha256: sha256sum(bulk.name) });
    expect(bulk.control.results.subarray(0, PAGES).every((result) => result === RESULT.same)).toBe(true);
  });

  it('hands a piece that it cannot read to the one who can tell why', async () => {
    const bulk = broken();
    expect(await helped(bulk, 'stream')).toMatchObject({ error: CUT, taken: upTo(BROKEN) });
    expect(bulk.control.results[BROKEN]).toBe(RESULT.failed);
  });

  it('that waits for a slot reads nothing more once the job is cancelled', async () => {
    const bulk = noisy();
    expect(await helped(bulk, 'stream', { at: 20, do: 'cancel' })).toMatchObject({ error: null, taken: upTo(21) });
    const read = bulk.control.results.subarray(0, PAGES).filter((result) => result !== RESULT.open).length;
    expect(read).toBe(20 + SLOTS);
  });

  it('of a job that is cancelled already reads nothing', async () => {
    const bulk = noisy();
    cancel(bulk.control);
    expect(await helped(bulk, 'stream')).toMatchObject({ error: null, taken: [] });
    expect(bulk.control.results.subarray(0, PAGES).every((result) => result === RESULT.open)).toBe(true);
  });

  it('takes its pieces of a copy: all of them are done, each by one of the two', async () => {
    const bulk = noisy();
    const out = target(bulk.control, 'copied');
    expect((await helped(bulk, 'copy')).error).toBe(null);
    mustBeSame(bulk.name, out);
    expect(bulk.control.done[0]).toBe(BigInt(PAGES * SMALL));
  });

  it('that comes late leaves a closed round alone', async () => {
    const bulk = noisy();
    const out = target(bulk.control, 'late');
    Atomics.store(bulk.control.words, WORD.task, TASK.copy);
    Atomics.store(bulk.control.words, WORD.pieces, PAGES);
    // Begun and over.
    Atomics.store(bulk.control.words, WORD.round, 2);
    // The partner does the next round, a stream: what the closed one would have copied never reached the target.
    expect((await helped(bulk, 'stream')).taken).toEqual(upTo(PAGES));
    expect(statSync(out).size).toBe(0);
  });
});

describe('workers with a helper', () => {
  /** Streams in this thread; the helper's thread has started before, as after a job's first round. */
  async function streamed(bulk: Bulk, take: (piece: number, data: Buffer) => boolean): Promise<unknown> {
    const worker = partner(bulk.control, { role: 'helper', stop: null });
    const exit = once(worker, 'exit');
    while (Atomics.load(bulk.control.words, WORD.ready) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    let starts = 0;
    const workers = newWorkers(bulk.control, () => (starts += 1));
    const error = workers.stream(PAGES, take);
    workers.stop();
    await exit;
    expect(starts).toBe(1);
    return error;
  }

  it('takes every piece of a stream, in order and to the byte', async () => {
    const bulk = noisy();
    const seen: Buffer[] = [];
    const order: number[] = [];
    const error = await streamed(bulk, (piece, data) => {
      order.push(piece);
      seen.push(Buffer.from(data));
      return true;
    });
    expect([error, order]).toEqual([null, upTo(PAGES)]);
    expect(Buffer.concat(seen).equals(noise(PAGES * SMALL))).toBe(true);
  });

  it('says why a piece could not be read, and hands out none behind it', async () => {
    let taken = 0;
    expect(await streamed(broken(), () => (taken += 1) > 0)).toEqual(CUT);
    expect(taken).toBe(BROKEN);
  });

  it('is asked for nothing more once it has had enough', async () => {
    let taken = 0;
    expect(await streamed(noisy(), () => (taken += 1) < 10)).toBe(null);
    expect(taken).toBe(10);
  });

  it('hands out nothing behind a cancel, not even what is read already', async () => {
    const bulk = noisy();
    let taken = 0;
    const error = await streamed(bulk, () => {
      taken += 1;
      if (taken === 10) cancel(bulk.control);
      return true;
    });
    expect([error, taken]).toEqual([null, 10]);
  });

  /** Once the job is paused and the pieces in hand are done: looks twice, a while apart, and then lets it go on, or cancels it. */
  function watchPause(
    { control }: Bulk,
    ending: 'go on' | 'cancel',
  ): { readonly seen: Promise<readonly unknown[]>; readonly exit: Promise<unknown> } {
    const worker = new Worker(
      `const { parentPort, workerData: { words, done, slots, word, ending } } = require('node:worker_threads');
       const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
       const look = () => [Number(Atomics.load(done, 0)), ...slots];
       while (Atomics.load(words, word.paused) === 0) sleep(2);
       sleep(80);
       const before = look();
       sleep(150);
       parentPort.postMessage([before, look()]);
       if (ending === 'cancel') Atomics.store(words, word.cancel, 1);
       Atomics.store(words, word.paused, 0);
       Atomics.notify(words, word.paused);`,
      { eval: true, workerData: { ...control, word: WORD, ending } },
    );
    return { seen: once(worker, 'message').then(([looks]) => looks as readonly unknown[]), exit: once(worker, 'exit') };
  }

  it('stands still while the job is paused, and its helper too, and goes on to the same bytes', async () => {
    const bulk = noisy();
    const watch = watchPause(bulk, 'go on');
    const seen: Buffer[] = [];
    const error = await streamed(bulk, (piece, data) => {
      if (piece === 20) pause(bulk.control);
      seen.push(Buffer.from(data));
      return true;
    });
    expect(error).toBe(null);
    expect(Buffer.concat(seen).equals(noise(PAGES * SMALL))).toBe(true);
    const [before, after] = (await watch.seen) as [readonly number[], readonly number[]];
    await watch.exit;
    // The piece in which it was paused, and nothing behind it.
    expect(before[0]).toBe(21 * SMALL);
    expect(after).toEqual(before);
  });

  it('that is paused hands out nothing more when it is cancelled', async () => {
    const bulk = noisy();
    const watch = watchPause(bulk, 'cancel');
    let taken = 0;
    const error = await streamed(bulk, () => {
      taken += 1;
      if (taken === 10) pause(bulk.control);
      return true;
    });
    expect([error, taken]).toEqual([null, 10]);
    await watch.exit;
  });

  it('that is paused in a round leaves no piece out', async () => {
    const bulk = noisy();
    const out = target(bulk.control, 'paused');
    const watch = watchPause(bulk, 'go on');
    pause(bulk.control);
    const worker = partner(bulk.control, { role: 'helper', stop: null });
    const exit = once(worker, 'exit');
    const workers = newWorkers(bulk.control, () => {});
    expect(workers.round(TASK.copy, PAGES)).toBe(null);
    workers.stop();
    await exit;
    mustBeSame(bulk.name, out);
    // Paused before it began: neither of the two did a piece.
    for (const [done] of (await watch.seen) as readonly (readonly number[])[]) expect(done).toBe(0);
    await watch.exit;
  });

  it('that was cancelled is not paused any more', () => {
    const { control } = noisy();
    pause(control);
    cancel(control);
    pause(control);
    expect(isCancelled(control)).toBe(true);
    const other = noisy().control;
    pause(other);
    resume(other);
    expect(isCancelled(other)).toBe(false);
  });

  it('hands out no slot that was not filled for it when a cancel ends its wait', async () => {
    const bulk = noisy();
    // Nobody fills slots here: a helper that has said it is ready and is busy elsewhere.
    Atomics.store(bulk.control.words, WORD.ready, 1);
    const worker = new Worker(
      `const { words } = require('node:worker_threads').workerData;
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
       Atomics.store(words, 0, 1);`,
      { eval: true, workerData: { words: bulk.control.words } },
    );
    const exit = once(worker, 'exit');
    let taken = 0;
    expect(newWorkers(bulk.control, null).stream(PAGES, () => (taken += 1) > 0)).toBe(null);
    expect(taken).toBe(0);
    await exit;
  });

  it('ends no round before a helper that joined has put its piece down', async () => {
    const bulk = noisy();
    target(bulk.control, 'slow');
    const { words, results } = bulk.control;
    Atomics.store(words, WORD.active, 1);
    const worker = new Worker(
      `const { words, results, active, last } = require('node:worker_threads').workerData;
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
       Atomics.store(results, last, 2);
       Atomics.sub(words, active, 1);
       Atomics.notify(words, active);`,
      { eval: true, workerData: { words, results, active: WORD.active, last: 0 } },
    );
    const exit = once(worker, 'exit');
    expect(newWorkers(bulk.control, null).round(TASK.copy, PAGES)).toBe(null);
    expect(results[0]).toBe(RESULT.other);
    await exit;
  });

  it('and its helper keep in step over thousands of rounds, short ones between streams', async () => {
    const bulk = noisy();
    target(bulk.control, 'steps');
    const worker = partner(bulk.control, { role: 'helper', stop: null });
    const exit = once(worker, 'exit');
    while (Atomics.load(bulk.control.words, WORD.ready) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const workers = newWorkers(bulk.control, () => {});
    let taken = 0;
    for (let turn = 0; turn < 3000; turn++) {
      workers.round(TASK.scan, 1 + (turn % 3));
      workers.stream(2 * SLOTS, () => (taken += 1) > 0);
    }
    workers.round(TASK.scan, PAGES);
    workers.stop();
    await exit;
    expect(taken).toBe(3000 * 2 * SLOTS);
  });

  it('starts a helper once, and none for what is soon over', () => {
    const bulk = noisy();
    target(bulk.control, 'soon');
    let starts = 0;
    const workers = newWorkers(bulk.control, () => (starts += 1));
    workers.round(TASK.copy, 127);
    expect(starts).toBe(0);
    const rounds = Atomics.load(bulk.control.words, WORD.round);
    workers.stop();
    expect(Atomics.load(bulk.control.words, WORD.round)).toBe(rounds);
    workers.round(TASK.copy, 128);
    workers.round(TASK.copy, PAGES);
    expect(starts).toBe(1);
  });
});
