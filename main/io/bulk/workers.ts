/**
 * One round of work, shared by the job's own thread and its helpers: each takes the next piece from one counter until there
 * are none. Without helpers the job's thread does everything, with the same result.
 */
import { writeSync } from 'node:fs';
import type { FileError } from '../../../shared/errors';
import { mustBeOffset } from '../../../shared/vhd/units';
import { errnoOf, fileErrorOf } from '../errno';
import {
  addDone,
  addWritten,
  isCancelled,
  PIECE_BYTES,
  RESULT,
  SLOTS,
  TASK,
  WORD,
  type Control,
  type PieceTask,
  type Task,
} from './control';
import { countBits, fillPiece, holdsData, lostPlace, pieceAt, pieceBytes, salvagePiece } from './pieces';

/** Aligned runs of zeros of this length are not written to a sparse target. */
const HOLE_BYTES = 64 * 1024;

/** The buffers of one thread. */
export type Hands = { readonly buffer: Buffer; readonly other: Buffer; readonly zeros: Buffer };
export const newHands = (): Hands => ({
  buffer: Buffer.alloc(PIECE_BYTES),
  other: Buffer.alloc(PIECE_BYTES),
  zeros: Buffer.alloc(PIECE_BYTES),
});

/** Writes all of the data, or returns the error. */
export function writeAll(fd: number, data: Uint8Array, at: number): FileError | null {
  mustBeOffset(at);
  let done = 0;
  try {
    while (done < data.length) {
      const wrote = writeSync(fd, data, done, data.length - done, at + done);
      if (wrote === 0) return { kind: 'disk-full', code: 'ENOSPC' };
      done += wrote;
    }
    return null;
  } catch (cause) {
    const code = errnoOf(cause);
    return fileErrorOf(code, { kind: 'write-failed', at: at + done, bytes: data.length - done, code });
  }
}

function writeCounted(control: Control, data: Buffer, at: number): FileError | null {
  const error = writeAll(Atomics.load(control.words, WORD.targetFd), data, at);
  if (error === null) addWritten(control, data.length);
  return error;
}

/** Writes only the parts that are not zero. */
function writeSparsely(control: Control, data: Buffer, at: number, zeros: Buffer): FileError | null {
  let from = -1;
  for (let done = 0; done < data.length; ) {
    const end = Math.min(data.length, done + HOLE_BYTES - ((at + done) % HOLE_BYTES));
    const isZero = data.compare(zeros, 0, end - done, done, end) === 0;
    if (!isZero && from < 0) from = done;
    if (isZero && from >= 0) {
      const error = writeCounted(control, data.subarray(from, done), at + from);
      if (error !== null) return error;
      from = -1;
    }
    done = end;
  }
  return from < 0 ? null : writeCounted(control, data.subarray(from), at + from);
}

function copyPiece(control: Control, piece: number, hands: Hands): FileError | null {
  const data = hands.buffer.subarray(0, pieceBytes(control, piece));
  return fillPiece(control, piece, 0, data) ?? writePiece(control, piece, data, hands);
}

/** Copies what can be read of a piece, with zeros for the rest; `lost` gets those sectors by their place in the piece. */
export function copySalvaged(control: Control, piece: number, hands: Hands, lost: (at: number, bytes: number) => void): FileError | null {
  const data = hands.buffer.subarray(0, pieceBytes(control, piece));
  return salvagePiece(control, piece, data, lost) ?? writePiece(control, piece, data, hands);
}

function writePiece(control: Control, piece: number, data: Buffer, { zeros }: Hands): FileError | null {
  const at = pieceAt(control, piece);
  return Atomics.load(control.words, WORD.full) === 0 ? writeSparsely(control, data, at, zeros) : writeCounted(control, data, at);
}

/** Does one piece; returns one of RESULT, or why it failed. */
export function doPiece(control: Control, task: PieceTask, piece: number, hands: Hands): number | FileError {
  const bytes = pieceBytes(control, piece);
  switch (task) {
    case TASK.copy:
      return copyPiece(control, piece, hands) ?? RESULT.same;
    case TASK.compare: {
      const [a, b] = [hands.buffer.subarray(0, bytes), hands.other.subarray(0, bytes)];
      return fillPiece(control, piece, 0, a) ?? fillPiece(control, piece, 1, b) ?? (a.equals(b) ? RESULT.same : RESULT.other);
    }
    case TASK.scan: {
      const found = holdsData(control, piece, hands.buffer, hands.zeros);
      return typeof found === 'boolean' ? (found ? RESULT.other : RESULT.same) : found;
    }
    case TASK.bits:
      countBits(control, piece, hands.buffer);
      return RESULT.same;
    default:
      return task satisfies never;
  }
}

/** Takes pieces until there are none, or the job is cancelled. */
export function workOn(control: Control, task: PieceTask, hands: Hands): void {
  const count = Atomics.load(control.words, WORD.pieces);
  for (;;) {
    const piece = Atomics.add(control.words, WORD.next, 1);
    if (piece >= count || isCancelled(control)) return;
    const result = doPiece(control, task, piece, hands);
    Atomics.store(control.results, piece, typeof result === 'number' ? result : RESULT.failed);
    addDone(control, pieceBytes(control, piece));
  }
}

/** Reads pieces in order into the slots, ahead of the thread that takes them out, beginning with the first that nobody has read. */
function streamInto(control: Control): void {
  const count = Atomics.load(control.words, WORD.pieces);
  for (let piece = Atomics.load(control.words, WORD.next); piece < count; piece++) {
    const slot = piece % SLOTS;
    for (let held = Atomics.load(control.slots, slot); held !== 0; held = Atomics.load(control.slots, slot)) {
      if (isCancelled(control)) return;
      Atomics.wait(control.slots, slot, held, 100);
    }
    if (isCancelled(control)) return;
    const data = slotOf(control, slot, pieceBytes(control, piece));
    Atomics.store(control.results, piece, fillPiece(control, piece, 0, data) === null ? RESULT.same : RESULT.failed);
    Atomics.store(control.slots, slot, piece + 1);
    Atomics.notify(control.slots, slot);
  }
}

export const slotOf = ({ slotBytes }: Control, slot: number, bytes: number): Buffer =>
  Buffer.from(slotBytes.buffer, slot * PIECE_BYTES, bytes);

/** One number says both which round it is and whether it may be joined; two numbers could be read at different moments. */
const isOpen = (round: number): boolean => round % 2 !== 0;

/** A helper's whole life: it sleeps until a round begins and joins it if it is still open, until it is told to stop. */
export function helperLoop(control: Control): void {
  const hands = newHands();
  const { words } = control;
  Atomics.add(words, WORD.ready, 1);
  for (let seen = 0; ; ) {
    Atomics.wait(words, WORD.round, seen);
    // The helper first counts itself as active, then checks: a round that is open now is not closed or followed by another
    // before the helper is done.
    Atomics.add(words, WORD.active, 1);
    seen = Atomics.load(words, WORD.round);
    if (isOpen(seen)) {
      const task = Atomics.load(words, WORD.task) as Task;
      if (task === TASK.stop) return;
      if (task === TASK.stream) streamInto(control);
      else workOn(control, task, hands);
    }
    Atomics.sub(words, WORD.active, 1);
    Atomics.notify(words, WORD.active);
  }
}

export type Workers = {
  readonly control: Control;
  readonly hands: Hands;
  /** Announces how many bytes will be moved: if a helper is worth it, it is started now and is ready for the first round. */
  expect(bytes: number): void;
  /**
   * Does the round's pieces; the caller clears the table afterwards. Failed pieces are tried again in this thread, and the
   * first error is returned. `salvage` is called for a piece that cannot be read; null means that it succeeded.
   */
  round(task: PieceTask, pieces: number, salvage?: (piece: number) => FileError | null): FileError | null;
  /** Passes every piece's bytes to `take`, in order; they are valid until the next call. If `take` returns false, the round ends. */
  stream(pieces: number, take: (piece: number, data: Buffer) => boolean): FileError | null;
  /** Ends the helpers. */
  stop(): void;
};

/** Moving less than this takes less time than starting a thread. */
const MUCH_BYTES = 32 * 1024 * 1024;

/** `startHelper` is called once there is enough work for two threads; null: there are no helpers. */
export function newWorkers(control: Control, startHelper: (() => void) | null): Workers {
  const hands = newHands();
  const { words } = control;
  let started = false;
  const expect = (bytes: number): void => {
    if (started || startHelper === null || bytes < MUCH_BYTES) return;
    started = true;
    startHelper();
  };
  const isReady = (): boolean => Atomics.load(words, WORD.ready) > 0;
  const begin = (task: Task, pieces: number, next = 0): void => {
    expect(pieces * PIECE_BYTES);
    Atomics.store(words, WORD.task, task);
    Atomics.store(words, WORD.next, next);
    Atomics.store(words, WORD.pieces, pieces);
    Atomics.add(words, WORD.round, 1);
    Atomics.notify(words, WORD.round);
  };
  /** Sleeping helpers are not woken: a closed round has no work for them. */
  const finish = (): void => {
    Atomics.add(words, WORD.round, 1);
    for (let busy = Atomics.load(words, WORD.active); busy > 0; busy = Atomics.load(words, WORD.active)) {
      Atomics.wait(words, WORD.active, busy, 1000);
    }
  };
  const round: Workers['round'] = (task, pieces, salvage) => {
    begin(task, pieces);
    workOn(control, task, hands);
    finish();
    if (isCancelled(control)) return null;
    for (let piece = 0; piece < pieces; piece++) {
      if (control.results[piece] !== RESULT.failed) continue;
      const again = doPiece(control, task, piece, hands);
      const failed = typeof again === 'number' ? null : again;
      const left = failed?.kind === 'read-failed' && salvage !== undefined ? salvage(piece) : failed;
      // When two files are compared, the error does not say which of them failed.
      if (left !== null) return lostPlace(control, piece, left, task !== TASK.compare);
      control.results[piece] = typeof again === 'number' ? again : RESULT.same;
    }
    return null;
  };
  const stream: Workers['stream'] = (pieces, take) => {
    expect(pieces * PIECE_BYTES);
    const taking = { from: 0, pieces, buffer: hands.buffer };
    // This thread works alone until the helper has started, which may be in the middle of the first round.
    const alone = takeEach(control, { ...taking, isHelped: false, until: isReady }, take);
    if (alone.next === pieces || alone.isOver) return alone.error;
    control.slots.fill(0);
    begin(TASK.stream, pieces, alone.next);
    const { error } = takeEach(control, { ...taking, from: alone.next, isHelped: true, until: () => false }, take);
    finish();
    return error;
  };
  return {
    control,
    hands,
    expect,
    round,
    stream,
    stop: () => {
      if (started) begin(TASK.stop, 0);
    },
  };
}

/** Waits until the helper has put the piece into its slot, or the job is cancelled. */
function waitFor(control: Control, slot: number, piece: number): void {
  for (let held = Atomics.load(control.slots, slot); held !== piece + 1; held = Atomics.load(control.slots, slot)) {
    if (isCancelled(control)) return;
    Atomics.wait(control.slots, slot, held, 100);
  }
}

type Taking = {
  readonly from: number;
  readonly pieces: number;
  readonly isHelped: boolean;
  /** Called before each piece; once it is true, others read the rest. */
  readonly until: () => boolean;
  readonly buffer: Buffer;
};
/** `next`: the first piece that was not taken. `isOver`: cancelled, failed, or no more is wanted. */
type Taken = { readonly error: FileError | null; readonly isOver: boolean; readonly next: number };

function takeEach(
  control: Control,
  { from, pieces, isHelped, until, buffer }: Taking,
  take: (piece: number, data: Buffer) => boolean,
): Taken {
  let error: FileError | null = null;
  let wanted = true;
  let piece = from;
  for (; piece < pieces && !until(); piece++) {
    const bytes = pieceBytes(control, piece);
    const slot = piece % SLOTS;
    if (isHelped) waitFor(control, slot, piece);
    // Checked after the wait, because a cancel ends that too: the slot then holds another piece.
    if (isCancelled(control)) return { error, isOver: true, next: piece };
    const failed = !isHelped || control.results[piece] === RESULT.failed;
    const data = failed ? buffer.subarray(0, bytes) : slotOf(control, slot, bytes);
    const unread = wanted && error === null && failed ? fillPiece(control, piece, 0, data) : null;
    if (unread !== null) error = lostPlace(control, piece, unread, true);
    if (wanted && error === null) wanted = take(piece, data);
    addDone(control, bytes);
    if (!isHelped) {
      if (!wanted || error !== null) return { error, isOver: true, next: piece };
      continue;
    }
    Atomics.store(control.slots, slot, 0);
    Atomics.notify(control.slots, slot);
  }
  return { error, isOver: !wanted || error !== null, next: piece };
}
