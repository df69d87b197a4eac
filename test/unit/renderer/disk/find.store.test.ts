/** Searches of the window: hits as they arrive, the way from one to the next, and what a further search is in. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImageId } from '../../../../shared/views';
import { baseImage } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { show, shown, startAfresh } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { changeFindForm, changeHitList, currentHits, forgetFind, selectionToSearch, startFind, stepHit, stopFind, takeFound } = await import(
  '../../../../renderer/disk/find.store'
);
const { currentOrder } = await import('../../../../renderer/disk/hitOrder.store');
const { moveTo } = await import('../../../../renderer/disk/cursor.store');
const { openDisk } = await import('../../../../renderer/disk/disk.store');

const part = (...places: readonly number[]): Parameters<typeof takeFound>[1] => ({
  hits: Float64Array.from(places.flatMap((at) => [at, 4, 0])),
  found: places.length,
  done: 1,
  total: 2,
});

/** Begins a search that goes on until `finish`; answers its number. */
async function begin(): Promise<{ readonly find: number; readonly finish: (parts: number) => Promise<void> }> {
  let answer: (reply: unknown) => void = () => {};
  replies.set('find/run', () => new Promise((resolve) => (answer = resolve)));
  const before = calls.length;
  const over = startFind();
  await expect.poll(() => calls.length).toBeGreaterThan(before);
  const { run } = shown().find;
  const summary = { kind: 'find', found: 0, unread: 0, isUnchanged: true };
  return {
    find: run.kind === 'none' ? -1 : run.find,
    finish: async (parts) => {
      answer({ ok: true, value: { end: { kind: 'done', summary }, parts, asSaved: false } });
      await over;
    },
  };
}

beforeEach(async () => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  replies.set('scan/run', () => ({ ok: false, error: { kind: 'image-closed' } }));
  replies.set('image/readBlocks', () => ({ ok: false, error: { kind: 'image-closed' } }));
  show(await diskIn(baseImage()));
  changeFindForm({ text: 'abcd' });
});

describe('a filtered list', () => {
  it('is gone through along the disk, also from a hit that is not in it, and forgotten with its search', async () => {
    const { find, finish } = await begin();
    // The base image has blocks of 2 MiB.
    const block = (number: number): number => number * 2 * 1024 ** 2;
    takeFound(find, part(block(0), block(1), block(2), block(2) + 600));
    await finish(1);
    stepHit(1);
    stepHit(1);
    expect(shown().cursor.at).toBe(block(1));
    changeHitList({ filter: 'block 2', isDown: true });
    await expect.poll(() => currentOrder()?.listed.length).toBe(2);
    const went: number[] = [];
    for (const by of [1, 1, 1, -1] as const) {
      stepHit(by);
      went.push(shown().cursor.at);
    }
    expect(went).toEqual([block(2), block(2) + 600, block(2), block(2) + 600]);
    forgetFind();
    expect(currentOrder()).toBeNull();
  });

  it('takes in what is found later', async () => {
    const { find, finish } = await begin();
    changeHitList({ filter: 'block 0' });
    takeFound(find, part(8, 3 * 1024 ** 2));
    takeFound(find, part(4 * 1024 ** 2, 5 * 1024 ** 2));
    await finish(2);
    await expect.poll(() => [...(currentOrder()?.listed ?? [])]).toEqual([0]);
    changeHitList({ filter: '' });
    await expect.poll(currentOrder).toBeNull();
  });
});

describe('going from hit to hit', () => {
  it('goes on behind the cursor, round at the end, and back', async () => {
    const { find, finish } = await begin();
    takeFound(find, part(100, 600, 5000));
    await finish(1);
    moveTo({ space: 'disk', at: 300 });
    const went = (by: 1 | -1): number => {
      stepHit(by);
      return shown().cursor.at;
    };
    expect([went(1), went(1), went(1), went(-1), went(-1)]).toEqual([600, 5000, 100, 5000, 600]);
    expect(shown()).toMatchObject({ selection: { space: 'disk', at: 600, bytes: 4 }, find: { at: 1, run: { kind: 'done', found: 3 } } });
    moveTo({ space: 'disk', at: 99 });
    expect(went(-1)).toBe(5000);
  });

  it('waits for a hit that is not found yet, and not for one when the search is over', async () => {
    const { find, finish } = await begin();
    takeFound(find, part(100));
    moveTo({ space: 'disk', at: 300 });
    stepHit(1);
    expect(shown().cursor.at).toBe(300);
    takeFound(find, part(700));
    expect(shown().cursor.at).toBe(700);
    stepHit(1);
    await finish(2);
    expect(shown().cursor.at, 'round to the first').toBe(100);
  });
});

describe('a search', () => {
  it('waits for the parts that its end was told before', async () => {
    const { find, finish } = await begin();
    const over = finish(2);
    takeFound(find, part(1));
    expect(shown().find.run.kind).toBe('running');
    takeFound(find, part(9));
    await over;
    expect([shown().find.run.kind, currentHits().count]).toEqual(['done', 2]);
  });

  it('takes no hits of the one before, nor of another disk', async () => {
    const { find: old } = await begin();
    const { find } = await begin();
    takeFound(old, part(1, 2, 3));
    takeFound(find, part(7));
    expect(currentHits().count).toBe(1);
    const next = { ...(await diskIn(baseImage())).view, image: 'next' as ImageId };
    replies.set('image/open', async () => ({ ok: true, value: next }));
    await openDisk({ ticket: 'next' as never, name: 'next.vhd' }, 'disk');
    takeFound(find, part(8, 9));
    expect(shown().find.run.kind).toBe('none');
  });

  it('that is stopped keeps what was found; cleared, nothing', async () => {
    const { find } = await begin();
    takeFound(find, part(1, 2));
    await stopFind();
    expect(calls.at(-1)).toEqual({ name: 'find/cancel', request: { forget: false } });
    expect([shown().find.run.kind, currentHits().count]).toEqual(['stopped', 2]);
    forgetFind();
    expect([shown().find.run.kind, currentHits().count]).toEqual(['none', 0]);
  });

  it('in a selection is in that one again, though a hit in it is selected now; in another one once that is selected', async () => {
    const chosen = { space: 'disk', at: 512, bytes: 4096 } as const;
    moveTo({ space: 'disk', at: 512 }, chosen);
    changeFindForm({ where: 'selection' });
    const { find, finish } = await begin();
    takeFound(find, part(600));
    await finish(1);
    stepHit(1);
    expect(shown().selection).toEqual({ space: 'disk', at: 600, bytes: 4 });
    expect(selectionToSearch(shown())).toEqual(chosen);
    const other = { space: 'disk', at: 600, bytes: 64 } as const;
    moveTo({ space: 'disk', at: 600 }, other);
    expect(selectionToSearch(shown())).toEqual(other);
  });
});
