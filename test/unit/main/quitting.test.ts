/** Quitting: what is under way is ended first, but nothing that never ends keeps the program. */
import { describe, expect, test } from 'vitest';
import { finishFirst } from '../../../main/quitting';

/** A drive that answers when it is told to, or never. */
function held() {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  return { answered, answer: () => answer() };
}

const work = (done: Promise<unknown> | null) => ({ cancelAll: () => done });

type Left = { readonly threads?: number; readonly files?: () => boolean };

function quit(works: readonly { cancelAll(): Promise<unknown> | null }[], { threads = 0, files = () => false }: Left = {}) {
  const happened: string[] = [];
  const waiting = held();
  const willQuit = finishFirst(works, {
    threadsLeft: () => threads,
    waitsForFile: files,
    letOthersStart: () => void happened.push('others may start'),
    wait: async (ms) => {
      // Shorter times are those between two looks.
      if (ms < 1000) return settled();
      happened.push(`waits ${ms} ms at most`);
      await waiting.answered;
    },
    exit: () => void happened.push('exit'),
    kill: () => void happened.push('kill'),
  });
  willQuit({ preventDefault: () => void happened.push('not yet') });
  return { happened, tooLate: waiting.answer };
}

/** Everything that is resolved by now has had its consequences. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the program', () => {
  test('ends as it does by itself where nothing is under way', async () => {
    const { happened } = quit([work(null), work(null)]);
    await settled();
    expect(happened).toEqual([]);
  });

  test('ends when everything has ended, and not before', async () => {
    const [copy, scan] = [held(), held()];
    const { happened } = quit([work(copy.answered), work(null), work(scan.answered)]);
    copy.answer();
    await settled();
    expect(happened).toEqual(['not yet', 'others may start', 'waits 15000 ms at most']);
    scan.answer();
    await settled();
    expect(happened.slice(3)).toEqual(['exit']);
  });

  test('is ended by force where a drive never answers', async () => {
    const { happened, tooLate } = quit([work(held().answered), work(Promise.resolve())]);
    await settled();
    expect(happened).toEqual(['not yet', 'others may start', 'waits 15000 ms at most']);
    tooLate();
    await settled();
    expect(happened.slice(3)).toEqual(['kill']);
  });

  test('ends even if one of them fails', async () => {
    const { happened } = quit([work(Promise.reject(new Error('a bug'))), work(Promise.resolve())]);
    await settled();
    expect(happened.slice(3)).toEqual(['exit']);
  });

  test('does not wait for a thread that has cleaned up and does not end', async () => {
    const { happened } = quit([work(Promise.resolve())], { threads: 1 });
    await settled();
    expect(happened.slice(3)).toEqual(['kill']);
  });

  test('waits for a file that is still written to, with nothing else under way', async () => {
    let isBusy = true;
    const { happened } = quit([work(null)], { files: () => isBusy });
    await settled();
    expect(happened).toEqual(['not yet', 'others may start', 'waits 15000 ms at most']);
    isBusy = false;
    await expect.poll(() => happened.slice(3)).toEqual(['exit']);
  });

  test('is ended by force where a call about a file never returns', async () => {
    const { happened, tooLate } = quit([work(Promise.resolve())], { files: () => true });
    await settled();
    expect(happened).toEqual(['not yet', 'others may start', 'waits 15000 ms at most']);
    tooLate();
    await settled();
    expect(happened.slice(3)).toEqual(['kill']);
  });

  test('ends once, even if the drive answers after all', async () => {
    const drive = held();
    const { happened, tooLate } = quit([work(drive.answered)]);
    tooLate();
    await settled();
    drive.answer();
    await settled();
    expect(happened.slice(3)).toEqual(['kill']);
  });
});
