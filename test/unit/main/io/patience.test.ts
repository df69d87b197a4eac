import { expect, it } from 'vitest';
import { openPatiently, renamePatiently } from '../../../../main/io/patience';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Fails so often with that code; answers how often it was asked and how it ended. */
async function asked(code: string, times: number, wait: (work: () => Promise<string>) => Promise<string>): Promise<[number, string]> {
  let tries = 0;
  const end = await wait(() => (++tries <= times ? Promise.reject(failure(code)) : Promise.resolve('done'))).catch(
    (cause: unknown) => (cause as Error).message,
  );
  return [tries, end];
}

it.each([
  ['win32', 'EPERM', [4, 'done']],
  ['win32', 'EACCES', [4, 'done']],
  ['win32', 'EBUSY', [4, 'done']],
  ['win32', 'ENOSPC', [1, 'ENOSPC']],
  ['linux', 'EPERM', [1, 'EPERM']],
  ['linux', 'EBUSY', [4, 'done']],
] as const)('on %s a name is moved again after %s, where that passes', async (platform, code, outcome) => {
  expect(await asked(code, 3, (work) => renamePatiently(work, { platform, pauseMs: 1 }))).toEqual(outcome);
});

it('nothing is tried for more than about a second', async () => {
  const start = performance.now();
  expect(await asked('EPERM', 99, (work) => renamePatiently(work, { platform: 'win32' }))).toEqual([10, 'EPERM']);
  expect(performance.now() - start).toBeGreaterThan(800);
});

it('a file that may not be opened is not asked for again', async () => {
  expect(await asked('EPERM', 3, (work) => openPatiently(work, { pauseMs: 1 }))).toEqual([1, 'EPERM']);
  expect(await asked('EBUSY', 3, (work) => openPatiently(work, { pauseMs: 1 }))).toEqual([4, 'done']);
});
