/** The line of progress: on a terminal alone, at most ten times a second, gone at the end. */
import { expect, test } from 'vitest';
import type { Cli, Sink } from '../../../../main/cli/context';
import { withProgress } from '../../../../main/cli/progress';

/** Standard error of a command at times that the test sets. */
function seen(isTerminal: boolean, columns = 80): { readonly cli: Cli; readonly written: string[]; at: (ms: number) => void } {
  const written: string[] = [];
  let now = 1_000_000;
  const err: Sink = { isTerminal, isColoured: false, columns, write: async (data) => void written.push(String(data)) };
  const cli = { err, world: { app: '0', now: () => now, newId: () => new Uint8Array(16) } } as unknown as Cli;
  return { cli, written, at: (ms) => void (now = 1_000_000 + ms) };
}

test('nothing is drawn where nobody looks', async () => {
  const { cli, written } = seen(false);
  expect(await withProgress(cli, 'Writing', 100, async (draw) => (draw(50), 'made'))).toBe('made');
  expect(written).toEqual([]);
});

test('is drawn ten times a second, half of the bar for half of the work, and wiped', async () => {
  const { cli, written, at } = seen(true);
  await withProgress(cli, 'Writing', 2 * 1024 * 1024, async (draw) => {
    draw(1024 * 1024);
    at(99);
    draw(1024 * 1024 + 512);
    at(100);
    draw(2 * 1024 * 1024, 'Verifying');
  });
  expect(written).toEqual([
    `\r\u001b[KWriting ${'█'.repeat(12)}${'░'.repeat(12)}  50 %  1 MiB of 2 MiB`,
    `\r\u001b[KVerifying ${'█'.repeat(24)} 100 %  2 MiB of 2 MiB`,
    '\r\u001b[K',
  ]);
});

test('a total that nobody knows is no fault, and a narrow terminal gets no second line', async () => {
  const { cli, written } = seen(true, 20);
  await withProgress(cli, 'Opening', 0, async (draw) => draw(5));
  expect(written[0]?.replace('\r\u001b[K', '')).toHaveLength(19);
  expect(written[0]).toContain('Opening ░');
});

test('is wiped also where the work fails', async () => {
  const { cli, written } = seen(true);
  const work = withProgress(cli, 'Writing', 1, async (draw) => {
    draw(1);
    throw new Error('the drive is gone');
  });
  await expect(work).rejects.toThrow('the drive is gone');
  expect(written.at(-1)).toBe('\r\u001b[K');
});
