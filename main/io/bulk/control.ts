/**
 * The words that the threads of a job share: whether it was cancelled or paused, how far it is, and the round that is
 * being worked on. Kept in shared memory, so that a thread in a loop sees them without a message.
 */
export const WORD = {
  cancel: 0,
  /** Counts up when a round begins and when it ends: odd while it may be joined. Helpers sleep on it; one that comes late is not waited for. */
  round: 1,
  /** What to do in the round, one of TASK. */
  task: 2,
  next: 3,
  pieces: 4,
  /** Helpers at work in the round; whoever waits for them sleeps on it. */
  active: 5,
  targetFd: 6,
  /** Not zero: zeros are written as well. */
  full: 7,
  /** Helpers that have started. */
  ready: 8,
  /** Not zero: whoever comes by sleeps on it. */
  paused: 9,
} as const;

export const TASK = { stop: 0, copy: 1, compare: 2, scan: 3, stream: 4, bits: 5 } as const;
export type Task = (typeof TASK)[keyof typeof TASK];
/** What is done piece by piece, in any order, by whoever takes one. */
export type PieceTask = (typeof TASK)['copy' | 'compare' | 'scan' | 'bits'];

export const PIECE_BYTES = 256 * 1024;
export const MAX_PIECES = 1024;
export const MAX_SEGMENTS = 16_384;
/** Slots between the thread that reads in order and the one that looks at it. */
export const SLOTS = 8;

/** All of it is plain shared memory, so that it can be handed to a thread. */
export type Control = {
  readonly words: Int32Array;
  /** Bytes of data moved in this phase so far, and those that were written to the target; all threads. */
  readonly done: BigInt64Array;
  /** Four numbers a piece: place in the target, bytes, first segment, segments; the last two again for the other side. */
  readonly pieces: Float64Array;
  /** Four numbers a segment: descriptor, place in its file, place in the piece, bytes. For a bitmap the third is the bits that count in it, and then those of them that are set. */
  readonly segments: Float64Array;
  /** One a piece, written by whoever does it. */
  readonly results: Int32Array;
  /** One a slot: 0 free, else one more than the piece that is in it. */
  readonly slots: Int32Array;
  readonly slotBytes: Uint8Array;
};

export const PIECE_NUMBERS = 6;
export const SEGMENT_NUMBERS = 4;

/** Outcome of a piece. For `failed` the piece is done again by the thread that can tell why. */
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

/** Asked between two reads, by a thread of the job alone: as long as the job is paused the answer is waited for. */
export function isCancelled({ words }: Words): boolean {
  while (Atomics.load(words, WORD.paused) !== 0) Atomics.wait(words, WORD.paused, 1);
  return Atomics.load(words, WORD.cancel) !== 0;
}
/** One that is paused wakes up for it. */
export const cancel = ({ words }: Words): void => {
  Atomics.store(words, WORD.cancel, 1);
  resume({ words });
};
/** Every thread finishes the piece in its hands and sleeps. One that is cancelled stays so. */
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
