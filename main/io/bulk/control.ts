/**
 * Numbers that the threads of a job share: whether the job is cancelled or paused, how far it is, and the current round.
 * They are in shared memory, so that a thread in a loop sees them without a message.
 */
export const WORD = {
  cancel: 0,
  /**
   * Counts up when a round begins and when it ends; odd while it may be joined. Helpers sleep on it. A late helper is not
   * waited for.
   */
  round: 1,
  /** What to do in the round, one of TASK. */
  task: 2,
  next: 3,
  pieces: 4,
  /** The number of helpers at work in the round; who waits for them sleeps on it. */
  active: 5,
  targetFd: 6,
  /** Not zero: zeros are written to the target as well, instead of leaving holes. */
  full: 7,
  /** The number of helpers that have started. */
  ready: 8,
  /** Not zero: the job is paused, and each of its threads sleeps on this number. */
  paused: 9,
} as const;

export const TASK = { stop: 0, copy: 1, compare: 2, scan: 3, stream: 4, bits: 5 } as const;
export type Task = (typeof TASK)[keyof typeof TASK];
/** Tasks that are done piece by piece, in any order, by whichever thread takes a piece. */
export type PieceTask = (typeof TASK)['copy' | 'compare' | 'scan' | 'bits'];

export const PIECE_BYTES = 256 * 1024;
export const MAX_PIECES = 1024;
export const MAX_SEGMENTS = 16_384;
/** Slots between the thread that reads pieces in order and the one that uses them. */
export const SLOTS = 8;

/** All of it is plain shared memory, so that it can be passed to a thread. */
export type Control = {
  readonly words: Int32Array;
  /** Bytes moved in this phase so far, and bytes written to the target; all threads together. */
  readonly done: BigInt64Array;
  /**
   * Four numbers per piece: place in the target, bytes, first segment, number of segments; the last two again for the other
   * side.
   */
  readonly pieces: Float64Array;
  /**
   * Four numbers per segment: descriptor, place in its file, place in the piece, bytes. For a bitmap the third is the number
   * of bits that count in it, replaced by the number of those that are set.
   */
  readonly segments: Float64Array;
  /** One per piece, written by the thread that does it. */
  readonly results: Int32Array;
  /** One per slot: 0 if free, else the number of the piece in it plus one. */
  readonly slots: Int32Array;
  readonly slotBytes: Uint8Array;
};

export const PIECE_NUMBERS = 6;
export const SEGMENT_NUMBERS = 4;

/** Outcome of a piece. A `failed` piece is tried again by the thread that can report why. */
export const RESULT = { open: 0, same: 1, other: 2, failed: 3 } as const;

export const newCounts = (): BigInt64Array => new BigInt64Array(new SharedArrayBuffer(16));

export function newControl(): Control {
  return {
    words: new Int32Array(new SharedArrayBuffer(64)),
    done: newCounts(),
    pieces: new Float64Array(new SharedArrayBuffer(MAX_PIECES * PIECE_NUMBERS * 8)),
    segments: new Float64Array(new SharedArrayBuffer(MAX_SEGMENTS * SEGMENT_NUMBERS * 8)),
    results: new Int32Array(new SharedArrayBuffer(MAX_PIECES * 4)),
    slots: new Int32Array(new SharedArrayBuffer(SLOTS * 4)),
    slotBytes: new Uint8Array(new SharedArrayBuffer(SLOTS * PIECE_BYTES)),
  };
}

type Words = Pick<Control, 'words'>;

/** Threads of the job call it between two reads. While the job is paused, it waits before it answers. */
export function isCancelled({ words }: Words): boolean {
  while (Atomics.load(words, WORD.paused) !== 0) Atomics.wait(words, WORD.paused, 1);
  return Atomics.load(words, WORD.cancel) !== 0;
}
/** A paused job wakes up to end. */
export const cancel = ({ words }: Words): void => {
  Atomics.store(words, WORD.cancel, 1);
  resume({ words });
};
/** Every thread finishes its current piece and then sleeps. A cancelled job cannot be paused. */
export const pause = ({ words }: Words): void => {
  if (Atomics.load(words, WORD.cancel) === 0) Atomics.store(words, WORD.paused, 1);
};
export const resume = ({ words }: Words): void => {
  Atomics.store(words, WORD.paused, 0);
  Atomics.notify(words, WORD.paused);
};
export const addDone = ({ done }: Pick<Control, 'done'>, bytes: number): void => {
  Atomics.add(done, 0, BigInt(bytes));
};

type Counts = Pick<Control, 'done'>;
export const addWritten = ({ done }: Counts, bytes: number): void => void Atomics.add(done, 1, BigInt(bytes));
export const writtenBy = ({ done }: Counts): number => Number(Atomics.load(done, 1));
export const forgetWritten = ({ done }: Counts): void => void Atomics.store(done, 1, 0n);
