/** What a scan renders: the map and what else shows states of blocks, a few times a second, and nothing beside it. */
import type { Page } from '@playwright/test';
import { expect, test } from './platter';
import { writeDemoDisk } from './screens';
import { command, shown, tab } from './window';

/**
 * React tells each commit to a global hook, for its developer tools. Of every component that was rendered in it the hook
 * counts the part of the window that it stands in. Bit 0 of a fiber's flags: it did work. Where a fiber is the very one of
 * the commit before, nothing below it was looked at.
 */
function countRenders(): void {
  type Fiber = {
    readonly tag: number;
    readonly flags: number;
    readonly child: Fiber | null;
    readonly sibling: Fiber | null;
    readonly alternate: Fiber | null;
    readonly stateNode: unknown;
  };
  const COMPONENTS = new Set([0, 11, 14, 15]);
  const counts: Record<string, number> = {};
  const elementOf = (fiber: Fiber | null): Element | null =>
    fiber === null ? null : fiber.stateNode instanceof Element ? fiber.stateNode : (elementOf(fiber.child) ?? elementOf(fiber.sibling));
  /** What stands in no part with a name is the window itself; what draws nothing is in none. */
  const partOf = (fiber: Fiber): string | null => {
    const element = elementOf(fiber.child);
    if (element === null) return null;
    const isOfMap = element.closest('[aria-label="Allocation map"]') !== null;
    return isOfMap ? 'map' : (element.closest('[data-pane]')?.getAttribute('data-pane') ?? 'window');
  };
  const look = (next: Fiber): void => {
    const before = next.alternate;
    const part = COMPONENTS.has(next.tag) && (before === null || (next.flags & 1) === 1) ? partOf(next) : null;
    if (part !== null) counts[part] = (counts[part] ?? 0) + 1;
    if (before !== null && before.child === next.child) return;
    for (let child = next.child; child !== null; child = child.sibling) look(child);
  };
  Object.assign(globalThis, {
    renderCounts: counts,
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      renderers: new Map(),
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberRoot: (_: number, root: { readonly current: Fiber }) => look(root.current),
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
    },
  });
}

const counts = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => ({ ...(globalThis as unknown as { renderCounts: Record<string, number> }).renderCounts }));

test('a scan renders what shows blocks, and nothing else', async ({ start, folder }) => {
  const { page } = await start(await writeDemoDisk(folder));
  await shown(page);
  await page.addInitScript(countRenders);
  await page.reload();
  await shown(page);
  await tab(page, 'Map + Hex');
  await command(page, 'Scan content for zeros');
  const progress = page.getByRole('progressbar', { name: 'Content scanned' });
  await expect(progress).toHaveText(/^Content \d+ %$/);
  // The scan has been told of; from here on parts of it arrive.
  await page.waitForTimeout(1000);
  const before = await counts(page);
  expect(Object.keys(before).sort(), 'loading the page rendered all of them').toEqual(
    expect.arrayContaining(['hex', 'inspector', 'map', 'navigator', 'statusbar', 'titlebar', 'window']),
  );
  const seen = await progress.textContent();
  await expect.poll(() => progress.textContent()).not.toBe(seen);
  await page.waitForTimeout(2000);
  const after = await counts(page);
  expect(Object.keys(after).filter((part) => (after[part] ?? 0) > (before[part] ?? 0))).toEqual(['map']);
});
