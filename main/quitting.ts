/**
 * How the program ends: what is under way is stopped first, and its unfinished files are removed. A drive that does not answer
 * never keeps the program from ending.
 */

type Work = {
  /** Stops all of it; null if nothing is under way. */
  cancelAll(): Promise<unknown> | null;
};

/** An ordinary exit would wait for every thread, even one that never ends. */
export type Ending = {
  /** The number of threads of jobs that do not end. */
  readonly threadsLeft: () => number;
  /** Whether the system has not answered a call about a file yet: a thread waits for that. */
  readonly waitsForFile: () => boolean;
  /** From now on another start of the program runs by itself: it would hand its files to a process that ends. */
  readonly letOthersStart: () => void;
  /** Resolves after that many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  readonly exit: () => void;
  /** Ends the process at once, whatever its threads do. */
  readonly kill: () => void;
};

/** A drive that answers has done so in this time, and an unfinished file is removed. */
const MAX_WAIT_MS = 15_000;
const LOOK_MS = 20;

/** Answers the system's question whether the program may end. */
export const finishFirst =
  (works: readonly Work[], { threadsLeft, waitsForFile, letOthersStart, wait, exit, kill }: Ending) =>
  (event: { preventDefault(): void }): void => {
    const cleared = works.map((work) => work.cancelAll()).filter((work) => work !== null);
    if (cleared.length === 0 && threadsLeft() === 0 && !waitsForFile()) return;
    event.preventDefault();
    letOthersStart();
    let isLate = false;
    const late = wait(MAX_WAIT_MS).then(() => {
      isLate = true;
    });
    const quiet = async (): Promise<void> => {
      await Promise.allSettled(cleared);
      while (waitsForFile() && !isLate) await wait(LOOK_MS);
    };
    void Promise.race([quiet(), late]).then(() => {
      if (isLate || threadsLeft() > 0) kill();
      else exit();
    });
  };
